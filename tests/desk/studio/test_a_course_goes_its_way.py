"""A course is sent, read by the learning team, published and translated through the pages there are."""

import pytest

from agora.courses.models import Course, Node
from agora.editorial.drafts import draft_open
from agora.editorial.models import Draft, Submission
from agora.people.queries import standing_of
from tests.courses.making import document, key, lesson, module, publish, says, text_block
from tests.desk.studio.writing import begin_course, page_of, press
from tests.desk.writing import form_in, send, words_of
from tests.editorial.reviewing import on_duty, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def dora(db):
    """Dora reviews for the learning team."""
    return on_duty(somebody("Dora"))


def with_topic(client, draft):
    """Choose a theme, as the catalogue asks."""
    address = f"/en/desk/drafts/{draft.pk}/write/topics/"
    assert send(client, address, "close", themes="housing").status_code == 302


def test_a_course_is_sent_for_review_read_in_plain_words_and_published(amina, dora, ondara):
    data = document(module("m1", lesson("l1"), lesson("l2")), owner="ondara")
    course = publish(data)
    draft = draft_open(standing_of(amina.account), "resource", course.pk)
    client = amina.client()
    assert press(client, draft, f"up:{key('l2')}").status_code == 302
    assert press(client, draft, f"add:{key('l1')}", kind="prompt").status_code == 302
    draft = Draft.objects.get(pk=draft.pk)
    prompt = draft.document["course"]["modules"][0]["lessons"][1]["blocks"][1]
    address = page_of(draft, "blocks", prompt["key"])
    fields = {"texts._.title": "Your city", "texts._.text": "Who decides there?"}
    assert send(client, address, "close", **fields).status_code == 302
    address = page_of(draft, "lessons", key("l2"))
    assert send(client, address, "close", minutes="25").status_code == 302
    with_topic(client, draft)
    answer = client.post(f"/en/desk/drafts/{draft.pk}/", {"seen": Draft.objects.get().revision})
    assert answer.status_code == 302, words_of(answer)
    submission = Submission.objects.get()
    page = dora.client().get(f"/en/desk/review/{submission.pk}/")
    said = words_of(page)
    for part in (
        "Module m1 › Lesson l1 › Your city",
        "Who decides there?",
        "Discussion prompt",
        "Module m1 › Lesson l2",
        "Minutes",
        "Order",
    ):
        assert part in said, part
    assert "course.modules" not in said
    assert key("l1") not in said
    answer = dora.client().post(
        f"/en/desk/review/{submission.pk}/approve/", {"turn": submission.turn, "live": 1}
    )
    assert answer.status_code == 302, words_of(answer)
    live = Course.objects.get(pk=course.pk).live
    assert live.number == 2
    lessons = Node.objects.filter(version=live, kind="lesson").order_by("position")
    assert [(str(one.key), one.minutes) for one in lessons] == [(key("l2"), 25), (key("l1"), 10)]


def test_the_history_tells_changes_by_title(amina, ondara):
    draft = begin_course(amina, ondara, module("m1", lesson("l1")))
    client = amina.client()
    address = page_of(draft, "blocks", key("l1-text"))
    assert send(client, address, "close", **{"texts._.title": "Anew"}).status_code == 302
    page = words_of(client.get(f"/en/desk/drafts/{draft.pk}/history/?from=r1&to=r2"))
    assert "Heading" in page
    assert "Anew" in page
    assert "course.modules" not in page


def test_a_new_course_is_sent_and_published_with_what_the_catalogue_asks(amina, dora, ondara):
    draft = begin_course(amina, ondara, module("m1", lesson("l1")))
    client = amina.client()
    page = client.get(f"/en/desk/drafts/{draft.pk}/")
    assert "Editions" in words_of(page)
    wanting = words_of(page).split("Lessons, in the studio")[0]
    assert "This is missing." in wanting  # the summary, not the editions
    data = form_in(client.get(f"/en/desk/drafts/{draft.pk}/write/what/"))
    assert "texts._.summary" in data
    summary = {"texts._.summary": "A first hour about moving."}
    assert send(client, f"/en/desk/drafts/{draft.pk}/write/what/", "close", **summary)
    with_topic(client, draft)
    answer = client.post(
        f"/en/desk/drafts/{draft.pk}/", {"seen": Draft.objects.get(pk=draft.pk).revision}
    )
    assert answer.status_code == 302, words_of(answer)
    submission = Submission.objects.get()
    answer = dora.client().post(
        f"/en/desk/review/{submission.pk}/approve/", {"turn": submission.turn, "live": -1}
    )
    assert answer.status_code == 302, words_of(answer)
    assert Course.objects.get(pk=draft.object_id).live is not None


def test_the_lessons_of_a_course_are_translated_in_segments_called_by_their_titles(
    amina, ondara, ondara_team
):
    from agora.people.models import Membership

    quiz = {
        "key": key("q"),
        "kind": "quiz",
        "texts": says(en={"title": "A quiz", "intro": "Try it."}),
        "items": [
            {
                "id": "a",
                "sort": "choice",
                "texts": {"en": {"prompt": "Who decides?"}},
                "options": [
                    {"id": "x", "right": True, "texts": {"en": {"text": "The council"}}},
                    {"id": "y", "texts": {"en": {"text": "Nobody"}}},
                ],
            }
        ],
    }
    course = publish(document(module("m1", lesson("l1", text_block("t1"), quiz)), owner="ondara"))
    tarsila = somebody("Tarsila")
    Membership.objects.create(person=tarsila.person, organisation=ondara, role="translator")
    client = tarsila.client()
    page = client.get(f"/en/desk/translate/resource/{course.pk}/pt/")
    assert page.status_code == 200
    said = words_of(page)
    for part in ("All of t1.", "Who decides?", "The council", "Try it.", "Lesson l1"):
        assert part in said, part
    assert "A quiz › Questions 1 · Answers 1 · Answer" in said
    assert "Lesson l1 › Title" in said


def test_a_course_whose_outline_changed_meanwhile_is_looked_at_again(amina, ondara):
    """What was sent is what was seen: a change of the outline meanwhile is told."""
    draft = begin_course(amina, ondara, module("m1", lesson("l1")))
    client = amina.client()
    summary = {"texts._.summary": "A first hour about moving."}
    send(client, f"/en/desk/drafts/{draft.pk}/write/what/", "close", **summary)
    with_topic(client, draft)
    seen = Draft.objects.get(pk=draft.pk).revision
    press(client, draft, f"add:{key('l1')}", kind="text")
    answer = client.post(f"/en/desk/drafts/{draft.pk}/", {"seen": seen})
    assert answer.status_code == 409
    assert not Submission.objects.exists()
