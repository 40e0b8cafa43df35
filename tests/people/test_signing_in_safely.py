"""Signing in gives nothing away, cannot be guessed at, and leads nowhere else."""

from __future__ import annotations

import logging
import re

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import hashers
from django.test import Client

from tests.people.signing import CODE_PAGE, LOGIN, account, ask_code, is_signed_in, sign_in

pytestmark = pytest.mark.django_db
PASSWORD_PAGE = "/en/account/login/password/"
ADDRESS, SECRET = "amina@ondara.example", "harbour lantern oatmeal"


@pytest.fixture
def amina_with_password():
    made = account(ADDRESS)
    made.set_password(SECRET)
    made.save()
    return made


def plain(answer) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
    return re.sub(r"[\w.]+@[\w.]+", "ADDRESS", text)


def test_a_code_for_a_known_and_an_unknown_address_looks_alike(amina_with_password, mail_server):
    known, unknown = Client(), Client()
    assert ask_code(known, ADDRESS, mail_server)
    assert not ask_code(unknown, "nobody@ondara.example", mail_server)
    assert plain(known.get(CODE_PAGE)) == plain(unknown.get(CODE_PAGE))
    answers = [client.post(CODE_PAGE, {"code": "0000-0001"}) for client in (known, unknown)]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert plain(answers[0]) == plain(answers[1])


def test_a_wrong_password_costs_one_hash_for_anybody(amina_with_password, client, monkeypatch):
    hashed = []
    real = hashers.PBKDF2PasswordHasher.encode

    def counted(self, *args, **kwargs):
        hashed.append(1)
        return real(self, *args, **kwargs)

    monkeypatch.setattr(hashers.PBKDF2PasswordHasher, "encode", counted)
    answers, work = [], []
    for address in (ADDRESS, "nobody@ondara.example"):
        hashed.clear()
        answers.append(client.post(PASSWORD_PAGE, {"login": address, "password": "wrong"}))
        work.append(len(hashed))
    assert work == [1, 1]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert plain(answers[0]) == plain(answers[1])


def test_a_password_signs_in_and_a_missing_one_never_does(amina_with_password, client):
    account("beto@ondara.example")
    for password in ("", SECRET, "!"):
        client.post(PASSWORD_PAGE, {"login": "beto@ondara.example", "password": password})
        assert not is_signed_in(client)
    assert client.post(PASSWORD_PAGE, {"login": ADDRESS, "password": SECRET}).status_code == 302
    assert is_signed_in(client)


def test_twenty_wrong_passwords_from_one_network_are_enough_and_the_owner_still_gets_in(
    amina_with_password, settings
):
    settings.BEHIND_PROXY = True

    def post(network: str, password: str):
        return Client(headers={"x-forwarded-for": network}).post(
            PASSWORD_PAGE, {"login": ADDRESS, "password": password}
        )

    statuses = [post("203.0.113.9", "wrong").status_code for _ in range(22)]
    assert statuses == [422] * 20 + [429] * 2
    assert post("203.0.113.9", SECRET).status_code == 429  # also the right one: no way to tell
    assert post("198.51.100.7", SECRET).status_code == 302


def test_the_count_is_the_same_for_every_process(amina_with_password, client):
    """It lies in the database: another process has another memory and the same table."""
    from agora.kernel.models import Attempts

    client.post(PASSWORD_PAGE, {"login": ADDRESS, "password": "wrong"})
    assert Attempts.objects.get().count == 1
    assert django_settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")


def test_codes_cannot_be_asked_for_without_end(mail_server, settings):
    account(ADDRESS)
    settings.BEHIND_PROXY = True
    statuses = []
    for _ in range(7):
        client = Client(headers={"x-forwarded-for": "203.0.113.9"})
        statuses.append(client.post(LOGIN, {"login": ADDRESS}).status_code)
    assert statuses == [302] * 5 + [429] * 2
    elsewhere = Client(headers={"x-forwarded-for": "198.51.100.7"})
    assert elsewhere.post(LOGIN, {"login": ADDRESS}).status_code == 302


