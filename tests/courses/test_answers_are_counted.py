"""What an answer is worth, thought without a database."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agora.courses.blocks.quiz import logic
from agora.courses.blocks.quiz.shapes import ItemShape
from tests.courses.exercises import every_sort, item, option

ITEMS = [ItemShape.model_validate(one) for one in every_sort()]
ASKED = [one for one in ITEMS if one.sort != "extended"]
FULL = {
    "capital": "secret-right",
    "many": ["m1", "m3"],
    "word": "Ondara",
    "sum": "12,5",
    "first": ["o1", "o2", "o3"],
    "pairs": {"p1": "q1", "p2": "q2"},
}
RULES = logic.Rules(60, counts_extended=False)

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=60),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)
idents = st.sampled_from(["m1", "m2", "m3", "o1", "o2", "o3", "p1", "q1", "secret-right", "x"])
likely = idents | st.lists(idents, max_size=5) | st.dictionaries(idents, idents) | anything


def counted(answers, items=ITEMS, rules=RULES, **more):
    return logic.result(items, answers, rules, language="en", original="en", **more)


# The first text makes a table of all characters, which takes long on a small machine.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from([one.id for one in ITEMS]), likely))
def test_a_score_lies_between_nothing_and_all(answers):
    result = counted(answers)
    assert 0 <= result.score <= 1
    assert all(0 <= part <= 1 for part in result.parts.values())


@given(st.lists(st.sampled_from(ASKED), min_size=1, unique_by=lambda one: one.id))
def test_right_answers_are_full_whatever_is_asked(items):
    result = counted(FULL, items)
    assert (result.score, result.passed, result.waits) == (1, True, False)


@given(st.permutations(list(FULL.items())), st.permutations(["m1", "m3"]))
def test_the_order_in_which_answers_come_is_the_same(answers, chosen):
    result = counted({**dict(answers), "many": chosen})
    assert result.score == 1


@given(st.lists(st.sampled_from(["m1", "m2", "m3"]), unique=True))
def test_choosing_everything_is_not_worth_everything(chosen):
    part = logic.worth(ITEMS[1], chosen, "en", "en")
    assert (part == 1) == (sorted(chosen) == ["m1", "m3"])


@given(st.integers(0, 10**6))
def test_a_draw_has_the_items_once_and_every_option(seed):
    lot = random.Random(seed)
    drawn = logic.draw(ITEMS, 4, lot.shuffle)
    assert len({one["item"] for one in drawn}) == 4
    for one in logic.fitted(drawn, ITEMS):
        assert sorted(o.id for o in one.options) == sorted(o.id for o in one.item.options)
        if one.item.sort == "order":
            assert [o.id for o in one.options] != ["o1", "o2", "o3"]


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("12.5", True),
        ("12,5", True),
        (" 12.50 ", True),
        ("+12.5", True),
        ("١٢٫٥", True),
        ("۱۲٫۵", True),
        ("१२.५", True),
        ("１２．５", True),
        ("12.5 %", True),
        ("12.59", True),
        ("12.61", False),
        ("-12.5", False),
        ("125", False),
        ("12.5.0", False),
        ("1e1", False),
        ("NaN", False),
        ("Infinity", False),
        ("", False),
        ("9" * 60, False),
        ("twelve", False),
    ],
)
def test_numbers_are_read_as_people_write_them(typed, right):
    assert logic.worth(ITEMS[3], typed, "en", "en") == Fraction(right)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1,250", "1250"),
        ("1.250", "1250"),
        ("1.250", "1.25"),
        ("1 250", "1250"),
        ("1\u202f250,5", "1250.5"),
        ("1,250,000", "1250000"),
        ("1.250.000", "1250000"),
        ("1.250,75", "1250.75"),
        ("1,250.75", "1250.75"),
        ("١٬٢٥٠", "1250"),
        ("−3", "-3"),
    ],
)
def test_thousands_are_read_in_every_manner(typed, value):
    assert Decimal(value) in logic.readings(typed)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_numbers(text):
    assert all(one.is_finite() for one in logic.readings(text))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(max_size=80))
def test_an_entry_equals_itself_however_it_is_cased_and_spaced(text):
    once = logic.normal(text)
    assert logic.normal(once) == once
    assert logic.normal(f"  {text}\u200f ") == once


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("ondara", True),
        ("ONDARA.", True),
        ("Óndärà", True),
        ("the  city\tof\nOndara", True),
        ("On dara", False),
        ("", False),
        ("   ", False),
        ("\u200b\u202e", False),
        ("la ciudad de Ondara", False),
    ],
)
def test_entries_are_compared_without_case_accents_and_spaces(typed, right):
    assert logic.worth(ITEMS[2], typed, "en", "en") == Fraction(right)
    assert logic.worth(ITEMS[2], "la ciudad de Ondara", "es", "en") == 1
    assert logic.worth(ITEMS[2], "Ondara", "fr", "en") == 1


def test_arabic_entries_are_compared_without_vowels_and_with_any_digits():
    word = ItemShape.model_validate(
        item("w", "text", en={"accepted": ["x"]})
        | {"texts": {"ar": {"prompt": "؟", "accepted": ["مدينة 17"]}}}
    )
    assert logic.worth(word, "مَدِينَة ١٧", "ar", "ar") == 1
    assert logic.worth(word, "مديـــنة 17", "ar", "ar") == 1


ESSAY = ItemShape.model_validate(item("essay", "extended", points=3))
CHOICE = ItemShape.model_validate(
    item("c", "choice", option("a", "A", right=True), option("b", "B"))
)


def test_what_waits_for_a_tutor_decides_only_where_it_can():
    counts = logic.Rules(50, counts_extended=True)
    answered = {"essay": "Long.", "c": "a"}
    assert counted(answered, [ESSAY, CHOICE], counts).passed is None
    assert counted(answered, [ESSAY, CHOICE], RULES).passed is True
    low = logic.Rules(25, counts_extended=True)
    assert counted(answered, [ESSAY, CHOICE], low).passed is True
    high = logic.Rules(100, counts_extended=True)
    assert counted({"essay": "Long.", "c": "b"}, [ESSAY, CHOICE], high).passed is False
    marked = counted(answered, [ESSAY, CHOICE], counts, marks={"essay": {"points": 1}})
    assert (marked.score, marked.passed, marked.waits) == (Fraction(1, 2), True, False)
    empty = counted({"c": "a"}, [ESSAY, CHOICE], counts)
    assert (empty.score, empty.passed, empty.waits) == (Fraction(1, 4), False, False)


def test_a_mark_weighs_as_many_points_as_its_question():
    counts = logic.Rules(100, counts_extended=True)
    marks = {"essay": {"points": 99}}
    assert counted({"essay": "x", "c": "a"}, [ESSAY, CHOICE], counts, marks=marks).score == 1


def test_two_thirds_do_not_pass_at_sixty_seven_per_cent():
    three = [ItemShape.model_validate(item(name, "numeric", value="1")) for name in ("a", "b", "c")]
    answers = {"a": "1", "b": "1", "c": "2"}
    assert counted(answers, three, logic.Rules(67, counts_extended=False)).passed is False
    assert counted(answers, three, logic.Rules(66, counts_extended=False)).passed is True


@pytest.mark.parametrize(
    ("allowed", "given", "used", "left"),
    [(3, 0, 0, 3), (3, 0, 3, 0), (3, 2, 3, 2), (3, 0, 5, 0), (0, 0, 99, None), (0, 5, 1, None)],
)
def test_attempts_left(allowed, given, used, left):
    assert logic.attempts_left(allowed, given, used) == left


def test_a_new_version_of_a_quiz_asks_what_it_still_has():
    drawn = [{"item": "gone", "options": ["a"]}, {"item": "c", "options": ["b", "gone"]}]
    fitted = logic.fitted(drawn, [CHOICE])
    assert [(one.item.id, [o.id for o in one.options]) for one in fitted] == [("c", ["b", "a"])]
