"""The sets of queries, documents and judgements, and how the known-item ones are made.

A known-item query is made from a text in another language than the document's: its rarest
words among all texts of that language, the commonest 80 words dropped, in the order of
the text. The one right answer is the document the text is a translation of. The texts
are read from the folder given and are not part of this project.
"""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import yaml

COMMONEST = 80
_WORD = re.compile(r"[^\W\d_]+")
_ENTITY = re.compile("<!(?:DOCTYPE|ENTITY)", re.I)


class SetMissing(Exception):
    """The files of a set are not there or cannot be read; the sentence says which."""


@dataclass(frozen=True)
class Asked:
    """One query in one language; `grades` are the documents that answer it, 1 or 2."""

    id: str
    language: str
    text: str
    grades: Mapping[str, float]


@dataclass(frozen=True)
class Told:
    """One document: its text in the one language it is kept in."""

    id: str
    language: str
    title: str
    text: str = ""


@dataclass(frozen=True)
class TestSet:
    """Documents with the queries asked of them."""

    name: str
    documents: tuple[Told, ...]
    queries: tuple[Asked, ...]


def rarest(texts: Mapping[str, str], count: int) -> dict[str, str]:
    """For each text its `count` rarest words among all texts, in the order of the text."""
    split = {key: [word.lower() for word in _WORD.findall(text)] for key, text in texts.items()}
    held = Counter(word for words in split.values() for word in set(words))
    used = Counter(word for words in split.values() for word in words)
    common = {word for word, _ in used.most_common(COMMONEST)}
    found = {}
    for key, words in split.items():
        left = [word for word in dict.fromkeys(words) if word not in common]
        chosen = sorted(left, key=lambda word: (held[word], left.index(word)))[:count]
        if chosen:
            found[key] = " ".join(sorted(chosen, key=left.index))
    return found


def sdg(folder: Path) -> TestSet:
    """The SDG texts: English documents; Spanish, French and Portuguese queries of 5 words."""
    texts: dict[str, dict[str, str]] = {}
    for tag in ("en", "es", "fr"):
        texts[tag] = {}
        for part in ("goals", "targets", "indicators"):
            path = folder / "clir" / "sdg" / f"{tag}.global_{part}.yml"
            for key, text in _yaml(path).items():
                if str(key).endswith("-title") and text:
                    name = str(key).removesuffix("-title").replace("-", ".")
                    texts[tag][name] = " ".join(str(text).split())
    path = folder / "vocabularies" / "global_targets_pt_BR.json"
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SetMissing(f"{path.name} cannot be read") from error
    texts["pt"] = {str(key): str(text) for key, text in given.items() if str(key) in texts["en"]}
    documents = tuple(Told(key, "en", text) for key, text in texts["en"].items())
    queries = []
    for tag in ("es", "fr", "pt", "en"):
        made = rarest(texts[tag], 5)
        queries += [
            Asked(key, tag, text, {key: 2}) for key, text in made.items() if key in texts["en"]
        ]
    return TestSet("sdg", documents, tuple(queries))


def _yaml(path: Path) -> dict[str, str]:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, yaml.YAMLError) as error:
        raise SetMissing(f"{path.name} cannot be read") from error


_TICO = {"ar": "en-ar", "es": "en-es-LA", "fr": "en-fr", "pt": "en-pt-BR"}


def _segments(folder: Path) -> tuple[list[str], dict[str, dict[str, str]]]:
    """The ids of the segments that every language has, in order, and their texts."""
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    order: list[str] = []
    for tag, pair in _TICO.items():
        path = folder / "clir" / "tico19" / f"{pair}.zip"
        try:
            with zipfile.ZipFile(path) as archive:
                name = next(each for each in archive.namelist() if each.endswith(".tmx"))
                raw = archive.read(name)
        except (OSError, zipfile.BadZipFile, StopIteration) as error:
            raise SetMissing(f"{path.name} cannot be read") from error
        if _ENTITY.search(raw[:2000].decode("utf-8", "ignore")):
            raise SetMissing(f"{path.name} defines entities, which no translation memory needs")
        for _, unit in ElementTree.iterparse(io.BytesIO(raw)):  # noqa: S314 (checked for entities)
            if unit.tag != "tu":
                continue
            key = unit.get("tuid", "")
            for variant in unit.findall("tuv"):
                spoken = variant.get("{http://www.w3.org/XML/1998/namespace}lang", "")
                spoken = spoken.split("-")[0].lower()
                texts[spoken][key] = " ".join((variant.findtext("seg") or "").split())
            if tag == "ar":
                order.append(key)
            unit.clear()
    every = [key for key in order if all(texts[tag].get(key) for tag in ("en", *_TICO))]
    return every, texts


def tico19(folder: Path) -> TestSet:
    """Health passages of three segments in English; queries of 4 words from the middle one."""
    every, texts = _segments(folder)
    passages = [every[at : at + 3] for at in range(0, len(every) - 2, 3)]
    documents = tuple(
        Told(str(number), "en", " ".join(texts["en"][key] for key in part))
        for number, part in enumerate(passages)
    )
    queries: list[Asked] = []
    for tag in ("es", "fr", "pt", "ar", "en"):
        made = rarest({str(n): texts[tag][part[1]] for n, part in enumerate(passages)}, 4)
        queries += [Asked(key, tag, text, {key: 2}) for key, text in made.items()]
    return TestSet("tico19", documents, tuple(queries))


def mixed(folder: Path) -> TestSet:
    """The same passages, each kept in one language drawn at random; queries in all four."""
    every, texts = _segments(folder)
    passages = [every[at : at + 3] for at in range(0, len(every) - 2, 3)]
    tongues = ("en", "es", "fr", "pt")
    chance = random.Random(1)
    documents = tuple(
        Told(str(number), tag, " ".join(texts[tag][key] for key in part))
        for number, part in enumerate(passages)
        for tag in (chance.choice(tongues),)
    )
    queries: list[Asked] = []
    for tag in tongues:
        made = rarest({str(n): texts[tag][part[1]] for n, part in enumerate(passages)}, 4)
        queries += [Asked(key, tag, text, {key: 2}) for key, text in made.items()]
    return TestSet("mixed", documents, tuple(queries))


def rows_of(path: Path, columns: int) -> list[list[str]]:
    """The rows of a TSV file in UTF-8; raises SetMissing with the line that has too few cells."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SetMissing(f"{path} cannot be read as UTF-8 text") from error
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) < columns:
            raise SetMissing(f"{path}, line {number}: {columns} cells with tabs between are needed")
        rows.append(cells)
    return rows


def from_files(name: str, queries: Path, documents: Path, judgements: Path) -> TestSet:
    """A set from three TSV files: (id, language, text) twice, (query id, document id, grade).

    A header line `id  language  text` is skipped.
    """
    told = tuple(
        Told(row[0], row[1], row[2], " ".join(row[3:]))
        for row in rows_of(documents, 3)
        if row[0] != "id"
    )
    graded: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows_of(judgements, 3):
        try:
            graded[row[0]][row[1]] = float(row[2])
        except ValueError:
            if graded:
                raise SetMissing(f"{judgements}: “{row[2]}” is not a grade") from None
    known = {each.id for each in told}
    asked = tuple(
        Asked(row[0], row[1], row[2], right)
        for row in rows_of(queries, 3)
        if row[0] != "id"
        and (right := {key: g for key, g in graded[row[0]].items() if g > 0 and key in known})
    )
    return TestSet(name, told, asked)
