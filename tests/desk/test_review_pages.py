"""The pages of the review: the queue, one submission, and what each of those who see it may do."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agora.catalogue.models import Resource
from agora.editorial.models import LookAgain, Message, Submission
from agora.editorial.review import services
from agora.kernel import clock
from tests.catalogue.shelf import found, put
from tests.editorial.reviewing import drafted, on_duty, sent, somebody, standing, works_for

pytestmark = pytest.mark.django_db
State = Submission.State
QUEUE = "/en/desk/review/"


@pytest.fixture
def dora(db):
    """Dora reviews for the learning team."""
    return on_duty(somebody("Dora"))


def at(submission, step=""):
    return f"{QUEUE}{submission.pk}/{step}"


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as counted:
        page(client, address)
    return len(counted)


def test_a_submission_is_read_asked_about_answered_and_approved_through_the_pages(
    amina, dora, ondara
):
    submission = sent(amina, ondara, note="It is our first one.")
    reviewer, provider = dora.client(), amina.client()
    assert "Waste guide" in page(reviewer, QUEUE)
    seen = page(reviewer, at(submission))
    assert "It is our first one." in seen
    assert "What Waste guide says." in seen

    answer = reviewer.post(
        at(submission, "comment/"), {"field": "texts.en.summary", "text": "Say for whom."}
    )
    assert answer.headers["Location"] == f"{at(submission)}?did=comment#at-texts-en-summary"
    answer = reviewer.post(at(submission, "ask/"), {"turn": 1, "text": "Please add for whom."})
    assert answer.status_code == 302
    seen = page(provider, at(submission))
    assert "A change is asked for" in seen
    assert seen.count("Say for whom.") == 2  # beside the place, and in the thread
    assert "Please add for whom." in seen
    provider.post(at(submission, "comment/"), {"text": "For city teams."})
    assert "For city teams." in page(reviewer, at(submission))
    services.submission_send(standing(amina), submission.draft_id, seen=1)

    answer = reviewer.post(at(submission, "approve/"), {"turn": 3, "live": -1})
    assert answer.status_code == 302, answer.content
    assert Resource.objects.get().version == 1
    assert "Published" in page(provider, at(submission))
    assert "Waste guide" in page(reviewer, f"{QUEUE}?view=decided")
    assert "Waste guide" not in page(reviewer, QUEUE)


def test_what_changes_is_shown_word_by_word_and_lists_item_by_item(amina, dora, ondara):
    live = put("waste-guide", owner="ondara", title="Waste guide", themes=["waste", "housing"])
    submission = sent(
        amina, ondara, over=live, title="Waste guide for all", themes=["waste", "mobility"],
        contributions=[{"role": "publisher", "organisation": "ondara"}],
    )  # fmt: skip
    seen = page(dora.client(), at(submission))
    assert "Waste guide<ins> for all</ins>" in seen
    assert '<li class="gone"><del>Housing' in seen
    assert '<li class="new"><ins>' in seen
    assert "1 other stays as it was." in seen
    assert "City of Ondara" in seen  # a reference by its name
    assert "Axes of the Pact" not in seen  # what does not change is not there


def test_a_reviewer_who_is_late_is_told_and_keeps_their_words(amina, dora, ondara):
    emil = on_duty(somebody("Emil"))
    submission = sent(amina, ondara)
    assert (
        emil.client().post(at(submission, "decline/"), {"turn": 1, "text": "No."}).status_code
        == 302
    )
    answer = dora.client().post(at(submission, "ask/"), {"turn": 1, "text": "Say more of it."})
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "Emil declined it on " in said
    assert Submission.objects.get().state == State.DECLINED


@pytest.mark.parametrize(
    ("step", "data"),
    [("approve", {}), ("ask", {"text": "x"}), ("decline", {"text": "x"})],
)
def test_no_step_is_skipped_by_its_address(step, data, amina, dora, ondara):
    submission = sent(amina, ondara)
    services.submission_decline(standing(dora), submission.pk, seen_turn=1, reason="No.")
    answer = dora.client().post(at(submission, f"{step}/"), {"turn": 2, **data})
    assert answer.status_code == 409
    assert Submission.objects.get().turn == 2
    assert not Resource.objects.exists()


def test_own_work_is_refused_on_the_page_and_behind_it(dora, ondara):
    works_for(dora, ondara, "editor")
    submission = sent(dora, ondara)
    client = dora.client()
    seen = page(client, at(submission))
    assert "so somebody else decides" in seen
    assert "Approve and publish" not in seen
    for step, data in (("approve", {}), ("ask", {"text": "x"}), ("decline", {"text": "x"})):
        assert client.post(at(submission, f"{step}/"), {"turn": 1, **data}).status_code == 403
    assert Submission.objects.get().state == State.WAITING


def test_extra_fields_change_nothing(amina, dora, ondara):
    submission = sent(amina, ondara)
    amina.client().post(
        at(submission, "comment/"),
        {"text": "Hello.", "state": "approved", "author": str(dora.account.pk), "verb": "approve",
         "audience": "group"},
    )  # fmt: skip
    message = Message.objects.get(text="Hello.")
    assert (message.verb, message.author, message.audience) == (
        "answer",
        amina.account.pk,
        "thread",
    )
    assert Submission.objects.get().state == State.WAITING


def test_what_was_typed_stays_when_a_step_is_refused(amina, dora, ondara):
    submission = sent(amina, ondara)
    answer = dora.client().post(
        at(submission, "approve/"),
        {"turn": 1, "live": -1, "publish_at": "2020-01-01T10:00", "text": "Well done."},
    )
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "still to come" in said
    assert 'value="2020-01-01T10:00"' in said
    assert "Well done." in said
    assert dora.client().post(at(submission, "ask/"), {"turn": 1, "text": " "}).status_code == 422


def test_an_hour_is_one_of_the_reviewers_own_zone(amina, dora, ondara):
    dora.person.timezone = "America/Bogota"
    dora.person.save()
    submission = sent(amina, ondara)
    day = (clock.now() + dt.timedelta(days=3)).date()
    answer = dora.client().post(
        at(submission, "approve/"),
        {"turn": 1, "live": -1, "publish_at": f"{day}T10:00", "look_again": "2030-05-01"},
    )
    assert answer.status_code == 302
    approved = Submission.objects.get()
    assert approved.publish_at == dt.datetime.combine(day, dt.time(15), dt.UTC)
    assert approved.look_again == dt.date(2030, 5, 1)
    assert "Bogotá time" in page(dora.client(), at(submission))


def test_the_longest_waiting_comes_first_and_counts_say_who_waits_for_whom(amina, dora, ondara):
    for number, slug in enumerate(("first", "second", "third")):
        one = sent(amina, ondara, slug)
        since = clock.now() - dt.timedelta(days=3 - number)
        Submission.objects.filter(pk=one.pk).update(waiting_since=since)
    services.submission_ask(standing(dora), one.pk, seen_turn=1, text="More.")
    answer = dora.client().get(QUEUE)
    found_now = answer.context["queue"]
    assert [row.title for row in found_now.rows] == ["First", "Second"]
    assert found_now.counts == {"us": 2, "provider": 1, "scheduled": 0, "decided": 0}
    assert "3 days" in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("language=es", ["Guía"]), ("axis=planet", ["Planet thing"]), ("sort=resource", ["Guía", "Planet thing", "Mine"]),
        ("sort=practice", []), ("assignee=me", ["Mine"]), ("assignee=nobody", ["Guía", "Planet thing"]),
        ("language=xx&page=9999", []), ("organisation=nonsense", []), ("view=nonsense&page=-3", ["Guía", "Planet thing", "Mine"]),
    ],
)  # fmt: skip
def test_the_queue_is_narrowed(asked, titles, amina, dora, ondara):
    made = [
        sent(amina, ondara, "guia", original_language="es", texts={"es": {"title": "Guía"}}),
        sent(amina, ondara, "planet-thing", title="Planet thing", axes=["planet"]),
        sent(amina, ondara, "mine"),
    ]
    for number, one in enumerate(made):
        since = clock.now() - dt.timedelta(days=9 - number)
        Submission.objects.filter(pk=one.pk).update(waiting_since=since)
    services.submission_assign(standing(dora), made[2].pk, assignee=dora.account.pk)
    answer = dora.client().get(f"{QUEUE}?{asked}")
    assert [row.title for row in answer.context["queue"].rows] == titles


def test_a_queue_holds_exactly_what_a_duty_covers(amina, ondara):
    spanish = on_duty(somebody("Sofia"), language="es", axis="people")
    sent(amina, ondara, "one", axes=["people"])
    sent(amina, ondara, "dos", original_language="es", texts={"es": {"title": "Dos"}})
    three = sent(
        amina,
        ondara,
        "tres",
        original_language="es",
        texts={"es": {"title": "Tres"}},
        axes=["people"],
    )
    answer = spanish.client().get(QUEUE)
    assert [row.id for row in answer.context["queue"].rows] == [three.pk]
    assert answer.context["queue"].counts["us"] == 1


def test_an_organisation_sees_what_it_sent_and_nothing_else(amina, ondara):
    otto = works_for(somebody("Otto"), found("otherton"), "editor")
    sent(amina, ondara, "ours")
    theirs = sent(otto, found("otherton"), "theirs")
    answer = amina.client().get("/en/desk/review/sent/")
    assert [row.title for row in answer.context["queue"].rows] == ["Ours"]
    assert answer.context["queue"].counts["us"] == 1
    assert amina.client().get(at(theirs)).status_code == 404
    assert (
        amina.client()
        .get(f"/en/desk/review/sent/?organisation={theirs.organisation_id}")
        .context["queue"]
        .rows
        == ()
    )


@pytest.mark.parametrize(
    "address", [QUEUE, "/en/desk/review/sent/", "/en/desk/", "/en/desk/review/due/"]
)
def test_one_and_three_things_cost_the_same_number_of_queries(address, amina, dora, ondara):
    who = amina if "sent" in address else dora
    client = who.client()

    def more(slug):
        one = sent(amina, ondara, slug, axes=["planet", "people"])
        services.submission_assign(standing(dora), one.pk, assignee=dora.account.pk)
        LookAgain.objects.create(
            kind="resource", object_id=one.object_id, organisation=ondara, title=slug, language="en",
            due="2026-01-01",
        )  # fmt: skip

    more("one")
    page(client, address)
    first = queries(client, address)
    more("two")
    more("three")
    assert queries(client, address) == first


def test_a_long_thread_and_a_long_document_cost_the_same_number_of_queries(amina, dora, ondara):
    submission = sent(amina, ondara, places=["ke"], themes=["waste"])
    services.submission_comment(standing(dora), submission.pk, text="One.")
    client = dora.client()
    page(client, at(submission))
    first = queries(client, at(submission))
    emil = on_duty(somebody("Emil"))
    for who in (emil, amina, dora):
        services.submission_comment(standing(who), submission.pk, field="themes", text="More.")
    document = submission.document | {"places": ["ke", "co"], "themes": ["waste", "housing"]}
    Submission.objects.filter(pk=submission.pk).update(document=document)
    assert queries(client, at(submission)) == first


def test_the_queue_leafs_through_many(amina, dora, ondara):
    one = sent(amina, ondara)
    values = Submission.objects.filter(pk=one.pk).values().get()
    Submission.objects.bulk_create(
        Submission(**{**values, "id": None} | {"id": f"00000000-0000-0000-0000-{n:012d}", "object_id": f"00000000-0000-0000-0001-{n:012d}", "title": f"Thing {n}"})
        for n in range(1, 65)
    )  # fmt: skip
    client = dora.client()
    seen = page(client, f"{QUEUE}?page=2&language=en")
    assert "Page 2 of 3" in seen
    assert "page=3" in seen
    assert "language=en" in seen
    assert len(client.get(f"{QUEUE}?page=3").context["rows"]) == 5


def test_a_preview_is_for_those_who_follow_the_review(amina, chidi, dora, ondara):
    submission = sent(amina, ondara)
    for who in (amina, dora):
        assert "What Waste guide says." in page(who.client(), at(submission, "preview/"))
    assert chidi.client().get(at(submission, "preview/")).status_code == 404
    assert not Resource.objects.exists()


def test_an_approver_lets_it_go_on_the_page(amina, dora, ondara):
    hana = works_for(somebody("Hana"), ondara, "approver")
    submission = sent(amina, ondara)
    assert "Let it go to the learning team" in page(hana.client(), at(submission))
    assert "Approve and publish" not in page(dora.client(), at(submission))
    assert hana.client().post(at(submission, "clear/"), {"turn": 1}).status_code == 302
    assert "Approve and publish" in page(dora.client(), at(submission))


def test_what_the_desk_sets_by_itself_is_told_by_name(amina, dora, ondara):
    submission = sent(
        amina, ondara,
        provenance=[{"name": "Ondara", "fields": ["title", "original_language", "series.costs", "odd"]}],
    )  # fmt: skip
    seen = page(dora.client(), at(submission))
    assert "What was taken from it: title, language, figures, odd" in seen
    assert re.search(r"Whose it is.*?City of Ondara", seen, re.DOTALL)


def test_a_title_is_kept_apart_from_the_sentence_around_it(amina, dora, ondara):
    submission = sent(amina, ondara)
    seen = page(dora.client(), at(submission).replace("/en/", "/ar/"))
    assert f"<bdi>{amina.person.name}</bdi>" in seen


def test_the_page_tells_what_others_published_meanwhile(amina, dora, ondara):
    live = put("waste-guide", owner="ondara", title="Waste guide")
    submission = sent(amina, ondara, over=live, duration_minutes=30)
    put("waste-guide", owner="ondara", title="Waste guide", level="introductory")
    seen = page(dora.client(), at(submission))
    assert "Both changes are joined below" in seen
    put("waste-guide", owner="ondara", title="Waste guide", duration_minutes=45)
    seen = page(dora.client(), at(submission))
    assert "at the same places" in seen
    assert "Live by now:" in seen
    answer = dora.client().post(at(submission, "approve/"), {"turn": 1, "live": 3})
    assert answer.status_code == 409


def test_a_page_seen_before_something_else_was_published_does_not_approve(amina, dora, ondara):
    live = put("waste-guide", owner="ondara", title="Waste guide")
    submission = sent(amina, ondara, over=live, duration_minutes=30)
    put("waste-guide", owner="ondara", title="Waste guide, mended")
    answer = dora.client().post(at(submission, "approve/"), {"turn": 1, "live": 1})
    assert answer.status_code == 409
    assert "while you were reading" in answer.content.decode()


def test_a_draft_that_was_never_sent_is_no_submission(amina, dora, ondara):
    draft = drafted(amina, ondara)
    assert dora.client().get(f"{QUEUE}{draft.pk}/").status_code == 404


def test_a_thing_that_is_due_gets_its_next_date_on_the_page(amina, dora, ondara):
    submission = sent(amina, ondara)
    services.submission_approve(standing(dora), submission.pk, seen_turn=1)
    look = LookAgain.objects.get()
    client = amina.client()
    assert "Waste guide" in page(client, "/en/desk/review/due/")
    address = f"/en/desk/review/due/{look.pk}/"
    answer = client.post(address, {"due": "2020-01-01"})
    assert answer.status_code == 422
    assert 'value="2020-01-01"' in answer.content.decode()
    day = (clock.now() + dt.timedelta(days=400)).date()
    assert client.post(address, {"due": day.isoformat()}).status_code == 302
    look.refresh_from_db()
    assert look.due == day
    assert client.post(address, {"do": "never"}).status_code == 302
    assert not LookAgain.objects.exists()


def test_a_character_that_no_database_holds_is_left_out_of_the_thread(amina, dora, ondara):
    submission = sent(amina, ondara)
    data = {"text": "Say\x00 more.", "field": "texts.en\x00.title"}
    assert dora.client().post(at(submission, "comment/"), data).status_code == 302
    message = Message.objects.get(verb="comment")
    assert (message.text, message.field) == ("Say more.", "texts.en.title")
    data = {"turn": 1, "text": "And\x00 this."}
    assert dora.client().post(at(submission, "ask/"), data).status_code == 302
