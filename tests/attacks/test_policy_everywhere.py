"""The content security policy holds on whatever is answered, at every route and with every status."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from agora.kernel.access import Access, table
from tests.desk.addresses import all_addresses
from tests.web.hidden import Shelves, fill
from tests.web.test_routes import addresses_of

pytestmark = pytest.mark.django_db
FORBIDDEN = (
    "unsafe-inline",
    "unsafe-eval",
    "unsafe-hashes",
    "data:",
    "blob:",
    "*",
    "http:",
    "https:",
)


def faults(answer: Any) -> list[str]:
    """What is wrong with the policy of an answer."""
    policy = answer.headers.get("Content-Security-Policy", "")
    if answer.status_code == 304:
        return []
    directives = {part.split()[0]: part for part in policy.split(";") if part.strip()}
    wrong = [word for word in FORBIDDEN if word in policy.replace("'none'", "").split()]
    wrong += [word for word in FORBIDDEN[:3] if word in policy]
    wrong += [
        f"no {name}"
        for name in ("default-src", "base-uri", "frame-ancestors", "form-action")
        if name not in directives
    ]
    if "default-src" in directives and "'none'" not in directives["default-src"]:
        wrong.append(directives["default-src"])
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        wrong.append("may be sniffed")
    return wrong


@pytest.fixture
def shelves(amina: Any, ondara_team: Any, index: Any) -> Shelves:
    made = fill(ondara_team, network_too=True)
    index()
    return made


def test_at_every_route_of_the_market_with_every_method(shelves, amina, chidi):
    clients = (Client(), chidi.client(), amina.client())
    wrong, seen = {}, set()
    for route, rule in table().items():
        if not isinstance(rule, Access):
            continue
        try:
            example = addresses_of(route, shelves)
        except KeyError:
            continue
        for address in (example.public, *example.hidden):
            for method in ("GET", "HEAD", "POST", "OPTIONS", "DELETE"):
                for client in clients:
                    answer = client.generic(method, f"/{address}")
                    seen.add(answer.status_code)
                    if found := faults(answer):
                        wrong[method, address, answer.status_code] = found
    assert wrong == {}
    assert {200, 302, 404, 405, 422} <= seen


def test_at_every_working_page(amina, beto, chidi, ondara, ondara_team):
    from tests.conftest import _somebody
    from tests.desk.cast import gather_cast

    cast = gather_cast(_somebody, amina, beto, chidi, ondara, ondara_team)
    wrong, seen = {}, set()
    for maker in all_addresses().values():
        example = maker(cast) if callable(maker) else maker
        for role in ("visitor", "stranger", "editor", "lead"):
            answer = cast.client(role).get(f"/{example.address}")
            seen.add(answer.status_code)
            if found := faults(answer):
                wrong[role, example.address, answer.status_code] = found
    assert wrong == {}
    assert {200, 302, 404} <= seen


def test_on_answers_that_are_given_before_any_page(client, settings):
    asked = {
        400: client.get("/en/", headers={"host": "evil.example"}),
        403: Client(enforce_csrf_checks=True).post(
            "/en/report/resource/" + "0" * 8 + "-0000-0000-0000-" + "0" * 12 + "/"
        ),
        404: client.get("/en/never/"),
        405: client.post("/en/"),
        414: client.get("/en/?q=" + "x" * 5000),
        415: client.get("/en/", headers={"content-type": "text/html; charset=utf-7"}),
        431: client.get("/en/", headers={"x-long": "x" * 17_000}),
        301: client.get("/en/about"),
        302: client.get("/"),
    }
    assert {status: answer.status_code for status, answer in asked.items()} == {
        status: status for status in asked
    }
    found = {status: faults(answer) for status, answer in asked.items()}
    # A redirect shows nothing; it has a policy all the same.
    assert {status: wrong for status, wrong in found.items() if wrong} == {}


def test_on_the_page_that_says_we_failed(client, monkeypatch):
    from agora.topics import queries

    def broken() -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr("agora.web.views.vocabulary", broken)
    assert queries.vocabulary()
    client.raise_request_exception = False
    answer = client.get("/en/topics/themes/waste/")
    assert answer.status_code == 500
    assert faults(answer) == []


def test_on_files_of_the_site_itself(client):
    root = Path(settings.STATIC_ROOT)
    ends = {".css", ".js", ".svg", ".json"}
    picked = {path.suffix: path for path in sorted(root.rglob("*")) if path.suffix in ends}
    assert {".css", ".js", ".svg"} <= set(picked)
    for path in picked.values():
        answer = client.get(f"/static/{path.relative_to(root)}")
        assert answer.status_code == 200
        assert faults(answer) == [], path.name
        answer.close()
