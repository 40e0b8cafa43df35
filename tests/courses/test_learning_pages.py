"""A learner reads a lesson, goes on, changes the language, comes back, and finishes."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agora.courses.models import Enrolment, NodeProgress
from tests.courses import making as make

pytestmark = pytest.mark.django_db

AT = "/en/courses/small-course/learn/"


def lesson_path(name: str, language: str = "en") -> str:
    return f"/{language}/courses/small-course/learn/{make.key(name)}/"


@pytest.fixture
def mine(amina):
    return make.enrol(make.run_of(make.publish(make.document())), amina.account)


def test_one_goes_on_where_one_left_and_finishes(amina, mine):
    client = amina.client()
    assert client.get(AT).headers["Location"] == lesson_path("l1")
    page = client.get(lesson_path("l1"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "All of l1-text." in text
    assert "0 of 2 steps done" in text
    assert "no-store" in page.headers["Cache-Control"]
    done = client.post(lesson_path("l1"))
    assert (done.status_code, done.headers["Location"]) == (302, lesson_path("l2"))
    client.get(lesson_path("l2"))
    assert client.get(AT.replace("/en/", "/es/")).headers["Location"] == lesson_path("l2", "es")
    last = client.post(lesson_path("l2"))
    assert last.headers["Location"] == f"{AT}finished/"
    assert "You have completed the course" in client.get(f"{AT}finished/").content.decode()
    assert Enrolment.objects.get(pk=mine.pk).state == "completed"


def test_a_lesson_in_another_language_keeps_the_place_and_the_progress(amina, mine):
    client = amina.client()
    client.post(lesson_path("l1"))
    text = client.get(lesson_path("l2", "es")).content.decode()
    assert "Todo de l2-text." in text
    assert f'href="{lesson_path("l2", "en")}"' in text
    assert Enrolment.objects.get(pk=mine.pk).language == "es"
    client.post(lesson_path("l2", "es"))
    assert set(NodeProgress.objects.values_list("language", flat=True)) == {"en", "es"}


def test_where_a_language_is_missing_the_original_is_shown_with_a_note_and_counts(amina, mine):
    client = amina.client()
    text = client.get(lesson_path("l1", "ar")).content.decode()
    assert 'lang="en" dir="ltr"' in text
    assert "All of l1-text." in text
    assert client.post(lesson_path("l1", "ar")).headers["Location"] == lesson_path("l2", "ar")


def test_a_stranger_is_led_to_the_course_and_a_visitor_to_sign_in(mine, chidi):
    stranger = chidi.client()
    for path in (AT, lesson_path("l1"), f"{AT}progress/", f"{AT}finished/"):
        assert stranger.get(path).headers["Location"] == "/en/courses/small-course/"
        assert Client().get(path).headers["Location"].startswith("/en/account/login/?next=")
    assert stranger.post(lesson_path("l1")).status_code == 302
    assert NodeProgress.objects.count() == 0


def test_what_is_not_in_my_course_is_not_there(amina, mine):
    other = make.publish(make.document(make.module("o", make.lesson("other")), slug="other-course"))
    make.enrol(make.run_of(other), amina.account)
    client = amina.client()
    assert client.get(lesson_path("other")).status_code == 404
    assert client.post(lesson_path("other")).status_code == 404
    assert client.get(f"{AT}{uuid.uuid4()}/").status_code == 404
    assert client.get("/en/courses/never-was/learn/").status_code == 404
    # A block under a lesson that is not its own, one of another course, and one that takes nothing.
    for lesson, block in (("l2", "l1-text"), ("l1", "other-text"), ("l1", "l1-text")):
        assert client.post(f"{lesson_path(lesson)}{make.key(block)}/").status_code == 404
    assert NodeProgress.objects.count() == 0


def test_a_lesson_page_asks_the_same_for_one_and_for_three_blocks(amina):
    blocks = [make.text_block(f"b{n}") for n in range(3)]
    data = make.document(
        make.module("m", make.lesson("one"), make.lesson("three", *blocks), make.lesson("x"))
    )
    make.enrol(make.run_of(make.publish(data)), amina.account)
    client = amina.client()
    counts = []
    for name in ("one", "three"):
        client.get(lesson_path(name))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(lesson_path(name))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_course_page_says_what_it_is_and_what_to_do(amina, mine, client):
    page = client.get("/en/courses/small-course/")
    text = page.content.decode()
    assert page.status_code == 200
    for words in ("Lesson l1", "Module m1", "20 minutes", "2 required lessons", "Enrol"):
        assert words in text
    assert "csrfmiddlewaretoken" not in text
    assert "CourseInstance" in text
    assert f"/en/courses/small-course/runs/{mine.run_id}/enrol/" in text
    assert (
        "Begin the first lesson" in amina.client().get("/en/courses/small-course/").content.decode()
    )


def _note(name: str = "note", **more):
    texts = make.says(en={"title": "My note", "text": "What will you do?"})
    return {"key": make.key(name), "kind": "reflection", "texts": texts, **more}


def test_what_a_block_takes_is_kept_and_leads_back_to_it(amina):
    make.takes_answers()
    data = make.document(make.module("m", make.lesson("l1", _note()), make.lesson("l2")))
    make.enrol(make.run_of(make.publish(data)), amina.account)
    client = amina.client()
    path = f"{lesson_path('l1')}{make.key('note')}/"
    done = client.post(path, {"text": "Talk to the council."})
    assert (done.status_code, done.headers["Location"]) == (
        303,
        f"{lesson_path('l1')}#block-{make.key('note')}",
    )
    assert client.get(path).status_code == 405
    assert NodeProgress.objects.filter(node_key=make.key("note")).exists()


def test_what_a_block_refuses_shows_the_lesson_again(amina):
    make.takes_answers()
    data = make.document(make.module("m", make.lesson("l1", _note()), make.lesson("l2")))
    make.enrol(make.run_of(make.publish(data)), amina.account)
    page = amina.client().post(f"{lesson_path('l1')}{make.key('note')}/", {})
    text = page.content.decode()
    assert page.status_code == 422
    assert "Lesson l1" in text
    assert f'href="#block-{make.key("note")}"' in text
    assert not NodeProgress.objects.exists()


def test_a_lesson_with_something_open_says_what_and_leads_there(amina):
    quiz = {
        "key": make.key("quiz"),
        "kind": "quiz",
        "texts": make.says(en={"title": "Three questions"}),
        "items": [
            {
                "id": "q1",
                "sort": "choice",
                "texts": make.says(en={"prompt": "Which?"}),
                "options": [
                    {"id": "a", "right": True, "texts": make.says(en={"text": "This"})},
                    {"id": "b", "texts": make.says(en={"text": "That"})},
                ],
            }
        ],
    }
    for part in (quiz["items"][0], *quiz["items"][0]["options"]):
        for text in part["texts"].values():
            text.pop("state")
    data = make.document(make.module("m", make.lesson("l1", quiz), make.lesson("l2")))
    make.enrol(make.run_of(make.publish(data)), amina.account)
    client = amina.client()
    page = client.post(lesson_path("l1"))
    text = page.content.decode()
    assert page.status_code == 422
    assert "finish what is still open in this lesson: Three questions." in text
    assert f'href="#block-{make.key("quiz")}"' in text
    assert not NodeProgress.objects.exists()
    rules = client.get(f"{AT}progress/").content.decode()
    assert "0 of 3 steps done" in rules
    assert "What is still open" in rules


def test_of_variants_one_is_enough_and_the_others_say_so(amina):
    data = make.document(
        make.module(
            "m",
            make.lesson("port", group="case"),
            make.lesson("inland", group="case"),
            make.lesson("last"),
        )
    )
    make.enrol(make.run_of(make.publish(data)), amina.account)
    client = amina.client()
    assert "any one of them is enough" in client.get(lesson_path("port")).content.decode()
    assert client.post(lesson_path("inland")).headers["Location"] == lesson_path("last")
    assert "not needed any more" in client.get(lesson_path("port")).content.decode()
    text = client.get(f"{AT}progress/").content.decode()
    assert "1 of 2 steps done" in text
    assert "Not needed any more" in text


def test_my_courses_stand_together_with_as_many_queries_for_three_as_for_one(amina):
    client, counts = amina.client(), []
    for number in range(3):
        data = make.document(
            make.module(f"m{number}", make.lesson(f"c{number}")), slug=f"course-{number}"
        )
        make.enrol(make.run_of(make.publish(data)), amina.account)
        if number != 1:
            client.get("/en/mine/courses/")
            with CaptureQueriesContext(connection) as asked:
                text = client.get("/en/mine/courses/").content.decode()
            counts.append(len(asked))
            assert text.count("0 of 1 step done") == number + 1
    assert counts[0] == counts[1]
    assert f'href="{"/en/mine/courses/"}"' in client.get("/en/mine/").content.decode()


def test_a_draft_is_drawn_as_its_learner_would_see_it():
    from agora.courses.pages.drawing import draw_lesson, lesson_html

    data = make.document(make.module("m", make.lesson("l1", make.text_block("b"), _note())))
    drawn = draw_lesson(data, uuid.UUID(make.key("l1")), "es")
    assert (drawn.title, drawn.is_other) == ("Lección l1", False)
    assert [block.block.tongue.language for block in drawn.blocks] == ["es", "en"]
    assert drawn.blocks[1].notes == {"other"}
    assert drawn.blocks[0].block.said["body"] == "<p>Todo de b.</p>"
    assert draw_lesson(data, uuid.uuid4(), "es") is None
    html = lesson_html(data, uuid.UUID(make.key("l1")), "es")
    assert "Todo de b." in html
    assert "This part is not there in your language yet" in html
