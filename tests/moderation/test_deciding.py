"""A report is decided once for all who reported, with a reason; the provider and the reporters are told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from agora.catalogue.models import Resource
from agora.editorial.services import document_read, version_publish
from agora.journal.models import Entry
from agora.kernel import clock
from agora.kernel.errors import InvalidDocument, NotYours
from agora.moderation.errors import CannotBeHidden, MatterMoved, SayWhy
from agora.moderation.models import Decision, DecisionsAreKept, Matter, Report
from agora.moderation.queries import ADDRESS_KEPT
from agora.moderation.services import addresses_erase, matter_decide
from agora.people.models import Duty, Person
from agora.people.queries import standing_of
from agora.topics.models import Concept
from agora.topics.queries import PACT
from tests.catalogue.shelf import written
from tests.moderation.deciding import decide, decided, put_for, reported, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def shade(ondara):
    return put_for(ondara, "shade", title="Shade in the street")


def _mails_to(mail_server, count):
    work()
    return {str(mail["X-Envelope-To"]): mail for mail in mail_server.wait(count)}


def test_reports_on_one_thing_are_one_matter_until_it_is_decided(cast, shade):
    first, second = reported(shade), reported(shade, "rights", language="es")
    assert first.matter_id == second.matter_id
    assert Matter.objects.get().organisation == cast.ondara
    decide(cast["lead"], first.matter, "dismissed")
    assert reported(shade).matter_id != first.matter_id
    assert Matter.objects.count() == 2


@pytest.mark.parametrize("outcome", ["dismissed", "passed", "corrected", "hidden"])
def test_one_decision_answers_all_who_reported_and_is_in_the_journal_once(
    outcome, cast, shade, mail_server
):
    Person.objects.filter(account=cast["editor"].account).update(language="es")
    matter = reported(shade, email="una@example.org").matter
    reported(shade, email="dos@example.org", language="es")
    reported(shade)
    work()
    mail_server.mails.clear()
    decision = decide(cast["lead"], matter, outcome)
    mails = _mails_to(mail_server, 4)
    assert set(mails) == {
        "una@example.org", "dos@example.org", "amina@ondara.example", "gita@ondara.example",
    }  # fmt: skip
    for mail in mails.values():
        assert "The photo on page 4 is not yours." in mail.get_body(("plain",)).get_content()
        assert "Shade in the street" in str(mail["Subject"])
    assert mails["amina@ondara.example"]["Content-Language"] == "es"
    assert mails["dos@example.org"]["Content-Language"] == "es"
    assert mails["una@example.org"]["Content-Language"] == "en"
    link = f"/es/desk/decisions/{decision.pk}/"
    assert link in mails["amina@ondara.example"].get_body(("plain",)).get_content()
    written_down = Entry.objects.filter(object_id=decision.pk)
    assert [(row.verb, row.actor, row.organisation) for row in written_down] == [
        (f"report-{outcome}", cast["lead"].account.pk, cast.ondara.pk)
    ]
    work()
    assert len(mail_server.mails) == 4


def test_what_was_decided_is_never_changed_by_anybody(cast, shade):
    decision = decided(cast["lead"], shade, "dismissed")
    decision.words = "Another story."
    with pytest.raises(DecisionsAreKept):
        decision.save()
    with pytest.raises(DecisionsAreKept):
        Decision.objects.update(words="Another story.")
    for statement in (
        "UPDATE moderation_decision SET words = 'x'",
        "DELETE FROM moderation_decision",
    ):
        with (
            pytest.raises(DatabaseError, match="only ever added"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert Decision.objects.get().words == "The photo on page 4 is not yours."


def test_a_decision_needs_its_reason_and_words(cast, shade):
    matter = reported(shade).matter
    for wrong, field in (({"words": " \x00"}, "words"), ({"ground": "x"}, "ground")):
        with pytest.raises(SayWhy) as caught:
            decide(cast["lead"], matter, "hidden", **wrong)
        assert caught.value.field == field
    with pytest.raises(SayWhy):
        decide(cast["lead"], matter, "forgotten")
    assert Decision.objects.count() == 0


def test_two_who_decide_at_once_decide_once(cast, shade):
    matter = reported(shade).matter
    lead = standing_of(cast["lead"].account)
    same = {"outcome": "hidden", "ground": "rights", "words": "Not theirs.", "seen_turn": 1}
    matter_decide(lead, matter.pk, **same)
    with pytest.raises(MatterMoved):
        matter_decide(lead, matter.pk, **same)
    assert Decision.objects.count() == 1


def test_moderators_decide_what_their_duty_covers_and_nobody_else(cast, shade):
    matter = reported(shade).matter
    for role in ("team", "editor", "admin", "stranger"):
        with pytest.raises(NotYours):
            decide(cast[role], matter, "dismissed")
    helper = cast["stranger"]
    duty = Duty.objects.create(person=helper.person, role="moderator", language="es")
    with pytest.raises(NotYours):
        decide(helper, matter, "dismissed")
    axis = Concept.objects.filter(scheme__key=PACT, parent=None).first()
    assert axis is not None
    Duty.objects.filter(pk=duty.pk).update(language="en", axis=axis)
    with pytest.raises(NotYours):
        decide(helper, matter, "dismissed")
    Duty.objects.filter(pk=duty.pk).update(axis=None)
    assert decide(helper, matter, "dismissed").by == helper.account.pk


def test_an_organisation_is_not_hidden_from_here(cast, client):
    client.post(f"/en/report/organisation/{cast.ondara.pk}/", {"reason": "harmful"})
    with pytest.raises(CannotBeHidden):
        decide(cast["lead"], Matter.objects.get(), "hidden")


def test_a_hidden_thing_is_gone_everywhere_and_comes_back_with_everything(
    cast, shade, client, index
):
    index()
    address = "/en/resources/shade/"
    public = (
        "/en/explore/?q=shade", "/en/explore/feed.atom", "/en/explore/download.csv",
        "/en/organisations/ondara/", "/api/v1/resources", "/sitemap-resources-1.xml",
    )  # fmt: skip
    there = [path for path in public if b"Shade in the street" in client.get(path).content
             or b"/resources/shade/" in client.get(path).content]  # fmt: skip
    assert len(there) >= 5, there
    before = client.get(f"/api/v1/resources/{shade.pk}").json()
    matter = reported(shade).matter
    decide(cast["lead"], matter, "hidden", ground="personal")
    index()
    gone = client.get("/es/resources/shade/")
    assert (gone.status_code, gone.headers["Cache-Control"]) == (410, "no-cache")
    assert client.get(f"/api/v1/resources/{shade.pk}").status_code == 410
    assert b"It shows personal data" in client.get(address).content
    assert client.get(f"/en/report/resource/{shade.pk}/").status_code == 404
    for path in public:
        content = client.get(path).content
        assert b"Shade in the street" not in content, path
        assert b"/resources/shade/" not in content, path
    decide(cast["lead"], matter, "shown", ground="settled")
    index()
    assert client.get(address).status_code == 200
    assert client.get(f"/api/v1/resources/{shade.pk}").json() == before
    for path in there:
        content = client.get(path).content
        assert b"Shade in the street" in content or b"/resources/shade/" in content, path


def test_nobody_publishes_a_hidden_thing_past_the_decision(cast, shade):
    matter = reported(shade).matter
    decide(cast["lead"], matter, "hidden")
    with pytest.raises(InvalidDocument, match="hid this after a report"):
        put_for(cast.ondara, "shade", title="Shade, once more")
    assert Resource.objects.get(pk=shade.pk).withdrawn_at is not None
    decide(cast["lead"], matter, "shown")
    document = document_read("resource", written("shade", owner="ondara", title="Better"))
    assert version_publish("resource", shade.pk, document).changed


def test_what_was_passed_on_waits_on_the_providers_desk_and_a_new_report_opens_it(cast, shade):
    matter = reported(shade).matter
    decide(cast["lead"], matter, "passed", ground="fact")
    page = cast.client("editor").get("/en/desk/").content.decode()
    assert "Shade in the street" in page
    assert "Shade in the street" not in cast.client("other").get("/en/desk/").content.decode()
    again = reported(shade).matter
    assert (again.pk, again.state) == (matter.pk, "open")
    decide(cast["lead"], matter, "corrected", ground="fact")
    assert "Shade in the street" not in cast.client("editor").get("/en/desk/").content.decode()


def test_addresses_are_erased_ninety_days_after_the_decision_and_not_before(
    cast, shade, monkeypatch
):
    decided(cast["lead"], shade, "dismissed", email="una@example.org")
    waiting = reported(put_for(cast.ondara, "other"), email="dos@example.org")
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + ADDRESS_KEPT - dt.timedelta(hours=1))
    assert addresses_erase() == 0
    monkeypatch.setattr(clock, "now", lambda: now + ADDRESS_KEPT + dt.timedelta(hours=1))
    assert addresses_erase() == 1
    assert list(Report.objects.exclude(email="").values_list("pk", flat=True)) == [waiting.pk]
    assert "una@example.org" not in str(list(Report.objects.values()))


def test_the_queue_shows_each_thing_once_and_asks_as_often_for_three(cast, ondara):
    client = cast.client("lead")

    def asked() -> int:
        client.get("/en/desk/reports/")
        with CaptureQueriesContext(connection) as queries:
            answer = client.get("/en/desk/reports/?kind=wrong")
        assert answer.status_code == 200
        return len(queries)

    reported(put_for(ondara, "one"))
    few = asked()
    for slug in ("two", "three"):
        reported(put_for(ondara, slug))
        reported(put_for(ondara, slug))
    assert asked() == few
    lines = client.get("/en/desk/reports/").context["lines"]
    assert [(line.matter.title, line.reported) for line in lines] == [
        ("One", 1), ("Two", 2), ("Three", 2),
    ]  # fmt: skip
    assert client.get("/en/desk/reports/?kind=rights").context["lines"] == []
    assert client.get("/en/desk/reports/?state=nonsense&kind=\x00&page=x").status_code == 200
