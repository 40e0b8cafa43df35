"""What is new for many people at once: each distinct search is asked once, not once for each person.

The index is asked with the tokens of everybody in the batch together; which of the finds a person may see
is decided for that person, by what stands in the database at that moment.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from agora.catalogue.queries import (
    Arrival,
    Search,
    arrivals,
    cards_from,
    listings_of_all,
    search_since,
)
from agora.kernel import languages
from agora.kernel.models import Visibility
from agora.people.models import Membership, Organisation, Person
from agora.people.queries import ANYBODY, Named, organisation_names_among
from agora.readers.following.queries import MOST_NEW, followed, search_of, thing_named
from agora.readers.logic import address_of, search_at
from agora.readers.models import Follow, SavedSearch, WeeklyDigest
from agora.ui.rows import Card, Link

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
class Line:
    """One new thing as mails in one language show it: drawn once, whoever reads it."""

    html: SafeString
    text: str


@dataclass(frozen=True)
class Section:
    """What is new in one search or follow, and how much more than is shown."""

    heading: str
    path: str
    html: SafeString
    text: str
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
    """Answers of the index and drawn lines, each made once as long as this lives."""

    day: dt.date
    tokens: frozenset[str]
    _known: dict[tuple[str, str], list[uuid.UUID]] = field(default_factory=dict)
    _drawn: dict[str, dict[uuid.UUID, Line]] = field(default_factory=dict)

    def find(self, asked: _Asked) -> list[uuid.UUID]:
        """What came since the finder's day, whoever may see it."""
        if asked.key not in self._known:
            self._known[asked.key] = search_since(
                asked.search, reader=asked.language, tokens=self.tokens, day=self.day, most=MOST_NEW
            )
        return self._known[asked.key]

    def lines(self, keys: set[uuid.UUID], tags: Iterable[str]) -> dict[str, dict[uuid.UUID, Line]]:
        """The lines of these things in each of these languages; who may read them is asked elsewhere."""
        missing = {tag: keys - self._drawn.setdefault(tag, {}).keys() for tag in tags}
        listings = listings_of_all({key for wanted in missing.values() for key in wanted})
        for tag, wanted in missing.items():
            here = {key: listings[key] for key in wanted if key in listings}
            self._drawn[tag] |= _lines(cards_from(here, tag), tag) if here else {}
        return self._drawn


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
    tags = {readers[one.account_id].language for one in digests if told.get(one.pk)}
    lines = finder.lines(shown, sorted(tags))
    names = _names(sorted(tags), asked)
    made = {}
    for digest in digests:
        if not told.get(digest.pk):
            continue
        reader = readers[digest.account_id]
        tag = reader.language
        with translation.override(tag):
            sections = [
                section
                for one, keys in told[digest.pk]
                if (section := _section(one, keys, reader, lines[tag], names[tag]))
            ]
        total = sum(len(keys) for _one, keys in told[digest.pk])
        if sections:
            made[digest.pk] = Contents(reader, tuple(sections), total)
    return made


def _lines(cards: Mapping[uuid.UUID, Card], tag: str) -> dict[uuid.UUID, Line]:
    with translation.override(tag):
        return {
            key: Line(
                SafeString(
                    render_to_string(
                        "readers/mail/_line.html", {"card": card, "site_url": settings.SITE_URL}
                    )
                ),
                f"* {card.title} ({card.type_label})\n  {settings.SITE_URL}{card.path}",
            )
            for key, card in cards.items()
        }


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


@dataclass
class _Names:
    """What is followed is called in one language; one query for the organisations."""

    language: str
    organisations: dict[uuid.UUID, Named]
    seen_with: dict[uuid.UUID, str]

    def of(self, row: Follow, tokens: frozenset[str]) -> Link | None:
        """Name and page, if a reader with these tokens may see it."""
        if row.organisation_id is None:
            kind, key = followed(row)
            return thing_named(kind, key, self.language, ANYBODY)
        named = self.organisations.get(row.organisation_id)
        if named is None or self.seen_with[row.organisation_id] not in tokens:
            return None
        path = f"/{self.language}/organisations/{named.slug}/"
        return Link(named.short_name or named.name, path)


def _names(tags: Iterable[str], asked: Mapping[uuid.UUID, list[_Asked]]) -> dict[str, _Names]:
    """The names in each of these languages; a query for each, and one more."""
    keys = {
        one.row.organisation_id
        for ones in asked.values()
        for one in ones
        if isinstance(one.row, Follow) and one.row.organisation_id
    }
    rows = Organisation.objects.filter(pk__in=keys)
    everybodys = (Visibility.PUBLIC, Visibility.NETWORK)
    seen_with = {
        pk: visibility if visibility in everybodys else f"org:{pk}"
        for pk, visibility in rows.values_list("pk", "visibility")
    }
    return {tag: _Names(tag, organisation_names_among(rows, tag), seen_with) for tag in tags}


def _section(
    one: _Asked,
    keys: list[uuid.UUID],
    reader: Reader,
    lines: Mapping[uuid.UUID, Line],
    names: _Names,
) -> Section | None:
    shown = [lines[key] for key in keys[:MOST_LINES] if key in lines]
    if isinstance(one.row, SavedSearch):
        name, path = one.row.name, f"/{reader.language}/explore/?{one.row.address}&sort=added"
    elif link := names.of(one.row, reader.tokens):
        name, path = link.label, link.path
    else:
        return None
    if not shown:
        return None
    return Section(
        _HEADINGS[one.kind](name),
        f"{settings.SITE_URL}{path}",
        mark_safe("".join(line.html for line in shown)),  # each was escaped when it was drawn
        "\n".join(line.text for line in shown),
        len(keys) - len(shown),
    )


_HEADINGS: Final[Mapping[str, Callable[[str], str]]] = {
    "search": lambda name: _("New in your search “%(name)s”") % {"name": name},
    "organisation": lambda name: _("New from %(name)s") % {"name": name},
    "topic": lambda name: _("New on the topic “%(name)s”") % {"name": name},
    "place": lambda name: _("New from this place: %(name)s") % {"name": name},
}
