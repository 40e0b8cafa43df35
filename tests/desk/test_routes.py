"""Every working page does, for each of the ten roles and every method, what its row says.

The rows are the `Work` rows of `kernel.access.table()`, from every room. To have yours asked, add a
module to `tests/desk/addresses/` with one example address per row (its docstring says how); a row without an
example fails here. What is asked of all of them:

- the table's own promise: role × method → status, by real clients, each on the same state;
- another's child under one's own parent is 404 for every role, and whoever is refused changed nothing;
- HEAD, OPTIONS, a suffix, a spelling or another language of the address decide alike;
- a closed account is nobody; a form without its token is refused; nothing is kept in a cache.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agora.kernel.access import LANGUAGE, METHODS, WORKERS, Work, table
from agora.kernel.languages import TAGS
from tests.desk.addresses import Example, all_addresses, made
from tests.desk.cast import Cast

pytestmark = pytest.mark.django_db

GIVEN = all_addresses()
# What an account's own pages answer is asked in tests/people/test_account_routes.py: nobody's belong to
# an organisation.
ROWS = {
    route: row
    for route, row in table().items()
    if isinstance(row, Work) and "account/" not in route
}
# A visit is counted and a session kept, whoever comes: neither is a change of anything.
_KEPT_OF_VISITS = re.compile(r'"(django_session|kernel_attempts|usersessions_usersession)"')
_WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


class Examples(dict[str, Example]):
    """One example per row, made when it is asked for."""

    def __init__(self, cast: Cast) -> None:
        super().__init__()
        self._cast = cast

    def __missing__(self, route: str) -> Example:
        self[route] = made(GIVEN[route], self._cast)
        return self[route]


@pytest.fixture
def examples(cast: Cast) -> Examples:
    """The examples; a route that has none fails its test."""
    return Examples(cast)


class Door:
    """Knocks as each role; whatever a request did is turned back."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._cookies: dict[str, Any] = {}
        self.written: list[str] = []

    def client(self, role: str, **options: Any) -> Client:
        """A browser that holds this role's cookies and nothing else."""
        if role not in self._cookies:
            self._cookies[role] = self._cast.client(role).cookies
        client = Client(**options)
        client.cookies.update(self._cookies[role])
        return client

    def ask(self, method: str, role: str, address: str, data: Any = None) -> Any:
        """The answer; `written` holds the statements that changed something on the way."""
        client = self.client(role)
        with transaction.atomic():
            with CaptureQueriesContext(
                connection,
            ) as queries:
                if method == "POST":
                    answer = client.post("/" + address, data or {})
                else:
                    answer = client.generic(method, "/" + address)
            transaction.set_rollback(True)
        self.written = [
            query["sql"]
            for query in queries
            if _WRITES.match(query["sql"]) and not _KEPT_OF_VISITS.search(query["sql"])
        ]
        return answer


@pytest.fixture
def door(cast: Cast) -> Door:
    """The ten, each signed in when first asked for."""
    return Door(cast)


def test_every_row_has_an_example_and_every_example_its_row():
    assert sorted(set(ROWS) - set(GIVEN)) == [], "add these to a module in tests/desk/addresses/"
    assert sorted(set(GIVEN) - set(ROWS)) == [], "these routes are in no room's table"


def test_a_row_that_names_a_thing_has_an_example_of_a_foreign_one(examples):
    wanting = [r for r, row in ROWS.items() if row.names_a_thing and not examples[r].foreign]
    assert wanting == []


@pytest.mark.parametrize("route", ROWS)
def test_each_role_gets_for_each_method_what_the_row_says(route, examples, door):
    row, example, wrong = ROWS[route], examples[route], []
    for method in METHODS:
        for role in WORKERS:
            status = door.ask(method, role, example.address, example.data).status_code
            expected = row.expected(method, role)
            if status != expected:
                wrong.append(f"{method} as {role}: {status}, not {expected}")
            if expected in (404, 405) and door.written:
                wrong.append(f"{method} as {role} was refused and wrote {door.written}")
    assert wrong == []


@pytest.mark.parametrize("route", [route for route, row in ROWS.items() if row.names_a_thing])
def test_anothers_thing_under_ones_own_is_not_there_and_nothing_changes(route, examples, door):
    wrong = []
    for method, role, address in _foreign(route, examples):
        status = door.ask(method, role, address, examples[route].data).status_code
        expected = ROWS[route].visitor if role == "visitor" else 404
        if status not in (404, expected) or door.written:
            wrong.append(f"{method} {address} as {role}: {status}, wrote {door.written}")
    assert wrong == []


