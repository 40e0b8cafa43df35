"""A code by mail is the first way in: once, in time, and only in the browser that asked."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from tests.people.signing import (
    CODE_PAGE,
    LOGIN,
    account,
    ask_code,
    html_of,
    is_signed_in,
    sign_in,
    text_of,
)

pytestmark = pytest.mark.django_db
ADDRESS = "amina@ondara.example"


def test_a_code_signs_in_and_leads_to_the_desk_in_the_persons_language(client, mail_server):
    account(ADDRESS, language="es")
    answer = sign_in(client, ADDRESS, mail_server)
    assert answer.headers["Location"] == "/es/desk/"
    assert is_signed_in(client)


def test_the_mail_is_text_and_html_in_the_language_being_read(client, mail_server):
    account(ADDRESS)
    code = ask_code(client, ADDRESS, mail_server)
    (mail,) = mail_server.mails
    assert mail["X-Envelope-To"] == ADDRESS
    assert mail["Content-Language"] == "en"
    assert code in text_of(mail)
    assert code in html_of(mail)
    assert code not in str(mail["Subject"])
    assert "no more are sent" in text_of(mail)


def test_a_code_works_once(mail_server):
    account(ADDRESS)
    first = Client()
    code = ask_code(first, ADDRESS, mail_server)
    kept = first.cookies[settings.SESSION_COOKIE_NAME].value
    assert first.post(CODE_PAGE, {"code": code}).status_code == 302
    again = Client()
    again.cookies[settings.SESSION_COOKIE_NAME] = kept
    for spelling in (code, code.replace("-", ""), f" {code} ", code.translate(ARABIC)):
        again.post(CODE_PAGE, {"code": spelling})
        assert not is_signed_in(again)
        first.post("/en/account/logout/")
        first.post(CODE_PAGE, {"code": spelling})
        assert not is_signed_in(first)


ARABIC = {ord(str(number)): chr(0x660 + number) for number in range(10)}


@pytest.mark.parametrize(
    "spelled",
    [
        str,
        lambda c: c.replace("-", ""),
        lambda c: f"  {c.replace('-', ' ')} ",
        lambda c: c.translate(ARABIC),
    ],
    ids=["as sent", "without hyphen", "with spaces", "in Arabic digits"],
)
def test_a_code_may_be_typed_in_many_ways(spelled, client, mail_server):
    account(ADDRESS)
    code = ask_code(client, ADDRESS, mail_server)
    client.post(CODE_PAGE, {"code": spelled(code)})
    assert is_signed_in(client)


def test_a_code_of_another_browser_is_refused(mail_server):
    account(ADDRESS)
    mine, theirs = Client(), Client()
    code = ask_code(mine, ADDRESS, mail_server)
    ask_code(theirs, ADDRESS, mail_server)
    answer = theirs.post(CODE_PAGE, {"code": code})
    assert answer.status_code == 422
    assert "not right" in answer.content.decode()
    assert not is_signed_in(theirs)


def test_after_three_wrong_codes_a_new_one_is_needed(client, mail_server):
    account(ADDRESS)
    code = ask_code(client, ADDRESS, mail_server)
    wrong = "0000-0000" if code != "0000-0000" else "1111-1111"
    assert [client.post(CODE_PAGE, {"code": wrong}).status_code for _ in range(3)] == [
        422,
        422,
        302,
    ]
    client.post(CODE_PAGE, {"code": code})
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("later", "good"),
    [
        (dt.timedelta(minutes=14), True),
        (dt.timedelta(minutes=16), False),
        (dt.timedelta(days=2), False),
        (dt.timedelta(days=-400), False),
        (dt.timedelta(minutes=-5), False),
    ],
    ids=str,
)
def test_a_code_is_good_for_a_quarter_of_an_hour_by_any_clock(later, good, client, mail_server):
    account(ADDRESS)
    now = dt.datetime.now(dt.UTC)
    with time_machine.travel(now, tick=False):
        code = ask_code(client, ADDRESS, mail_server)
    with time_machine.travel(now + later, tick=False):
        client.post(CODE_PAGE, {"code": code})
        assert is_signed_in(client) is good


def test_a_new_code_ends_the_old_one(client, mail_server):
    account(ADDRESS)
    old = ask_code(client, ADDRESS, mail_server)
    client.post(CODE_PAGE, {"action": "resend"})
    mail_server.wait(2)
    assert client.post(CODE_PAGE, {"code": old}).status_code == 422
    assert not is_signed_in(client)


def test_the_session_gets_a_new_key_when_somebody_signs_in(client, mail_server):
    account(ADDRESS)
    ask_code(client, ADDRESS, mail_server)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(CODE_PAGE, {"action": "resend"})
    code = mail_server.wait(2)[-1]
    from tests.people.signing import code_in

    client.post(CODE_PAGE, {"code": code_in(code)})
    assert is_signed_in(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    stranger = Client()
    stranger.cookies[settings.SESSION_COOKIE_NAME] = before
    assert not is_signed_in(stranger)


def test_a_closed_account_gets_no_code_and_its_sessions_end(client, mail_server):
    made = account(ADDRESS)
    sign_in(client, ADDRESS, mail_server)
    made.is_active = False
    made.save()
    assert not is_signed_in(client)
    assert ask_code(Client(), ADDRESS, mail_server) == ""


def test_another_address_can_be_entered_instead(client, mail_server):
    account(ADDRESS)
    ask_code(client, "typo@ondara.example", mail_server)
    assert client.get(LOGIN).status_code == 302
    assert client.post("/en/account/logout/", {"next": LOGIN}).headers["Location"] == LOGIN
    assert client.get(LOGIN).status_code == 200


def test_a_mail_server_that_is_down_is_said_and_not_a_crash(client, settings):
    account(ADDRESS)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = client.post(LOGIN, {"login": ADDRESS})
    assert answer.status_code == 503
    assert "mail server" in answer.content.decode()