def test_a_forged_forwarding_header_changes_nothing_without_a_proxy(amina_with_password):
    statuses = [
        Client(headers={"x-forwarded-for": f"203.0.113.{number}"})
        .post(PASSWORD_PAGE, {"login": ADDRESS, "password": "wrong"})
        .status_code
        for number in range(21)
    ]
    assert statuses[-1] == 429


@pytest.mark.parametrize(
    "where",
    [
        "//evil.example/", "\\\\evil.example", "/\\evil.example", "https:evil.example", "https://evil.example/",
        "http:///evil.example", "///evil.example", "/\t/evil.example", "/en/\r\nSet-Cookie: a=b", "javascript:alert(1)",
        "https://testserver@evil.example/", "evil.example", "/ /evil.example",
    ],
)  # fmt: skip
def test_next_leads_to_our_own_pages_only(where, amina_with_password, client):
    answer = client.post(PASSWORD_PAGE, {"login": ADDRESS, "password": SECRET, "next": where})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/desk/")
    assert "Set-Cookie: a" not in str(answer.headers)


def test_next_leads_back_to_where_one_wanted_to_go(client, mail_server):
    account(ADDRESS)
    wanted = "/en/desk/?a=1"
    where = client.get(wanted).headers["Location"]
    assert where == "/en/account/login/?next=%2Fen%2Fdesk%2F%3Fa%3D1"
    answer = client.post(where, {"login": ADDRESS})
    from tests.people.signing import code_in

    answer = client.post(answer.headers["Location"], {"code": code_in(mail_server.wait(1)[0])})
    assert answer.headers["Location"] == wanted


def test_a_form_without_its_token_is_refused_and_two_tabs_work(amina_with_password):
    client = Client(enforce_csrf_checks=True)
    for page in (LOGIN, PASSWORD_PAGE, "/en/account/signup/", "/en/account/logout/"):
        assert client.post(page, {"login": ADDRESS, "password": SECRET}).status_code == 403
    tabs = [
        re.search(
            r'csrfmiddlewaretoken" value="([^"]+)"', client.get(PASSWORD_PAGE).content.decode()
        )[1]
        for _ in range(2)
    ]
    for token in reversed(tabs):
        answer = client.post(
            PASSWORD_PAGE, {"login": ADDRESS, "password": "wrong", "csrfmiddlewaretoken": token}
        )
        assert answer.status_code == 422


def test_a_forged_host_is_refused_and_reaches_no_mail(mail_server):
    account(ADDRESS)
    client = Client()
    answer = client.post(LOGIN, {"login": ADDRESS}, headers={"host": "evil.example"})
    assert answer.status_code == 400
    ask_code(client, "nobody@ondara.example", mail_server)
    assert "evil.example" not in str(mail_server.mails[0])
    assert django_settings.SITE_URL in str(mail_server.mails[0].get_body(("plain",)).get_content())


def test_signing_out_ends_the_session_by_post_alone(client, mail_server):
    account(ADDRESS)
    sign_in(client, ADDRESS, mail_server)
    kept = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    assert client.get("/en/account/logout/").status_code == 200
    assert is_signed_in(client)
    assert client.post("/en/account/logout/").status_code == 302
    client.cookies[django_settings.SESSION_COOKIE_NAME] = kept
    assert not is_signed_in(client)


def test_nothing_secret_is_logged(amina_with_password, mail_server, caplog):
    caplog.set_level("INFO")
    client = Client()
    code = ask_code(client, ADDRESS, mail_server)
    client.post(CODE_PAGE, {"code": "0000-0001"})
    client.post(CODE_PAGE, {"code": code})
    Client().post(PASSWORD_PAGE, {"login": ADDRESS, "password": SECRET})
    Client().post(PASSWORD_PAGE, {"login": ADDRESS, "password": "wrong " + SECRET})
    logging.getLogger("agora").info("a line is caught")
    # The receiving mail server runs in this process too, and its log is not ours.
    written = "\n".join(
        record.getMessage() for record in caplog.records if record.name != "mail.log"
    )
    assert "a line is caught" in written
    for secret in (code, code.replace("-", ""), SECRET, client.cookies["sessionid"].value):
        assert secret not in written
