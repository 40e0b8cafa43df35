"""What we sign is proved, and what was changed refused, by libraries that share no code with ours."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from agora.credentials import did
from agora.credentials.checking import Verdict, credential_check
from agora.credentials.keys import key_rotate
from agora.credentials.services import credential_revoke
from agora.people.queries import DutyOf, Standing
from tests.catalogue.shelf import found
from tests.credentials import verifying
from tests.credentials.earning import earned

pytestmark = pytest.mark.django_db
LEAD = Standing(duties=(DutyOf("lead"),))


@pytest.fixture(autouse=True)
def _address(settings):
    settings.SITE_URL = "https://market.example"


@pytest.fixture
def node() -> str:
    return verifying.node()


def verified(node: str, credential: dict[str, Any], *issuers: Any) -> dict[str, Any]:
    """What the verifier says, given the documents that it would fetch from us."""
    documents = {}
    for issuer in issuers:
        path = f"/did/organisations/{issuer.pk}/did.json"
        documents[did.did_of(issuer.pk)] = Client().get(path).json()
    if "credentialStatus" in credential:
        listed = credential["credentialStatus"]["statusListCredential"]
        documents[listed] = Client().get(listed.removeprefix("https://market.example")).json()
    return verifying.verified(node, credential, documents)


def test_it_is_proved_also_after_the_key_was_changed(node, beto, ondara):
    document = json.loads(earned(beto, ondara).document)
    fine = {"verified": True, "revoked": False, "problem": ""}
    assert verified(node, document, ondara) == fine
    key_rotate(ondara.pk)
    assert verified(node, document, ondara) == fine


def test_another_name_is_refused(node, beto, ondara):
    document = json.loads(earned(beto, ondara).document)
    document["credentialSubject"]["identifier"][0]["identityHash"] = "Chidi Okoro"
    said = verified(node, document, ondara)
    assert said["verified"] is False
    assert "signature" in said["problem"].lower()


def test_one_that_was_taken_back_is_found_so(node, beto, ondara):
    made = earned(beto, ondara)
    credential_revoke(LEAD, made.pk, reason="A mistake")
    said = verified(node, json.loads(made.document), ondara)
    assert said == {"verified": True, "revoked": True, "problem": ""}  # genuine, and revoked


def test_each_organisation_that_issues_it_signs(node, beto, ondara):
    brumal = found("brumal", name="City of Brumal", kind="local-government")
    made = earned(beto, ondara, brumal)
    document = json.loads(made.document)
    assert document["issuer"]["name"] == "City of Ondara"
    (endorsed,) = document["endorsement"]
    assert endorsed["issuer"]["id"] == did.did_of(brumal.pk)
    assert endorsed["credentialSubject"]["id"] == document["credentialSubject"]["id"]
    fine = {"verified": True, "revoked": False, "problem": ""}
    assert verified(node, document, ondara, brumal) == fine
    assert verified(node, endorsed, brumal) == {**fine, "revoked": None}
    assert credential_check(made.document).verdict == Verdict.PROVED
    document["endorsement"][0]["issuer"]["name"] = "City of Nowhere"
    assert verified(node, document, ondara, brumal)["verified"] is False
    assert credential_check(json.dumps(document)).verdict == Verdict.FALSE
