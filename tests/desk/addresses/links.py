"""Examples of the list of addresses."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from agora.desk.links.access import LINKS, ONE
from agora.exchange.links.gathering import digest_of, host_at
from agora.exchange.models import Host, Link, LinkUse
from agora.kernel import clock
from tests.desk.addresses import Example
from tests.desk.cast import Cast


def _link(address: str, owner: Any) -> Link:
    Host.objects.get_or_create(name=host_at(address), defaults={"next_at": clock.now()})
    link, _new = Link.objects.get_or_create(
        digest=digest_of(address),
        defaults={"address": address, "host": host_at(address), "state": "gone"},
    )
    LinkUse.objects.get_or_create(
        link=link, kind="organisation", object_id=owner.pk, defaults={"owner": owner}
    )
    return link


def _one(act: str) -> Callable[[Cast], Example]:
    def make(cast: Cast) -> Example:
        mine = _link("https://ondara.example/old", cast.ondara)
        return Example(
            f"en/desk/links/{mine.pk}/{act}/",
            foreign=(f"en/desk/links/{uuid.uuid4()}/{act}/",),
        )

    return make


ADDRESSES = {
    LINKS: Example("en/desk/links/"),
    f"{ONE}again/": _one("again"),
    f"{ONE}right/": _one("right"),
}
