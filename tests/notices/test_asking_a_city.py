"""A question to a city is stored, leaves by mail, and shows nobody's address to anybody else."""

from __future__ import annotations

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from agora.forums.models import Stand
from agora.kernel import jobs
from agora.notices.models import Enquiry
from agora.web.queries import MARKET
from tests.catalogue.shelf import found, gather, put, stand
from tests.web.reading import elements

pytestmark = pytest.mark.django_db

QUESTION = {
    "name": "Chidi Okafor",
    "email": "chidi@example.org",
    "text": "How did you pay for it in the first year?\nAnd <b>who</b> decided?",
}


@pytest.fixture
def practice():
    found(
        "city", name="Ciudad de Ondara", original_language="es", email="learning@ondara.example",
        texts={"es": {"name": "Ciudad de Ondara"}},
    )  # fmt: skip
    found("quiet", name="Quiet Network")
    return put(
        "pay", type="practice", title="Paying = “for” it",
        practice={"organisation": "city", "texts": {"en": {"problem": "<p>P</p>"}}},
    )  # fmt: skip


def _work() -> int:
    done = 0
    while jobs.run_next("test"):
        done += 1
    return done


def _ask(client, kind: str, key, data=None, reader: str = "en", **headers):
    return client.post(
        f"/{reader}/ask/{kind}/{key}/", QUESTION if data is None else data, **headers
    )


def test_a_question_about_a_practice_reaches_the_city_and_the_answer_the_asker(
    practice, client, mail_server
):
    answer = _ask(client, "resource", practice.pk, reader="ar")
    assert answer.status_code == 200
    stored = Enquiry.objects.get()
    assert (stored.kind, stored.object_id, stored.language) == ("resource", practice.pk, "ar")
    assert (stored.name, stored.email) == (QUESTION["name"], QUESTION["email"])
    assert stored.to.slug == "city"
    assert stored.sent_at is None
    assert _work() == 1
    (mail,) = mail_server.wait(1)
    assert mail["X-Envelope-To"] == "learning@ondara.example"
    assert mail["Reply-To"] == "chidi@example.org"
    assert "chidi" not in mail["From"]
    assert mail["Content-Language"] == "es"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "Paying = “for” it" in mail["Subject"]
    plain = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    for part in (plain, html):
        assert "How did you pay for it" in part
        assert "http://localhost:8000/ar/practices/pay/" in part
        assert "Chidi Okafor" in part
    assert "<b>who</b>" in plain
    assert "&lt;b&gt;who&lt;/b&gt;" in html
    assert 'lang="es"' in html
    stored.refresh_from_db()
    assert stored.sent_at is not None


def test_the_page_after_sending_leads_back_and_shows_no_address(practice, client):
    answer = _ask(client, "resource", practice.pk)
    body = answer.content.decode()
    assert "ondara.example" not in body
    assert "/en/practices/pay/" in [link.get("href") for link in elements(answer, "a")]
    form = client.get(f"/en/ask/resource/{practice.pk}/").content.decode()
    assert "ondara.example" not in form


def test_without_an_address_the_learning_team_passes_it_on(client, mail_server, settings):
    organisation = found("quiet", name="Quiet Network")
    _ask(client, "organisation", organisation.pk)
    _work()
    (mail,) = mail_server.wait(1)
    assert mail["X-Envelope-To"] == settings.TEAM_MAIL
    assert mail["Content-Language"] == "en"
    assert "left no address" in mail.get_body(("plain",)).get_content()


