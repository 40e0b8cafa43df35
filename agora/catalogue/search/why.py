"""Why a record was found: for each concept of the query, the word that met it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from agora.catalogue.search import analysis
from agora.catalogue.search.contract import Match
from agora.catalogue.search.plan import Alternative, Group
from agora.catalogue.search.vocabulary import Entry


@dataclass(slots=True)
class Shown:
    """What the index keeps of a record to show: its titles and its labels."""

    titles: Sequence[tuple[str, str]]
    labels: Sequence[Entry]
    stems: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Remember which word of a title gave each stem."""
        for language, title in self.titles:
            for word in analysis.words(title):
                self.stems.setdefault(analysis.stem(word, analysis.base(language)), word)


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
        words = [
            next((shown.stems[stem] for stem in stems if stem in shown.stems), None)
            for stems in alternative.words
        ]
        if all(word is not None for word in words):
            found = alternative.found or " ".join(word for word in words if word)
            return Match(group.asked, found, "title")
    if group.prefix:
        for word in shown.stems.values():
            if analysis.fold(word).startswith(group.prefix):
                return Match(group.asked, word, "title")
    return None


def _in_labels(group: Group, shown: Shown) -> Match | None:
    for entry in shown.labels:
        held = set(entry.stems)
        for alternative in group.alternatives:
            if all(held.intersection(stems) for stems in alternative.words):
                return Match(group.asked, entry.text, "label")
        if group.prefix and any(start.startswith(group.prefix) for start in entry.starts):
            return Match(group.asked, entry.text, "label")
    return None