def _foreign(route: str, examples: dict[str, Example]) -> Iterator[tuple[str, str, str]]:
    for method in ROWS[route].answers:
        for role in WORKERS:
            for address in examples[route].foreign:
                yield method, role, address


@pytest.mark.any_database
@pytest.mark.parametrize("route", [route for route in ROWS if LANGUAGE in route])
def test_each_language_decides_alike_and_none_is_made_up(route, examples, door):
    row, example, wrong = ROWS[route], examples[route], []
    for tag in (*TAGS, "de", "EN", "xx"):
        for role in ("visitor", "stranger", "other", "editor", "lead"):
            expected = row.expected("GET", role) if tag in TAGS else 404
            status = door.ask("GET", role, tag + example.address[2:]).status_code
            if status != expected:
                wrong.append(f"{tag} as {role}: {status}, not {expected}")
    assert wrong == []


@pytest.mark.any_database
@pytest.mark.parametrize("route", ROWS)
def test_no_suffix_or_spelling_opens_what_is_refused(route, examples, door):
    row, opened = ROWS[route], []
    refused = [r for r in ("stranger", "other", "member") if row.expected("GET", r) == 404]
    bare = examples[route].address.split("?")[0].rstrip("/")
    for role in refused:
        client = door.client(role)
        for spelling in (
            bare + "/?format=json", bare + ".json", bare + "/.json", bare + ".html", bare + "//",
            "/" + bare + "/", bare.upper(), bare + "%20", bare + "%00", bare + ";x=1",
            bare.replace("/", "/./"), bare + "/?_method=GET", bare + "/?next=/en/",
        ):  # fmt: skip
            answer = client.get("/" + spelling, follow=True)
            if answer.status_code not in (400, 404, 405, 422):
                opened.append((role, spelling, answer.status_code))
    assert opened == []


@pytest.mark.any_database
@pytest.mark.parametrize("route", [r for r, row in ROWS.items() if re.search("<uuid:", r)])
def test_a_refused_thing_and_one_that_never_was_answer_alike(route, examples, door):
    row, differ = ROWS[route], []
    address = examples[route].address
    ids = re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", address)
    never = address.replace(ids[0], str(uuid.UUID(int=7)))
    for method in row.answers:
        for role in WORKERS:
            if row.expected(method, role) != 404:
                continue
            one, other = (door.ask(method, role, where) for where in (address, never))
            if _said(one, address) != _said(other, never):
                differ.append((method, role))
    assert differ == []


def _said(answer: Any, address: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and body without the address they repeat and the token of a form."""
    headers = {k: v for k, v in answer.headers.items() if k not in ("Content-Length", "Location")}
    body = answer.content.decode().replace(address, "X").replace(address[3:], "Y")
    return answer.status_code, headers, re.sub(r'value="\w{64}"', "", body)


@pytest.mark.any_database
@pytest.mark.parametrize("route", ROWS)
def test_a_closed_account_is_nobody(route, examples, door, cast):
    wrong = []
    for role in ("editor", "admin", "lead"):
        account = cast[role].account
        door.client(role)  # signed in before the account is closed
        type(account).objects.filter(pk=account.pk).update(is_active=False)
        for method in ROWS[route].answers:
            answer = door.ask(method, role, examples[route].address, examples[route].data)
            if "visitor" in ROWS[route].answers[method]:
                continue  # the page is for whoever is not signed in, too
            if answer.status_code != 302 or "/account/login/" not in answer.headers["Location"]:
                wrong.append(f"{method} as a closed {role}: {answer.status_code}")
    assert wrong == []


@pytest.mark.any_database
@pytest.mark.parametrize("route", [r for r, row in ROWS.items() if "POST" in row.answers])
def test_a_form_without_its_token_is_refused(route, examples, door):
    example = examples[route]
    if example.without_token:
        return
    for role in ("editor", "admin", "lead"):
        client = door.client(role, enforce_csrf_checks=True)
        assert client.post("/" + example.address, example.data).status_code == 403
        forged = client.post(
            "/" + example.address, example.data, headers={"origin": "https://evil.example"}
        )
        assert forged.status_code == 403


@pytest.mark.any_database
@pytest.mark.parametrize("route", ROWS)
def test_no_working_page_is_kept_in_a_cache_or_found_by_a_robot(route, examples, door):
    row = ROWS[route]
    role = next((r for r in reversed(WORKERS) if row.expected("GET", r) == 200), None)
    if role is None:
        return
    answer = door.ask("GET", role, examples[route].address)
    assert "no-store" in answer.headers.get("Cache-Control", "")
    if answer.headers["Content-Type"].startswith("text/html"):
        assert '<meta name="robots" content="noindex">' in answer.content.decode()
