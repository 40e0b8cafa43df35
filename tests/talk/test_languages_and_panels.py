"""Small languages are no empty rooms; the page of a part shows what is said about it; tutors see what waits."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext

from agora.kernel import ids
from agora.people.models import PersonLanguage
from agora.people.queries import NOBODY, standing_of
from agora.talk.models import Thread
from agora.talk.queries import Counts, counts, panel, panels, unanswered, waiting
from tests.talk.talking import (
    KIND,
    SHADE,
    TREES,
    WATER,
    asked,
    at,
    opening,
    place_at,
    said,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def drawn(found) -> str:
    return Template("{% load talk %}{% talk_panel panel %}").render(Context({"panel": found}))


def test_the_list_begins_with_the_languages_one_reads_and_says_what_else_there_is(
    amina, beto, ondara
):
    PersonLanguage.objects.create(person=amina.person, language="pt-BR")
    for title, language in (
        ("In English", "en"), ("Em português", "pt"), ("En español", "es"), ("En français", "fr"),
    ):  # fmt: skip
        asked(beto, ondara, title, language=language)
    client = amina.client()
    page = client.get(place_at(ondara)).text
    assert "In English" in page
    assert "Em português" in page
    assert "En español" not in page
    assert "2 more in other languages" in page
    assert '<span lang="es">Español</span> <b>1</b>' in page
    spanish = client.get(place_at(ondara, "?language=es")).text
    assert "En español" in spanish
    assert "In English" not in spanish
    every = client.get(place_at(ondara, "?language=all")).text
    assert all(t in every for t in ("In English", "Em português", "En español", "En français"))
    # An address somebody made up shows the languages one reads.
    assert "In English" in client.get(place_at(ondara, "?language=<script>")).text
    arabic = client.get(place_at(ondara).replace("/en/", "/ar/"))
    assert 'dir="rtl"' in arabic.text
    assert "Em português" in arabic.text
    assert "In English" not in arabic.text


def test_the_list_narrows_to_what_waits_and_to_one_part(amina, beto, ondara):
    old, new = asked(beto, ondara, "Old", anchor=TREES), asked(beto, ondara, "New", anchor=WATER)
    told = asked(beto, ondara, "I planted one", anchor=TREES, is_question=False)
    answered = asked(beto, ondara, "Solved")
    post = said(amina, answered)
    beto.client().post(at(answered, f"posts/{post.pk}/answer/"))
    client = amina.client()
    waits = client.get(place_at(ondara, "?waits=1")).text
    assert waits.index(at(old)) < waits.index(at(new))
    assert at(told) not in waits
    assert at(answered) not in waits
    part = client.get(place_at(ondara, f"?anchor={TREES}")).text
    assert at(old) in part
    assert at(new) not in part
    assert f"new/?anchor={TREES}" in part
    assert client.get(place_at(ondara, f"?anchor={ids.new_id()}")).status_code == 404


def test_the_pager_keeps_what_was_chosen(amina, beto, ondara):
    for number in range(21):
        asked(beto, ondara, f"Question {number}", language="es")
    page = amina.client().get(place_at(ondara, "?language=es")).text
    assert "Page 1 of 2" in page
    assert "language=es&amp;page=2" in page
    second = amina.client().get(place_at(ondara, "?language=es&page=2")).text
    assert at(Thread.objects.earliest("last_post_at")) in second


def test_a_panel_shows_the_newest_about_its_part_and_counts_the_rest(amina, beto, ondara):
    for number in range(4):
        asked(beto, ondara, f"Tree {number}", anchor=TREES)
    asked(beto, ondara, "Eau", anchor=TREES, language="fr")
    asked(beto, ondara, "<script>alert(1)</script>", anchor=WATER, is_question=False)
    found = panels(
        KIND, ondara.pk, [TREES, WATER, SHADE], reader="en", standing=standing_of(amina.account)
    )
    trees, water, shade = found[TREES], found[WATER], found[SHADE]
    assert [str(row.title) for row in trees.threads] == ["Tree 3", "Tree 2", "Tree 1"]
    assert (trees.total, trees.unanswered, trees.elsewhere, trees.may_write) == (4, 4, 1, True)
    assert (water.total, water.unanswered) == (1, 0)
    assert (shade.threads, shade.total) == ((), 0)
    assert trees.new_path == f"{place_at(ondara)}new/?anchor={TREES}"
    page = drawn(trees)
    assert "All 4 discussions about this" in page
    assert "1 more in other languages" in page
    assert f'href="{place_at(ondara)}?anchor={TREES}&amp;language=all"' in page
    assert "<script>" not in drawn(water)
    assert "&lt;script&gt;" in drawn(water)
    assert "Nobody has asked or told anything about this yet." in drawn(shade)
    assert drawn(None).strip() == ""


def test_a_panel_is_not_there_for_a_stranger_or_a_visitor(amina, chidi, ondara):
    asked(amina, ondara, anchor=TREES)
    for standing in (standing_of(chidi.account), NOBODY):
        assert panel(KIND, ondara.pk, TREES, reader="en", standing=standing) is None
        assert panel("nothing", ondara.pk, TREES, reader="en", standing=standing) is None


def test_panels_are_as_cheap_for_three_parts_as_for_one(amina, beto, ondara):
    standing = standing_of(amina.account)

    def queries(*anchors) -> int:
        with CaptureQueriesContext(connection) as asked_for:
            panels(KIND, ondara.pk, anchors, reader="en", standing=standing)
        return len(asked_for)

    for anchor in (TREES, WATER, SHADE):
        for _ in range(3):
            said(amina, asked(beto, ondara, anchor=anchor))
    assert queries(TREES) == queries(TREES, WATER, SHADE) == 5


def test_tutors_see_what_waits_the_longest_first_and_how_much_is_said(amina, beto, cast, ondara):
    first, second = asked(amina, ondara, "First"), asked(beto, ondara, "Zweite", language="fr")
    solved = asked(amina, ondara, "Solved")
    post = said(beto, solved)
    amina.client().post(at(solved, f"posts/{post.pk}/answer/"))
    asked(beto, ondara, "Told", is_question=False)
    theirs = asked(cast["other"], cast.brumal, "Elsewhere")
    hidden = asked(beto, ondara, "Hidden")
    hide = at(hidden, f"posts/{opening(hidden).pk}/hide/")
    cast["admin"].client().post(hide, {"why": "x"})
    both = [ondara.pk, cast.brumal.pk]
    rows = waiting(KIND, both, reader="en")
    assert [row.id for row in rows] == [first.pk, second.pk, theirs.pk]
    assert (rows[1].path, rows[1].author) == (at(second), "Beto")
    assert rows[1].created_at - rows[0].created_at < dt.timedelta(minutes=1)
    assert [row.id for row in waiting(KIND, [ondara.pk], reader="en", language="fr")] == [second.pk]
    assert unanswered(KIND, both) == {ondara.pk: 2, cast.brumal.pk: 1}
    assert counts(KIND, both) == {ondara.pk: Counts(4, 3, 2, 5), cast.brumal.pk: Counts(1, 1, 1, 1)}
    never = ids.new_id()
    assert (unanswered(KIND, [never]), counts(KIND, [never])) == ({never: 0}, {never: Counts()})
