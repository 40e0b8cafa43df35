"""Which addresses live things name: gathered from the live tables, and kept in step with them."""

from __future__ import annotations

import hashlib
import html
import re
import uuid
from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from agora.catalogue.models import (
    Edition,
    PracticeText,
    Provenance,
    ResourceText,
    ResultFigure,
)
from agora.exchange.fetching.addresses import PORTS, target_of
from agora.exchange.fetching.errors import AddressUnfit
from agora.exchange.models import Host, Link, LinkUse
from agora.forums.models import StandText
from agora.kernel import clock
from agora.people.models import Organisation, OrganisationText

ROWS: Final = 200
"""Rows of one write, so that pages keep writing meanwhile."""
NOWHERE: Final = "-"
"""The host of an address that cannot be opened at all."""

LONGEST: Final = 1000
CASE: Final = ("problem", "done", "cost", "conditions", "lessons")
_HREF: Final = re.compile(r'\bhref="([^"]*)"')

Use = tuple[str, str, uuid.UUID]
"""The digest of an address, and the kind and id of the thing that names it."""
Row = TypeVar("Row")


def digest_of(address: str) -> str:
    """What an address is found by."""
    return hashlib.sha256(address.encode()).hexdigest()


def host_at(address: str) -> str:
    """The host of an address as it is asked, with its port where that is not the usual one."""
    try:
        target = target_of(address, settings.FETCH_LOCAL)
    except AddressUnfit:
        return NOWHERE
    is_usual = target.port == PORTS[target.scheme]
    return target.host if is_usual else f"{target.host}:{target.port}"


def addresses_live() -> Iterator[tuple[str, str, uuid.UUID, uuid.UUID | None]]:
    """Every address of a live thing: the address, kind and id of the thing, whose it is."""
    there = {"resource__withdrawn_at__isnull": True}
    for rows in (
        Edition.objects.filter(**there)
        .exclude(url="")
        .values_list("url", "resource_id", "resource__owner_id"),
        Provenance.objects.filter(**there)
        .exclude(url="")
        .values_list("url", "resource_id", "resource__owner_id"),
        ResultFigure.objects.filter(series__practice__resource__withdrawn_at__isnull=True)
        .exclude(source_url="")
        .values_list(
            "source_url", "series__practice__resource_id", "series__practice__resource__owner_id"
        ),
    ):
        for address, key, owner in rows.iterator(chunk_size=2_000):
            yield address, "resource", key, owner
    yield from _in_texts()
    for address, key in (
        Organisation.objects.filter(withdrawn_at__isnull=True)
        .exclude(website="")
        .values_list("website", "pk")
        .iterator(chunk_size=2_000)
    ):
        yield address, "organisation", key, key


def _in_texts() -> Iterator[tuple[str, str, uuid.UUID, uuid.UUID | None]]:
    """The addresses to which formatted texts lead: of resources, practices, organisations and stands."""
    case = "practice__resource"
    for model, fields, kind, key, owner, there in (
        (ResourceText, ("body",), "resource", "resource_id", "resource__owner_id", "resource"),
        (PracticeText, CASE, "resource", f"{case}_id", f"{case}__owner_id", case),
        (OrganisationText, ("body",), "organisation", "organisation_id", "organisation_id",
         "organisation"),
        (StandText, ("body",), "stand", "stand_id", "stand__organisation_id", "stand__forum"),
    ):  # fmt: skip
        has_link = Q()
        for field in fields:
            has_link |= Q(**{f"{field}__contains": "href="})
        rows = model._default_manager.filter(has_link, **{f"{there}__withdrawn_at__isnull": True})
        for pk, whose, *texts in rows.values_list(key, owner, *fields).iterator(chunk_size=500):
            for address in addresses_in(" ".join(texts)):
                yield address, kind, pk, whose


def addresses_in(markup: str) -> list[str]:
    """The web addresses to which the links of a cleaned text lead, each once."""
    found = (html.unescape(one).strip() for one in _HREF.findall(markup))
    return list(
        dict.fromkeys(
            one for one in found if one.startswith(("http://", "https://")) and len(one) <= LONGEST
        )
    )


def links_gather() -> tuple[int, int]:
    """Bring what is checked in step with what is live: how many uses came, how many went.

    A new address is checked soon; one that nobody names any more is forgotten.
    """
    addresses: dict[str, str] = {}
    wanted: dict[Use, uuid.UUID | None] = {}
    for address, kind, key, owner in addresses_live():
        digest = digest_of(address)
        addresses[digest] = address
        wanted[digest, kind, key] = owner
    gone: list[int] = []
    for pk, digest, kind, key, owner in LinkUse.objects.values_list(
        "pk", "link__digest", "kind", "object_id", "owner_id"
    ).iterator(chunk_size=2_000):
        # A thing that changed hands is a use that went and one that came.
        if wanted.get((digest, kind, key), pk) == owner:
            del wanted[digest, kind, key]
        else:
            gone.append(pk)
    for keys in _parts(gone):
        LinkUse.objects.filter(pk__in=keys).delete()
    known = set(Link.objects.values_list("digest", flat=True).iterator(chunk_size=2_000))
    for new in _parts([digest for digest in addresses if digest not in known]):
        links_add({digest: addresses[digest] for digest in new})
    for part in _parts(list(wanted.items())):
        _uses_add(part)
    _forget_unused()
    return len(wanted), len(gone)


@transaction.atomic
def links_add(addresses: dict[str, str]) -> None:
    """New addresses by their digests, with their hosts; each is checked soon."""
    now = clock.now()
    hosts = {digest: host_at(address) for digest, address in addresses.items()}
    Host.objects.bulk_create(
        [Host(name=name, next_at=now) for name in sorted(set(hosts.values()))],
        ignore_conflicts=True,
    )
    Link.objects.bulk_create(
        [
            Link(address=address, digest=digest, host=hosts[digest], due_at=now)
            for digest, address in addresses.items()
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def _uses_add(part: Sequence[tuple[Use, uuid.UUID | None]]) -> None:
    keys = dict(
        Link.objects.filter(digest__in={use[0] for use, _owner in part}).values_list("digest", "pk")
    )
    LinkUse.objects.bulk_create(
        [
            LinkUse(link_id=keys[digest], kind=kind, object_id=key, owner_id=owner)
            for (digest, kind, key), owner in part
            if digest in keys
        ],
        ignore_conflicts=True,
    )


def _forget_unused() -> None:
    unused = Link.objects.filter(uses__isnull=True).values_list("pk", flat=True)
    for keys in _parts(list(unused)):
        Link.objects.filter(pk__in=keys, uses__isnull=True).delete()


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), ROWS):
        yield rows[start : start + ROWS]
