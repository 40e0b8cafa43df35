"""Every public route answers each role, for each method, as the room's table says."""

from __future__ import annotations

import pytest
from django.test import Client

from agora.credentials import did
from agora.credentials.access import CHECK, PUBLIC
from agora.credentials.keys import key_in_use
from agora.kernel.access import LANGUAGE, METHODS, ROLES
from agora.kernel.languages import TAGS
from tests.credentials.earning import earned

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(beto, ondara):
    key_in_use(did.MARKET)
    made = earned(beto, ondara)
    return {
        ".well-known/did.json": ".well-known/did.json",
        "did/organisations/<uuid:organisation_id>/did.json": f"did/organisations/{ondara.pk}/did.json",
        "credentials/status/<uuid:list_id>": f"credentials/status/{made.status_list_id}",
        "credentials/<uuid:credential_id>": f"credentials/{made.pk}",
        CHECK: "en/check/",
        f"{CHECK}<slug:code>/": f"en/check/{made.code}/",
    }


def test_each_role_gets_what_the_table_says(addresses, beto, chidi, amina):
    assert addresses.keys() == PUBLIC.keys()
    clients = {
        "visitor": Client(),
        "account": chidi.client(),
        "member": beto.client(),  # the holder
        "stranger": amina.client(),  # of the holder's own team
    }
    wrong = []
    for route, rule in PUBLIC.items():
        for method in METHODS:
            for role in ROLES:
                status = clients[role].generic(method, f"/{addresses[route]}").status_code
                if status != rule.expected(method, role):
                    wrong.append(f"{method} {route} as {role}: {status}")
    assert wrong == []


def test_each_language_decides_alike_and_none_is_made_up(addresses):
    wrong = []
    for route, address in addresses.items():
        if LANGUAGE not in route:
            continue
        for tag in (*TAGS, "de", "xx"):
            status = Client().get(f"/{tag}{address[2:]}").status_code
            if status != (200 if tag in TAGS else 404):
                wrong.append(f"{tag}{address[2:]}: {status}")
    assert wrong == []


def test_what_never_was_is_not_there(ondara):
    never = "00000000-0000-0000-0000-000000000009"
    for address in (
        f"did/organisations/{never}/did.json",
        f"did/organisations/{ondara.pk}/did.json",  # it issued nothing
        f"credentials/status/{never}",
        f"credentials/{never}",
        "en/check/0000000000000000/",
        "en/check/no-number/",
    ):
        assert Client().get(f"/{address}").status_code == 404, address


def test_nobody_is_given_a_certificate_through_a_page(addresses, beto):
    from agora.credentials.models import Credential

    before = Credential.objects.count()
    for address in (*addresses.values(), "en/mine/certificates/"):
        for method in ("POST", "PUT", "PATCH"):
            assert beto.client().generic(method, f"/{address}").status_code in (405, 422)
    assert Credential.objects.count() == before
