"""A mail can be stopped from the mail itself, without signing in, and by nobody else."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from agora.notices.models import Preference
from agora.notices.queries import preferences_of
from agora.notices.stopping import stop_path, stop_read, stop_token
from tests.notices.telling import plain, tell, work
from tests.web.reading import elements

pytestmark = pytest.mark.django_db


def stop_link(mail):
    (address,) = re.findall(r"<http://localhost:8000(.+)>", str(mail["List-Unsubscribe"]))
    return address


def test_looking_changes_nothing_and_the_button_stops_that_sort(amina, mail_server):
    tell(amina, sort="review")
    work()
    (mail,) = mail_server.wait(1)
    address = stop_link(mail)
    assert address in plain(mail)
    client = Client()
    page = client.get(address)
    assert page.status_code == 200
    assert preferences_of(amina.account.pk) == {}
    (form,) = [one for one in elements(page, "form") if one.get("method") == "post"]
    assert "action" not in form.attributes
    assert client.head(address).status_code == 200
    assert preferences_of(amina.account.pk) == {}
    assert client.post(address).status_code == 200
    assert client.post(address).status_code == 200
    assert preferences_of(amina.account.pk) == {"review": "off"}
    assert "amina" not in page.content.decode().lower()
    tell(amina, "next", sort="review")
    tell(amina, "other", sort="translation")
    work()
    mail_server.wait(2)


def test_a_mail_program_stops_it_with_one_click(amina):
    """RFC 8058: a POST without cookies and without a token of ours, even from another origin."""
    client = Client(enforce_csrf_checks=True)
    address = "/en" + stop_path(amina.account.pk, "organisation")
    answer = client.post(
        address, {"List-Unsubscribe": "One-Click"}, headers={"origin": "https://mail.example"}
    )
    assert answer.status_code == 200
    assert preferences_of(amina.account.pk) == {"organisation": "off"}


def test_nobody_can_make_such_an_address_for_somebody_else(amina, beto):
    mine = stop_token(amina.account.pk, "review")
    body, signature = mine.split("~")
    forged = [
        f"{beto.account.pk.hex}.review~{signature}",
        f"{amina.account.pk.hex}.translation~{signature}",
        f"{body}~{signature[:-1]}",
        f"{body}~",
        body,
        mine + "x",
        stop_token(amina.account.pk, "review").replace("review", "security"),
    ]
    for token in forged:
        assert stop_read(token) is None
        assert Client().post(f"/en/desk/notices/stop/{token}/").status_code == 404
    assert Preference.objects.count() == 0
    assert stop_read(mine) == (amina.account.pk, "review")


def test_the_choice_is_kept_and_only_what_there_is_can_be_chosen(amina, beto):
    client = amina.client()
    choice = {
        "review": "daily",
        "translation": "off",
        "organisation": "now",
        "reminders": "daily",
        "talk": "now",
        "courses": "daily",
    }
    more = {"account": str(beto.account.pk), "security": "off", "is_active": "1"}
    answer = client.post("/en/desk/notices/", choice | more)
    assert (answer.status_code, answer.headers["Location"]) == (
        302, "/en/desk/notices/?done=preferences",
    )  # fmt: skip
    assert preferences_of(amina.account.pk) == choice
    assert preferences_of(beto.account.pk) == {}
    page = client.get("/en/desk/notices/")
    chosen = {
        one["name"]: one["value"]
        for one in elements(page, "input", type="radio")
        if "checked" in one.attributes
    }
    assert chosen == choice
    wrong = client.post("/en/desk/notices/", choice | {"review": "never"})
    assert wrong.status_code == 422
    assert preferences_of(amina.account.pk) == choice


def test_invitations_and_security_are_no_sorts_one_could_switch_off():
    from agora.notices.models import Sort

    assert set(Sort.values) == {
        "review",
        "translation",
        "organisation",
        "reminders",
        "talk",
        "courses",
    }
