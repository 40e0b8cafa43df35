"""What is new for many people at once: each distinct search is asked once, not once for each person.

The index is asked with the tokens of everybody in the batch together; which of the finds a person may see
is decided for that person, by what stands in the database at that moment.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings

from agora.catalogue.queries import (
    Arrival,
    Search,
    arrivals,
    cards_from,
    listings_of_all,
    search_since,
)
from agora.kernel import languages
from agora.people.models import Membership, Organisation, Person
from agora.people.queries import Viewer
from agora.readers.following.queries import MOST_NEW, followed, search_of, things_named
from agora.readers.logic import address_of, search_at
from agora.readers.models import Follow, SavedSearch, WeeklyDigest
from agora.ui.rows import Card

MOST_LINES: Final = 8
"""Lines under one search or follow; the rest is behind its link."""
LONGEST: Final = dt.timedelta(days=35)
"""How far back a mail looks, however long none could leave."""


@dataclass(frozen=True)
class Reader:
    """To whom a digest goes, as far as it matters to what it says."""

    name: str
    language: str
    timezone: str
    tokens: frozenset[str]


@dataclass(frozen=True)
class Section:
    """What is new in one search or follow; `kind` is search, organisation, topic or place."""

    kind: str
    name: str
    path: str
    lines: tuple[Card, ...]
    more: int


@dataclass(frozen=True)
class Contents:
    """What one mail says."""

    reader: Reader
    sections: tuple[Section, ...]
    total: int


@dataclass
class _Asked:
    """One search or follow of one person."""

    kind: str
    search: Search
    language: str
    since: dt.datetime
    row: SavedSearch | Follow
    key: tuple[str, str] = ("", "")


@dataclass
class Finder:
    """Answers of the index, each distinct question asked once as long as this lives."""

    day: dt.date
    tokens: frozenset[str]
    _known: dict[tuple[str, str], list[uuid.UUID]] = field(default_factory=dict)

    def find(self, asked: _Asked) -> list[uuid.UUID]:
        """What came since the finder's day, whoever may see it."""
        if asked.key not in self._known:
            self._known[asked.key] = search_since(
                asked.search, reader=asked.language, tokens=self.tokens, day=self.day, most=MOST_NEW
            )
        return self._known[asked.key]


def finder_for(digests: Iterable[WeeklyDigest]) -> Finder:
    """A finder that looks back as far as the oldest of these needs."""
    oldest = min(max(one.since, one.until - LONGEST) for one in digests)
    organisations = Membership.objects.values_list("organisation_id", flat=True).distinct()
    teams = Membership.objects.exclude(team=None).values_list("team_id", flat=True).distinct()
    tokens = {"public", "network"}
    tokens |= {f"org:{key}" for key in organisations} | {f"team:{key}" for key in teams}
    return Finder(oldest.astimezone(dt.UTC).date(), frozenset(tokens))


def readers_of(accounts: Sequence[uuid.UUID]) -> dict[uuid.UUID, Reader]:
    """The people behind these accounts, closed ones left out; two queries."""
    tokens: dict[uuid.UUID, set[str]] = defaultdict(lambda: {"public", "network"})
    for account, organisation, team in Membership.objects.filter(
        person__account__in=accounts
    ).values_list("person__account", "organisation_id", "team_id"):
        tokens[account].add(f"org:{organisation}")
        if team:
            tokens[account].add(f"team:{team}")
    found = {}
    for account, name, language, zone in Person.objects.filter(
        account__in=accounts, account__is_active=True
    ).values_list("account", "name", "language", "timezone"):
        tag = language if language in languages.TAGS else "en"
        found[account] = Reader(name, tag, zone, frozenset(tokens[account]))
    return found


