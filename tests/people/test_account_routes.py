"""Every page of an account answers each role as its row says."""

from __future__ import annotations

import time
import uuid
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from agora.kernel import ids
from agora.kernel.access import METHODS, WORKERS
from agora.people.account.access import ROWS
from agora.people.models import Duty, Membership, Organisation
from agora.topics.models import Concept
from tests.people.signing import account

pytestmark = pytest.mark.django_db


def address_of(route: str) -> str:
    """A real address for a route; what it names is never mine."""
    return "/" + (
        route.replace("<language>/", "en/")
        .replace("<uuid:copy_id>", str(uuid.UUID(int=7)))
        .replace("<int:pk>", "1")
        .replace("<slug:provider_id>", "nothing")
    )


@pytest.fixture
def clients(ondara: Organisation) -> dict[str, Client]:
    """A browser for each role, signed in a moment ago; visitors are not."""
    other = Organisation.objects.create(
        id=ids.fixed_id("organisation", "elsewhere"), slug="elsewhere", kind=Concept.objects.get(pk=ondara.kind_id), original_language="en"
    )  # fmt: skip
    found = {"visitor": Client()}
    for role in WORKERS[1:]:
        made = account(f"{role}@ondara.example", name=role)
        person = made.person
        if role == "other":
            Membership.objects.create(person=person, organisation=other, role="admin")
        elif role in ("member", "translator", "editor", "reviewer", "admin"):
            Membership.objects.create(person=person, organisation=ondara, role=role)
        elif role in ("team", "lead"):
            Duty.objects.create(person=person, role="reviewer" if role == "team" else "lead")
        found[role] = fresh(made)
    # Somebody else's leadership keeps the lead free to go.
    Duty.objects.create(person=account("second@ondara.example").person, role="lead")
    Membership.objects.create(
        person=account("third@ondara.example").person, organisation=ondara, role="admin"
    )
    return found


def fresh(made: Any) -> Client:
    """A browser in which somebody just proved who they are."""
    client = Client()
    client.force_login(made)
    session = client.session
    session["signed_in_at"] = time.time()
    session["account_authentication_methods_user"] = str(made.pk)
    session["account_authentication_methods"] = [
        {"method": "code", "at": time.time(), "reauthenticated": True}
    ]
    session.save()
    return client


@pytest.mark.parametrize("route", [route for route in ROWS if not route.endswith("logout/")])
def test_a_page_answers_each_role_as_its_row_says(route, clients):
    wrong = []
    for method in METHODS:
        for role in WORKERS:
            status = clients[role].generic(method, address_of(route)).status_code
            if status != ROWS[route].expected(method, role):
                wrong.append((method, role, status, ROWS[route].expected(method, role)))
    assert wrong == []


def test_signing_out_answers_each_role_as_its_row_says(clients):
    (route,) = [route for route in ROWS if route.endswith("logout/")]
    for role in WORKERS:
        for method in sorted(METHODS, key=lambda method: method == "POST"):
            status = clients[role].generic(method, address_of(route)).status_code
            assert status == ROWS[route].expected(method, role), (method, role)


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "ar"])
def test_every_page_is_drawn_from_our_own_templates(language, clients):
    """No page shows what others wrote, in a language of theirs."""
    drawn: set[str] = set()
    for route in ROWS:
        for role in ("visitor", "member"):
            address = address_of(route).replace("/en/", f"/{language}/")
            answer = clients[role].get(address)
            drawn |= {str(template.name) for template in answer.templates}
            if "logout" not in address:
                answer = clients[role].post(address)
                drawn |= {str(template.name) for template in answer.templates}
    own = ("people/", "ui/", "web/", "desk/", "django/forms/")
    assert sorted(name for name in drawn if not name.startswith(own)) == []
    assert "people/account/sign_in.html" in drawn


def test_whoever_proved_nothing_lately_is_asked_again(clients, ondara):
    made = account("old@ondara.example")
    client = Client()
    client.force_login(made)
    for page in (
        "ways/password/",
        "ways/addresses/",
        "ways/app/",
        "ways/passkeys/add/",
        "ways/codes/new/",
        "erase/",
    ):
        for method in ("GET", "POST"):
            answer = client.generic(method, f"/en/account/{page}")
            assert answer.status_code == 302, page
            assert answer.headers["Location"].startswith("/en/account/again/?next="), page
    EmailAddress.objects.filter(user=made).delete()
    assert client.get("/en/account/erase/").status_code == 403  # no way to prove it is left
