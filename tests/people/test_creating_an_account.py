"""Signing up: a name, an address, a code. Whether the address is known, nobody learns."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client

from agora.people.account import services
from agora.people.models import Account, Person
from tests.people.signing import account, code_in, is_signed_in, text_of

pytestmark = pytest.mark.django_db
SIGN_UP, CONFIRM = "/en/account/signup/", "/en/account/confirm-email/"
NEW = {"name": "Dalia Osei", "email": "dalia@ondara.example"}


def begin(client: Client, mail_server, at: str = SIGN_UP, **said: str):
    answer = client.post(at, {**NEW, **said})
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        at.replace("signup", "confirm-email"),
    )
    return mail_server.wait(len(mail_server.mails) or 1)[-1]


def test_a_new_account_has_a_person_and_is_signed_in_by_the_code(client, mail_server):
    mail = begin(client, mail_server, at="/fr/account/signup/")
    assert mail["Content-Language"] == "fr"
    assert not is_signed_in(client)
    answer = client.post("/fr/account/confirm-email/", {"code": code_in(mail)})
    assert answer.headers["Location"] == "/fr/account/profile/"
    assert is_signed_in(client)
    person = Person.objects.get(account__email=NEW["email"])
    assert (person.name, person.language) == ("Dalia Osei", "fr")
    assert EmailAddress.objects.get(email=NEW["email"]).verified
    assert not person.account.has_usable_password()


def test_a_wrong_code_creates_no_way_in(client, mail_server):
    begin(client, mail_server)
    assert client.post(CONFIRM, {"code": "0000-0001"}).status_code == 422
    assert not is_signed_in(client)
    assert not EmailAddress.objects.get(email=NEW["email"]).verified


def test_a_known_address_and_an_unknown_one_look_alike(mail_server):
    account(NEW["email"])
    known, unknown = Client(), Client()
    one = known.post(SIGN_UP, NEW)
    other = unknown.post(SIGN_UP, {**NEW, "email": "nobody@ondara.example"})
    assert (one.status_code, one.headers["Location"]) == (
        other.status_code,
        other.headers["Location"],
    )
    first, second = mail_server.wait(2)
    assert "already" in text_of(first)
    assert code_in(second)
    pages = [
        client.get(CONFIRM).content.decode().replace(address, "ADDRESS")
        for client, address in ((known, NEW["email"]), (unknown, "nobody@ondara.example"))
    ]
    assert strip_tokens(pages[0]) == strip_tokens(pages[1])
    wrong = [client.post(CONFIRM, {"code": "0000-0001"}) for client in (known, unknown)]
    assert [answer.status_code for answer in wrong] == [422, 422]
    assert Account.objects.filter(email=NEW["email"]).count() == 1
    assert Person.objects.get(account__email=NEW["email"]).name == "Amina"


def strip_tokens(page: str) -> str:
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


@pytest.mark.parametrize(
    "said",
    [
        {"name": ""},
        {"name": "x" * 201},
        {"email": "dalia"},
        {"email": "d" * 250 + "@x.example"},
        {"name": "a\x00b"},
    ],
    ids=["no name", "long name", "no address", "long address", "null"],
)
def test_what_does_not_fit_comes_back_with_a_sentence(said, client):
    answer = client.post(SIGN_UP, {**NEW, **said})
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.content.decode()
    assert Account.objects.count() == 0


def test_a_name_with_line_breaks_is_one_line_and_adds_no_header(client, mail_server):
    mail = begin(client, mail_server, name="Dalia\r\nBcc: all@ondara.example\r\n\r\nHello")
    assert mail["Bcc"] is None
    assert (
        Person.objects.get(account__email=NEW["email"]).name
        == "Dalia Bcc: all@ondara.example Hello"
    )
    assert mail["X-Envelope-To"] == NEW["email"]


def test_extra_fields_are_ignored(client, mail_server):
    begin(client, mail_server, is_active="0", password1="", password="secret-secret-secret", id="1")
    made = Account.objects.get()
    assert made.is_active
    assert not made.has_usable_password()


def test_an_account_whose_address_nobody_confirms_is_forgotten_after_a_week(client, mail_server):
    begin(client, mail_server)
    account("amina@ondara.example")
    services.unproven_forget()
    assert Account.objects.count() == 2
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=8)):
        services.unproven_forget()
    assert Account.objects.get().email == "amina@ondara.example"
    assert Person.objects.count() == 1
