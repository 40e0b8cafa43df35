"""FreeDict dictionaries, as Debian packages them for dictd: `dict-freedict-spa-eng` and so on.

A dictionary is an index of lines `headword ⇥ offset ⇥ length`, the numbers in base 64, and
a gzip file (dictzip is one) of entries. It is read at the first look-up and kept as one
sorted text: a look-up is a binary search.
"""

from __future__ import annotations

import gzip
import logging
import re
import threading
import unicodedata
import zlib
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from agora.translation.contract import Pair, code_of

logger = logging.getLogger(__name__)

FOLDER: Final = Path("/usr/share/dictd")
MOST_SENSES: Final = 4
MOST_WORDS: Final = 3
_LARGEST: Final = 100_000_000

_DIGITS: Final = {
    letter: number
    for number, letter in enumerate(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    )
}
_NAME: Final = re.compile(r"freedict-([a-z]{3})-([a-z]{3})\.index")
# Grammar, labels, remarks and examples stand in brackets or quotation marks.
_ASIDE: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>|\{[^{}]*\}|/[^/]*/|[\"“][^\"”]*[\"”]")
_NUMBER: Final = re.compile(r"(?:^|\s)\d+\.(?=\s|$)")
_BETWEEN: Final = re.compile(r"[,;|،؛]")
_MARK: Final = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\u0640]")
_ENDINGS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "en": (("ies", "y"), ("es", ""), ("s", ""), ("ing", ""), ("ed", "")),
    "es": (("ces", "z"), ("es", ""), ("s", ""), ("as", "o"), ("a", "o")),
    "fr": (("aux", "al"), ("x", ""), ("es", ""), ("s", ""), ("e", "")),
    "pt": (("oes", "ao"), ("ais", "al"), ("ns", "m"), ("es", ""), ("s", ""), ("as", "o"), ("a", "o")),
    "ar": (),
}  # fmt: skip


def fold(text: str) -> str:
    """Without case and accents, hyphens as spaces."""
    bare = _MARK.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return " ".join(bare.replace("-", " ").replace("\u2010", " ").split())


def number_of(digits: str) -> int:
    """A number as dictd writes it: `Mgu` is 51246. Raises KeyError for anything else."""
    value = 0
    for digit in digits:
        value = value * 64 + _DIGITS[digit]
    return value


def senses(definition: str) -> tuple[str, ...]:
    """The words of the target language in an entry, without its head line and its remarks."""
    found: dict[str, None] = {}
    for line in definition.splitlines()[1:]:
        bare = line
        for _ in range(3):  # brackets within brackets
            bare = _ASIDE.sub(" ", bare)
        for part in _BETWEEN.split(_NUMBER.sub(";", bare).replace(". ", ";")):
            word = " ".join(part.replace("\u2010", "-").split()).strip(" .:!?…-")
            # Words explained in their own language are told by their capital.
            if found and word[:1].isupper() and not any(one[0].isupper() for one in found):
                continue
            if word and len(word.split()) <= MOST_WORDS and not re.search(r"[()\[\]<>{}=/]", word):
                found[word] = None
    return tuple(found)[:MOST_SENSES]


def forms(word: str, language: str) -> Iterator[str]:
    """The folded word, then what its dictionary form may be."""
    bare = fold(word)
    yield bare
    for ending, instead in _ENDINGS.get(language, ()):
        stem = bare.removesuffix(ending)
        if stem != bare and len(stem) > 2:
            yield stem + instead
    if language == "ar" and len(bare) > 4:
        yield bare.removeprefix("ال") if bare.startswith("ال") else "ال" + bare


class Words:
    """One dictionary in memory: lines `folded headword ⇥ sense ⇥ sense…`, sorted."""

    def __init__(self, entries: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        joined: dict[str, dict[str, None]] = {}
        for headword, found in entries:
            if found:
                joined.setdefault(fold(headword), {}).update(dict.fromkeys(found))
        lines = sorted(
            "\t".join((head, *list(words)[:MOST_SENSES])).encode() for head, words in joined.items()
        )
        self._text = b"\n".join(lines)
        self._starts = array("I", [0])
        for line in lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def senses_of(self, folded: str) -> tuple[str, ...]:
        """The senses of a folded headword; none if it has no entry."""
        wanted = folded.encode("utf-8", "ignore")
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            line = self._text[self._starts[middle] : self._starts[middle + 1] - 1]
            head = line.split(b"\t", 1)[0]
            if head == wanted:
                return tuple(line.decode().split("\t")[1:])
            # A tab sorts before every letter, so heads are in the order of their lines.
            if head + b"\t" < wanted + b"\t":
                low = middle + 1
            else:
                high = middle
        return ()


def read(index: Path, data: Path) -> Words:
    """Read a dictionary. Raises OSError or ValueError where its files are not what they seem."""
    try:
        if data.suffix == ".dz":
            with gzip.open(data) as packed:
                content = packed.read(_LARGEST)
        else:
            content = data.read_bytes()
    except (EOFError, zlib.error) as error:
        raise ValueError(f"{data.name} is damaged") from error

    def entries() -> Iterator[tuple[str, tuple[str, ...]]]:
        for line in index.read_text(encoding="utf-8", errors="replace").splitlines():
            cells = line.split("\t")
            if len(cells) < 3 or cells[0].startswith("00database"):
                continue
            try:
                start, length = number_of(cells[1]), number_of(cells[2])
            except KeyError as error:
                raise ValueError(f"{index.name} has a line that is not one of dictd's") from error
            yield cells[0], senses(content[start : start + length].decode("utf-8", "replace"))

    return Words(entries())


class FreeDict:
    """Every FreeDict dictionary in some folders."""

    name = "freedict"

    def __init__(self, folders: Iterable[Path] = (FOLDER,)) -> None:
        self._files: dict[Pair, tuple[Path, Path]] = {}
        for folder in folders:
            for index in sorted(folder.glob("freedict-*.index")):
                match = _NAME.fullmatch(index.name)
                packed, plain = index.with_suffix(".dict.dz"), index.with_suffix(".dict")
                data = packed if packed.exists() else plain
                if match is not None and data.exists():
                    self._files.setdefault((code_of(match[1]), code_of(match[2])), (index, data))
        self._words: dict[Pair, Words] = {}
        self._lock = threading.Lock()

    @property
    def pairs(self) -> frozenset[Pair]:
        """The pairs there is a dictionary of."""
        return frozenset(self._files)

    def look_up(self, word: str, source: str, target: str) -> tuple[str, ...]:
        """What the word, or its dictionary form, may be in the target language."""
        words = self._read((source, target))
        if words is None:
            return ()
        for form in forms(word, source):
            found = words.senses_of(form)
            if found:
                return found
        return ()

    def _read(self, pair: Pair) -> Words | None:
        words = self._words.get(pair)
        if words is not None or pair not in self._files:
            return words
        with self._lock:
            if pair not in self._words:
                try:
                    self._words[pair] = read(*self._files[pair])
                except (OSError, ValueError) as error:
                    logger.warning("The dictionary %s-%s cannot be read: %s", *pair, error)
                    self._words[pair] = Words(())
            return self._words[pair]
