"""Who I am here: name, languages, time zone, credit; and what the header of every page knows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from agora.kernel.errors import AgoraError
from agora.people.account.logic import browser_name
from agora.people.account.middleware import ReaderMiddleware, zone_of
from agora.people.account.services import person_make, profile_change
from agora.people.models import Account, Membership, Person
from tests.people.signing import account
from tests.people.test_account_routes import fresh

pytestmark = pytest.mark.django_db
PAGE = "/en/account/profile/"
GIVEN = {
    "name": " Amina  Diallo ", "language": "ar", "timezone": "Africa/Nairobi", "works_in": ["fr", "ar"],
    "other_languages": "sw, PT-br,", "is_credited": "",
}  # fmt: skip


def test_a_profile_is_saved_and_goes_on_in_its_language():
    made = account()
    client = fresh(made)
    answer = client.post(PAGE, GIVEN)
    assert answer.headers["Location"] == "/ar/account/profile/"
    person = Person.objects.get(account=made)
    assert (person.name, person.language, person.timezone, person.is_credited) == (
        "Amina Diallo", "ar", "Africa/Nairobi", False,
    )  # fmt: skip
    assert list(person.languages.order_by("order").values_list("language", flat=True)) == [
        "fr", "ar", "sw", "pt-BR",
    ]  # fmt: skip
    assert 'role="status"' in client.get("/ar/account/profile/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "x" * 201}, {"language": "de"}, {"timezone": "Mars/Olympus"}, {"works_in": ["de"]},
     {"other_languages": "klingon language"}, {"other_languages": "x" * 201}],
    ids=lambda wrong: str(wrong)[:30],
)  # fmt: skip
def test_what_cannot_be_is_said_and_what_was_typed_stays(wrong):
    made = account(name="Before")
    answer = fresh(made).post(PAGE, {**GIVEN, **wrong})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert 'class="wrong"' in said
    assert "Africa/Nairobi" in said
    assert Person.objects.get(account=made).name == "Before"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ami\u200bna Diallo", "U+200B"),
        ("\u202eanimA", "U+202E"),
        ("\u0410mina Diallo", "letters of two alphabets"),  # a Cyrillic letter among Latin ones
        ("\u2014 \u2014", "at least one letter"),
    ],
    ids=["nobody sees", "turned", "another alphabet", "no letter"],
)
def test_a_name_that_could_pass_for_anothers_is_refused_and_says_why(name, said):
    made = account(name="Before")
    answer = fresh(made).post(PAGE, {**GIVEN, "name": name})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert Person.objects.get(account=made).name == "Before"
    with pytest.raises(AgoraError, match=r"name|letter|alphabet|character"):
        profile_change(
            Person.objects.get(account=made).pk, name=name, language="", timezone="UTC",
            is_credited=True, works_in=[],
        )  # fmt: skip
    # Nor when signing up, nor when a sign-in service says it.
    new = {"name": name, "email": "dalia@ondara.example"}
    assert Client().post("/en/account/signup/", new).status_code == 422
    assert not Account.objects.filter(email=new["email"]).exists()
    other = Account.objects.create_user("esi@ondara.example")
    assert person_make(other, name=name).name == "esi"


def test_an_account_without_a_person_gets_one_when_it_is_first_looked_at():
    made = Account.objects.create_user("old@ondara.example")
    assert fresh(made).get(PAGE).status_code == 200
    assert Person.objects.get(account=made).name == "old"


def test_my_account_shows_what_i_belong_to(amina, ondara):
    client = amina.client()
    said = client.get("/es/account/").content.decode()
    assert "Ciudad de Ondara" in said
    assert Membership.objects.get().team.name in said


def test_my_account_asks_the_same_number_of_questions_for_one_and_three(
    amina, ondara, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.catalogue.shelf import found

    client = amina.client()
    client.get("/en/account/")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/en/account/").status_code == 200
        return len(queries)

    one = asked()
    for slug in ("north", "south"):
        Membership.objects.create(
            person=amina.person, organisation=found(slug, name=slug), role="admin"
        )
    assert asked() == one


# ---------------------------------------------------------------------- the zone


def test_times_are_shown_in_the_zone_of_whoever_is_signed_in(rf: RequestFactory):
    seen: list[str] = []

    def answer(_request: object) -> HttpResponse:
        seen.append(
            timezone.localtime(dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)).strftime("%H:%M")
        )
        return HttpResponse()

    made = account()
    Person.objects.filter(account=made).update(timezone="Africa/Nairobi")
    for user, cookie in ((made, True), (made, False)):
        request = rf.get("/")
        request.user = user
        if cookie:
            request.COOKIES["sessionid"] = "x"
        ReaderMiddleware(answer)(request)
    assert seen == ["15:00", "12:00"]
    assert timezone.get_current_timezone_name() == "UTC"


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "x" * 60])
def test_a_zone_that_is_unknown_is_the_sites_own(name):
    assert zone_of(name) is None


# ---------------------------------------------------------------------- the header


def test_the_header_of_a_public_page_is_the_same_for_everybody_and_may_be_kept(client):
    answer = client.get("/en/about/")
    said = answer.content.decode()
    assert 'href="/en/account/login/"' in said
    assert "csrfmiddlewaretoken" not in said
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not answer.cookies


def test_whoever_is_signed_in_sees_their_desk_and_the_way_out_on_every_page(amina):
    client = amina.client()
    for page in ("/en/about/", "/ar/", "/en/desk/", "/en/account/", "/en/nothing-here/"):
        answer = client.get(page)
        said = answer.content.decode()
        language = page[1:3]
        assert f'href="/{language}/desk/"' in said, page
        assert f'action="/{language}/account/logout/"' in said, page
        assert f'href="/{language}/account/login/"' not in said, page
        assert "public" not in answer.headers.get("Cache-Control", ""), page


def test_a_cookie_that_means_nothing_is_nobody(client):
    client.cookies["sessionid"] = "x" * 32
    answer = client.get("/en/about/")
    assert 'href="/en/account/login/"' in answer.content.decode()
    assert Client().get("/en/about/").headers["Cache-Control"].startswith("public")


@pytest.mark.parametrize(
    ("said", "short"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.5.0", "curl/8.5.0"), ("", ""), ("x" * 100, "x" * 60),
    ],
)  # fmt: skip
def test_a_browser_has_a_short_name(said, short):
    assert browser_name(said) == short
