"""Signing in through a city's own service (OpenID Connect), against one that really runs."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from agora.config.environment import Environment
from agora.kernel import jobs
from agora.people.models import Account, Person
from tests.people.oidc_server import CLIENT, SECRET, Service, serve
from tests.people.signing import account, code_in, is_signed_in, text_of
from tests.people.test_account_routes import fresh

pytestmark = pytest.mark.django_db
START = "/en/account/oidc/city/"
AMINA = {
    "sub": "007",
    "name": "Amina Diallo",
    "email": "amina@ondara.example",
    "email_verified": True,
}


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    """The service of the city, named as an operator names it."""
    running = Service(user=dict(AMINA))
    server = serve(running)
    given = Environment(
        {
            "AGORA_OIDC": "city", "AGORA_OIDC_CITY_NAME": "City of Ondara",
            "AGORA_OIDC_CITY_URL": running.url, "AGORA_OIDC_CITY_CLIENT": CLIENT,
            "AGORA_OIDC_CITY_SECRET": SECRET,
        }
    )  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": given.sign_in_services("AGORA_OIDC", loopback=True),
        }
    }
    yield running
    server.shutdown()
    server.server_close()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any) -> None:
        """Browsers follow; the test wants to see where to."""


def visit(url: str) -> str:
    """What a browser does at the service: sign in there and be sent back; the address."""
    with pytest.raises(urllib.error.HTTPError) as sent:
        urllib.request.build_opener(_Stay).open(url)
    with sent.value as answer:
        assert answer.code == 302
        return str(answer.headers["Location"])


def leave(client: Client, start: str = START) -> str:
    """Press the button; the address of the service the page leads to."""
    answer = client.post(start)
    assert answer.status_code == 200
    page = answer.content.decode()
    where = unescape(re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page)[1])
    assert f'href="{where.replace("&", "&amp;")}"' in page
    return where


def through(client: Client, start: str = START) -> Any:
    """The whole way; the answer to coming back."""
    back = visit(leave(client, start))
    assert back.startswith("http://testserver/account/oidc/city/callback/?")
    return client.get(back.removeprefix("http://testserver"))


def test_a_newcomer_gets_an_account_and_a_person(service, client):
    answer = through(client)
    assert answer.status_code == 302, answer.content.decode()
    assert is_signed_in(client)
    person = Person.objects.get()
    assert (person.name, person.account.email) == ("Amina Diallo", AMINA["email"])
    assert EmailAddress.objects.get().verified
    assert not person.account.has_usable_password()
    assert not SocialToken.objects.exists()
    assert {"/authorize", "/token", "/user"} <= set(service.asked)


def test_who_came_before_is_known_again(service, client):
    through(client)
    service.user["email"] = "other@ondara.example"
    again = Client()
    assert through(again).status_code == 302
    assert is_signed_in(again)
    assert Account.objects.count() == 1


def test_an_address_the_service_did_not_check_is_checked_by_us(service, client, mail_server):
    service.user["email_verified"] = False
    answer = through(client)
    assert answer.headers["Location"].endswith("/account/confirm-email/")
    assert not is_signed_in(client)
    client.post(answer.headers["Location"], {"code": code_in(mail_server.wait(1)[0])})
    assert is_signed_in(client)


def test_a_service_cannot_open_an_account_it_was_never_connected_to(service, client, mail_server):
    made = account(AMINA["email"])
    answer = through(client)
    assert not is_signed_in(client)
    assert answer.headers["Location"].endswith("/account/confirm-email/")
    assert "already" in text_of(
        mail_server.wait(1)[0]
    )  # to the owner; here it looks like any other
    assert not SocialAccount.objects.filter(user=made).exists()


def test_without_an_address_one_is_asked_for(service, client, mail_server):
    del service.user["email"]
    answer = through(client)
    assert answer.headers["Location"].endswith("/account/oidc/signup/")
    page = answer.headers["Location"]
    assert "Amina" in client.get(page).content.decode() or client.get(page).status_code == 200
    assert client.post(page, {"name": "", "email": ""}).status_code == 422
    answer = client.post(page, {"name": "Amina D.", "email": AMINA["email"]})
    client.post(answer.headers["Location"], {"code": code_in(mail_server.wait(1)[0])})
    assert is_signed_in(client)
    assert Person.objects.get().name == "Amina D."


def test_an_account_connects_a_service_and_lets_it_go(service, mail_server):
    made = account("work@ondara.example")
    mine = fresh(made)
    assert "Connect City of Ondara" in mine.get("/en/account/ways/").content.decode()
    answer = through(mine, START + "?process=connect")
    assert answer.headers["Location"] == "/en/account/ways/"
    joined = SocialAccount.objects.get(user=made)
    other = Client()
    through(other)
    assert is_signed_in(other)
    assert Account.objects.count() == 1
    page = f"/en/account/ways/services/{joined.pk}/"
    assert fresh(account("chidi@ondara.example")).post(page).status_code == 404
    assert fresh(made).get(page).status_code == 200
    assert fresh(made).post(page).headers["Location"] == "/en/account/ways/"
    assert not SocialAccount.objects.exists()
    while jobs.run_next("test"):
        pass
    assert len(mail_server.wait(2)) == 2  # both changes were told


def test_connecting_needs_a_button_pressed_here(service):
    """Elsewhere a link could connect the service account of somebody else."""
    mine = fresh(account("work@ondara.example"))
    assert mine.get(START + "?process=connect").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(START).status_code == 403


def test_the_second_step_is_asked_for_here_too(service, client):
    through(client)
    Authenticator.objects.create(user=Account.objects.get(), type="totp", data={"secret": "A" * 32})
    again = Client()
    assert through(again).headers["Location"].endswith("/account/login/second-step/")
    assert not is_signed_in(again)


def test_leaving_the_service_without_signing_in_leads_back(service, client):
    service.refuses = "access_denied"
    answer = through(client)
    assert answer.headers["Location"].endswith("/account/login/")
    assert "without signing in" in client.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    "fault", ["refuses", "secret", "state", "used", "down", "audience", "nonsense"]
)
def test_whatever_goes_wrong_ends_in_a_sentence_and_not_signed_in(fault, service, client, settings):
    if fault == "refuses":
        service.refuses = "server_error"
    if fault == "secret":
        settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["secret"] = "wrong"
    back = visit(leave(client)).removeprefix("http://testserver")
    if fault == "state":
        back = re.sub("state=[^&]+", "state=forged", back)
    if fault == "used":
        service.codes.clear()
    if fault == "down":
        settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = (
            "http://127.0.0.1:1"
        )
    if fault == "nonsense":
        service.configuration = lambda: {"issuer": 1}  # type: ignore[method-assign]
    if fault == "audience":
        service.audience = "another site"
    answer = client.get(back)
    assert answer.status_code == 401
    assert "City of Ondara" in answer.content.decode()
    assert not is_signed_in(client)
    assert not Account.objects.exists()


def test_a_service_that_is_down_at_the_start_is_said(service, client, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = (
        "http://127.0.0.1:1"
    )
    answer = client.post(START)
    assert answer.status_code == 401
    assert "City of Ondara" in answer.content.decode()


def test_the_answer_of_one_browser_is_no_use_in_another(service, client):
    back = visit(leave(client)).removeprefix("http://testserver")
    thief = Client()
    assert thief.get(back).status_code == 401
    assert not is_signed_in(thief)


def test_only_named_services_have_a_page(service, client):
    assert client.post("/en/account/oidc/other/").status_code == 404
    assert client.get("/account/oidc/other/callback/").status_code == 404
    assert "Sign in through City of Ondara" in client.get("/en/account/login/").content.decode()


def test_without_a_service_none_is_shown(client):
    assert "Sign in through" not in client.get("/en/account/login/").content.decode()


# ---------------------------------------------------------------------- the settings

GOOD = {
    "AGORA_OIDC": "city", "AGORA_OIDC_CITY_NAME": "City", "AGORA_OIDC_CITY_URL": "https://login.example.org/",
    "AGORA_OIDC_CITY_CLIENT": "agora", "AGORA_OIDC_CITY_SECRET": "s3cret",
}  # fmt: skip


def test_services_are_read_from_the_environment():
    more = {key.replace("CITY", "NET"): value for key, value in GOOD.items() if "CITY" in key}
    found = Environment({**GOOD, **more, "AGORA_OIDC": "city, net"}).sign_in_services(
        "AGORA_OIDC", loopback=False
    )
    assert [one["provider_id"] for one in found] == ["city", "net"]
    assert found[0]["settings"] == {"server_url": "https://login.example.org"}
    assert Environment({}).sign_in_services("AGORA_OIDC", loopback=False) == []


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        ({"AGORA_OIDC": "My City"}, "AGORA_OIDC"), ({"AGORA_OIDC": "1city"}, "AGORA_OIDC"),
        ({"AGORA_OIDC": "city,net"}, "AGORA_OIDC_NET_NAME"), ({"AGORA_OIDC_CITY_NAME": ""}, "AGORA_OIDC_CITY_NAME"),
        ({"AGORA_OIDC_CITY_CLIENT": " "}, "AGORA_OIDC_CITY_CLIENT"),
        ({"AGORA_OIDC_CITY_SECRET": ""}, "AGORA_OIDC_CITY_SECRET"),
        *(({"AGORA_OIDC_CITY_URL": url}, "AGORA_OIDC_CITY_URL") for url in (
            "http://login.example.org", "login.example.org", "ftp://login.example.org", "https://", "https://a:port",
            "https://user:pw@login.example.org", "https://login.example.org/?a=b", "http://127.0.0.1:99",
            "http://localhost.example.org",
        )),
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_value_stops_the_start_with_a_sentence(wrong, names):
    with pytest.raises(ImproperlyConfigured) as stopped:
        Environment({**GOOD, **wrong}).sign_in_services("AGORA_OIDC", loopback=False)
    sentence = str(stopped.value)
    assert names in sentence
    assert sentence.endswith(".")
    assert "s3cret" not in sentence


@pytest.mark.parametrize("host", ["127.0.0.1:99", "localhost:99", "[::1]:99"])
def test_this_machine_may_be_asked_without_tls_in_development_alone(host):
    given = Environment({**GOOD, "AGORA_OIDC_CITY_URL": f"http://{host}"})
    assert given.sign_in_services("AGORA_OIDC", loopback=True)
    with pytest.raises(ImproperlyConfigured):
        given.sign_in_services("AGORA_OIDC", loopback=False)
    with pytest.raises(ImproperlyConfigured):
        Environment({**GOOD, "AGORA_OIDC_CITY_URL": "http://login.example.org"}).sign_in_services(
            "AGORA_OIDC", loopback=True
        )
