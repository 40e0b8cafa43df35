"""The glossary of local government learning as files: reading and checking them.

Each file of `data/glossary/` holds the concepts of one domain, a line of labels per
language, the preferred one first: `waste picker | recycler [US] | waste pickers [pl]`.
Nothing here touches the database. How to write an entry: `docs/glossary-concepts.md`.

Whether a line of labels is `draft` or `checked` is never written beside it: the files of
`data/glossary/checked/` keep, per language, a digest of each line a second reader went
through. A line changed afterwards no longer has that digest and is a draft again.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

FOLDER: Final = Path(__file__).parent / "data" / "glossary"
CHECKED: Final = FOLDER / "checked"
LANGUAGES: Final = ("en", "es", "fr", "pt", "ar")
FORMS: Final = frozenset({"pl", "f", "m", "adj", "v", "abbr"})
AXES: Final = frozenset({"people", "planet", "government"})
MOST: Final = {"label": 120, "definition": 200}
_KEY: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LABEL: Final = re.compile(r"(?P<text>[^\[\]]+?)(?P<tags>(?:\s*\[[^\[\]]+\])*)")
_TAG: Final = re.compile(r"\[([^\[\]]+)\]")
_ARABIC: Final = re.compile("[\u0600-\u06ff]")
_LATIN: Final = re.compile("[A-Za-z]")
_FIELDS: Final = {"up", "see", "theme", "sdg", "pact", "is", "shared", *LANGUAGES}
_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Label:
    """One way to say a concept. `form` is one of FORMS or empty; `region` is ISO 3166-1."""

    text: str
    form: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One concept as its file has it; `lines` are the raw label lines per language."""

    key: str
    domain: str
    definition: str
    labels: Mapping[str, tuple[Label, ...]]
    lines: Mapping[str, str]
    up: str = ""
    see: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    goals: tuple[int, ...] = ()
    axes: tuple[str, ...] = ()
    shared: Mapping[str, str] | None = None


class Rejected(ValueError):
    """Something in a glossary file that cannot be read; the sentence names file and concept."""


def files(folder: Path = FOLDER) -> list[Path]:
    """The domain files, in order."""
    return sorted(folder.glob("*.yaml"))


def labels_of(line: str) -> tuple[Label, ...]:
    """The labels of one line, the preferred one first.

    Raises Rejected where a label is empty or a tag is neither a form nor a region.
    """
    found: list[Label] = []
    for piece in line.split("|"):
        match = _LABEL.fullmatch(piece.strip())
        if match is None:
            raise Rejected(f"“{piece.strip()}” is not a label")
        form = region = ""
        for tag in _TAG.findall(match["tags"]):
            if tag in FORMS:
                form = tag
            elif re.fullmatch("[A-Z]{2}", tag):
                region = tag
            else:
                raise Rejected(f"the tag [{tag}] is neither a form nor a country code")
        found.append(Label(" ".join(match["text"].split()), form, region))
    return tuple(found)


def digest_of(line: str) -> str:
    """What the ledger of checked lines keeps of a line: 12 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(" ".join(line.split()).encode()).hexdigest()[:12]


def read(paths: Iterable[Path] | None = None) -> list[Entry]:
    """All concepts of these files (of the shipped ones if none are given), in order.

    Raises Rejected with the file and the concept in the sentence.
    """
    return [entry for path in (files() if paths is None else paths) for entry in _entries(path)]


def _entries(path: Path) -> Iterator[Entry]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (a safe loader)
    except yaml.YAMLError as error:
        raise Rejected(f"{path.name}: {error}") from error
    if not isinstance(data, dict) or not isinstance(data.get("concepts"), dict):
        raise Rejected(f"{path.name}: it needs `domain` and `concepts`")
    for key, given in data["concepts"].items():
        try:
            yield _entry(str(key), data, given)
        except (Rejected, TypeError, ValueError, AttributeError) as error:
            raise Rejected(f"{path.name}: {key}: {error}") from error


def _entry(key: str, data: Mapping[str, Any], given: Mapping[str, Any]) -> Entry:
    if unknown := set(given) - _FIELDS:
        raise Rejected(f"unknown field {', '.join(sorted(map(str, unknown)))}")
    lines = {tag: str(given[tag]) for tag in LANGUAGES if given.get(tag)}

    def words(name: str) -> tuple[str, ...]:
        value = given[name] if name in given else data.get(name)
        return tuple(str(value).replace(",", " ").split()) if value is not None else ()

    return Entry(
        key=key,
        domain=str(data.get("domain") or ""),
        definition=str(given.get("is") or "").strip(),
        labels={tag: labels_of(line) for tag, line in lines.items()},
        lines=lines,
        up=str(given.get("up") or ""),
        see=tuple(str(given.get("see") or "").replace(",", " ").split()),
        themes=words("theme"),
        goals=tuple(int(goal) for goal in words("sdg")),
        axes=words("pact"),
        shared=given.get("shared"),
    )


def plain(text: str) -> str:
    """A label as it is compared: without case, accents of case folding aside, and spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def faults(entries: list[Entry], themes: Iterable[str]) -> list[str]:
    """Everything wrong with these concepts, one sentence each."""
    known = {entry.key: entry for entry in entries}
    wrong = [f"{entry.domain}: {entry.key}: {fault}" for entry in entries for fault in _of(entry)]
    seen: dict[str, str] = {}
    for entry in entries:
        here = f"{entry.domain}: {entry.key}"
        if entry.key in seen:
            wrong.append(f"{here}: the key is also used in {seen[entry.key]}")
        seen[entry.key] = entry.domain
        if entry.up and entry.up not in known:
            wrong.append(f"{here}: its broader concept “{entry.up}” does not exist")
        wrong += [
            f"{here}: see “{other}” does not exist" for other in entry.see if other not in known
        ]
        wrong += [f"{here}: no theme “{name}”" for name in entry.themes if name not in set(themes)]
    wrong += [f"{key}: its broader concepts go round in a circle" for key in _circles(known)]
    return wrong + _shared(entries)


