"""Anybody may report a problem; it is stored, mailed to the learning team, and decided by a person."""

from __future__ import annotations

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from agora.forums.models import Stand
from agora.kernel import jobs
from agora.moderation.models import REASONS, Report
from tests.catalogue.shelf import found, gather, put, stand
from tests.web.reading import elements

pytestmark = pytest.mark.django_db
REPORT = {
    "reason": "broken-link",
    "text": "The link leads\nto <i>nothing</i>.",
    "email": "beto@example.org",
}


@pytest.fixture
def guide():
    return put("guide", title="Waste guide")


def _work() -> int:
    done = 0
    while jobs.run_next("test"):
        done += 1
    return done


def _report(client, key, data=None, kind: str = "resource", reader: str = "en", **headers):
    return client.post(
        f"/{reader}/report/{kind}/{key}/", REPORT if data is None else data, **headers
    )


def test_a_report_is_stored_and_reaches_the_learning_team(guide, client, mail_server, settings):
    assert _report(client, guide.pk, reader="es").status_code == 200
    row = Report.objects.get()
    assert (row.kind, row.object_id, row.title, row.path) == (
        "resource", guide.pk, "Waste guide", "/es/resources/guide/",
    )  # fmt: skip
    assert (row.reason, row.email, row.language, row.matter.state) == (
        "broken-link", "beto@example.org", "es", "open",
    )  # fmt: skip
    assert row.text.splitlines() == REPORT["text"].splitlines()
    assert _work() == 1
    (mail,) = mail_server.wait(1)
    assert (mail["X-Envelope-To"], mail["Reply-To"]) == (settings.TEAM_MAIL, None)
    assert "Waste guide" in mail["Subject"]
    plain, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for part in (plain, html):
        assert "A link does not work" in part
        assert "beto@example.org" not in part, "it is only there to tell what was decided"
        assert f"http://localhost:8000/en/desk/reports/{row.matter_id}/" in part
        assert "http://localhost:8000/es/resources/guide/" in part
    assert "<i>nothing</i>" in plain
    assert "&lt;i&gt;nothing&lt;/i&gt;" in html
    row.refresh_from_db()
    assert row.mailed_at is not None


def test_one_need_not_leave_an_address_or_words(guide, client, mail_server):
    assert _report(client, guide.pk, {"reason": "other"}).status_code == 200
    _work()
    (mail,) = mail_server.wait(1)
    assert mail["Reply-To"] is None


def test_everything_on_show_can_be_reported(guide, client):
    organisation = found("net")
    forum = gather("fair", stands=[stand("one", "net")])
    for kind, key in (
        ("resource", guide.pk), ("organisation", organisation.pk), ("forum", forum.pk),
        ("stand", Stand.objects.get().pk),
    ):  # fmt: skip
        assert client.get(f"/en/report/{kind}/{key}/").status_code == 200
        assert _report(client, key, kind=kind).status_code == 200
    assert set(Report.objects.values_list("kind", flat=True)) == {
        "resource", "organisation", "forum", "stand",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": ""}, "reason"), ({"reason": "because"}, "reason"),
        ({"text": "t" * 5001}, "text"), ({"text": "a\x00b"}, "text"),
        ({"email": "beto@example.org\r\nBcc: a@b.example"}, "email"), ({"email": "x"}, "email"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_at_its_field(change, field, guide, client):
    answer = _report(client, guide.pk, REPORT | change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert elements(answer, role="alert")
    assert Report.objects.count() == DBTaskResult.objects.count() == 0


def test_a_robot_is_thanked_and_ignored(guide, client):
    assert _report(client, guide.pk, REPORT | {"website": "x"}).status_code == 200
    assert Report.objects.count() == DBTaskResult.objects.count() == 0


def test_after_ten_reports_in_an_hour_one_is_asked_to_wait(guide):
    statuses = [_report(Client(), guide.pk, REMOTE_ADDR="192.0.2.1").status_code for _ in range(12)]
    assert statuses == [200] * 10 + [429] * 2
    assert Report.objects.count() == 10


def test_a_title_as_long_as_may_be_is_still_stored_and_mailed(client, mail_server):
    thing = put("long", title="ع" * 300)
    _report(client, thing.pk)
    _work()
    (mail,) = mail_server.wait(1)
    assert len(Report.objects.get().title) == 300
    assert len(str(mail["Subject"]).strip()) <= 180


def test_every_reason_has_words_and_is_on_the_form(guide, client):
    page = client.get(f"/en/report/resource/{guide.pk}/")
    radios = {radio["value"] for radio in elements(page, "input", type="radio")}
    assert radios == set(Report.Reason.values) == {str(reason) for reason in REASONS}


def test_a_path_as_long_as_may_be_fits(client):
    thing = put("a" + "-b" * 89)
    assert _report(client, thing.pk).status_code == 200
