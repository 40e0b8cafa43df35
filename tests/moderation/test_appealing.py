"""The provider appeals once and in time; another person decides; what was hidden wrongly is shown again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agora.journal.models import Entry
from agora.kernel import clock
from agora.kernel.errors import NotYours
from agora.moderation.errors import AnotherMustDecide, MatterMoved, NoAppeal, SayWhy, TooLate
from agora.moderation.models import Appeal, AppealOutcome
from agora.moderation.queries import APPEAL_WITHIN
from agora.moderation.services import appeal_decide, appeal_make
from agora.people.models import Duty
from agora.people.queries import standing_of
from tests.moderation.deciding import decide, decided, put_for, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def shade(ondara):
    return put_for(ondara, "shade", title="Shade in the street")


@pytest.fixture
def second(cast):
    """Another moderator than the lead."""
    Duty.objects.create(person=cast["team"].person, role=Duty.Role.MODERATOR)
    return cast["team"]


def _appeal(somebody, decision, words="The photo is ours."):
    return appeal_make(standing_of(somebody.account), decision.pk, words)


def _answer(somebody, decision, outcome="reversed", words="The licence is there."):
    matter = decision.matter
    matter.refresh_from_db()
    return appeal_decide(
        standing_of(somebody.account),
        matter.pk,
        outcome=outcome,
        words=words,
        seen_turn=matter.turn,
    )


def test_whoever_decided_does_not_decide_about_the_appeal_and_another_one_does(
    cast, second, shade, client, mail_server
):
    decision = decided(cast["lead"], shade, "hidden", email="una@example.org")
    work()
    mail_server.mails.clear()
    _appeal(cast["editor"], decision)
    work()
    assert [str(mail["X-Envelope-To"]) for mail in mail_server.mails] == ["hiro@ondara.example"]
    with pytest.raises(AnotherMustDecide):
        _answer(cast["lead"], decision)
    assert client.get("/en/resources/shade/").status_code == 410
    mail_server.mails.clear()
    came = _answer(second, decision)
    assert client.get("/en/resources/shade/").status_code == 200
    work()
    mails = {str(mail["X-Envelope-To"]): mail for mail in mail_server.wait(3)}
    assert set(mails) == {"una@example.org", "amina@ondara.example", "gita@ondara.example"}
    for mail in mails.values():
        assert "The licence is there." in mail.get_body(("plain",)).get_content()
    lines = Entry.objects.filter(object_id=decision.pk).order_by("id")
    assert [(line.verb, line.actor) for line in lines] == [
        ("report-hidden", cast["lead"].account.pk),
        ("appeal-make", cast["editor"].account.pk),
        ("appeal-reversed", second.account.pk),
    ]
    assert AppealOutcome.objects.get() == came
    with pytest.raises(NoAppeal):
        _answer(second, decision)


def test_an_appeal_that_is_not_won_leaves_it_hidden(cast, second, shade, client):
    decision = decided(cast["lead"], shade, "hidden")
    _appeal(cast["admin"], decision)
    _answer(second, decision, "upheld")
    assert client.get("/en/resources/shade/").status_code == 410
    # The team may still show it again once the problem is solved.
    decide(second, decision.matter, "shown", ground="settled")
    assert client.get("/en/resources/shade/").status_code == 200


def test_who_appealed_does_not_decide_about_it_either(cast, second, shade):
    Duty.objects.create(person=cast["editor"].person, role=Duty.Role.MODERATOR)
    decision = decided(cast["lead"], shade, "hidden")
    _appeal(cast["editor"], decision)
    with pytest.raises(AnotherMustDecide):
        _answer(cast["editor"], decision)


def test_an_appeal_is_made_once_in_time_and_with_words(cast, shade, monkeypatch):
    decision = decided(cast["lead"], shade, "hidden")
    with pytest.raises(SayWhy):
        _appeal(cast["editor"], decision, " ")
    now = decision.at
    monkeypatch.setattr(clock, "now", lambda: now + APPEAL_WITHIN + dt.timedelta(seconds=1))
    with pytest.raises(TooLate):
        _appeal(cast["editor"], decision)
    monkeypatch.setattr(clock, "now", lambda: now + APPEAL_WITHIN)
    _appeal(cast["editor"], decision)
    with pytest.raises(NoAppeal):
        _appeal(cast["admin"], decision)
    assert Appeal.objects.count() == 1


def test_only_editors_and_admins_of_the_provider_appeal(cast, shade):
    decision = decided(cast["lead"], shade, "corrected")
    for role in ("stranger", "other", "member", "translator", "reviewer", "team", "lead"):
        with pytest.raises(NotYours):
            _appeal(cast[role], decision)
    assert _appeal(cast["editor"], decision).decision_id == decision.pk


@pytest.mark.parametrize("outcome", ["dismissed", "passed"])
def test_what_does_nothing_to_the_thing_is_not_appealed(outcome, cast, shade):
    decision = decided(cast["lead"], shade, outcome)
    with pytest.raises(NoAppeal):
        _appeal(cast["editor"], decision)


def test_while_an_appeal_waits_nobody_decides_otherwise(cast, second, shade):
    decision = decided(cast["lead"], shade, "hidden")
    seen = decision.matter.turn
    _appeal(cast["editor"], decision)
    with pytest.raises(SayWhy):
        decide(second, decision.matter, "shown")
    with pytest.raises(MatterMoved):
        appeal_decide(
            standing_of(second.account), decision.matter_id,
            outcome="upheld", words="It stands.", seen_turn=seen,
        )  # fmt: skip


@pytest.mark.parametrize("reader", ["es", "ar"])
def test_the_pages_lead_from_the_decision_to_the_appeal_and_its_end(reader, cast, second, shade):
    decision = decided(cast["lead"], shade, "hidden")
    mine, address = cast.client("editor"), f"/{reader}/desk/decisions/{decision.pk}/"
    assert decision.words in mine.get(address).content.decode()
    assert mine.post(address, {"words": ""}).status_code == 422
    assert mine.post(address, {"words": "The photo is ours."}).status_code == 302
    assert mine.post(address, {"words": "The photo is ours."}).status_code == 409
    report = f"/{reader}/desk/reports/{decision.matter_id}/"
    turn = {"seen": decision.matter.turn + 1}
    decision.matter.refresh_from_db()
    said = {"outcome": "reversed", "words": "The licence is there.", "seen": decision.matter.turn}
    assert cast.client("lead").post(f"{report}appeal/", said).status_code == 409
    page = cast.client("team").get(report).content.decode()
    assert f"{report}appeal/" in page
    assert (
        cast.client("team").post(f"{report}appeal/", turn | {"outcome": "reversed"}).status_code
        == 422
    )
    assert cast.client("team").post(f"{report}appeal/", said).status_code == 302
    assert "The licence is there." in mine.get(address).content.decode()


def test_the_providers_list_asks_as_often_for_three_and_shows_nobody_elses(cast, ondara):
    client = cast.client("editor")
    decided(cast["lead"], put_for(ondara, "one"), "hidden")
    decided(cast["lead"], put_for(cast.brumal, "theirs"), "hidden")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/desk/decisions/")
        return len(queries)

    few = asked()
    for slug in ("two", "three"):
        _appeal(cast["editor"], decided(cast["lead"], put_for(ondara, slug), "corrected"))
    assert asked() == few
    titles = [row.title for row in client.get("/en/desk/decisions/").context["rows"]]
    assert titles == ["Three", "Two", "One"]
