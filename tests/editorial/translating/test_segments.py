"""Segments of any kind's document: found through its schema, laid beside what is there already."""

from __future__ import annotations

from typing import Annotated

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field

from agora.catalogue.documents import ResourceDocument
from agora.editorial.translating.segments import (
    DONE,
    MISSING,
    STALE,
    Saved,
    assemble,
    segments,
    unfinished,
)
from agora.forums.documents import ForumDocument
from agora.kernel.documents import Document, Html, Line, Shape, Tag, TextShape, clean_html
from tests.editorial.translating.cases import LINK, PORTUGUESE, handbook


def found(document, language="pt", former=None, saved=None, schema=ResourceDocument):
    return segments(schema, document, language, former or {}, saved or {})


def told(rows):
    return {one.key: (one.state, one.source, one.target) for one in rows}


def brought(document, texts, language="pt", number=1, schema=ResourceDocument):
    """The document with these targets in the language."""
    rows = found(document, language, schema=schema)
    saved = {one.key: Saved(one.source, texts[one.key]) for one in rows if one.key in texts}
    return assemble(
        document, found(document, language, saved=saved, schema=schema), language, number
    )


def test_every_text_of_a_practice_is_a_segment():
    document = handbook(
        type="practice",
        relations=[{"kind": "based-on", "to": "x", "reason": {"en": "It began there."}}],
        practice={
            "texts": {"en": {"problem": "<p>No water.</p>", "done": "<p>Pipes.</p><p>Taps.</p>"}},
            "components": [{"texts": {"en": {"title": "Pipes", "text": "Long ones."}}}],
            "series": [{"key": "taps", "unit": {"en": "taps"}, "texts": {"en": {"title": "Taps"}}}],
        },
    )
    keys = [one.key for one in found(document)]
    assert keys == [
        *PORTUGUESE,
        "relations.0.reason.*",
        "practice.texts.*.problem#0",
        "practice.texts.*.done#0",
        "practice.texts.*.done#1",
        "practice.components.0.texts.*.title",
        "practice.components.0.texts.*.text",
        "practice.series.0.unit.*",
        "practice.series.0.texts.*.title",
    ]


def test_a_stand_has_a_language_of_its_own_within_a_forum():
    document = {
        "original_language": "en",
        "texts": {"en": {"title": "Forum"}},
        "stands": [
            {
                "original_language": "es",
                "texts": {"es": {"title": "Puesto"}, "en": {"title": "Stand"}},
            }
        ],
    }
    assert [one.source for one in found(document, "pt", schema=ForumDocument)] == [
        "Forum", "Puesto",
    ]  # fmt: skip
    rows = found(document, "en", schema=ForumDocument)
    assert told(rows) == {"stands.0.texts.*.title": (DONE, "Puesto", "Stand")}
    # What is in the language already is no segment of it.
    assert found(document, "es", schema=ForumDocument)[0].source == "Forum"


def test_a_kind_that_comes_later_joins_by_its_schema():
    class LessonSays(TextShape):
        name: Annotated[Line, Field(max_length=40)]
        text: Html = ""

    class Step(Shape):
        hint: dict[Tag, Line] = {}

    class Lesson(Document):
        texts: dict[Tag, LessonSays]
        steps: tuple[Step, ...] = ()

    document = {
        "original_language": "fr",
        "texts": {"fr": {"name": "Leçon", "text": "<p>Un</p><p>Deux</p>"}},
        "steps": [{"hint": {"fr": "Va"}}],
    }
    rows = found(document, "pt", schema=Lesson)
    assert [(one.key, one.leaf.most) for one in rows] == [
        ("texts.*.name", 40),
        ("texts.*.text#0", 100_000),
        ("texts.*.text#1", 100_000),
        ("steps.0.hint.*", 0),
    ]
    whole = brought(
        document,
        {"texts.*.name": "Aula", "texts.*.text#0": "Um", "texts.*.text#1": "Dois",
         "steps.0.hint.*": "Vai"},
        schema=Lesson,
    )  # fmt: skip
    assert whole["texts"]["pt"] == {
        "name": "Aula", "text": "<p>Um</p><p>Dois</p>",
        "origin": "human", "state": "reviewed", "source_version": 1,
    }  # fmt: skip
    assert whole["steps"] == [{"hint": {"fr": "Va", "pt": "Vai"}}]
    assert Lesson.model_validate({**whole, "slug": "lesson"})


def test_a_whole_translation_is_put_into_the_document_and_nothing_else_changes():
    before = handbook()
    after = brought(before, PORTUGUESE)
    assert after["texts"]["pt"] == {
        "title": "Água para cada bairro",
        "summary": "Como uma cidade levou água a cada bairro.",
        "body": f"<h3>Por onde começar</h3>\n<p>Leia primeiro {LINK}o guia</a>.</p><ul><li>Pergunte quem não tem água.</li><li>Desenhe um <strong>mapa</strong>.</li></ul>",
        "outcomes": ["Dizer quem fica de fora", "Planejar o primeiro ano"],
        "origin": "human",
        "state": "reviewed",
        "source_version": 1,
    }
    del after["texts"]["pt"]
    assert after == before == handbook()


def test_what_is_published_comes_back_segment_by_segment():
    after = brought(handbook(), PORTUGUESE)
    rows = found(after, former={1: handbook()})
    assert {one.key: one.target for one in rows} == PORTUGUESE
    assert {one.state for one in rows} == {DONE}
    assert unfinished(rows) == []


