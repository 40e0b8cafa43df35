"""Why a record was found: for each concept of the query, the word that met it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agora.catalogue.search import analysis
from agora.catalogue.search.contract import Match
from agora.catalogue.search.plan import Alternative, Group
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


def reasons(
    groups: Sequence[Group],
    records: dict[str, Shown],
    meets: Callable[[Alternative, list[str]], set[str]],
) -> dict[str, tuple[Match, ...]]:
    """The matches of each record. `meets` asks the index which ids meet an alternative."""
    found: dict[str, list[Match]] = {identifier: [] for identifier in records}
    for group in groups:
        open_ids: list[str] = []
        for identifier, shown in records.items():
            match = _in_titles(group, shown) or _in_labels(group, shown)
            if match is None:
                open_ids.append(identifier)
            else:
                found[identifier].append(match)
        bridges = [way for way in group.alternatives if way.found]
        left = set(open_ids)
        for alternative in [group.alternatives[0], *bridges] if bridges else []:
            if not left:
                break
            for identifier in meets(alternative, sorted(left)):
                word = alternative.found or group.asked
                found[identifier].append(Match(group.asked, word, "text"))
                left.discard(identifier)
        for identifier in open_ids:
            if identifier in left:
                found[identifier].append(Match(group.asked, group.asked, "text"))
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
