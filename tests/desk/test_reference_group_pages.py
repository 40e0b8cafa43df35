"""The pages of a reference group: the learning team's, the provider's, the member's, and the public log."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from agora.catalogue.models import Resource
from agora.editorial.models import GroupReview, Message
from agora.editorial.review import services as review
from agora.editorial.review.group import members, reading, services
from agora.kernel import clock
from agora.people.keeping import person_at
from tests.attacks.vectors import vectors
from tests.editorial.reviewing import on_duty, sent, somebody, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def dora(db):
    """Dora reviews for the learning team."""
    return on_duty(somebody("Dora"))


@pytest.fixture
def paper(amina, ondara):
    return sent(amina, ondara, title="Streets for all")


def at(paper, step="", language="en"):
    return f"/{language}/desk/review/{paper.pk}/group/{step}"


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def in_days(days):
    return (clock.now() + dt.timedelta(days=days)).date().isoformat()


def opened(dora, paper, *, question=""):
    services.group_open(
        standing(dora), paper.pk, question=question, closes_at=clock.now() + dt.timedelta(days=9)
    )


def invited(dora, paper, email="rosa@readers.example", **more):
    member = services.group_invite(standing(dora), paper.pk, email=email, **more)
    return f"/en/desk/reading/{reading.secret_of(member)}/"


def queries(client, address):
    with CaptureQueriesContext(connection) as counted:
        page(client, address)
    return len(counted)


def test_the_whole_way_through_the_pages(dora, amina, paper):
    team, provider, rosa = dora.client(), amina.client(), Client()
    assert "Reference group" in page(team, f"/en/desk/review/{paper.pk}/")
    assert "Reference group" not in page(provider, f"/en/desk/review/{paper.pk}/")
    page(provider, at(paper), status=404)  # there is none yet
    assert "Open the reading" in page(team, at(paper))
    sent_off = team.post(
        at(paper, "open/"), {"question": "Does it hold in small towns?", "closes_on": in_days(9)}
    )
    assert sent_off.headers["Location"] == f"{at(paper)}?did=open"
    team.post(
        at(paper, "invite/"), {"email": "rosa@readers.example", "name": "Rosa", "language": "en"}
    )
    assert "rosa@readers.example" in page(team, at(paper))
    seen = page(provider, at(paper))
    assert "rosa@readers.example" not in seen
    assert "Once the reading closes" in seen
    assert "A reference group reads this until" in page(team, f"/en/desk/review/{paper.pk}/")

    here = f"/en/desk/reading/{reading.secret_of(GroupReview.objects.get().members.get())}/"
    seen = page(rosa, here)
    assert "Streets for all" in seen
    assert "Does it hold in small towns?" in seen
    answer = rosa.post(
        here, {"do": "comment", "field": "texts.en.summary", "text": "Say for whom."}
    )
    assert answer.headers["Location"] == f"{here}?did=comment#said"
    assert "Say for whom." in page(rosa, here)
    assert "Say for whom." in page(team, at(paper))
    assert "Say for whom." not in page(provider, at(paper))

    team.post(at(paper, "close/"))
    seen = page(provider, at(paper))
    assert "Say for whom." in seen
    assert "Rosa" not in seen
    said = Message.objects.get(text="Say for whom.")
    answer = provider.post(at(paper, f"comments/{said.pk}/answer/"), {"outcome": "partly"})
    assert answer.status_code == 422
    assert "Give the reason" in answer.content.decode()
    provider.post(
        at(paper, f"comments/{said.pk}/answer/"), {"outcome": "partly", "text": "In the title."}
    )
    assert "In the title." not in page(rosa, here)
    assert team.post(at(paper, "release/")).status_code == 302
    assert "In the title." in page(rosa, here)

    assert not Resource.objects.exists()
    review.submission_approve(standing(dora), paper.pk, seen_turn=1)
    thing = Resource.objects.get()
    shown = page(Client(), f"/en/resources/{thing.slug}/")
    assert f'href="/en/resources/{thing.slug}/reference-group/"' in shown
    log = page(Client(), f"/en/resources/{thing.slug}/reference-group/")
    for words in ("Say for whom.", "In the title.", "Partly accepted", "A member of the reference"):
        assert words in log
    assert "Rosa" not in log
    assert "rosa@readers.example" not in log
    moved = Client().get(f"/en/practices/{thing.slug}/reference-group/")
    assert moved.headers["Location"] == f"/en/resources/{thing.slug}/reference-group/"


@pytest.mark.parametrize("language", ["es", "ar"])
def test_the_members_page_speaks_their_language(language, dora, paper):
    opened(dora, paper)
    here = invited(dora, paper).replace("/en/", f"/{language}/", 1)
    seen = page(Client(), here)
    with translation.override(language):
        assert translation.gettext("Your comments") in seen
        assert translation.gettext("Your comments") != "Your comments"


def test_what_was_released_is_not_public_before_the_paper_is(dora, amina, paper):
    put = sent(amina, paper.organisation, "other-paper")
    review.submission_approve(standing(dora), put.pk, seen_turn=1)
    slug = Resource.objects.get().slug
    page(Client(), f"/en/resources/{slug}/reference-group/", status=404)
    assert "reference-group" not in page(Client(), f"/en/resources/{slug}/")


def test_a_member_with_an_account_finds_the_reading_in_my_work(dora, paper):
    opened(dora, paper)
    account = person_at("omar@readers.example", name="Omar").account
    invited(dora, paper, "omar@readers.example")
    client = Client()
    client.force_login(account)
    seen = page(client, "/en/desk/")
    assert "Streets for all" in seen
    assert "Your comments are asked for" in seen


def test_what_was_typed_stays_when_it_cannot_be_taken(dora, paper, monkeypatch):
    team = dora.client()
    answer = team.post(at(paper, "open/"), {"question": "Why so?", "closes_on": in_days(400)})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Why so?" in said
    assert "within half a year" in said
    opened(dora, paper)
    answer = team.post(at(paper, "invite/"), {"email": "rosa", "name": "Rosa", "language": "en"})
    assert answer.status_code == 422
    assert 'value="rosa"' in answer.content.decode()
    here = invited(dora, paper)
    answer = Client().post(here, {"do": "comment", "text": "x" * 5001})
    assert answer.status_code == 422
    assert "x" * 5000 in answer.content.decode()
    services.group_close(standing(dora), paper.pk)
    answer = Client().post(here, {"do": "comment", "text": "Too late, but long."})
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "The reading is closed" in said
    assert "Too late, but long." in said


def test_the_address_of_the_members_page_goes_nowhere_else(dora, paper):
    opened(dora, paper)
    answer = Client().get(invited(dora, paper))
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex' in answer.content.decode()


def test_a_link_that_has_ended_says_so(dora, paper):
    opened(dora, paper)
    here = invited(dora, paper)
    GroupReview.objects.get().members.update(expires_at=clock.now())
    assert "This link has ended" in page(Client(), here, status=410)


def test_extra_fields_change_nothing(dora, paper):
    opened(dora, paper)
    here = invited(dora, paper)
    Client().post(
        here,
        {"do": "comment", "text": "Hello.", "field": "visibility", "member": "x", "outcome": "accepted",
         "audience": "thread", "verb": "approve"},
    )  # fmt: skip
    message = Message.objects.get(text="Hello.")
    assert (message.audience, message.verb, message.field) == ("group", "comment", "")


def test_the_number_of_queries_does_not_grow_with_the_group(dora, amina, paper):
    opened(dora, paper)
    here = invited(dora, paper)
    members.reading_comment(here.split("/")[-2], text="One.")
    team, rosa = dora.client(), Client()
    page(rosa, here)  # the first time, it is noted that the link was opened
    few = [queries(team, at(paper)), queries(rosa, here)]
    for number in range(5):
        other = invited(dora, paper, f"reader{number}@readers.example")
        for text in ("Two.", "Three."):
            members.reading_comment(other.split("/")[-2], text=text)
        members.reading_comment(here.split("/")[-2], text=f"And {number}.")
    assert [queries(team, at(paper)), queries(rosa, here)] == few


# ---------------------------------------------------------------------- attacks

DIRECTED = "safe\u202egnp.exe"


def test_what_a_member_writes_is_shown_as_text_everywhere(dora, amina, paper, mail_server):
    from tests.notices.telling import html, work

    payloads = [text for text in vectors() if "<" in text and len(text) < 2000][:150]
    assert len(payloads) > 50
    opened(dora, paper, question=payloads[0])
    here = invited(dora, paper)
    key = here.split("/")[-2]
    for text in payloads:
        members.reading_comment(key, text=text)
    members.reading_comment(key, text=DIRECTED)
    work()
    services.group_close(standing(dora), paper.pk)
    for message in Message.objects.filter(audience="group"):
        services.group_answer(
            standing(amina), paper.pk, message.pk, outcome="partly", text=message.text[:2000]
        )
    services.group_release(standing(dora), paper.pk)
    review.submission_approve(standing(dora), paper.pk, seen_turn=1)
    work()
    slug = Resource.objects.get().slug
    shown = [
        page(dora.client(), at(paper)),
        page(amina.client(), at(paper)),
        page(Client(), here),
        page(Client(), f"/en/resources/{slug}/reference-group/"),
        *(html(mail) for mail in mail_server.mails),
    ]
    for body in shown:
        for text in payloads:
            # A tag with spaces or attributes is never one of ours as it stands.
            assert text.strip() not in body, text
    for body in shown[:4]:
        assert DIRECTED not in body  # its mark is shown instead
        assert "U+202E" in body or "202E" in body
