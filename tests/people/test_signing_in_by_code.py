"""A code by mail is the first way in: once, in time, and only in the browser that asked."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from lxml import html

from agora.people.models import Person
from tests.conftest import free_port
from tests.desk.writing import words_of
from tests.people.signing import (
    CODE_PAGE,
    LOGIN,
    account,
    ask_code,
    code_in,
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


def button_in(answer):
    """Where the page's button leads, and what it sends."""
    (form,) = [
        one
        for one in html.fromstring(answer.content.decode()).forms
        if "Send the mail again" in one.text_content()
    ]
    fields = dict(form.form_values())
    fields.pop("csrfmiddlewaretoken", None)
    return form.action, fields


def test_a_mail_server_that_is_not_there_is_said_and_one_button_goes_on(
    client, mail_server, settings
):
    account(ADDRESS)
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    at = f"{LOGIN}?next=/en/desk/drafts/"
    answer = client.post(at, {"login": ADDRESS})
    assert answer.status_code == 503
    said = words_of(answer)
    assert "did not take the mail to amina@ondara.example" in said
    assert "Nothing is lost" in said
    action, fields = button_in(answer)
    assert (action, fields) == (at, {"login": ADDRESS})
    assert client.post(action, fields).status_code == 503  # still down: the same page again
    assert client.get(LOGIN).status_code == 200  # and no half of a sign-in is left
    settings.EMAIL_PORT = there
    onwards = client.post(action, fields).headers["Location"]
    code = code_in(mail_server.wait(1)[-1])
    answer = client.post(onwards, {"code": code})
    assert answer.headers["Location"] == "/en/desk/drafts/"
    assert is_signed_in(client)


def test_whoever_signs_up_meanwhile_has_an_account_and_lacks_only_the_code(
    client, mail_server, settings
):
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    new = {"name": "Dalia Osei", "email": "dalia@ondara.example"}
    answer = client.post("/en/account/signup/", new)
    assert answer.status_code == 503
    action, fields = button_in(answer)
    assert (action, fields) == (LOGIN, {"login": new["email"]})
    # Whether the address was known is not told by it.
    account(ADDRESS)
    known = Client().post("/en/account/signup/", {**new, "email": ADDRESS})
    assert button_in(known) == (LOGIN, {"login": ADDRESS})
    settings.EMAIL_PORT = there
    assert client.post(action, fields).status_code == 302
    client.post(CODE_PAGE, {"code": code_in(mail_server.wait(1)[-1])})
    assert is_signed_in(client)
    assert Person.objects.get(account__email=new["email"]).name == "Dalia Osei"


def test_a_password_is_never_written_into_the_page(client, settings):
    made = account(ADDRESS)
    made.set_password("a-long-password-of-mine")
    made.save()
    EmailAddress.objects.filter(user=made).update(verified=False)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    given = {"login": ADDRESS, "password": "a-long-password-of-mine"}
    answer = client.post("/en/account/login/password/", given)
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "a-long-password-of-mine" not in page
    assert "go back and try again" in page