def test_one_may_ask_a_stand_a_forum_and_the_market_itself(client, practice, mail_server, settings):
    forum = gather("fair", stands=[stand("one", "city")])
    key = Stand.objects.get().pk
    for kind, about in (("stand", key), ("forum", forum.pk), ("market", MARKET)):
        assert _ask(client, kind, about).status_code == 200, kind
    assert _work() == 3
    to = [mail["X-Envelope-To"] for mail in mail_server.wait(3)]
    assert to == ["learning@ondara.example", settings.TEAM_MAIL, settings.TEAM_MAIL]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "chidi@example.org\r\nBcc: all@example.org"}, "email"),
        ({"email": "chidi@example.org\nX: y"}, "email"),
        ({"email": "chidi@example.org,other@example.org"}, "email"),
        ({"email": "no address"}, "email"), ({"email": ""}, "email"),
        ({"email": "a@" + "b" * 320 + ".org"}, "email"),
        ({"name": ""}, "name"), ({"name": "n" * 201}, "name"), ({"name": "a\x00b"}, "name"),
        ({"text": "short"}, "text"), ({"text": "t" * 5001}, "text"), ({"text": " " * 50}, "text"),
        ({"website": "w" * 201}, "website"),
    ],
)  # fmt: skip
def test_what_cannot_be_sent_is_said_at_its_field_and_kept_in_the_form(
    change, field, practice, client
):
    answer = _ask(client, "resource", practice.pk, QUESTION | change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Enquiry.objects.count() == DBTaskResult.objects.count() == 0
    shown = {i.get("name"): i.get("value") for i in elements(answer, "input")}
    kept = {"name", "email"} - {field}
    assert {name: shown[name] for name in kept} == {name: QUESTION[name] for name in kept}


def test_no_line_of_a_name_or_title_becomes_a_header(practice, client, mail_server):
    put("pay", type="practice", title="Pay\r\nBcc: all@example.org",
        practice={"organisation": "city", "texts": {"en": {"problem": "<p>P</p>"}}})  # fmt: skip
    _ask(client, "resource", practice.pk, QUESTION | {"name": "Chidi\r\nBcc: all@example.org"})
    _work()
    (mail,) = mail_server.wait(1)
    assert mail["Bcc"] is None
    assert mail["X-Envelope-To"] == "learning@ondara.example"
    assert "\n" not in str(mail["Subject"])


def test_a_robot_that_fills_the_hidden_field_is_thanked_and_ignored(practice, client):
    answer = _ask(client, "resource", practice.pk, QUESTION | {"website": "http://buy.example"})
    assert answer.status_code == 200
    assert Enquiry.objects.count() == DBTaskResult.objects.count() == 0


def test_after_five_questions_in_an_hour_one_is_asked_to_wait(practice):
    statuses = [
        _ask(Client(), "resource", practice.pk, REMOTE_ADDR="192.0.2.9").status_code
        for _ in range(7)
    ]
    assert statuses == [200] * 5 + [429] * 2
    assert Enquiry.objects.count() == 5
    late = _ask(Client(), "resource", practice.pk, REMOTE_ADDR="192.0.2.9")
    assert "try again in an hour" in late.content.decode()
    assert QUESTION["name"] in late.content.decode()
    assert _ask(Client(), "resource", practice.pk, REMOTE_ADDR="192.0.2.10").status_code == 200


def test_a_form_with_mistakes_does_not_use_up_the_attempts(practice, client):
    for _ in range(9):
        assert _ask(client, "resource", practice.pk, QUESTION | {"email": "x"}).status_code == 422
    assert _ask(client, "resource", practice.pk).status_code == 200


def test_question_and_mail_are_stored_both_or_neither(practice, client, monkeypatch):
    from agora.notices import services

    def broken(*_args, **_named):
        raise OSError("the disk is full")

    monkeypatch.setattr(type(services.enquiry_mail), "enqueue", broken)
    with pytest.raises(OSError, match="full"):
        _ask(client, "resource", practice.pk)
    assert Enquiry.objects.count() == 0


def test_while_the_mail_server_is_down_the_page_works_and_the_mail_leaves_later(
    practice, client, settings, mail_server
):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert _ask(client, "resource", practice.pk).status_code == 200
    assert _work() == 1
    assert Enquiry.objects.get().sent_at is None
    row = DBTaskResult.objects.get()
    assert (row.status, row.run_after > row.enqueued_at) == ("READY", True)
    settings.EMAIL_PORT = port
    DBTaskResult.objects.update(run_after=row.enqueued_at)
    assert _work() == 1
    mail_server.wait(1)
    assert Enquiry.objects.get().sent_at is not None


def test_a_job_run_twice_sends_one_mail(practice, client, mail_server):
    from agora.notices.services import enquiry_mail

    _ask(client, "resource", practice.pk)
    _work()
    enquiry_mail.call(str(Enquiry.objects.get().pk))
    assert len(mail_server.wait(1)) == 1


def test_a_form_from_another_site_is_refused(practice):
    client = Client(enforce_csrf_checks=True)
    assert _ask(client, "resource", practice.pk).status_code == 403
    page = client.get(f"/en/ask/resource/{practice.pk}/")
    (token,) = elements(page, "input", name="csrfmiddlewaretoken")
    data = QUESTION | {"csrfmiddlewaretoken": token["value"]}
    assert _ask(client, "resource", practice.pk, data).status_code == 200
    forged = _ask(client, "resource", practice.pk, data, HTTP_ORIGIN="https://evil.example")
    assert forged.status_code == 403


def test_the_hidden_field_is_not_met_by_people(practice, client):
    page = client.get(f"/en/ask/resource/{practice.pk}/")
    (trap,) = elements(page, "input", name="website")
    assert trap.get("type") == "hidden" or trap.get("tabindex") == "-1"
    for field in ("name", "email"):
        (one,) = elements(page, "input", name=field)
        assert one["maxlength"]
        assert elements(page, "label", **{"for": one["id"]})
    assert elements(page, "textarea", name="text")[0]["maxlength"] == "5000"
