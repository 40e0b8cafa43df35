"""An authenticator app and recovery codes as the second step; each code opens once."""

from __future__ import annotations

import datetime as dt
import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from agora.kernel import jobs
from tests.people.signing import account, ask_code, is_signed_in, text_of
from tests.people.test_account_routes import fresh

pytestmark = pytest.mark.django_db
ADDRESS = "amina@ondara.example"
STEP = "/en/account/login/second-step/"
ARABIC = {ord(str(number)): chr(0x660 + number) for number in range(10)}


def now_code(secret: str) -> str:
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def connect_app(client: Client) -> str:
    """Connect an app as its owner does; the secret."""
    page = client.get("/en/account/ways/app/").content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    assert "<svg" in page
    assert "style=" not in page[page.index("<svg") :]
    answer = client.post("/en/account/ways/app/", {"code": now_code(secret)})
    assert answer.headers["Location"] == "/en/account/ways/codes/"
    return secret


def first_step(client: Client, mail_server) -> None:
    code = ask_code(client, ADDRESS, mail_server)
    answer = client.post("/en/account/login/code/", {"code": code})
    assert answer.headers["Location"] == STEP
    assert not is_signed_in(client)


@pytest.fixture
def app(mail_server, django_capture_on_commit_callbacks):
    """Amina's account with an app; its secret. The moment is an hour later."""
    with (
        time_machine.travel(dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        made = account(ADDRESS)
        secret = connect_app(fresh(made))
    while jobs.run_next("test"):
        pass
    assert "authenticator app" in text_of(mail_server.wait(1)[0])
    mail_server.mails.clear()
    return secret


def test_a_code_by_mail_alone_no_longer_signs_in(app, client, mail_server):
    first_step(client, mail_server)
    assert client.post(STEP, {"code": "000000"}).status_code == 422
    assert client.post(STEP, {"code": now_code(app)}).headers["Location"] == "/en/desk/"
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "spelled",
    [
        str,
        lambda c: f" {c[:3]} {c[3:]} ",
        lambda c: c.translate(ARABIC),
        lambda c: c[:3] + "-" + c[3:],
    ],
    ids=["same", "spaces", "Arabic digits", "hyphen"],
)
def test_a_code_of_the_app_opens_once_however_it_is_spelled(spelled, app, mail_server):
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False):
        code = now_code(app)
        first, second = Client(), Client()
        first_step(first, mail_server)
        first_step(second, mail_server)
        first.post(STEP, {"code": spelled(code)})
        assert is_signed_in(first)
        assert second.post(STEP, {"code": spelled(code)}).status_code == 422
        assert second.post(STEP, {"code": code}).status_code == 422
        assert not is_signed_in(second)


def test_an_old_code_of_the_app_is_refused(app, client, mail_server):
    old = now_code(app)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=3)):
        first_step(client, mail_server)
        assert client.post(STEP, {"code": old}).status_code == 422


def test_a_recovery_code_opens_once(app, mail_server):
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert len(codes) == 10
    for client, works in ((Client(), True), (Client(), False)):
        first_step(client, mail_server)
        client.post(STEP, {"code": codes[0]})
        assert is_signed_in(client) is works
    assert (
        codes[0] not in Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    )


def test_wrong_codes_are_counted_by_account(app, mail_server):
    client = Client()
    first_step(client, mail_server)
    statuses = [client.post(STEP, {"code": f"{number:06}"}).status_code for number in range(12)]
    assert statuses == [422] * 10 + [429] * 2
    elsewhere = Client(headers={"x-forwarded-for": "198.51.100.7"})
    first_step(elsewhere, mail_server)
    assert elsewhere.post(STEP, {"code": now_code(app)}).status_code == 429


def test_the_second_step_cannot_be_skipped(app, client, mail_server):
    first_step(client, mail_server)
    for page in ("/en/account/", "/en/desk/", "/en/account/ways/app/remove/", "/en/account/erase/"):
        assert client.get(page).status_code == 302
    assert client.post("/en/account/ways/app/remove/").status_code == 302
    assert Authenticator.objects.filter(type="totp").exists()
    assert Client().get(STEP).headers["Location"] == "/en/account/login/"


def test_a_password_needs_the_second_step_too(app, client):
    made = Authenticator.objects.get(type="totp").user
    made.set_password("harbour lantern oatmeal")
    made.save()
    answer = client.post(
        "/en/account/login/password/", {"login": ADDRESS, "password": "harbour lantern oatmeal"}
    )
    assert answer.headers["Location"] == STEP
    assert not is_signed_in(client)


def test_codes_are_shown_saved_and_made_anew_to_their_owner(app):
    client = fresh(Authenticator.objects.get(type="totp").user)
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    shown = client.get("/en/account/ways/codes/")
    assert all(code in shown.content.decode() for code in codes)
    assert "no-store" in shown.headers["Cache-Control"]
    file = client.get("/en/account/ways/codes/file/")
    assert file.content.decode().split() == codes
    assert (
        client.post("/en/account/ways/codes/new/").headers["Location"] == "/en/account/ways/codes/"
    )
    assert not set(
        Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    ) & set(codes)


def test_disconnecting_the_app_takes_its_codes_along(app, mail_server, client):
    made = Authenticator.objects.get(type="totp").user
    owner = fresh(made)
    assert owner.get("/en/account/ways/app/remove/").status_code == 200
    assert owner.post("/en/account/ways/app/remove/").headers["Location"] == "/en/account/ways/"
    assert not Authenticator.objects.exists()
    code = ask_code(client, ADDRESS, mail_server)
    client.post("/en/account/login/code/", {"code": code})
    assert is_signed_in(client)


def test_an_account_with_an_unproven_address_connects_nothing():
    from allauth.account.models import EmailAddress

    made = account(ADDRESS)
    EmailAddress.objects.create(user=made, email="second@ondara.example", verified=False)
    client = fresh(made)
    assert client.get("/en/account/ways/app/").headers["Location"] == "/en/account/ways/"
    assert "Confirm your e-mail address" in client.get("/en/account/ways/").content.decode()


def test_proving_who_one_is_with_the_app(app):
    client = Client()
    client.force_login(Authenticator.objects.get(type="totp").user)
    page = "/en/account/again/app/?next=/en/account/ways/password/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"code": "000000"}).status_code == 422
    assert (
        client.post(page, {"code": now_code(app)}).headers["Location"]
        == "/en/account/ways/password/"
    )
    assert client.get("/en/account/ways/password/").status_code == 200
