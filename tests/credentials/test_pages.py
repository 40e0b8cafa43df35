"""The holder's pages, and what the public page shows to whoever has the number."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from agora.credentials.models import Credential
from agora.credentials.services import credential_disclose
from agora.people.models import Membership
from tests.credentials.earning import earned, first_hour, registration

pytestmark = pytest.mark.django_db
NOTHING = {
    "shows_name": False,
    "shows_organisation": False,
    "shows_results": False,
    "shares_file": False,
}


def test_the_public_page_shows_only_what_the_holder_allows(beto, ondara):
    made = earned(beto, ondara)
    address = f"/en/check/{made.code}/"
    page = Client().get(address).text
    assert "This certificate is genuine and valid." in page
    assert "Human mobility and the city: a first hour" in page
    for hidden in ("Beto", "87 %", str(made.pk)):
        assert hidden not in page
    assert Client().get(f"/credentials/{made.pk}").status_code == 404
    for name, shown in (
        ("shows_name", "Beto Okoro"),
        ("shows_results", "87 %"),
        ("shares_file", f"/credentials/{made.pk}"),
    ):
        credential_disclose(beto.account.pk, made.pk, **{**NOTHING, name: True})
        page = Client().get(address).text
        assert shown in page, name
    assert Client().get(f"/credentials/{made.pk}").json() == json.loads(made.document)
    credential_disclose(beto.account.pk, made.pk, **NOTHING)
    assert "Beto" not in Client().get(address).text


def test_the_page_speaks_the_readers_language(beto, ondara):
    made = earned(beto, ondara)
    assert "Movilidad humana y ciudad" in Client().get(f"/es/check/{made.code}/").text
    page = Client().get(f"/ar/check/{made.code}/").text
    assert "التنقل البشري والمدينة" in page
    assert 'dir="rtl"' in page


def test_a_number_is_found_however_it_is_written(beto, ondara):
    made = earned(beto, ondara)
    dashed = "-".join(made.code[i : i + 4] for i in range(0, 16, 4))
    for written in (
        made.code,
        dashed.lower(),
        f" {dashed} ",
        f"http://localhost:8000/es/check/{made.code}/",
    ):
        answer = Client().post("/en/check/", {"what": written})
        assert (answer.status_code, answer["Location"]) == (302, f"/en/check/{dashed}/"), written
    assert Client().get(f"/en/check/{dashed}/").status_code == 200


def test_a_number_that_is_none_gets_a_sentence_and_stays_in_its_field():
    answer = Client().post("/en/check/", {"what": "0000-0000-0000-0000"})
    assert answer.status_code == 422
    assert "No certificate of this market has this number." in answer.text
    assert "0000-0000-0000-0000" in answer.text
    nothing = Client().post("/en/check/", {})
    assert nothing.status_code == 422
    assert "Write a number, or choose a file." in nothing.text


def test_the_holder_chooses_and_a_stranger_cannot(beto, chidi):
    made = earned(beto)
    address = f"/en/mine/certificates/{made.pk}/"
    assert chidi.client().post(address, {"do": "disclose", "shows_name": "on"}).status_code == 404
    for end in ("", "certificate.pdf", "certificate.json"):
        assert chidi.client().get(address + end).status_code == 404
    assert beto.client().post(address, {"do": "disclose", "shows_name": "on"}).status_code == 302
    made.refresh_from_db()
    assert (made.shows_name, made.shows_results, made.shares_file) == (True, False, False)


def test_the_holder_corrects_the_name_once(beto):
    made = earned(beto)
    address = f"/en/mine/certificates/{made.pk}/"
    assert beto.client().post(address, {"do": "rename", "name": ""}).status_code == 422
    answer = beto.client().post(address, {"do": "rename", "name": "Beto Obi"})
    new = Credential.objects.get(replaces=made)
    assert answer["Location"] == f"/en/mine/certificates/{new.pk}/"
    assert new.code != made.code
    assert "another certificate takes its place" in beto.client().get(address).text
    assert "is not valid" in Client().get(f"/en/check/{made.code}/").text
    again = beto.client().post(f"/en/mine/certificates/{new.pk}/", {"do": "rename", "name": "X"})
    assert again.status_code == 422
    assert "The name was corrected once already." in again.text
    listed = beto.client().get("/en/mine/certificates/").text
    assert str(new.pk) in listed
    assert str(made.pk) not in listed


def test_an_admin_of_the_issuer_takes_it_back_and_the_holder_reads_why(beto, amina, ondara):
    made = earned(beto, ondara)
    address = f"/en/check/{made.code}/manage/"
    assert amina.client().get(address).status_code == 404
    Membership.objects.create(person=amina.person, organisation=ondara, role="admin")
    nothing = amina.client().post(address, {"do": "revoke", "reason": " "})
    assert nothing.status_code == 422
    answer = amina.client().post(address, {"do": "revoke", "reason": "Somebody else learned"})
    assert answer.status_code == 302
    public = Client().get(f"/en/check/{made.code}/").text
    assert "This certificate was taken back and is not valid." in public
    assert "Somebody else learned" not in public
    mine = beto.client().get(f"/en/mine/certificates/{made.pk}/").text
    assert "Somebody else learned" in mine
    assert beto.client().get(f"/en/mine/certificates/{made.pk}/certificate.pdf").status_code == 404


def test_the_list_asks_as_often_for_three_as_for_one(beto, ondara, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = beto.client()

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/es/mine/certificates/").status_code == 200
        return len(queries)

    earned(beto, ondara)
    count()
    one = count()
    for version in (2, 3):
        earned(beto, achievement=first_hour(ondara, version=version), registration=registration())
    assert count() == one
