"""Comparing documents, joining two people's changes: nothing is lost, nothing is invented."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.editorial.comparing import (
    Change,
    Piece,
    differences,
    join,
    value_at,
    with_value,
    words_changed,
)

BOUNDED = settings(max_examples=200, deadline=None, derandomize=True, database=None)
KEYS = st.sampled_from(["title", "summary", "themes", "texts", "es", "en"])
VALUES = st.one_of(
    st.text(max_size=5), st.integers(0, 9), st.lists(st.text(max_size=3), max_size=3)
)
DOCUMENTS = st.dictionaries(
    KEYS, st.one_of(VALUES, st.dictionaries(KEYS, VALUES, max_size=3)), max_size=5
)


def test_a_change_names_its_place_and_both_values():
    before = {"title": "A", "texts": {"en": {"title": "House"}}, "themes": ["water"]}
    after = {"title": "A", "texts": {"en": {"title": "Home"}, "es": {"title": "Casa"}}}
    assert differences(before, after) == (
        Change("texts.en.title", "House", "Home"),
        Change("texts.es.title", None, "Casa"),
        Change("themes", ["water"], None),
    )


def test_nothing_an_empty_text_and_an_empty_list_are_the_same():
    assert differences({"a": "", "b": [], "c": {}}, {"a": None}) == ()


def test_changes_of_two_people_at_different_places_are_both_kept():
    base = {"texts": {"en": {"title": "A", "summary": "S"}}, "licence": "unknown"}
    theirs = {"texts": {"en": {"title": "B", "summary": "S"}}, "licence": "unknown"}
    mine = {"texts": {"en": {"title": "A", "summary": "T"}}, "licence": "cc-by-4.0"}
    joined = join(base, theirs, mine)
    assert joined.conflicts == ()
    assert joined.document == {
        "texts": {"en": {"title": "B", "summary": "T"}},
        "licence": "cc-by-4.0",
    }


def test_at_one_place_mine_stands_and_theirs_is_told():
    joined = join({"title": "A"}, {"title": "B"}, {"title": "C"})
    assert joined.document == {"title": "C"}
    assert joined.conflicts == (Change("title", "B", "C"),)


def test_what_they_deleted_and_i_changed_is_a_conflict():
    joined = join({"note": "old"}, {}, {"note": "new"})
    assert joined.conflicts == (Change("note", None, "new"),)
    assert joined.document == {"note": "new"}


@BOUNDED
@given(DOCUMENTS, DOCUMENTS)
def test_when_only_one_of_two_changed_something_theirs_is_taken_whole(base, other):
    assert differences(join(base, other, base).document, other) == ()
    assert differences(join(base, base, other).document, other) == ()
    assert join(base, other, base).conflicts == join(base, base, other).conflicts == ()


@BOUNDED
@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_every_place_both_changed_differently_is_a_conflict_or_agrees(base, theirs, mine):
    joined = join(base, theirs, mine)
    conflicts = {change.path for change in joined.conflicts}
    changed = {c.path for c in differences(base, theirs)} & {
        c.path for c in differences(base, mine)
    }
    for path in changed:
        one, other = value_at(theirs, path), value_at(mine, path)
        if one != other and (one or other) and not isinstance(one, dict | list):
            assert any(path == c or path.startswith(c + ".") for c in conflicts)


@BOUNDED
@given(st.text(max_size=60), st.text(max_size=60))
def test_the_words_of_both_texts_are_all_in_the_pieces(before, after):
    pieces = words_changed(before, after)
    assert "".join(p.text for p in pieces if p.sort != "new") == before
    assert "".join(p.text for p in pieces if p.sort != "gone") == after


def test_words_are_told_one_by_one_and_long_texts_held_together_where_they_agree():
    assert words_changed("We sort waste at home.", "We sort all waste at the home.") == (
        Piece("same", "We sort "),
        Piece("new", "all "),
        Piece("same", "waste at"),
        Piece("new", " the"),
        Piece("same", " home."),
    )
    words = [f"word{number}" for number in range(900)]
    changed = ["new " * 30, *words[:300], *words[400:700], "word", *words[700:]]
    pieces = words_changed(" ".join(words), " ".join(changed))
    assert [piece.sort for piece in pieces] == ["new", "same", "gone", "same", "new", "same"]
    assert pieces[2].text.split() == words[300:400]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 5_000, "b a " * 2_500),
        ("a b " * 2_400, "b b a " * 1_600),
        (" ".join(f"x{n} a" for n in range(1_200)), " ".join(f"y{n} a" for n in range(1_200))),
        ("<" * 9_000, "<>" * 4_500),
        (" ".join(f"w{n}" for n in range(1_500)), " ".join(f"w{n}" for n in range(1_500, 0, -1))),
    ],
)
def test_no_text_makes_the_comparison_long(before, after):
    """Each of these took between six seconds and minutes when every word met every other."""
    begun = time.process_time()
    pieces = words_changed(before, after)
    assert time.process_time() - begun < 2
    assert "".join(p.text for p in pieces if p.sort != "new") == before
    assert "".join(p.text for p in pieces if p.sort != "gone") == after


def test_a_very_long_text_is_told_as_gone_and_new():
    assert words_changed("a" * 15_000, "b" * 15_000) == (
        Piece("gone", "a" * 15_000),
        Piece("new", "b" * 15_000),
    )


@BOUNDED
@given(DOCUMENTS, KEYS, VALUES)
def test_a_value_put_at_a_path_is_found_there(document, key, value):
    changed = with_value(document, f"inner.{key}", value)
    assert value_at(changed, f"inner.{key}") == value
    assert {k: v for k, v in changed.items() if k != "inner"} == {
        k: v for k, v in document.items() if k != "inner"
    }


ONE, TWO, THREE, FOUR = (f"00000000-0000-4000-8000-00000000000{n}" for n in range(1, 5))


def _lessons(*items):
    return {"lessons": [{"key": key, **more} for key, more in items]}


def test_items_with_keys_are_compared_one_by_one_and_their_order_is_a_change_of_its_own():
    before = _lessons((ONE, {"title": "A"}), (TWO, {"title": "B"}))
    after = _lessons((TWO, {"title": "B"}), (ONE, {"title": "C"}))
    assert differences(before, after) == (
        Change(f"lessons.{ONE}.title", "A", "C"),
        Change("lessons.@order", [ONE, TWO], [TWO, ONE]),
    )


def test_two_people_who_wrote_in_two_items_are_joined_and_both_additions_stay():
    base = _lessons((ONE, {"title": "A"}), (TWO, {"title": "B"}))
    theirs = _lessons(
        (ONE, {"title": "A, theirs"}), (THREE, {"title": "new"}), (TWO, {"title": "B"})
    )
    mine = _lessons((ONE, {"title": "A"}), (TWO, {"title": "B, mine"}), (FOUR, {"title": "more"}))
    joined = join(base, theirs, mine)
    assert joined.conflicts == ()
    assert joined.document == _lessons(
        (ONE, {"title": "A, theirs"}),
        (THREE, {"title": "new"}),
        (TWO, {"title": "B, mine"}),
        (FOUR, {"title": "more"}),
    )


def test_an_order_one_changed_stays_with_the_words_the_other_changed():
    base = _lessons((ONE, {"title": "A"}), (TWO, {"title": "B"}), (THREE, {"title": "C"}))
    theirs = _lessons((THREE, {"title": "C"}), (ONE, {"title": "A"}), (TWO, {"title": "B"}))
    mine = _lessons((ONE, {"title": "A"}), (TWO, {"title": "B, mine"}), (THREE, {"title": "C"}))
    joined = join(base, theirs, mine)
    assert joined.conflicts == ()
    assert joined.document == _lessons(
        (THREE, {"title": "C"}), (ONE, {"title": "A"}), (TWO, {"title": "B, mine"})
    )


def test_an_item_one_removed_and_the_other_wrote_in_is_asked_about():
    base = _lessons((ONE, {"title": "A"}), (TWO, {"title": "B"}))
    joined = join(
        base,
        _lessons((TWO, {"title": "B"})),
        _lessons((ONE, {"title": "Z"}), (TWO, {"title": "B"})),
    )
    assert [change.path for change in joined.conflicts] == [f"lessons.{ONE}"]
    gone = join(base, _lessons((TWO, {"title": "B"})), base)
    assert (gone.document, gone.conflicts) == (_lessons((TWO, {"title": "B"})), ())


def _course(**lessons):
    """Two lessons with their blocks, by number."""
    return {
        "course": {
            "modules": [
                {"key": {"one": ONE, "two": TWO}[name], "blocks": blocks}
                for name, blocks in lessons.items()
            ]
        }
    }


def test_an_item_one_moved_and_the_other_wrote_in_is_moved_with_what_was_written():
    block = {"key": THREE, "title": "A"}
    base = _course(one=[block], two=[])
    joined = join(
        base, _course(one=[], two=[block]), _course(one=[{**block, "title": "B"}], two=[])
    )
    assert joined.conflicts == ()
    assert differences(joined.document, _course(one=[], two=[{**block, "title": "B"}])) == ()


def test_an_item_both_moved_lies_at_one_place_alone():
    block = {"key": THREE, "title": "A"}
    base = {"first": [block], "second": [], "third": []}
    theirs = {"first": [], "second": [block], "third": []}
    mine = {"first": [], "second": [], "third": [block]}
    assert differences(join(base, theirs, mine).document, mine) == ()


def test_what_was_written_in_a_part_of_something_removed_keeps_what_is_around_it():
    block = {"key": THREE, "title": "A"}
    base = _course(one=[block], two=[])
    mine = _course(one=[{**block, "title": "B"}], two=[])
    joined = join(base, _course(two=[]), mine)
    assert [change.path for change in joined.conflicts] == [f"course.modules.{ONE}.blocks.{THREE}"]
    assert differences(joined.document, mine) == ()


def test_a_place_in_an_item_with_a_key_is_found_and_written():
    document = _lessons((ONE, {"title": "A"}), (TWO, {"title": "B"}))
    assert value_at(document, f"lessons.{TWO}.title") == "B"
    assert with_value(document, f"lessons.{TWO}.title", "C") == _lessons(
        (ONE, {"title": "A"}), (TWO, {"title": "C"})
    )
    assert with_value(document, f"lessons.{ONE}", None) == _lessons((TWO, {"title": "B"}))
    assert with_value(document, "lessons.@order", [TWO, ONE]) == _lessons(
        (TWO, {"title": "B"}), (ONE, {"title": "A"})
    )
