"""Every route does, for every role and method, what the table says."""

from __future__ import annotations

import gzip
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import path

from agora.config import urls as urlconf
from agora.exchange.whole import open_data
from agora.forums.models import Stand
from agora.kernel import access as kernel_access
from agora.kernel.languages import TAGS
from agora.topics import downloads, skos
from agora.web import access
from agora.web.access import LANGUAGE, TABLE
from tests.web.hidden import PLURALS, Shelves, fill, log_released

FORMS = tuple(
    route for route, rule in TABLE.items() if "POST" in rule.answers and rule.names_a_thing
)


@pytest.fixture
def shelves(amina: Any, ondara_team: Any, index: Callable[[], None]) -> Shelves:
    made = fill(ondara_team, network_too=True)
    for thing in (*made.public.values(), *made.own.values()):
        log_released(thing)
    index()
    for form in skos.ENDS:  # the worker's files; an empty one stands for each
        path = downloads.path_of(form)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(b""))
    open_data.dump_write()
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
                tuple(
                    plain.replace("<slug:slug>", f"{k}-{type_}") for k in ("team", "organisation")
                ),
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
            plain.replace("<slug:slug>", forum.slug),
            (plain.replace("<slug:slug>", "closed-forum"),),
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
            ("forum", shelves.forums["network"].pk),
            ("stand", hidden_stand.pk),
            ("nothing", resource.pk),
        ]
        return Example(
            f"{begin}resource/{resource.pk}/", tuple(f"{begin}{kind}/{pk}/" for kind, pk in things)
        )
    if "object_id" in route:
        begin = plain.split("<")[0]
        keys = [thing.pk for thing in own[:2]]  # a withdrawn one answers that it is gone
        if begin == "id/":
            keys += [
                shelves.organisations["team"].pk,
                shelves.forums["network"].pk,
                hidden_stand.pk,
            ]
        return Example(f"{begin}{resource.pk}", tuple(f"{begin}{pk}" for pk in keys))
    return Example(
        plain.replace("<slug:name>", "pages")
        .replace("<str:name>", "resources.csv")
        .replace("<slug:scheme>/<str:key>", "themes/housing")
        .replace("<slug:key>", "ke")
    )


def _who_may(shelves: Shelves, address: str) -> set[str]:
    """Who of visitor, account and member may be shown the hidden thing at this address."""
    network = [shelves.forums["network"].pk, Stand.objects.get(slug="closed-stand").pk]
    if "forums/closed-forum/" in address or any(str(key) in address for key in network):
        return {"account", "member"}  # it is for the whole network
    nobodys = [
        shelves.own[("handbook", "withdrawn")].pk,
        shelves.files["withdrawn"].pk,
        shelves.organisations["team"].pk,
        "closed-office",
        "/closed-stand",
        "/nothing/",
    ]
    return set() if any(str(key) in address for key in nobodys) else {"member"}


def _ask(client: Client, method: str, address: str) -> Any:
    return client.generic(method, "/" + address)


def test_every_route_is_in_the_table_and_every_row_has_its_route():
    assert access.unlisted() == ()
    assert access.without_route() == ()
    assert len(access.routes()) == len(set(access.routes())) == len(kernel_access.table())


def test_the_table_is_printed_whole():
    out = StringIO()
    call_command("routes", stdout=out)
    printed = out.getvalue()
    assert all(f"/{route} " in printed for route in kernel_access.table())
    assert all(role in printed for role in (*access.ROLES, *kernel_access.WORKERS))


def test_a_route_nobody_decided_about_fails_the_build(monkeypatch):
    unheard = path("unheard-of/", lambda _request: None, name="unheard-of")
    monkeypatch.setattr(access, "get_resolver", lambda: _WithOneMore(unheard))
    monkeypatch.delitem(kernel_access._table, "health")
    monkeypatch.setitem(kernel_access._table, "gone/", access.PAGE)
    with pytest.raises(CommandError) as failure:
        call_command("routes", stdout=StringIO())
    assert str(failure.value).splitlines() == [
        "/health is in no room's access table.",
        "/unheard-of/ is in no room's access table.",
        "/gone/ is in a table but not a route.",
    ]


class _WithOneMore:
    def __init__(self, more: Any) -> None:
        self.url_patterns = [*urlconf.urlpatterns, more]