def _of(entry: Entry) -> Iterator[str]:
    if not _KEY.fullmatch(entry.key) or len(entry.key) > 80:
        yield "the key is not a slug of at most 80 characters"
    if not entry.definition or len(entry.definition) > MOST["definition"]:
        yield f"it needs a definition of at most {MOST['definition']} characters"
    for tag in LANGUAGES:
        labels = entry.labels.get(tag, ())
        if not labels:
            yield f"no label in {tag}"
            continue
        if labels[0].form not in {"", "pl", "abbr"}:
            yield f"the preferred label in {tag} is marked [{labels[0].form}]"
        texts = [plain(label.text) for label in labels]
        for text in dict.fromkeys(text for text in texts if texts.count(text) > 1):
            yield f"“{text}” stands twice in {tag}"
        for label in labels:
            if len(label.text) > MOST["label"]:
                yield f"“{label.text}” is longer than {MOST['label']} characters"
            if tag == "ar" and not _ARABIC.search(label.text) and label.form != "abbr":
                yield f"“{label.text}” is not Arabic (mark an acronym [abbr])"
            if tag != "ar" and _ARABIC.search(label.text):
                yield f"“{label.text}” in {tag} is Arabic"
            if not (
                _ARABIC.search(label.text)
                or _LATIN.search(label.text)
                or any(map(str.isalpha, label.text))
            ):
                yield f"“{label.text}” has no letter"
    if len(set(entry.goals) & set(range(1, 18))) != len(entry.goals):
        yield "goals are numbers from 1 to 17, each once"
    if set(entry.axes) - AXES:
        yield "axes are people, planet and government"


def _circles(known: Mapping[str, Entry]) -> list[str]:
    found = []
    for key in known:
        at, path = key, set()
        while at in known and at not in path:
            path.add(at)
            at = known[at].up
        if at == key:
            found.append(key)
    return found


def _shared(entries: list[Entry]) -> list[str]:
    """Labels that two concepts of one language have, where neither says why."""
    owners: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        for tag, labels in entry.labels.items():
            for text in {plain(label.text) for label in labels}:
                owners[tag, text].append(entry)
    wrong = []
    for (tag, text), who in sorted(owners.items()):
        reasons = [each for each in who if text in map(plain, each.shared or {})]
        if len(who) > 1 and len(reasons) < len(who) - 1:
            names = ", ".join(each.key for each in who)
            wrong.append(
                f"{tag} “{text}” is a label of {names}: drop it from all but one, or say why under `shared`"
            )
    return wrong


def checked_lines(folder: Path = CHECKED) -> dict[str, dict[str, str]]:
    """Per language, the digest of the line a second reader checked, by concept."""
    found: dict[str, dict[str, str]] = {}
    for tag in LANGUAGES:
        path = folder / f"{tag}.tsv"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
        found[tag] = {row[0]: row[1] for row in rows if len(row) >= 2}
    return found


def state_of(entry: Entry, tag: str, ledger: Mapping[str, Mapping[str, str]]) -> str:
    """`checked` where a second reader went through exactly this line, else `draft`."""
    line = entry.lines.get(tag, "")
    return "checked" if ledger.get(tag, {}).get(entry.key) == digest_of(line) else "draft"
