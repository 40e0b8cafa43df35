"""For who is writing: topics their text speaks of, and what may be on the market already."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from agora.catalogue import bridge, indexing, queries
from agora.catalogue.logic import address_key
from agora.catalogue.models import Edition, ResourceText
from agora.catalogue.search import analysis
from agora.catalogue.search.contract import IndexMissing, TextPart
from agora.catalogue.suggesting import COMMON_DOMAINS, Suggestion, suggestions_from
from agora.kernel import languages
from agora.media.models import File
from agora.people.queries import ANYBODY, Viewer
from agora.topics.queries import GLOSSARY, GOALS, PACT, THEMES, vocabulary
from agora.ui.rows import Card

MOST: Final = 5
CANDIDATES: Final = 10
"""Records that each way of searching brings to be compared."""
ALIKE: Final = 86.0
"""How alike, of 100, two titles in one language must be."""
WITHIN: Final = 4
"""A title of so many words that stands whole within another one is alike as well."""
SHARED: Final = 0.6
"""Which part of their concepts two titles in different languages must share, two at least, where
one of the things has no summary yet."""
SHARED_WITH_SUMMARY: Final = 0.5
"""The same for title and summary together, in the middle, with one concept in the title and
LEAST_SHARED in all. On the demonstration this finds 64 % of 240 pairs of translations and takes 9
of 15,673 other pairs for such; the rule for titles alone finds 59 % and takes 62."""
LEAST_SHARED: Final = 4
LONGEST: Final = 20_000

_DOI: Final = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]{2,200}", re.IGNORECASE)
_ISBN: Final = re.compile(r"\b97[89][-\u2010-\u2013 ]?(?:\d[-\u2010-\u2013 ]?){9}\d\b")


@dataclass(frozen=True)
class Idea:
    """A topic the text seems to be about: what it is called, and the words that led to it.

    `words` are as the text has them, the weightiest first; `score` runs from 0 to 1; `is_chosen`
    says that the document carries it already.
    """

    scheme: str
    key: str
    label: str
    score: float
    words: tuple[str, ...]
    is_chosen: bool


@dataclass(frozen=True)
class Ideas:
    """Topics for a text, the likeliest first."""

    themes: tuple[Idea, ...] = ()
    goals: tuple[Idea, ...] = ()
    axes: tuple[Idea, ...] = ()

    def all(self) -> tuple[Idea, ...]:
        """All of them."""
        return (*self.themes, *self.goals, *self.axes)


def topics_for(document: Mapping[str, Any], *, reader: str, language: str = "") -> Ideas:
    """Topics this document seems to be about, from what it says in one language.

    `language` is the one being written, by default the original one. Nothing where the glossary
    does not know the language. No query beyond the vocabulary's; nothing is kept.
    """
    part = part_of(document, language)
    if not (part.title or part.summary or part.body):
        return Ideas()
    words = vocabulary()
    found = suggestions_from([part], words, bridge.lexicon(), seems=part.language)
    chosen = {
        THEMES: _strings(document.get("themes")),
        GOALS: _strings(document.get("goals")) | _strings(document.get("targets")),
        PACT: _strings(document.get("axes")),
    }

    def ideas(those: Iterable[Suggestion]) -> tuple[Idea, ...]:
        return tuple(
            Idea(
                one.scheme,
                one.key,
                words.terms[one.scheme, one.key].label(reader),
                one.score,
                tuple(dict.fromkeys(proof.words for proof in one.evidence if proof.words)),
                one.key in chosen[one.scheme],
            )
            for one in those
        )

    return Ideas(ideas(found.themes), ideas(found.goals), ideas(found.axes))


@dataclass(frozen=True)
class Duplicate:
    """Something on the market that may be the same: its card, and why, in a sentence.

    `kind` is `address`, `file`, `identifier`, `title` or `translation`, the surest first.
    """

    card: Card
    kind: str
    reason: str
    score: float


_KINDS: Final = ("address", "file", "identifier", "title", "translation")


@dataclass(frozen=True)
class Likeness:
    """Why a thing may be the same: `what` both share, or the other's title in its `language`."""

    kind: str
    what: str
    score: float
    language: str = ""

    @property
    def rank(self) -> tuple[int, float]:
        """Smaller is surer."""
        return (_KINDS.index(self.kind), -self.score)

    def said(self, reader: str) -> str:
        """The same as a sentence."""
        return reason_said(self.kind, self.what, self.language, reader)


def reason_said(kind: str, what: str, language: str, reader: str) -> str:
    """Why something may be the same, in a sentence."""
    if kind == "file":
        return _("It offers the very same file.")
    if kind == "address":
        return _("It offers the same link: %(link)s") % {"link": what}
    if kind == "identifier":
        return _("It names the same identifier: %(mark)s") % {"mark": what}
    if kind == "title":
        return _("Its title is nearly the same: “%(title)s”") % {"title": what}
    return _("It seems to say the same in another language (%(language)s): “%(title)s”") % {
        "language": languages.name(language, reader),
        "title": what,
    }


