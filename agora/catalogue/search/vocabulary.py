"""The controlled terms an index holds, in memory: for completions and for reasons.

Read once per state of the index from its term dictionary. It knows nothing of who may
see a record, so whoever shows a term checks first that the viewer may see one with it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from heapq import nlargest

from agora.catalogue.search import analysis
from agora.catalogue.search.prepare import label_mark, label_of, label_tokens


@dataclass(frozen=True, slots=True)
class Entry:
    """One term in one language."""

    key: str
    language: str
    text: str
    starts: tuple[str, ...]
    stems: tuple[str, ...]


@lru_cache(maxsize=100_000)
def _entry(key: str) -> Entry:
    label = label_of(key)
    folded = [word for word in map(analysis.fold, analysis.words(label.text)) if word]
    carrying = set(analysis.surface(label.text, label.language))
    starts = tuple(
        " ".join(folded[place:]) for place, word in enumerate(folded) if word in carrying
    )
    return Entry(key, label.language, label.text, starts, label_tokens(label)[:-1])


class Vocabulary:
    """All label keys of an index with the number of records that carry each."""

    def __init__(self, counted: Iterable[tuple[str, int]]) -> None:
        self._counts = dict(counted)

    @cached_property
    def _starts(self) -> list[tuple[str, str]]:
        return sorted((start, key) for key in self._counts for start in _entry(key).starts)

    @cached_property
    def _by_mark(self) -> dict[str, str]:
        return {label_mark(key): key for key in self._counts}

    def _from(self, beginning: str) -> list[str]:
        starts = self._starts
        low = bisect_left(starts, (beginning,))
        high = bisect_left(starts, (beginning + "\U0010ffff",), low)
        return list(dict.fromkeys(key for _, key in starts[low:high]))

    def keys_with_word(self, beginning: str) -> list[str]:
        """Labels with a word that begins so (small words do not count)."""
        return self._from(beginning)

    def completions(self, beginning: str, language: str, n: int) -> list[Entry]:
        """Terms with a word from which the text begins so: the reader's language first,
        then those that begin so themselves, then the most used."""
        found = map(_entry, self._from(beginning))
        return nlargest(
            n,
            found,
            key=lambda entry: (
                entry.language == language,
                bool(entry.starts) and entry.starts[0].startswith(beginning),
                self._counts[entry.key],
                entry.key,
            ),
        )

    def marked(self, marks: str) -> list[Entry]:
        """The terms behind the marks stored with a record."""
        keys = (self._by_mark.get(marks[at : at + 4]) for at in range(0, len(marks), 4))
        return [_entry(key) for key in keys if key is not None]
