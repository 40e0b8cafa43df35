"""Somebody asks, somebody answers, the answer is marked; each may only what is theirs to do."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agora.journal.models import Entry
from agora.kernel import ids
from agora.talk.models import Post, PostEdit, Thread, ThreadFollow
from tests.notices.telling import plain
from tests.talk.talking import (
    TREES,
    asked,
    at,
    form,
    opening,
    place_at,
    said,
    work,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def test_amina_asks_beto_answers_she_marks_it_and_is_mailed(amina, beto, ondara, mail_server):
    sent = amina.client().post(
        place_at(ondara, f"new/?anchor={TREES}"),
        form("Which trees stand the heat?", title="Which trees?", is_question="on"),
    )
    thread = Thread.objects.get()
    assert (sent.status_code, sent.headers["Location"]) == (302, at(thread))
    assert (thread.anchor, thread.language, thread.state) == (TREES, "en", "open")
    listed = beto.client().get(place_at(ondara)).text
    assert "Which trees?" in listed
    assert "Waits for an answer" in listed
    assert "Trees in the street" in listed
    answered = beto.client().post(at(thread), form("Los plátanos, creo.", language="es"))
    post = Post.objects.get(is_opening=False)
    assert answered.headers["Location"] == f"{at(thread)}#post-{post.pk}"
    page = amina.client().get(at(thread)).text
    assert (
        '<div class="prose" lang="es" dir="ltr"><p dir="auto">Los plátanos, creo.</p></div>' in page
    )
    assert "Beto" in page
    assert amina.client().post(at(thread, f"posts/{post.pk}/answer/")).status_code == 302
    thread.refresh_from_db()
    assert thread.state == "answered"
    assert f'href="#post-{post.pk}"' in amina.client().get(at(thread)).text
    work()
    (mail,) = mail_server.wait(1)
    assert str(mail["Subject"]) == "An answer to “Which trees?”"
    assert "Beto answered your question" in plain(mail)
    assert "Los plátanos, creo." in plain(mail)
    assert f"/en/talk/workshop/{ondara.pk}/{thread.pk}/#post-{post.pk}" in plain(mail)
    assert list(Entry.objects.filter(kind__in=("thread", "post")).order_by("pk").values_list("verb", flat=True)) == [
        "thread-start", "post-add", "answer-mark",
    ]  # fmt: skip
    assert ThreadFollow.objects.filter(thread=thread).count() == 2


def test_a_stranger_finds_nothing_and_a_visitor_signs_in_first(amina, chidi, ondara):
    thread = asked(amina, ondara)
    post = opening(thread)
    stranger = chidi.client()
    for address in (
        place_at(ondara), place_at(ondara, "new/"), at(thread), at(thread, f"posts/{post.pk}/edit/"),
        at(thread, f"posts/{post.pk}/remove/"),
    ):  # fmt: skip
        assert stranger.get(address).status_code == 404
        assert "/account/login/" in Client().get(address).headers["Location"]
    for address in (
        place_at(ondara, "new/"), place_at(ondara, "follow/"), at(thread), at(thread, "follow/"),
        at(thread, "state/"), at(thread, f"posts/{post.pk}/answer/"),
    ):  # fmt: skip
        assert stranger.post(address, form(title="x")).status_code == 404
    assert Post.objects.count() == 1


def test_another_threads_post_or_another_places_thread_is_not_there(amina, beto, cast, ondara):
    mine, other = asked(amina, ondara, "One"), asked(beto, ondara, "Two")
    answer = said(beto, other)
    assert amina.client().post(at(mine, f"posts/{answer.pk}/answer/")).status_code == 404
    foreign = f"/en/talk/workshop/{cast.brumal.pk}/{mine.pk}/"
    assert amina.client().get(foreign).status_code == 404
    assert cast["other"].client().get(foreign).status_code == 404
    assert amina.client().get(f"/en/talk/nothing/{ondara.pk}/").status_code == 404
    assert amina.client().get(place_at(ondara, f"new/?anchor={uuid.uuid4()}")).status_code == 404
    assert amina.client().get(place_at(ondara, "?anchor=no-key")).status_code == 404


def test_only_who_asked_or_a_moderator_marks_an_answer_and_only_one(amina, beto, cast, ondara):
    thread = asked(amina, ondara)
    first, second = said(beto, thread, "One"), said(cast["translator"], thread, "Two")
    assert beto.client().post(at(thread, f"posts/{first.pk}/answer/")).status_code == 404
    amina.client().post(at(thread, f"posts/{first.pk}/answer/"))
    cast["admin"].client().post(at(thread, f"posts/{second.pk}/answer/"))
    assert list(Post.objects.filter(is_answer=True)) == [second]
    amina.client().post(at(thread, f"posts/{second.pk}/answer/"), {"do": "unmark"})
    thread.refresh_from_db()
    assert (thread.state, Post.objects.filter(is_answer=True).count()) == ("open", 0)
    said_so = amina.client().post(at(thread, f"posts/{opening(thread).pk}/answer/"), follow=True)
    assert "cannot be marked" in said_so.text


def test_a_form_sent_twice_says_it_once(amina, ondara):
    twice = form("Which trees?", title="Trees", is_question="on")
    client = amina.client()
    answers = [client.post(place_at(ondara, "new/"), twice).headers["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    thread = Thread.objects.get()
    reply = form("I mean street trees.")
    for _ in range(2):
        assert client.post(at(thread), reply).status_code == 302
    assert Post.objects.count() == 2


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(amina, ondara):
    client = amina.client()
    answer = client.post(place_at(ondara, "new/"), form("  ", title="Which trees?"))
    assert answer.status_code == 422
    assert "Which trees?" in answer.text
    assert Thread.objects.count() == 0
    wrong = client.post(place_at(ondara, "new/"), form("Long words", title="x" * 201))
    assert (wrong.status_code, "Long words" in wrong.text) == (422, True)
    thread = asked(amina, ondara)
    for bad in (form(""), form("x" * 8001), form("ok", language="xx"), form("\x00\x01")):
        assert client.post(at(thread), bad).status_code == 422
    assert Post.objects.count() == 1


def test_who_writes_too_much_in_a_short_time_is_asked_to_wait_and_loses_nothing(amina, ondara):
    thread, client = asked(amina, ondara), amina.client()
    answers = [client.post(at(thread), form(f"Post {n}")) for n in range(21)]
    assert [a.status_code for a in answers] == [302] * 20 + [429]
    assert "Post 20</textarea>" in answers[-1].text.replace("\n", "")


def test_the_author_changes_a_post_and_moderators_read_what_it_said(amina, beto, cast, ondara):
    thread = asked(amina, ondara)
    post = opening(thread)
    edit = at(thread, f"posts/{post.pk}/edit/")
    assert beto.client().get(edit).status_code == 404
    assert beto.client().post(edit, form("Mine now", title="Mine")).status_code == 404
    sent = amina.client().post(edit, form("Which street trees?", title="Street trees"))
    assert sent.status_code == 302
    page = beto.client().get(at(thread)).text
    assert "Which street trees?" in page
    assert "changed since" in page
    assert "Which trees stand the heat?" not in page
    before = cast["admin"].client().get(at(thread)).text
    assert "What it said before" in before
    assert "Which trees stand the heat?" in before
    kept = PostEdit.objects.get()
    assert (kept.title, kept.body) == ("Which trees?", "Which trees stand the heat?")


def test_a_removed_post_leaves_its_place_and_none_of_its_words(amina, beto, ondara):
    thread = asked(amina, ondara)
    post = said(beto, thread, "A secret")
    amina.client().post(at(thread, f"posts/{post.pk}/answer/"))
    beto.client().post(at(thread, f"posts/{post.pk}/edit/"), form("Another secret"))
    remove = at(thread, f"posts/{post.pk}/remove/")
    assert amina.client().post(remove).status_code == 404
    assert "Another secret" in beto.client().get(remove).text
    assert beto.client().post(remove).status_code == 302
    page = amina.client().get(at(thread)).text
    assert "Removed by its author" in page
    assert "secret" not in page
    thread.refresh_from_db()
    assert (thread.state, PostEdit.objects.count()) == ("open", 0)
    # With nothing left to be seen, the thread leaves the list.
    amina.client().post(at(thread, f"posts/{opening(thread).pk}/remove/"))
    assert at(thread) not in beto.client().get(place_at(ondara)).text


def test_nothing_is_added_to_a_closed_thread_until_it_is_opened(amina, beto, cast, ondara):
    thread = asked(amina, ondara)
    assert amina.client().post(at(thread, "state/"), {"do": "close"}).status_code == 404
    cast["admin"].client().post(at(thread, "state/"), {"do": "close"})
    answer = beto.client().post(at(thread), form("Too late"))
    assert answer.status_code == 422
    assert "This discussion is closed. Begin a new one instead." in answer.text
    cast["admin"].client().post(at(thread, "state/"), {"do": "open"})
    assert beto.client().post(at(thread), form("In time")).status_code == 302


def test_the_list_is_as_cheap_for_three_threads_as_for_one(amina, beto, ondara):
    client = amina.client()

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked_for:
            assert client.get(place_at(ondara)).status_code == 200
        return len(asked_for)

    asked(amina, ondara, "One")
    client.get(place_at(ondara))
    one = queries()
    for title in ("Two", "Three"):
        said(beto, asked(beto, ondara, title))
    assert queries() == one


def test_a_thread_is_as_cheap_with_three_posts_as_with_one(amina, beto, ondara):
    client, thread = amina.client(), asked(amina, ondara)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked_for:
            assert client.get(at(thread)).status_code == 200
        return len(asked_for)

    queries()
    one = queries()
    for body in ("Two", "Three"):
        said(beto, thread, body)
    assert queries() == one


def test_somebody_who_left_is_called_so(amina, beto, ondara):
    from agora.kernel.personal import Owner, erase, rows_about

    thread = asked(beto, ondara)
    said(beto, thread, "I can answer it myself.")
    owner = Owner(beto.account.pk, frozenset({beto.account.email}), beto.person.pk)
    held = {model._meta.label for model, _rows in rows_about(owner)}
    assert {"talk.Thread", "talk.Post", "talk.ThreadFollow"} <= held
    erase(owner)
    page = amina.client().get(at(thread)).text
    assert "somebody who left" in page
    assert "I can answer it myself." in page
    assert not ThreadFollow.objects.exists()


def test_ids_that_never_were_are_not_there(amina, ondara):
    thread = asked(amina, ondara)
    never = ids.new_id()
    for address in (
        place_at(ondara, f"{never}/"), at(thread, f"posts/{never}/edit/"),
        at(thread, f"posts/{never}/remove/"), f"/en/talk/workshop/{never}/",
    ):  # fmt: skip
        assert amina.client().get(address).status_code == 404