def duplicates_of(
    document: Mapping[str, Any],
    viewer: Viewer = ANYBODY,
    *,
    reader: str,
    language: str = "",
    without: uuid.UUID | None = None,
) -> list[Duplicate]:
    """What the viewer may see that this document may say again, in any language.

    By the same link however it is spelt, the same file, the same DOI or ISBN, or a title that is
    nearly the same or says the same in another language. `without` is the thing itself. Five
    queries at most, whatever there is.
    """
    best, listed = likenesses(document, viewer, reader=reader, language=language, without=without)
    cards = queries.cards_from({k: listed[k] for k in best if k in listed}, reader, viewer)
    return [
        Duplicate(cards[key], like.kind, like.said(reader), like.score)
        for key, like in best.items()
        if key in cards
    ]


def likenesses(
    document: Mapping[str, Any],
    viewer: Viewer,
    *,
    reader: str,
    language: str = "",
    without: uuid.UUID | None = None,
) -> tuple[dict[uuid.UUID, Likeness], dict[uuid.UUID, tuple[str, dict[str, Any]]]]:
    """The same by id, the surest first, with the listings that were read; four queries at most."""
    part = part_of(document, language)
    marks = _Marks.of(document, part)
    found: dict[uuid.UUID, Likeness] = {}

    def note(key: uuid.UUID, like: Likeness) -> None:
        known = found.get(key)
        if key != without and (known is None or like.rank < known.rank):
            found[key] = like

    for key, kind, what in _by_edition(marks, viewer):
        note(key, Likeness(kind, what, 1.0))
    candidates = _candidates(part.title, marks.written, reader, viewer)
    listed = queries.listings({*candidates, *found}, viewer)
    for key, what in _by_identifier(marks.identifiers, listed):
        note(key, Likeness("identifier", what, 1.0))
    compare = _Compare(part)
    for key, (_slug, data) in listed.items():
        alike = compare.nearest(data["texts"])
        if alike is not None:
            tag, title, kind, score = alike
            note(key, Likeness(kind, title, score, "" if kind == "title" else tag))
    best = sorted(found, key=lambda key: found[key].rank)[:MOST]
    return {key: found[key] for key in best}, listed


