"""What a search engine is given and what it answers, whichever engine it is.

Plain frozen values and one protocol. Nothing here knows the database, the web or
any engine: the catalogue turns its records into `Document`s and its requests into
`Query`s, and every backend (`engine`, `oracle`) keeps the same promises:

- A record matches when *every* concept group of the query matches it. `Results.total`
  and `Results.facets` count exactly that set, never an estimate.
- Inside one facet the chosen values are alternatives; facets among themselves all
  have to hold. The counts of a facet ignore the choice made in that same facet.
- A viewer's tokens travel with every question. A record that shares no token with
  the viewer does not exist: not in hits, totals, facets, close lists or suggestions.
- Pages of one query cover the set once: no record is repeated, none is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, Protocol

LANGUAGES: tuple[str, ...] = ("en", "es", "fr", "pt", "ar")
"""The interface languages: each has a stemmer, stop words and a title order."""

PUBLIC = "public"
"""The visibility token everyone holds."""

Sort = Literal["relevance", "newest", "title", "added"]
Where = Literal["title", "label", "text", "concept", "machine"]


class SearchError(Exception):
    """Something the index cannot do, said in a sentence."""


class IndexBusy(SearchError):
    """Another process is writing to the index."""


class IndexMissing(SearchError):
    """There is no index at this place yet: build it first."""


class ShapeChanged(IndexMissing):
    """The index was built for other facets or numbers: rebuild it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Which facets and numbers an index knows; fixed when the index is built.

    `facets` are multi-valued names (type, axis, goal, theme, country, language…).
    `numbers` are whole numbers one may sort or limit by. `published` and `added`
    are days since 0001-01-01 (`date.toordinal()`), 0 when unknown, never negative.
    """

    facets: tuple[str, ...]
    numbers: tuple[str, ...] = ("published", "added")


@dataclass(frozen=True, slots=True)
class TextPart:
    """The catalogue text of a record in one language (BCP-47 tag)."""

    language: str
    title: str
    summary: str = ""
    body: str = ""
    original: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A controlled term of a record (topic, publisher, place) in one language."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Mentions:
    """The glossary concepts found in a record's texts, each under its lasting key.

    `title` are those in titles, `text` those in titles, summaries and labels, `body` those
    in long texts; repetitions count. They are what a bridge between languages stands on:
    a concept is one token, whatever words it was said in.
    """

    title: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    body: tuple[str, ...] = ()


NO_MENTIONS = Mentions()


@dataclass(frozen=True, slots=True)
class Document:
    """One findable record. Writing a document replaces the one with the same id.

    Facet values of a hierarchical concept include its ancestors; the caller adds them.
    `machine` are machine-made translations: found, at a lower weight, and never shown as
    the record's own.
    `visible` holds tokens such as `public`, `network`, `org:<id>`, `team:<id>`. A
    document without any token is found by nobody.
    """

    id: str
    texts: tuple[TextPart, ...]
    labels: tuple[Label, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    numbers: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    visible: tuple[str, ...] = (PUBLIC,)
    mentions: Mentions = NO_MENTIONS
    machine: tuple[TextPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """Another way to say a concept, in one language; `weight` is 1 for an equal."""

    text: str
    language: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Expansion:
    """What the glossary knows of a phrase in the query.

    Where the words of `phrase` stand together in the query they become one concept
    group, matched by those words, by a record that mentions any of `concepts`, or by any
    of `terms` as a phrase. `language`, if known, is the language the phrase was found in.
    Expansions may lie within each other: the longest at each place makes the group, and
    the shorter ones stand for its single words.
    """

    phrase: str
    terms: tuple[Term, ...] = ()
    language: str = ""
    concepts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Range:
    """Limits on a number, both included; None is open."""

    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """One question.

    `text` is what the person wrote, as is: quotation marks make a phrase. `language`
    is the interface language; records that have a text in `boost_language` (by default
    the same) come first at about equal relevance. An empty text finds everything the
    filters allow, newest first. `typing` says the last word may be unfinished: it is
    then always read as a beginning too. Otherwise that happens only if the words find
    nothing at all, whatever the filters.
    """

    text: str = ""
    language: str = "en"
    viewer: frozenset[str] = frozenset({PUBLIC})
    filters: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    ranges: Mapping[str, Range] = field(default_factory=lambda: MappingProxyType({}))
    expansions: tuple[Expansion, ...] = ()
    facets: tuple[str, ...] = ()
    facet_size: int | None = None
    """Keep only this many values of each facet, the most frequent; None keeps all."""
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20
    boost_language: str | None = None
    typing: bool = False
    spelling: bool = True
    """Whether the close list may look at the spelling of words (their 4-letter pieces)."""
    told: bool = True
    """Whether hits say why they were found, which takes most of the time of a long query."""


@dataclass(frozen=True, slots=True)
class Match:
    """Why a record was found: `asked` in the query met `found` in its `where`.

    In a title `found` is the word as the title has it; by a label it is the label's
    whole text; in the `text` (summary, body) it is the word as asked, or the glossary
    term that made the bridge. Where a `concept` made the bridge, `found` is empty, `concept`
    is its key, and the words lie in the record's texts for whoever shows it to find. Where
    only a `machine`-made translation has the word, that is the reason.
    """

    asked: str
    found: str
    where: Where
    concept: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One record of a page. The score means something only within one answer.

    `matched` is filled for pages of up to 100 records.
    """

    id: str
    score: float
    matched: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """The answer: how many, this page, and exact counts (facet → value → records).

    `prefixed` is true when nothing matched as written and the last word was read as
    the beginning of a word.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]]
    prefixed: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion: the title of a record (with its id), a controlled term or a concept.

    Of a concept it says how many records searching for it finds, in how many languages.
    """

    kind: Literal["title", "term", "concept"]
    text: str
    language: str
    id: str | None = None
    records: int = 0
    languages: int = 0