def _roles(
    shelves: Shelves, clients: tuple[Client, Client, Client], example: Example
) -> Iterator[tuple[str, Client, str]]:
    """Every role with a client and the address it asks for."""
    nobody, account, _member = clients
    yield "visitor", nobody, example.public
    yield "account", account, example.public
    for address in example.hidden:
        may = _who_may(shelves, address)
        for who, client in zip(("visitor", "account", "member"), clients, strict=True):
            yield "member" if who in may else "stranger", client, address


def test_every_route_answers_each_role_as_the_table_says(shelves, amina, chidi):
    wrong, clients = [], (Client(), chidi.client(), amina.client())
    for route, rule in TABLE.items():
        example = addresses_of(route, shelves)
        assert bool(example.hidden) == rule.names_a_thing, route
        for method in access.METHODS:
            for role, client, address in _roles(shelves, clients, example):
                status = _ask(client, method, address).status_code
                if status != rule.expected(method, role):
                    wrong.append(
                        f"{method} {address} as {role}: {status}, not {rule.expected(method, role)}"
                    )
    assert wrong == []


def test_each_language_decides_alike_and_none_is_made_up(shelves, client):
    wrong = []
    for route, rule in TABLE.items():
        if LANGUAGE not in route:
            continue
        example = addresses_of(route, shelves)
        for tag in (*TAGS, "de", "EN", "xx", "en_GB"):
            asked = [
                (example.public, "account"),
                *((hidden, "stranger") for hidden in example.hidden),
            ]
            for address, role in asked:
                expected = rule.expected("GET", role) if tag in TAGS else 404
                status = _ask(client, "GET", tag + address[2:]).status_code
                if status != expected:
                    wrong.append(f"{tag}{address[2:]} as {role}: {status}, not {expected}")
    assert wrong == []


def test_no_suffix_prefix_or_spelling_opens_what_is_hidden(shelves, client):
    opened = []
    for route, rule in TABLE.items():
        if not rule.names_a_thing:
            continue
        for address in addresses_of(route, shelves).hidden:
            bare = address.rstrip("/")
            for spelling in (
                address + "?format=json", bare + ".json", bare + "/.json", bare + ".html", bare + "/",
                bare + "//", "/" + address, bare.upper(), bare + "%20", bare + "%00", bare + ";x=1",
                bare.replace("/", "/./"), address + "?_method=GET",
            ):  # fmt: skip
                answer = client.get("/" + spelling, follow=True)
                if answer.status_code not in (400, 404, 422):
                    opened.append((spelling, answer.status_code))
    assert opened == []


def test_a_hidden_thing_and_one_that_never_was_answer_alike(shelves, chidi):
    visitor, account, differ = Client(), chidi.client(), []
    for route, rule in TABLE.items():
        if not rule.names_a_thing:
            continue
        hidden = addresses_of(route, shelves).hidden[0]
        never = hidden.replace("team-", "never-").replace("closed-", "never-")
        for part in hidden.split("/"):
            if part.count("-") == 4:
                never = hidden.replace(part, str(uuid.UUID(int=7)))
        assert never != hidden
        client = visitor if _who_may(shelves, hidden) == {"account", "member"} else account
        for method in ("GET", "HEAD", "OPTIONS", "POST", "DELETE"):
            one, other = _ask(client, method, hidden), _ask(client, method, never)
            if (one.status_code, *_said(one, hidden)) != (other.status_code, *_said(other, never)):
                differ.append((method, hidden, one.status_code, other.status_code))
    assert differ == []


def _said(answer: Any, address: str) -> tuple[dict[str, str], str]:
    """Headers and body without the address they repeat and the second they were made in."""
    aside = ("Content-Length", "Location", "Expires")
    headers = {k: v for k, v in answer.headers.items() if k not in aside}
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return headers, body.replace(address, "X").replace(address[3:], "Y")


def test_a_form_without_its_token_is_refused_before_anything_is_looked_up(shelves):
    client = Client(enforce_csrf_checks=True)
    for route in FORMS:
        example = addresses_of(route, shelves)
        for address in (example.public, *example.hidden):
            assert _ask(client, "POST", address).status_code == 403


def test_without_a_language_a_reader_is_led_to_theirs_and_learns_nothing_else(shelves):
    client = Client(headers={"accept-language": "ar"})
    for slug in ("open-practice", "team-practice", "never-was"):
        answer = client.get(f"/practices/{slug}/")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/ar/practices/{slug}/")
