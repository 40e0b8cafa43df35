"""Addresses, password and sessions, changed by their owner; others are told, and thrown out."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from agora.kernel import clock, jobs
from agora.people.account import services
from tests.people.signing import account, code_in, is_signed_in, sign_in, text_of
from tests.people.test_account_routes import fresh

pytestmark = pytest.mark.django_db
ADDRESS, SECOND = "amina@ondara.example", "amina@elsewhere.example"
PAGE = "/en/account/ways/addresses/"
SECRET = "harbour lantern oatmeal"


def run_jobs() -> None:
    while jobs.run_next("test"):
        pass


@pytest.fixture
def amina_account():
    return account(ADDRESS, language="pt")


def test_a_second_address_is_proven_by_a_code_and_then_signs_in(amina_account, mail_server):
    client = fresh(amina_account)
    answer = client.post(PAGE, {"email": SECOND, "action_add": "1"})
    assert answer.headers["Location"] == "/en/account/confirm-email/"
    assert client.get("/en/account/confirm-email/").status_code == 200
    mail = mail_server.wait(1)[0]
    assert mail["X-Envelope-To"] == SECOND
    answer = client.post("/en/account/confirm-email/", {"code": code_in(mail)})
    assert answer.headers["Location"] == PAGE
    assert EmailAddress.objects.get(email=SECOND).verified
    mail_server.mails.clear()
    sign_in(Client(), SECOND, mail_server)


def test_an_address_without_its_code_is_not_there(amina_account, mail_server):
    client = fresh(amina_account)
    client.post(PAGE, {"email": SECOND, "action_add": "1"})
    mail_server.wait(1)
    client.post("/en/account/confirm-email/", {"code": "0000-0001"})
    assert not EmailAddress.objects.filter(email=SECOND).exists()


def test_an_address_of_somebody_else_looks_like_any_other_and_is_not_taken(
    amina_account, mail_server
):
    account(SECOND, name="Chidi")
    client = fresh(amina_account)
    answer = client.post(PAGE, {"email": SECOND, "action_add": "1"})
    assert answer.headers["Location"] == "/en/account/confirm-email/"
    mail = mail_server.wait(1)[0]
    answer = client.post("/en/account/confirm-email/", {"code": code_in(mail)})
    assert answer.status_code == 422
    assert EmailAddress.objects.get(email=SECOND).user.person.name == "Chidi"


def test_mails_go_to_another_address_and_the_old_one_is_told(amina_account, mail_server):
    EmailAddress.objects.create(user=amina_account, email=SECOND, verified=True)
    client = fresh(amina_account)
    client.post(PAGE, {"email": SECOND, "action_primary": "1"})
    amina_account.refresh_from_db()
    assert amina_account.email == SECOND
    mail = mail_server.wait(1)[0]
    assert (mail["X-Envelope-To"], mail["Content-Language"]) == (ADDRESS, "pt")
    client.post(PAGE, {"email": ADDRESS, "action_remove": "1"})
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [SECOND]
    run_jobs()
    assert mail_server.wait(2)[1]["X-Envelope-To"] == SECOND


def test_the_last_address_stays(amina_account):
    client = fresh(amina_account)
    client.post(PAGE, {"email": ADDRESS, "action_remove": "1"})
    assert EmailAddress.objects.get().email == ADDRESS
    assert "Choose another one" in client.get(PAGE).content.decode()


def test_nobody_changes_the_addresses_of_another(amina_account):
    account(SECOND)
    client = fresh(amina_account)
    for action in ("action_remove", "action_primary", "action_send"):
        client.post(PAGE, {"email": SECOND, action: "1"})
    theirs = EmailAddress.objects.get(email=SECOND)
    assert (theirs.verified, theirs.primary) == (True, True)


@pytest.mark.parametrize("email", ["", "amina", "a" * 250 + "@x.example", ADDRESS])
def test_what_is_no_new_address_comes_back_with_a_sentence(email, amina_account):
    answer = fresh(amina_account).post(PAGE, {"email": email, "action_add": "1"})
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.content.decode()


def test_a_new_password_ends_every_other_session(amina_account, mail_server):
    mine, other = Client(), Client()
    sign_in(mine, ADDRESS, mail_server)
    sign_in(other, ADDRESS, mail_server)
    stolen = mine.cookies[settings.SESSION_COOKIE_NAME].value
    answer = mine.post("/en/account/ways/password/", {"password": SECRET})
    assert answer.headers["Location"] == "/en/account/ways/"
    assert is_signed_in(mine)
    assert not is_signed_in(other)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = stolen
    assert not is_signed_in(thief)
    again = mine.post("/en/account/ways/password/", {"password": SECRET + " again"})
    assert again.status_code == 302
    mail_server.mails.clear()
    run_jobs()
    assert {"A password was set.", "The password was changed."} & {
        text_of(mail).splitlines()[0] for mail in mail_server.wait(2)
    } or mail_server.mails[0]["Content-Language"] == "pt"


@pytest.mark.parametrize("password", ["", "short", "password1234", "x" * 201])
def test_a_poor_password_is_refused(password, amina_account):
    answer = fresh(amina_account).post("/en/account/ways/password/", {"password": password})
    assert answer.status_code == 422
    amina_account.refresh_from_db()
    assert not amina_account.has_usable_password()


def test_sessions_are_listed_and_ended_everywhere_else(amina_account, mail_server):
    mine = Client(
        headers={
            "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
        }
    )
    other = Client(
        headers={
            "user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile Safari/604.1"
        }
    )
    stranger = Client()
    sign_in(mine, ADDRESS, mail_server)
    sign_in(other, ADDRESS, mail_server)
    account("chidi@ondara.example")
    sign_in(stranger, "chidi@ondara.example", mail_server)
    shown = mine.get("/en/account/sessions/").content.decode()
    assert "Firefox, Linux" in shown
    assert "Safari, iPhone" in shown
    assert shown.count('<li class="panel">') == 2
    assert mine.post("/en/account/sessions/").status_code == 302
    assert is_signed_in(mine)
    assert not is_signed_in(other)
    assert is_signed_in(stranger)


def test_what_was_noted_about_a_session_goes_with_it(amina_account, mail_server):
    client = Client()
    sign_in(client, ADDRESS, mail_server)
    assert UserSession.objects.count() == 1
    Session.objects.update(expire_date=clock.now())
    services.sessions_forget()
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()


def test_nobody_touches_the_passkeys_of_another(amina_account):
    from allauth.mfa.models import Authenticator

    theirs = Authenticator.objects.create(
        user=account(SECOND), type="webauthn", data={"name": "Phone", "credential": {}}
    )
    client = fresh(amina_account)
    for page in (
        f"/en/account/ways/passkeys/{theirs.pk}/",
        f"/en/account/ways/passkeys/{theirs.pk}/remove/",
    ):
        for method in ("GET", "POST"):
            assert client.generic(method, page).status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()