class Reader(Protocol):
    """A view of the index as of its last reload. Many processes may hold one."""

    def search(self, query: Query) -> Results:
        """The records that match every concept group, with exact counts."""

    def close_to(self, query: Query) -> tuple[Hit, ...]:
        """Records that meet some of the query, or are spelt near it, the nearest first."""

    def suggest(
        self, prefix: str, language: str, viewer: frozenset[str], n: int = 8
    ) -> tuple[Suggestion, ...]:
        """Completions of an unfinished text, the reader's language first."""

    def amount(self, query: Query, facet: str) -> tuple[int, int]:
        """How many records match and how many values of a facet they have; remembered."""

    def mentioned(self, concept: str, viewer: frozenset[str]) -> bool:
        """Whether any record the viewer may see mentions a concept; remembered."""

    def touched_by(
        self, concepts: Sequence[str], phrases: Sequence[Sequence[str]], most: int
    ) -> tuple[int, tuple[str, ...]]:
        """Records that mention a concept, or hold all stems of a phrase, whoever may see them.

        How many, and their ids; no ids where there are more than `most`.
        """

    def did_you_mean(self, query: Query, words: Mapping[str, int]) -> tuple[str, ...]:
        """The query with its misspelt words put right, each finding something.

        `words` are words of the reader's language (folded, with their weight) that may be
        meant beside those of the index. Nothing where every word is known to the viewer.
        """

    def count(self) -> int:
        """How many records the index holds, visible or not."""

    def reload(self) -> bool:
        """Look for newer writes; true if there were any. Cheap when there are none."""

    def close(self) -> None:
        """Let go of files."""


class Writer(Protocol):
    """The one process that writes. A second one gets `IndexBusy`."""

    def write(self, documents: Iterable[Document], deletions: Iterable[str] = ()) -> None:
        """Replace or add documents, remove deletions, and commit: all or nothing."""

    def close(self) -> None:
        """Release the lock. A writer is also a context manager that closes itself."""
