"""Why a record was found, in the reader's language, with the words that were met."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from agora.catalogue import bridge
from agora.catalogue.search import analysis
from agora.catalogue.search.contract import Hit, Match
from agora.kernel import languages
from agora.topics.queries import vocabulary
from agora.ui import wording
from agora.ui.rows import Reason

MOST = 4


Bodies = Callable[[], Sequence[tuple[str, str]]]
"""The long texts of a record with their languages, read only if a reason needs them."""


def reasons_of(
    hit: Hit, listing: Mapping[str, Any], reader: str, bodies: Bodies = tuple
) -> tuple[Reason, ...]:
    """The reasons worth telling: where the record does not simply hold the word that was asked.

    `listing` is the record's derived row: its texts by language and its original language.
    """
    told = {match.asked for match in hit.matched if match.where in ("title", "text")}
    found: dict[tuple[str, str], Reason] = {}
    for match in hit.matched:
        if match.where == "concept":
            reason = _by_concept(match, listing, reader, bodies)
        elif match.where == "label" and match.asked not in told:
            text = vocabulary().in_words_of(match.found, reader)
            reason = Reason(match.asked, wording.said(text, reader, reader), kind="topic")
        elif match.where == "machine":
            reason = Reason(match.asked, wording.said(match.asked, reader, reader), kind="machine")
        else:
            continue
        if reason is not None:
            found.setdefault((reason.kind, reason.found.text.casefold()), reason)
    return tuple(found.values())[:MOST]


def _by_concept(
    match: Match, listing: Mapping[str, Any], reader: str, bodies: Bodies
) -> Reason | None:
    """The words of the record that say the concept; none where they are the words asked."""
    for tag, text in _texts(listing, reader, bodies):
        words = bridge.lexicon().place(match.concept, text, tag)
        if not words:
            continue
        if _same(words, match.asked):
            return None
        named = languages.name(tag, reader) if tag != reader else ""
        return Reason(match.asked, wording.said(words, tag, reader), named)
    label = _topic(match.concept, listing, reader)
    return Reason(match.asked, wording.said(label, reader, reader), kind="topic")


def _topic(concept: str, listing: Mapping[str, Any], reader: str) -> str:
    """The topic of the record whose name says the concept; else the concept's own name."""
    words, lexicon = vocabulary(), bridge.lexicon()
    for scheme, key in listing["terms"]:
        term = words.term(scheme, key)
        if term is None:
            continue
        for tag in dict.fromkeys((listing["original"], reader, "en")):
            if tag in term.labels and lexicon.place(concept, term.labels[tag], tag):
                return term.label(reader)
    return bridge.label(concept, reader)


def _texts(listing: Mapping[str, Any], reader: str, bodies: Bodies) -> Iterator[tuple[str, str]]:
    """Titles and summaries, then long texts; first in the original language and the reader's."""
    original = listing["original"]
    order = {original: 0, reader: 1}
    for tag in sorted(listing["texts"], key=lambda tag: order.get(tag, 2)):
        title, summary, _origin = listing["texts"][tag]
        yield tag, title
        yield tag, summary
    yield from bodies()


def _same(words: str, asked: str) -> bool:
    """Whether these are the same words but for their endings, in any one language."""
    one, other = analysis.words(words), analysis.words(asked)
    if len(one) != len(other):
        return False
    return all(
        set(analysis.stems_of(a)) & set(analysis.stems_of(b))
        for a, b in zip(one, other, strict=True)
    )
