"""A certificate is issued once for what was earned, signed, and can be proved."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from django.test import Client
from openbadgeslib.ob3.status import decode_encoded_list

from agora.credentials import did
from agora.credentials.errors import CredentialIsRevoked, NameIsMissing
from agora.credentials.keys import key_in_use, key_rotate
from agora.credentials.models import Credential, IssuerKey
from agora.credentials.services import credential_revoke, did_document_of
from agora.journal.models import Entry
from agora.people.queries import DutyOf, Standing
from tests.credentials.earning import EARNED, earned, first_hour, registration

pytestmark = pytest.mark.django_db
LEAD = Standing(duties=(DutyOf("lead"),))


@pytest.fixture(autouse=True)
def _address(settings):
    settings.SITE_URL = "https://market.example"


def test_what_was_earned_is_said_and_signed_by_the_first_organisation(beto, ondara):
    made = earned(beto, ondara)
    said = json.loads(made.document)
    assert said["issuer"]["id"] == f"did:web:market.example:did:organisations:{ondara.pk}"
    assert said["issuer"]["name"] == "City of Ondara"
    assert said["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    subject = said["credentialSubject"]
    assert subject["identifier"][0]["identityHash"] == "Beto Okoro"
    assert subject["achievement"]["name"] == "Human mobility and the city: a first hour"
    assert subject["activityEndDate"] == "2026-11-20T15:30:00Z"
    assert subject["narrative"] == "Assessed in: Spanish, Arabic."
    assert subject["result"][0]["value"] == "87 %"
    assert said["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    assert Entry.objects.filter(verb="credential-issue", object_id=made.pk).count() == 1


def test_asked_twice_it_is_the_same_number(beto):
    first, again = earned(beto), earned(beto, name="Somebody Else")
    assert (again.pk, again.code) == (first.pk, first.code)
    assert Credential.objects.count() == 1


def test_a_port_is_written_into_the_identifier(settings):
    settings.SITE_URL = "http://localhost:8000"
    assert did.did_of(did.MARKET) == "did:web:localhost%3A8000"


def test_what_was_taken_back_is_not_issued_again_by_itself(beto):
    first = earned(beto)
    credential_revoke(LEAD, first.pk, reason="Somebody else did the quizzes")
    with pytest.raises(CredentialIsRevoked):
        earned(beto)
    assert earned(beto, again=True).code != first.code


def test_a_certificate_names_somebody(beto):
    with pytest.raises(NameIsMissing) as refused:
        earned(beto, name=" \x00 ")
    assert refused.value.field == "name"
    assert Credential.objects.count() == 0


def test_the_private_key_is_nobody_elses_and_goes_when_it_is_rotated(
    settings, django_capture_on_commit_callbacks
):
    old = key_in_use(did.MARKET).row
    file = Path(settings.KEYS) / f"{old.pk}.pem"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    with django_capture_on_commit_callbacks(execute=True):
        new = key_rotate(did.MARKET)
    assert not file.exists()
    assert key_in_use(did.MARKET).row == new
    said = did_document_of(did.MARKET)
    methods = {one["id"]: one["publicKeyMultibase"] for one in said["verificationMethod"]}
    assert methods == {
        f"did:web:market.example#{old.pk}": old.public,
        f"did:web:market.example#{new.pk}": new.public,
    }
    assert set(said["assertionMethod"]) == set(methods)


def test_each_issuer_has_a_key_of_its_own(beto, amina, ondara):
    earned(beto, ondara)
    earned(amina, achievement=first_hour(version=2), registration=registration())
    assert set(IssuerKey.objects.values_list("issuer", flat=True)) == {ondara.pk, did.MARKET}


def test_an_achievement_asked_for_again_takes_new_words_and_changes_nothing_signed(beto, ondara):
    made = earned(beto, ondara)
    achievement = first_hour(ondara)
    assert achievement.pk == made.achievement_id
    assert achievement.texts.count() == 3
    assert achievement.signatories.count() == 1
    made.refresh_from_db()
    assert made.earned_at == EARNED
    assert json.loads(made.document)["issuer"]["official"] == "Inés Prado"


def test_taking_back_sets_the_bit_of_that_one_at_once(beto, amina, ondara):
    made, other = earned(beto, ondara), earned(amina, ondara)
    assert made.status_list_id == other.status_list_id
    address = f"/credentials/status/{made.status_list_id}"

    def bits() -> bytes:
        answer = Client().get(address)
        assert answer["Content-Type"] == "application/vc+ld+json"
        return decode_encoded_list(answer.json()["credentialSubject"]["encodedList"])

    before = bits()
    assert (len(before) * 8, before.count(0)) == (131_072, len(before))
    credential_revoke(LEAD, made.pk, reason="A mistake")
    after = bits()
    assert [index for index in range(131_072) if after[index // 8] & (0x80 >> (index % 8))] == [
        made.status_index
    ]
    entry = Entry.objects.get(verb="credential-revoke")
    assert (entry.object_id, entry.organisation) == (made.pk, ondara.pk)
