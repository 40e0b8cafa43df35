"""Whoever is erased leaves a certificate without a name that can still be checked and taken back."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from agora.credentials.models import Credential, CredentialFact
from agora.credentials.services import credential_revoke
from agora.kernel import personal
from agora.people.queries import DutyOf, Standing
from tests.credentials.earning import earned

pytestmark = pytest.mark.django_db


def owner(somebody):
    return personal.Owner(
        somebody.account.pk, frozenset({somebody.account.email}), somebody.person.pk
    )


def test_the_copy_of_ones_data_holds_the_certificate(beto, chidi, ondara):
    made = earned(beto, ondara)
    rows = {model._meta.label: rows for model, rows in personal.rows_about(owner(beto))}
    assert json.dumps(rows["credentials.Credential"], default=str).count(made.code) >= 1
    assert "credentials.Credential" not in dict(personal.rows_about(owner(chidi)))


def test_no_name_is_left_and_the_number_still_answers(beto, amina, ondara):
    made, other = earned(beto, ondara), earned(amina, ondara)
    personal.erase(owner(beto))
    left = Credential.objects.get(pk=made.pk)
    assert (left.account_id, left.name, left.organisation_name, left.document) == (None, "", "", "")
    assert CredentialFact.objects.filter(credential=made).count() == 0
    assert Credential.objects.get(pk=other.pk).name == "Amina Okoro"
    page = Client().get(f"/en/check/{made.code}/").text
    assert "This certificate is genuine and valid." in page
    assert "Beto" not in page
    assert Client().get(f"/credentials/{made.pk}").status_code == 404
    credential_revoke(Standing(duties=(DutyOf("lead"),)), made.pk, reason="A mistake")
    assert "is not valid" in Client().get(f"/en/check/{made.code}/").text