def part_of(document: Mapping[str, Any], language: str = "") -> TextPart:
    """What a document, perhaps an incomplete one, says in this or its original language."""
    texts = document.get("texts")
    texts = texts if isinstance(texts, Mapping) else {}
    tag = language or str(document.get("original_language") or "")
    if tag not in texts:
        tag = next(iter(texts), tag)
    told = texts.get(tag)
    told = told if isinstance(told, Mapping) else {}
    practice = document.get("practice")
    cases = practice.get("texts") if isinstance(practice, Mapping) else None
    case = cases.get(tag) if isinstance(cases, Mapping) else None
    long = [told.get("body"), told.get("why"), *_listed(told.get("outcomes"))]
    if isinstance(case, Mapping):
        long += [case.get(name) for name in ("problem", "done", "conditions", "lessons")]
    return TextPart(
        tag,
        _text(told.get("title"))[:300],
        _text(told.get("summary"))[:2000],
        indexing.plain(" ".join(_text(one) for one in long)[:LONGEST]),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _listed(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _strings(value: object) -> set[str]:
    return {str(one) for one in _listed(value)}


@dataclass(frozen=True)
class _Marks:
    """What makes a thing the same as another one, whatever it is called."""

    addresses: frozenset[str]
    files: frozenset[uuid.UUID]
    identifiers: tuple[str, ...]
    written: tuple[str, ...]
    """The identifiers as the text writes them, hyphens and all, and plain: to search for."""

    @classmethod
    def of(cls, document: Mapping[str, Any], part: TextPart) -> _Marks:
        editions = [one for one in _listed(document.get("editions")) if isinstance(one, Mapping)]
        links = [_text(one.get("url")) for one in editions]
        text = " ".join([*links, part.title, part.summary, part.body])
        marks = tuple(dict.fromkeys(identifiers_in(text)))
        dois = (f"https://doi.org/{mark}" for mark in marks if mark.startswith("10."))
        keys = {address_key(link) for link in (*links, *dois)}
        written = dict.fromkeys([*marks[:MOST], *_ISBN.findall(text)[:MOST]])
        return cls(frozenset(keys - {""}), frozenset(_ids(editions)), marks[:MOST], tuple(written))


def _ids(editions: Iterable[Mapping[str, Any]]) -> Iterable[uuid.UUID]:
    for edition in editions:
        try:
            yield uuid.UUID(str(edition.get("file")))
        except ValueError:
            continue


def identifiers_in(text: str) -> list[str]:
    """DOIs in small letters and ISBNs as 13 digits with a right check digit, as they stand."""
    found = [match.rstrip(".,;:)]}'’”").lower() for match in _DOI.findall(text)]
    for match in _ISBN.findall(text):
        digits = re.sub(r"\D", "", match)
        if sum(int(one) * (3 if at % 2 else 1) for at, one in enumerate(digits)) % 10 == 0:
            found.append(digits)
    return found


def _by_edition(marks: _Marks, viewer: Viewer) -> list[tuple[uuid.UUID, str, str]]:
    """Things with the same link or the same file; one query."""
    if not (marks.addresses or marks.files):
        return []
    same = Q(address_key__in=marks.addresses)
    if marks.files:
        same |= Q(file__sha256__in=File.objects.filter(pk__in=marks.files).values("sha256"))
    rows = (
        Edition.objects.filter(same, resource__in=queries.resources_visible_to(viewer))
        .order_by("resource_id", "order")
        .values_list("resource_id", "url")[:50]
    )
    return [(key, "address" if url else "file", url) for key, url in rows]


def _candidates(title: str, written: Sequence[str], reader: str, viewer: Viewer) -> set[uuid.UUID]:
    """Records worth comparing: found by the title across languages, near it, or by an identifier."""
    found: set[uuid.UUID] = set()
    try:
        index = indexing.reader()
        if title:
            asked = queries._asked(
                queries.Search(text=title), reader, viewer, limit=CANDIDATES, told=False
            )
            hits = [*index.search(asked).hits, *index.close_to(asked)[:CANDIDATES]]
            found |= {uuid.UUID(hit.id) for hit in hits}
        for mark in written:
            wanted = queries.Search(text=f'"{mark}"', bridge=False)
            asked = queries._asked(wanted, reader, viewer, limit=CANDIDATES, told=False)
            found |= {uuid.UUID(hit.id) for hit in index.search(asked).hits}
    except IndexMissing:
        pass
    return found


def _by_identifier(
    identifiers: Sequence[str], among: Collection[uuid.UUID]
) -> Iterable[tuple[uuid.UUID, str]]:
    """Which of these really name one of the identifiers; one query."""
    if not identifiers or not among:
        return
    wanted = set(identifiers)
    for key, *parts in ResourceText.objects.filter(resource_id__in=among).values_list(
        "resource_id", "title", "summary", "body", "why", "outcomes"
    ):
        shared = wanted & set(identifiers_in(" ".join(parts)))
        if shared:
            yield key, min(shared)


@dataclass(frozen=True)
class _Said:
    """The concepts and places that a text mentions, those left out that every text mentions."""

    concepts: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()

    def shared(self, other: _Said) -> tuple[float, int]:
        """Which part of what both mention they share, and how many that are."""
        mine, theirs = self.concepts | self.places, other.concepts | other.places
        both, every = len(mine & theirs), len(mine | theirs)
        return both / every if both else 0.0, both

    def is_elsewhere(self, other: _Said) -> bool:
        """Whether both name places and no common one."""
        return bool(self.places and other.places and not self.places & other.places)


class _Compare:
    """Comparing one text with others under one state of the glossary."""

    def __init__(self, part: TextPart) -> None:
        self._words = vocabulary()
        self._lexicon = bridge.lexicon()
        self._language = languages.primary(part.language)
        self._folded = _folded(part.title)
        self._title = self._said(part.title, part.language)
        self._summary = self._said(part.summary, part.language)

    def _said(self, text: str, language: str) -> _Said:
        keys = {key for spot in self._lexicon.spots(text, language) for key in spot.concepts}
        places = {key for key in keys if key.startswith(bridge.PLACE)}
        return _Said(frozenset(filter(self._tells, keys - places)), frozenset(places))

    def _tells(self, concept: str) -> bool:
        term = self._words.term(GLOSSARY, concept)
        return term is None or term.domain not in COMMON_DOMAINS

    def nearest(self, texts: Mapping[str, Sequence[str]]) -> tuple[str, str, str, float] | None:
        """The text of another thing that is most like mine: language, title, kind and score."""
        best: tuple[str, str, str, float] | None = None
        for tag, (title, summary, *_rest) in texts.items() if self._folded else ():
            score, kind = _alike(self._folded, _folded(title)), "title"
            if not score and languages.primary(tag) != self._language:
                score, kind = self._same_elsewhere(title, summary, tag), "translation"
            if score and (best is None or (kind == "title", score) > (best[2] == "title", best[3])):
                best = (tag, title, kind, score)
        return best

    def _same_elsewhere(self, title: str, summary: str, language: str) -> float:
        """How much a text in another language says the same; 0 where it is too little."""
        theirs = self._said(title, language)
        part, both = self._title.shared(theirs)
        if not both or self._title.is_elsewhere(theirs):
            return 0.0
        if not summary or not self._summary.concepts:
            return part if both >= 2 and part >= SHARED else 0.0
        more, also = self._summary.shared(self._said(summary, language))
        middle = (part + more) / 2
        enough = both + also >= LEAST_SHARED and middle >= SHARED_WITH_SUMMARY
        return middle if enough else 0.0


def _folded(text: str) -> str:
    return " ".join(analysis.fold(word) for word in analysis.words(text))


def _alike(mine: str, theirs: str) -> float:
    """How alike two folded titles are, from 0 to 1; 0 where it is too little to be noticed."""
    score = float(fuzz.token_sort_ratio(mine, theirs))
    shorter = min(len(mine.split()), len(theirs.split()))
    if shorter >= WITHIN and fuzz.token_set_ratio(mine, theirs) >= 100:
        score = max(score, ALIKE)
    return score / 100 if score >= ALIKE else 0.0
