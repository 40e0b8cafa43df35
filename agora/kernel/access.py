"""Who gets what at which address: what every room says of its routes, in one registry.

A room names its routes in its own `access.py`, which is read at start. `agora routes` prints them
all and fails on a route that is in none; the tests ask each row for what it promises.

The market's pages know four roles that ask for two things. A *visitor* without an account and an
*account* that belongs to no team ask for a public thing. A *member* asks for a thing that only their
team may see, and a *stranger*, signed in or not, asks for that same thing. Where a route names no
single thing, member and stranger get what everybody gets.

Working pages know more roles (`WORKERS`), all asking for a thing of the same organisation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ROLES = ("visitor", "account", "member", "stranger")
WORKERS = (
    "visitor",  # nobody signed in
    "stranger",  # an account that belongs to nothing
    "other",  # an admin of another organisation
    "member",  # belongs to the organisation, with no role that writes
    "translator",
    "editor",
    "reviewer",  # of that organisation
    "admin",  # of that organisation
    "team",  # a reviewer of the network's learning team
    "lead",  # leads the learning team
)
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")
LANGUAGE = "<language>/"
"""How the tables write the language at the beginning of an address."""

Statuses = tuple[int, int, int, int]
_REFUSED: Statuses = (405, 405, 405, 405)


@dataclass(frozen=True)
class Access:
    """What one route of the market answers: per method one HTTP status for each of `ROLES`.

    A method that is not named is refused with 405 to everybody, before anything is looked up.
    `names_a_thing` says whether the address leads to one thing that may be hidden.
    """

    answers: Mapping[str, Statuses]
    names_a_thing: bool = False

    def expected(self, method: str, role: str) -> int:
        """The status this role gets for this method."""
        return self.answers.get(method, _REFUSED)[ROLES.index(role)]


@dataclass(frozen=True)
class Work:
    """What one working page answers: per method the roles it is for, and the status they get.

    Whoever is not signed in is led to the sign-in page (302); any other role that is not named gets
    404, whether the thing exists or not. A method that is not named is refused with 405.
    `answers[method]` maps a role to its status; `"*"` stands for everybody signed in. Where a page is
    for visitors too, `"visitor"` is among the roles.
    """

    answers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    visitor: int = 302
    names_a_thing: bool = True

    def expected(self, method: str, role: str) -> int:
        """The status this role gets for this method."""
        if method not in self.answers:
            return 405
        said = self.answers[method]
        if role == "visitor":
            return said.get("visitor", self.visitor)
        return said.get(role, said.get("*", 404))


def reads(*roles: str, status: int = 200) -> dict[str, dict[str, int]]:
    """GET and HEAD for these roles."""
    return {method: dict.fromkeys(roles, status) for method in ("GET", "HEAD")}


_table: dict[str, Access | Work] = {}


def register(rows: Mapping[str, Access | Work]) -> None:
    """A room's rows: each address pattern as the URLconf writes it, with what it answers."""
    for route in rows:
        if route in _table and _table[route] != rows[route]:
            raise ValueError(f"two rooms decide about /{route}")
    _table.update(rows)


def table() -> dict[str, Access | Work]:
    """Every row of every room."""
    return dict(_table)
