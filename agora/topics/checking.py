"""Checking the glossary's files: what `agora glossary check` and `make check` say.

Needs neither a database nor settings. Of SKOS's integrity conditions, S14 (one preferred label
per language) holds by the form of a line; S13 (no label both preferred and alternative, or
hidden) is the fault “stands twice”; for S27, ties that a hierarchy already says are named here
and left out when the files are loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from agora.topics import glossary

THEMES: Final = Path(__file__).parent / "data" / "schemes" / "themes.yaml"


@dataclass(frozen=True)
class Report:
    """What a check found: how many concepts, one sentence per fault, and what is left out."""

    concepts: int
    faults: tuple[str, ...]
    repeated: int = 0

    @property
    def lines(self) -> tuple[str, ...]:
        """The whole report, line by line."""
        left_out = (
            f"{self.repeated} related concepts stand above or below each other already; "
            "that tie alone is kept."
        )
        return (
            *self.faults,
            *((left_out,) if self.repeated else ()),
            f"{self.concepts} concepts, {len(self.faults)} faults.",
        )


def themes() -> set[str]:
    """The keys of the themes that concepts may name."""
    data = yaml.safe_load(THEMES.read_text(encoding="utf-8"))
    return {str(concept["key"]) for concept in data["concepts"]}


def check(paths: Iterable[Path] = ()) -> Report:
    """Check these files, or the shipped ones if none are given."""
    try:
        entries = glossary.read(list(paths) or None)
    except OSError as error:
        return Report(0, (f"{error.filename} cannot be read: {error.strerror}",))
    except glossary.Rejected as error:
        return Report(0, (str(error),))
    faults = glossary.faults(entries, themes())
    return Report(len(entries), tuple(faults), len(set(repeated(entries))))


def above(entries: Iterable[glossary.Entry]) -> dict[str, frozenset[str]]:
    """Per concept, everything broader than it; a circle ends where it began."""
    up = {entry.key: entry.up for entry in entries}
    found = {}
    for key in up:
        chain, at = [], up[key]
        while at in up and at not in chain:
            chain.append(at)
            at = up[at]
        found[key] = frozenset(chain)
    return found


def repeated(entries: Iterable[glossary.Entry]) -> Iterator[tuple[str, str]]:
    """Pairs said to be related although one is broader than the other (SKOS forbids it, S27)."""
    entries = list(entries)
    broader = above(entries)
    for entry in entries:
        for other in entry.see:
            if other in broader[entry.key] or entry.key in broader.get(other, ()):
                yield entry.key, other
