"""Every route does, for every role and method, what the table says."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import path
from web.hidden import PLURALS, Shelves, fill

from agora.config import urls as urlconf
from agora.forums.models import Stand
from agora.kernel.languages import TAGS
from agora.web import access
from agora.web.access import LANGUAGE, TABLE

FORMS = tuple(route for route, rule in TABLE.items() if "POST" in rule.answers and rule.names_a_thing)


@pytest.fixture
def shelves(amina: Any, ondara_team: Any, index: Callable[[], None]) -> Shelves:
    made = fill(ondara_team, network_too=False)
    index()
    return made


@dataclass(frozen=True)
class Example:
    """One address of a route: of a public thing, and of hidden ones."""

    public: str
    hidden: tuple[str, ...] = ()


def addresses_of(route: str, shelves: Shelves) -> Example:
    """Real addresses for a route, in English where it has a language."""
    plain = route.replace(LANGUAGE, "en/")
    resource, forum = shelves.public["handbook"], shelves.forums["public"]
    own = [shelves.own[("handbook", kind)] for kind in ("team", "organisation", "withdrawn")]
    hidden_stand = Stand.objects.get(slug="closed-stand")
    for type_, plural in PLURALS.items():
        if f"{LANGUAGE}{plural}/" in route:
            return Example(
                plain.replace("<slug:slug>", f"open-{type_}"),
                tuple(plain.replace("<slug:slug>", f"{k}-{type_}") for k in ("team", "organisation")),
            )
    if "<slug:stand_slug>" in route:
        return Example(
            plain.replace("<slug:slug>", forum.slug).replace("<slug:stand_slug>", "open-stand"),
            (
                plain.replace("<slug:slug>", "closed-forum").replace(
                    "<slug:stand_slug>", "closed-stand"
                ),
                # The hidden stand under a forum one may see is somebody else's child.
                plain.replace("<slug:slug>", forum.slug).replace(
                    "<slug:stand_slug>", "closed-stand"
                ),
            ),
        )
    if "forums/<slug:slug>" in route:
        return Example(
            plain.replace("<slug:slug>", forum.slug), (plain.replace("<slug:slug>", "closed-forum"),)
        )
    if "organisations/" in route and "<" in plain:
        begin = plain.split("<")[0]
        end = "/" if route.endswith("/") else ""
        return Example(f"{begin}open-network{end}", (f"{begin}closed-office{end}",))
    if "media/" in route:
        files = shelves.files
        return Example(
            f"media/{files['public'].pk}/",
            tuple(f"media/{files[kind].pk}/" for kind in ("team", "organisation", "withdrawn")),
        )
    if "<slug:kind>" in route:
        begin = plain.split("<")[0]
        things = [
            *(("resource", thing.pk) for thing in own),
            ("organisation", shelves.organisations["team"].pk),
            ("forum", shelves.forums["team"].pk),
            ("stand", hidden_stand.pk),
            ("nothing", resource.pk),
        ]
        return Example(
            f"{begin}resource/{resource.pk}/", tuple(f"{begin}{kind}/{pk}/" for kind, pk in things)
        )
    if "object_id" in route:
        begin = plain.split("<")[0]
        keys = [thing.pk for thing in own]
        if begin == "id/":
            keys += [shelves.organisations["team"].pk, shelves.forums["team"].pk, hidden_stand.pk]
        return Example(f"{begin}{resource.pk}", tuple(f"{begin}{pk}" for pk in keys))
    return Example(
        plain.replace("<slug:name>", "pages")
        .replace("<slug:scheme>/<str:key>", "themes/housing")
        .replace("<slug:key>", "ke")
    )


# What nobody belongs to, or nobody at all may see: no member can be shown it.
_NOBODYS = ("closed-forum", "closed-office", "withdrawn", "/closed-stand", "nothing")


def _member_may(shelves: Shelves, address: str) -> bool:
    nobodys = {
        str(thing.pk)
        for thing in (
            shelves.own[("handbook", "withdrawn")],
            shelves.files["withdrawn"],
            shelves.organisations["team"],
            shelves.forums["team"],
            Stand.objects.get(slug="closed-stand"),
        )
    }
    return not any(name in address for name in _NOBODYS) and not any(
        key in address for key in nobodys
    )


def _ask(client: Client, method: str, address: str) -> Any:
    return client.generic(method, "/" + address)


def test_every_route_is_in_the_table_and_every_row_has_its_route():
    assert access.unlisted() == ()
    assert access.without_route() == ()
    assert len(access.routes()) == len(set(access.routes())) == len(TABLE)


def test_the_table_is_printed_whole():
    out = StringIO()
    call_command("routes", stdout=out)
    printed = out.getvalue()
    assert all(f"/{route} " in printed for route in TABLE)
    assert all(role in printed for role in access.ROLES)


def test_a_route_nobody_decided_about_fails_the_build(monkeypatch):
    unheard = path("unheard-of/", lambda _request: None, name="unheard-of")
    monkeypatch.setattr(access, "get_resolver", lambda: _WithOneMore(unheard))
    monkeypatch.delitem(TABLE, "health")
    monkeypatch.setitem(TABLE, "gone/", access.PAGE)
    with pytest.raises(CommandError) as failure:
        call_command("routes", stdout=StringIO())
    assert str(failure.value).splitlines() == [
        "/health is not in the table of agora/web/access.py.",
        "/unheard-of/ is not in the table of agora/web/access.py.",
        "/gone/ is in the table but not a route.",
    ]


class _WithOneMore:
    def __init__(self, more: Any) -> None:
        self.url_patterns = [*urlconf.urlpatterns, more]


def _roles(shelves: Shelves, amina: Any, chidi: Any, example: Example) -> Iterator[tuple[str, Any, str]]:
    """Every role with a client and the address it asks for."""
    nobody, account, member = Client(), chidi.client(), amina.client()
    yield "visitor", nobody, example.public
    yield "account", account, example.public
    for address in example.hidden:
        yield "stranger", nobody, address
        yield "stranger", account, address
        yield "member" if _member_may(shelves, address) else "stranger", member, address


@pytest.mark.parametrize("route", TABLE)
def test_a_route_answers_each_role_as_the_table_says(route, shelves, amina, chidi):
    rule, example = TABLE[route], addresses_of(route, shelves)
    assert bool(example.hidden) == rule.names_a_thing
    found, told = [], []
    for method in access.METHODS:
        for role, client, address in _roles(shelves, amina, chidi, example):
            asked = (method, role, address)
            found.append((*asked, _ask(client, method, address).status_code))
            expected = rule.expected(method, role)
            # A public thing that was taken down says so at its own address, and nowhere else.
            told.append((*asked, expected))
    assert [row for row in found if row not in told] == []


@pytest.mark.parametrize("route", [route for route in TABLE if LANGUAGE in route])
def test_each_language_decides_alike_and_none_is_made_up(route, shelves, chidi):
    example = addresses_of(route, shelves)
    statuses = {
        tag: [
            _ask(chidi.client(), "GET", tag + address[2:]).status_code
            for address in (example.public, *example.hidden)
        ]
        for tag in (*TAGS, "de", "EN", "en-GB", "xx", "..")
    }
    expected = [TABLE[route].expected("GET", "account")] + [404] * len(example.hidden)
    for tag in TAGS:
        assert statuses[tag] == expected, tag
    for tag in ("de", "EN", "xx", ".."):
        assert set(statuses[tag]) <= {404}, tag


@pytest.mark.parametrize("route", [route for route, rule in TABLE.items() if rule.names_a_thing])
def test_no_suffix_prefix_or_spelling_opens_what_is_hidden(route, shelves, chidi):
    client, opened = chidi.client(), []
    for address in addresses_of(route, shelves).hidden:
        bare = address.rstrip("/")
        for spelling in (
            address + "?format=json", bare + ".json", bare + "/.json", bare + ".html", bare + "/",
            bare + "//", "/" + address, bare.upper(), bare + "%20", bare + "%00", bare + ";x=1",
            bare.replace("/", "/./"), bare + "?_method=GET",
        ):  # fmt: skip
            answer = client.get("/" + spelling, follow=True)
            if answer.status_code not in (404, 410, 400):
                opened.append((spelling, answer.status_code))
    assert opened == []


@pytest.mark.parametrize("route", [route for route, rule in TABLE.items() if rule.names_a_thing])
def test_a_hidden_thing_and_one_that_never_was_answer_alike(route, shelves, chidi):
    hidden = addresses_of(route, shelves).hidden[0]
    never = hidden
    for kind in ("team-", "closed-"):
        never = never.replace(kind, "never-")
    key = next((part for part in hidden.split("/") if part.count("-") == 4), None)
    if key:
        never = never.replace(key, str(uuid.UUID(int=7)))
    assert never != hidden
    client = chidi.client()
    for method in ("GET", "HEAD", "OPTIONS", "POST", "DELETE"):
        one, other = _ask(client, method, hidden), _ask(client, method, never)
        assert one.status_code == other.status_code
        assert dict(one.headers) == dict(other.headers) | _lengths(one)
        assert one.content.decode().replace(hidden, "X") == other.content.decode().replace(
            never, "X"
        )


def _lengths(answer: Any) -> dict[str, str]:
    return {name: answer.headers[name] for name in ("Content-Length",) if name in answer.headers}


@pytest.mark.parametrize(("route", "method"), itertools.product(FORMS, ("POST",)))
def test_a_form_without_its_token_is_refused_before_anything_is_looked_up(route, method, shelves):
    client = Client(enforce_csrf_checks=True)
    example = addresses_of(route, shelves)
    for address in (example.public, *example.hidden):
        assert _ask(client, method, address).status_code == 403


def test_without_a_language_a_reader_is_led_to_theirs_and_learns_nothing_else(shelves):
    client = Client(headers={"accept-language": "ar"})
    for slug in ("open-practice", "team-practice", "never-was"):
        answer = client.get(f"/practices/{slug}/")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/ar/practices/{slug}/")