def test_a_changed_paragraph_is_stale_and_a_new_one_missing_and_the_others_stay():
    live = brought(handbook(), PORTUGUESE)
    body = live["texts"]["en"]["body"].replace("Ask who has no water.", "Ask who lacks water.")
    live["texts"]["en"]["body"] = body.replace("<ul>", "<p>It takes a year.</p><ul>")
    rows = told(found(live, former={1: handbook()}))
    assert rows["texts.*.title"][0] == DONE
    assert rows["texts.*.body#1"][0] == DONE
    assert rows["texts.*.body#2"] == (MISSING, "It takes a year.", "")
    assert rows["texts.*.body#3"] == (
        STALE, "Ask who lacks water.", "Pergunte quem não tem água.",
    )  # fmt: skip
    assert rows["texts.*.body#4"][0] == DONE
    (stale,) = [one for one in found(live, former={1: handbook()}) if one.state == STALE]
    assert stale.previous == "Ask who has no water."


def test_components_inherit_the_version_of_the_text_and_may_move():
    parts = [
        {"texts": {"en": {"title": "Pipes"}, "pt": {"title": "Canos"}}},
        {"texts": {"en": {"title": "Taps"}, "pt": {"title": "Torneiras"}}},
    ]
    case = {
        "texts": {
            "en": {"problem": "<p>Dry</p>"},
            "pt": {"problem": "<p>Seco</p>", "source_version": 1},
        }
    }
    old = handbook(type="practice", practice={**case, "components": parts})
    moved = handbook(type="practice", practice={**case, "components": parts[::-1]})
    states = {
        one.key: one.state for one in found(moved, former={1: old}) if "components" in one.key
    }
    assert set(states.values()) == {DONE}
    now = handbook(type="practice", practice={**case, "components": [
        {"texts": {"en": {"title": "Iron pipes"}, "pt": {"title": "Canos"}}}]})  # fmt: skip
    (one,) = [one for one in found(now, former={1: old}) if "components" in one.key]
    assert (one.state, one.previous) == (STALE, "Pipes")


def test_a_translation_that_does_not_line_up_is_one_piece_so_that_nothing_is_lost():
    document = handbook()
    said = "<p>Leia</p><p>tudo</p><p>agora</p>"
    document["texts"]["pt"] = {"title": "Água", "body": said}
    (one,) = [one for one in found(document) if one.leaf.name == "body"]
    assert (one.key, one.target, one.whole) == ("texts.*.body", said, True)
    assert one.written(one.target) == said
    kept = assemble(document, found(document), "pt", 1)
    assert kept["texts"]["pt"]["body"] == said


def test_more_outcomes_than_the_original_has_are_not_lost():
    document = handbook()
    document["texts"]["pt"] = {"title": "Água", "outcomes": ["um", "dois", "três"]}
    (one,) = [one for one in found(document) if one.leaf.name == "outcomes"]
    assert one.target == "um\ndois\ntrês"
    assert assemble(document, found(document), "pt", 1)["texts"]["pt"]["outcomes"] == [
        "um", "dois", "três",
    ]  # fmt: skip


def test_saved_work_follows_its_paragraph_when_another_is_put_before_it():
    saved = {"texts.*.body#2": Saved("Ask who has no water.", "Pergunte.")}
    document = handbook()
    document["texts"]["en"]["body"] = "<p>New.</p>" + document["texts"]["en"]["body"]
    rows = {one.key: one for one in found(document, saved=saved)}
    assert (rows["texts.*.body#3"].target, rows["texts.*.body#3"].state) == ("Pergunte.", DONE)


@pytest.mark.parametrize(
    ("left_out", "problems"),
    [
        ((), []),
        (("texts.*.title",), ["texts.*.title"]),
        (("texts.*.body#1",), ["texts.*.body#1"]),
        # A text may be left out whole.
        (("texts.*.summary",), []),
        (("texts.*.outcomes#0", "texts.*.outcomes#1"), []),
    ],
)
def test_what_is_begun_must_be_finished(left_out, problems):
    rows = found(handbook())
    saved = {
        one.key: Saved(one.source, PORTUGUESE[one.key]) for one in rows if one.key not in left_out
    }
    assert [one.field for one in unfinished(found(handbook(), saved=saved))] == problems


def test_nothing_translated_is_not_finished():
    assert [one.field for one in unfinished(found(handbook()))] == [""]


def test_a_text_with_a_machines_words_in_it_says_so_until_a_human_changed_them():
    rows = found(handbook())
    saved = {one.key: Saved(one.source, PORTUGUESE[one.key]) for one in rows}
    saved["texts.*.summary"] = Saved(rows[1].source, "Como cidade água levou.", "machine")
    made = assemble(handbook(), found(handbook(), saved=saved), "pt", 1)
    assert made["texts"]["pt"]["origin"] == "machine"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["<p>a</p>", "<p>b <em>c</em></p>", "<ul><li>d</li></ul>", "e"])),
    st.lists(st.sampled_from(["<p>x</p>", "<h3>y</h3>", "z"])),
)
def test_putting_back_what_is_there_changes_nothing(source, target):
    """Whatever the shapes of the two texts are."""
    document = handbook()
    document["texts"]["en"]["body"] = clean_html("".join(source))
    document["texts"]["pt"] = {"title": "T", "body": clean_html("".join(target))}
    made = assemble(document, found(document), "pt", 1)["texts"]["pt"]
    if document["texts"]["en"]["body"]:
        assert made.get("body", "") == document["texts"]["pt"]["body"]
