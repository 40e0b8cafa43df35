"""Example addresses of working pages, one module per part of the desk.

For every `Work` row of `kernel.access` there is one example here, or `tests/desk/test_routes.py`
fails. A part adds its own module beside this file; it is found by being there:

    from tests.desk.addresses import Example

    ADDRESSES = {
        f"{LANGUAGE}desk/drafts/": Example("en/desk/drafts/"),
        f"{LANGUAGE}desk/drafts/<uuid:draft_id>/": a_draft,
    }

    def a_draft(cast: Cast) -> Example:
        mine, theirs = make(cast.ondara), make(cast.brumal)
        return Example(f"en/desk/drafts/{mine.pk}/", data={"title": "New"}, foreign=(...,))

The thing at `address` belongs to Ondara: `editor`, `admin` … are of Ondara, `other` is the admin of
Brumal. The function is called once, before anybody asks; whatever a request changes is turned back
before the next one, so that every role meets the same state.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.desk.cast import Cast


@dataclass(frozen=True)
class Example:
    """One address of a route, without the slash in front, in English where it has a language.

    `data` is what a POST sends (the row of the table says what that is answered with; leave it empty
    for a form that is refused with 422). `foreign` are addresses of the same route that must be 404
    for every role, a lead included: somebody else's child under Ondara's parent, an id that
    never was. A row that names a thing has at least one. `without_token`: the address is itself the
    secret, and a POST needs no other (a mail program sends it).
    """

    address: str
    data: Mapping[str, Any] = field(default_factory=dict)
    foreign: tuple[str, ...] = ()
    without_token: bool = False


Maker = Example | Callable[[Cast], Example]


def all_addresses() -> dict[str, Maker]:
    """What every module beside this file says, by route."""
    found: dict[str, Maker] = {}
    for module in pkgutil.iter_modules(__path__):
        part = importlib.import_module(f"{__name__}.{module.name}").ADDRESSES
        twice = found.keys() & part.keys()
        if twice:
            raise ValueError(f"{module.name}: somebody else has an example for {sorted(twice)}")
        found |= part
    return found


def made(maker: Maker, cast: Cast) -> Example:
    """The example itself."""
    return maker if isinstance(maker, Example) else maker(cast)
