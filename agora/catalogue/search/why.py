"""Why a record was found: for each concept of the query, the word that met it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agora.catalogue.search import analysis
from agora.catalogue.search.contract import Match
from agora.catalogue.search.plan import CONCEPT, Alternative, Group
from agora.catalogue.search.vocabulary import Entry


@dataclass(frozen=True, slots=True)
class Shown:
    """What the index keeps of a record to show: its titles, and its labels if asked."""

    titles: Sequence[tuple[str, str]]
    labels: Callable[[], Sequence[Entry]]

    def word(self, stem: str) -> str | None:
        """The word of a title that has this stem."""
        found = (_stems(language, title).get(stem) for language, title in self.titles)
        return next((word for word in found if word is not None), None)

    def beginning(self, prefix: str) -> str | None:
        """The word of a title that begins so."""
        words = (word for each in self.titles for word in _stems(*each).values())
        return next((word for word in words if analysis.fold(word).startswith(prefix)), None)


@lru_cache(maxsize=20_000)
def _stems(language: str, title: str) -> dict[str, str]:
    """Which word of a title gives each stem."""
    language = analysis.base(language)
    return {analysis.stem(word, language): word for word in reversed(analysis.words(title))}


Meets = Callable[[Alternative, list[str], str], set[str]]
"""Which of these ids meet an alternative, in the fields of a kind: words, machine."""


def reasons(
    groups: Sequence[Group], records: dict[str, Shown], meets: Meets
) -> dict[str, tuple[Match, ...]]:
    """The matches of each record, group by group; `meets` asks the index.

    The nearest reason wins: a word of the title, a concept in the text, a label, a word
    further down, a machine-made translation.
    """
    found: dict[str, list[Match]] = {identifier: [] for identifier in records}
    for group in groups:
        open_ids = dict.fromkeys(records)

        def settle(identifier: str, match: Match) -> None:
            found[identifier].append(match)
            del open_ids[identifier]  # noqa: B023 (called within the same round)

        for identifier, shown in records.items():
            if match := _in_titles(group, shown):
                settle(identifier, match)
        for phrase, concept in group.bridges:
            if open_ids:
                way = Alternative(((CONCEPT + concept,),))
                for identifier in sorted(meets(way, list(open_ids), "words")):
                    settle(identifier, Match(phrase, "", "concept", concept))
        for identifier in list(open_ids):
            if match := _in_labels(group, records[identifier]):
                settle(identifier, match)
        for alternative in group.alternatives:
            if not open_ids or not alternative.found:
                continue
            for identifier in sorted(meets(alternative, list(open_ids), "words")):
                settle(identifier, Match(group.asked, alternative.found, "text"))
        for alternative in group.alternatives:
            if open_ids:
                for identifier in sorted(meets(alternative, list(open_ids), "machine")):
                    if identifier not in meets(alternative, [identifier], "words"):
                        settle(identifier, Match(group.asked, group.asked, "machine"))
        for identifier in list(open_ids):
            settle(identifier, Match(group.asked, group.asked, "text"))
    return {identifier: tuple(matches) for identifier, matches in found.items()}


def _in_titles(group: Group, shown: Shown) -> Match | None:
    for alternative in group.alternatives:
        words = [next(filter(None, map(shown.word, stems)), None) for stems in alternative.words]
        if all(word is not None for word in words):
            found = alternative.found or " ".join(word for word in words if word)
            return Match(group.asked, found, "title")
    beginning = shown.beginning(group.prefix) if group.prefix else None
    return Match(group.asked, beginning, "title") if beginning else None


def _in_labels(group: Group, shown: Shown) -> Match | None:
    for entry in shown.labels():
        held = set(entry.stems)
        for alternative in group.alternatives:
            if all(held.intersection(stems) for stems in alternative.words):
                return Match(group.asked, entry.text, "label")
        if group.prefix and any(start.startswith(group.prefix) for start in entry.starts):
            return Match(group.asked, entry.text, "label")
    return None
