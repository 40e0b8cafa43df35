"""What cannot be answered is not published; what is wrong is said in plain words."""

from __future__ import annotations

import copy
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agora.courses.blocks import block_kind, prompt
from agora.courses.queries.content import blocks_of
from agora.kernel.errors import InvalidDocument
from tests.courses import making as make
from tests.courses.exercises import (
    Player,
    branching,
    capital,
    every_sort,
    item,
    learner,
    memory,
    option,
    quiz,
    sorting,
    way,
)


def faults(block):
    """The sentences, by field."""
    kind = block_kind(block["kind"])
    shape = kind.shape.model_validate(block)
    return {one.field: one.message for one in kind.problems(shape, "en", ("en", "es"))}


def test_good_exercises_have_no_fault():
    for block in (quiz(*every_sort()), memory(), sorting(), branching()):
        assert faults(block) == {}
    spanish_lacks_a_text = quiz(capital())
    del spanish_lacks_a_text["items"][0]["options"][0]["texts"]["es"]
    assert faults(spanish_lacks_a_text) == {}


A, B = option("a", "A"), option("b", "B")


@pytest.mark.parametrize(
    ("block", "field", "said"),
    [
        (quiz(item("q", "choice", A, B)), "items.0.options", "No answer is marked as right"),
        (
            quiz(item("q", "choice", A | {"right": True}, B | {"right": True})),
            "items.0.options",
            "Several answers are marked as right",
        ),
        (quiz(item("q", "multiple", A, B)), "items.0.options", "No answer is marked as right"),
        (quiz(item("q", "choice", A | {"right": True})), "items.0.options", "at least two answers"),
        (quiz(item("q", "numeric")), "items.0.value", "no right number"),
        (quiz(item("q", "text")), "items.0.texts", "no right answer in the course’s own language"),
        (
            quiz(item("q", "text", es={"accepted": ["sí"]})),
            "items.0.texts",
            "no right answer in the course’s own language",
        ),
        (quiz(item("q", "order", A)), "items.0.options", "nothing to put in order"),
        (quiz(item("q", "match", A, B)), "items.0.options", "at least two pairs"),
        (
            quiz(
                item(
                    "q",
                    "match",
                    A | {"partner": "x"},
                    B | {"partner": "c"},
                    option("c", "C"),
                    option("d", "D"),
                )
            ),
            "items.0.options",
            "partner that does not exist",
        ),
        (
            quiz(item("q", "choice", A | {"right": True}, option("a", "C"))),
            "items.0.options",
            "same identifier “a”",
        ),
        (
            quiz(item("q", "choice", A | {"right": True}, option("b", "a"))),
            "items.0.options",
            "Two answers say the same",
        ),
        (quiz(capital(), capital()), "items", "same identifier “capital”"),
        (quiz(capital(), draw=2), "draw", "2 questions are to be drawn, but there are only 1"),
        (quiz(item("q", "extended")), "pass_percent", "No question counts"),
        ({**quiz(), "items": []}, "items", "This quiz has no question"),
        (memory(1, pairs=[]), "pairs", "at least two pairs"),
        (memory(2, deal=3), "deal", "only 2"),
        ({**sorting(), "boxes": sorting()["boxes"][:1]}, "boxes", "at least two boxes"),
        ({**sorting(), "boxes": sorting()["boxes"][:1]}, "things.1.boxes", "does not exist"),
        ({**sorting(), "things": []}, "things", "nothing to sort"),
        ({**branching(), "first": "nowhere"}, "first", "does not exist"),
        ({**branching(), "meters": []}, "scenes.0.choices.0.effects", "moves a meter"),
        ({**branching(), "scenes": branching()["scenes"][:3]}, "scenes.0.choices.1.to", "leads to"),
        ({**branching(), "first": "house"}, "scenes.0", "No way leads to this scene"),
    ],
)
def test_each_fault_is_told_where_it_is(block, field, said):
    assert said in faults(block)[field]


def test_a_circle_without_an_ending_is_told():
    block = copy.deepcopy(branching())
    block["scenes"][2]["choices"] = [way("round", "square")]
    block["scenes"][3]["choices"] = [way("over", "council")]
    assert "no way leads to an ending" in faults(block)["scenes.0"]


@pytest.mark.django_db
def test_a_quiz_without_a_right_answer_stops_the_publishing():
    broken = quiz(item("q", "choice", A, B))
    with pytest.raises(InvalidDocument, match="No answer is marked as right"):
        make.publish(make.document(make.module("m1", make.lesson("l1", broken))))


@pytest.mark.django_db
def test_a_prompt_shows_its_panel_to_learners_alone(amina, monkeypatch):
    block = {
        "key": make.key("talk"),
        "kind": "prompt",
        "texts": make.says(en={"text": "What did you try?"}),
    }
    player = Player(learner(amina, block), "talk")
    assert "What did you try?" in player.page()
    asked = []

    def panel(at, enrolment):
        asked.append((at.key, enrolment.pk))
        return {"path": "/talk/", "label": "Talk about it"}

    monkeypatch.setattr(prompt, "_panel", [])
    prompt.register_panel(panel)
    assert 'href="/talk/"' in player.page()
    assert asked == [(player.key, player.enrolment.pk)]
    there = player.block()
    assert there.of.present(there, None)["panel"]() is None


@pytest.mark.django_db
def test_a_lesson_of_three_of_each_asks_as_often_as_one_of_one(amina):
    kinds = (quiz, memory, sorting, branching)
    mine = learner(
        amina, *(make_one(name=f"{make_one.__name__}{n}") for make_one in kinds for n in range(3))
    )
    for make_one in kinds:
        for n in range(3):
            player = Player(mine, f"{make_one.__name__}{n}")
            player.send(
                do={"quiz": "begin", "memory": "deal"}.get(make_one.__name__, "again"), turn=0
            )
    blocks = blocks_of(mine.version_id, uuid.UUID(make.key("l1")), "en")
    for kind in kinds:
        own = [one for one in blocks if one.kind == kind.__name__]
        asked = []
        for some in (own[:1], own):
            with CaptureQueriesContext(connection) as queries:
                assert len(own[0].of.present_many(some, mine)) == len(some)
            asked.append(len(queries))
        assert asked[0] == asked[1] <= 2
