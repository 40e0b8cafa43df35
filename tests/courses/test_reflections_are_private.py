"""What somebody writes for themselves, nobody else reads."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import agora.courses
from agora.courses.blocks import reflection
from agora.courses.models import CohortTutor, Note
from agora.journal.models import Entry
from agora.kernel import personal
from agora.ui.rows import Link
from tests.courses import making as make
from tests.courses.exercises import Player, learner

pytestmark = pytest.mark.django_db
SECRET = "My mayor will never do it."


def block():
    return {
        "key": make.key("note"),
        "kind": "reflection",
        "texts": make.says(en={"text": "What will you do?"}, es={"text": "¿Qué harás?"}),
    }


@pytest.fixture
def player(amina):
    """Amina, who wrote something."""
    mine = learner(amina, block())
    player = Player(mine, "note")
    assert player.send(text=f"  {SECRET}\r\nReally.  ").is_done
    return player


def test_a_note_is_kept_over_languages_and_changed(player):
    assert Note.objects.get().text == f"{SECRET}\nReally."
    spanish = Player(player.enrolment, "note", "es")
    assert SECRET in spanish.page()
    spanish.send(text="Otra cosa.")
    note = Note.objects.get()
    assert (note.text, note.language) == ("Otra cosa.", "es")


def test_an_emptied_note_is_deleted_and_nothing_is_not_kept(player):
    assert player.send(text=" ").errors == {}
    assert not Note.objects.exists()
    assert player.send(text="").errors == {"text": "Write something to keep."}


def test_too_long_a_note_is_told_and_stays_in_the_form(player):
    long = "ñ" * 10_001
    outcome = player.send(text=long)
    assert "10001 characters" in outcome.errors["text"]
    assert long in player.page(outcome)
    assert Note.objects.get().text.startswith(SECRET)


@pytest.mark.parametrize(
    "naughty",
    [
        "<script>alert(1)</script>",
        "{{ 7|add:7 }}",
        "a\x00b",
        "\u202eevil",
        "'; DROP TABLE--",
        "😀\ud800",
    ],
)
def test_hostile_notes_are_only_text(player, naughty):
    player.send(text=naughty)
    page = player.page()
    assert "<script>alert" not in page
    assert "\x00" not in page
    assert "\u202e" not in page


def test_nobody_else_sees_it_not_even_a_tutor(player, beto, chidi):
    run = player.enrolment.run
    cohort = run.cohorts.create(name="A", language="en")
    CohortTutor.objects.create(cohort=cohort, account=beto.account)
    for person in (beto, chidi):
        other = Player(make.enrol(run, person.account), "note")
        assert SECRET not in other.page()
    assert not Entry.objects.filter(note__contains="mayor").exists()


def test_no_code_but_the_reflections_own_reads_notes():
    """Whoever adds a page that reads them must come here, and think."""
    room = Path(agora.courses.__file__).parent.parent
    readers = []
    for path in room.rglob("*.py"):
        if "migrations" in path.parts or (
            path.name == "__init__.py" and path.parent.name == "models"
        ):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            imports = isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                "agora.courses.models"
            )
            if imports and any(name.name == "Note" for name in node.names):
                readers.append(str(path.relative_to(room)))
    assert readers == ["courses/blocks/reflection/__init__.py"]


def test_it_is_in_the_copy_of_ones_own_data_alone(player, amina, beto):
    def told(person):
        rows = personal.rows_about(personal.Owner(account=person.account.pk))
        return [row["text"] for model, found in rows if model is Note for row in found]

    assert told(amina) == [f"{SECRET}\nReally."]
    assert told(beto) == []
    personal.erase(personal.Owner(account=amina.account.pk))
    assert not Note.objects.exists()


def test_a_note_may_go_on_where_a_higher_room_says(player, monkeypatch):
    monkeypatch.setattr(reflection, "_onward", [])
    assert player.it["onward"] is None
    reflection.register_onward(
        lambda enrolment, at, note: Link("Make it an action", f"/plans/new/?from={at.key}")
    )
    assert f'href="/plans/new/?from={player.key}"' in player.page()