def contents_of(
    digests: Sequence[WeeklyDigest], finder: Finder | None = None
) -> dict[uuid.UUID, Contents]:
    """What each of these digests says, by its id; those without news are left out.

    The number of queries grows with the languages among the readers, not with their number.
    """
    if not digests:
        return {}
    finder = finder or finder_for(digests)
    readers = readers_of([one.account_id for one in digests])
    asked = _asked_by(readers)
    found = {id(one): finder.find(one) for ones in asked.values() for one in ones}
    came = arrivals({key for keys in found.values() for key in keys})
    told: dict[uuid.UUID, list[tuple[_Asked, list[uuid.UUID]]]] = {}
    for digest in digests:
        if digest.account_id in readers:
            told[digest.pk] = _told(
                digest, readers[digest.account_id], asked[digest.account_id], found, came
            )
    shown = {key for rows in told.values() for _one, keys in rows for key in keys[:MOST_LINES]}
    listings = listings_of_all(shown)
    cards = {
        tag: cards_from(listings, tag)
        for tag in {readers[one.account_id].language for one in digests if told.get(one.pk)}
    }
    names = _names(readers, asked)
    made = {}
    for digest in digests:
        if not told.get(digest.pk):
            continue
        reader = readers[digest.account_id]
        sections = [
            made_of
            for one, keys in told[digest.pk]
            if (made_of := _section(one, keys, reader, cards[reader.language], names))
        ]
        total = sum(len(keys) for _one, keys in told[digest.pk])
        if sections:
            made[digest.pk] = Contents(reader, tuple(sections), total)
    return made


def _asked_by(readers: dict[uuid.UUID, Reader]) -> dict[uuid.UUID, list[_Asked]]:
    """The searches, then the follows, of each reader, each with its question to the index."""
    asked: dict[uuid.UUID, list[_Asked]] = defaultdict(list)
    for search in SavedSearch.objects.filter(account__in=readers).order_by("created_at", "pk"):
        one = _Asked(
            "search", search_at(search.address), search.language, search.created_at, search
        )
        one.key = (search.address, search.language if one.search.text else "")
        asked[search.account_id].append(one)
    rows = list(Follow.objects.filter(account__in=readers).order_by("created_at", "pk"))
    slugs = dict(
        Organisation.objects.filter(
            pk__in={row.organisation_id for row in rows if row.organisation_id},
            withdrawn_at__isnull=True,
        ).values_list("pk", "slug")
    )
    for row in rows:
        kind, key = followed(row)
        language = readers[row.account_id].language
        wanted = search_of(kind, key, slugs, language)
        if wanted is not None:
            one = _Asked(kind, wanted, language, row.created_at, row)
            one.key = (address_of(wanted), language if wanted.text else "")
            asked[row.account_id].append(one)
    return asked


def _told(
    digest: WeeklyDigest,
    reader: Reader,
    asked: Iterable[_Asked],
    found: dict[int, list[uuid.UUID]],
    came: dict[uuid.UUID, Arrival],
) -> list[tuple[_Asked, list[uuid.UUID]]]:
    """What is new for one reader under each search and follow; each thing once, under the first."""
    said: set[uuid.UUID] = set()
    rows = []
    for one in asked:
        since = max(digest.since, one.since, digest.until - LONGEST)
        keys = [
            key
            for key in found[id(one)]
            if key not in said
            and key in came
            and since < came[key].at <= digest.until
            and came[key].token in reader.tokens
        ]
        said.update(keys)
        if keys:
            rows.append((one, keys))
    return rows


_Names = dict[str, dict[uuid.UUID, tuple[str, str]]]


def _names(readers: dict[uuid.UUID, Reader], asked: dict[uuid.UUID, list[_Asked]]) -> _Names:
    """Name and page of what is followed, by language and row. Who may see the organisation is asked
    of the reader's tokens, in `_section`'s stead, by asking once per distinct set of tokens."""
    groups: dict[tuple[str, frozenset[str]], list[Follow]] = defaultdict(list)
    for account, ones in asked.items():
        reader = readers[account]
        for one in ones:
            if isinstance(one.row, Follow):
                groups[(reader.language, reader.tokens)].append(one.row)
    names: _Names = defaultdict(dict)
    for (tag, tokens), rows in groups.items():
        for pk, link in things_named(rows, tag, Viewer(tokens)).items():
            names[tag][pk] = (link.label, link.path)
    return names


def _section(
    one: _Asked,
    keys: list[uuid.UUID],
    reader: Reader,
    cards: dict[uuid.UUID, Card],
    names: _Names,
) -> Section | None:
    lines = tuple(cards[key] for key in keys[:MOST_LINES] if key in cards)
    if isinstance(one.row, SavedSearch):
        name = one.row.name
        path = f"/{reader.language}/explore/?{one.row.address}&sort=added"
    elif one.row.pk in names[reader.language]:
        name, path = names[reader.language][one.row.pk]
    else:
        return None
    if not lines:
        return None
    return Section(one.kind, name, f"{settings.SITE_URL}{path}", lines, len(keys) - len(lines))
