"""What stands in a document, and what changed in it, in the reader's words."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from agora.desk.forms.answers import REFERENCES, Asker
from agora.desk.forms.faults import meets
from agora.desk.forms.lookups import labels_of
from agora.desk.forms.options import label_of
from agora.desk.forms.paths import GONE, is_empty, parts_of, read
from agora.editorial.comparing import Change, Piece, differences, words_changed
from agora.kernel import languages
from agora.kernel.editing import Editing, Field
from agora.kernel.kinds import kind_named

_BLOCK = re.compile(r"</(?:p|li|h3|h4|blockquote)>|<br\s*/?>", re.IGNORECASE)
_ITEM = re.compile(r"<li[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_LINK = re.compile(r"<a\b[^>]*?\bhref=\"([^\"]*)\"[^>]*>(.*?)</a>", re.IGNORECASE | re.DOTALL)


def plain(text: str) -> str:
    """Formatted text as lines to read; a link is followed by where it leads."""
    text = _LINK.sub(r"\2 (\1)", text)
    lines = _TAG.sub("", _ITEM.sub("• ", _BLOCK.sub("\n", text)))
    return re.sub(r"\n\s*\n+", "\n", html.unescape(lines)).strip()


class Sayer:
    """Says values of one document in the reader's words; names are looked up once for all."""

    def __init__(self, asker: Asker, documents: Iterable[Mapping[str, Any]], sort: Editing) -> None:
        self.asker = asker
        self.documents = tuple(documents)
        wanted: dict[str, set[str]] = {name: set() for name in REFERENCES.values()}
        for document in self.documents:
            for spec in sort.fields():
                _references(spec, document, wanted, languages_of(document))
        self._labels = {
            name: labels_of(name, keys, asker.reader, asker.viewer) if keys else {}
            for name, keys in wanted.items()
        }

    def say(self, spec: Field, value: Any, language: str = "", *, labelled: bool = True) -> str:
        """One value; an empty text for nothing. Rows are told with the labels of their questions."""
        if is_empty(value):
            return ""
        if spec.widget == "rows" and isinstance(value, list | tuple):
            if not labelled:
                return "\n".join(self._row(spec, row, language, labelled=False) for row in value)
            return "\n".join(
                f"{number}. {self._row(spec, row, language)}" for number, row in enumerate(value, 1)
            )
        if spec.widget == "rich":
            return plain(str(value))
        if spec.widget in ("tick", "yes"):
            return _("yes") if value else _("no")
        if spec.widget in REFERENCES:
            labels = self._labels[REFERENCES[spec.widget]]
            many = value if isinstance(value, list | tuple) else [value]
            return ", ".join(labels.get(str(key), str(key)) for key in many)
        if spec.widget in ("choice", "choices", "language"):
            many = value if isinstance(value, list | tuple) else [value]
            return ", ".join(label_of(spec, str(key), self.asker.reader) for key in many)
        if spec.widget == "file":
            return _("a file")
        if isinstance(value, Mapping):  # said in several languages
            return "\n".join(f"{key}: {self.say(spec, one)}" for key, one in value.items())
        if isinstance(value, list | tuple):
            if spec.choices:  # written freely, and known by a name where it is one of these
                named = (label_of(spec, str(one).split(".")[0], self.asker.reader) for one in value)
                return ", ".join(dict.fromkeys(named))
            return "\n".join(str(one) for one in value)
        return str(value)

    def _row(self, spec: Field, row: Any, language: str, *, labelled: bool = True) -> str:
        said = []
        for inner in spec.rows:
            for tag in (language,) if language or not inner.is_text else languages_of(row, inner):
                value = read(row, inner.path, tag)
                if not is_empty(value) and value is not False:
                    text = self.say(inner, value, language, labelled=labelled)
                    if not labelled and inner.widget not in ("tick", "yes"):
                        said.append(text)
                        continue
                    tagged = f" ({tag})" if inner.is_text and not language else ""
                    said.append(f"{inner.label}{tagged}: {text}")
        return "; ".join(said) if labelled else " · ".join(said)


def languages_of(document: Any, spec: Field | None = None) -> tuple[str, ...]:
    """The languages something is said in."""
    if spec is not None:
        here = document
        for part in spec.path.split("."):
            if part == "*":
                return tuple(here) if isinstance(here, Mapping) else ()
            here = here.get(part) if isinstance(here, Mapping) else None
        return ()
    texts = document.get("texts") if isinstance(document, Mapping) else None
    return tuple(texts) if isinstance(texts, Mapping) else ()


def _references(
    spec: Field, document: Any, wanted: dict[str, set[str]], tongues: tuple[str, ...]
) -> None:
    if spec.widget in REFERENCES:
        value = read(document, spec.path, "")
        if not is_empty(value):
            many = value if isinstance(value, list | tuple) else [value]
            wanted[REFERENCES[spec.widget]] |= {str(key) for key in many}
    elif spec.rows:
        value = read(document, spec.path, "")
        for row in value if isinstance(value, list | tuple) else ():
            for inner in spec.rows:
                _references(inner, row, wanted, tongues)


@dataclass(frozen=True)
class SaidChange:
    """One place that differs, in words: `pieces` is the change word by word."""

    path: str
    step: str
    label: str
    language: str
    tag: str
    direction: str
    before: str
    after: str
    pieces: tuple[Piece, ...]
    is_text: bool
    formatting_only: bool = False


# What the desk keeps for itself, or what is no question: not shown as a change.
_BOOKKEEPING = {"origin", "state", "source_version", "key"}


def changes_said(
    sort: Editing, before: Mapping[str, Any], after: Mapping[str, Any], asker: Asker
) -> tuple[SaidChange, ...]:
    """What differs between two documents, screen by screen."""
    found = differences(whole(sort, before), whole(sort, after))
    return said_of(sort, found, Sayer(asker, (before, after), sort))


def whole(sort: Editing, document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with the defaults of its schema, where it fits it: what nobody wrote is no change."""
    try:
        read_ = kind_named(sort.kind).schema.model_validate(document)
    except ValueError:
        return dict(document)
    return read_.model_dump(mode="json")


Deep = Callable[[Iterable[Mapping[str, Any]], tuple[str, ...], str], "DeepPlace | None"]
"""Documents, a path, the reader's language: what stands there; None where it is not its own."""


@dataclass(frozen=True)
class DeepPlace:
    """A place deep in a document that no screen asks for: where it is in words, and its question.

    `rank` orders the places of one document. Without a `spec`, `label` says all there is to say.
    """

    step: str
    label: str
    rank: tuple[int, ...] = ()
    spec: Field | None = None
    tag: str = ""
    say: Callable[[Any], str] | None = None
    """How a value without a question is said."""


_deep: dict[str, Deep] = {}


def register_deep(name: str, deep: Deep) -> None:
    """Say what stands in the part of a document that has this name, which is not written on screens."""
    _deep[name] = deep


def deep_place(
    documents: Iterable[Mapping[str, Any]], where: tuple[str, ...], language: str
) -> DeepPlace | None:
    """The place of a path that belongs to no screen."""
    deep = _deep.get(where[0])
    return deep(documents, where, language) if deep else None


def said_of(sort: Editing, changes: Iterable[Change], sayer: Sayer) -> tuple[SaidChange, ...]:
    """These changes in words, in the order of the screens."""
    said = []
    for change in changes:
        where = tuple(change.path.split("."))
        if where[-1] in _BOOKKEEPING:
            continue
        step_number, step, spec, tag = place_of(sort, where)
        rank: tuple[int, ...] = ()
        deep = deep_place(sayer.documents, where, sayer.asker.reader) if spec is None else None
        if deep is not None:
            step, spec, tag, rank = deep.step, deep.spec, deep.tag, deep.rank
        if deep is not None and spec is None:
            say = deep.say or _raw
            before, after = say(change.before), say(change.after)
            label, is_text = deep.label, False
        elif spec is None:
            before, after = _raw(change.before), _raw(change.after)
            label, is_text = change.path, False
        else:
            before = sayer.say(spec, _or_gone(change.before), tag)
            after = sayer.say(spec, _or_gone(change.after), tag)
            label, is_text = str(spec.label), spec.widget in ("line", "paragraph", "rich", "lines")
            label = deep.label if deep is not None else label
        said.append(
            (
                (step_number, rank),
                SaidChange(
                    change.path,
                    step,
                    label,
                    languages.name(tag, sayer.asker.reader) if tag else "",
                    tag,
                    languages.direction(tag) if tag else "",
                    before,
                    after,
                    words_changed(before, after),
                    is_text,
                    before == after,
                ),
            )
        )
    return tuple(one for _number, one in sorted(said, key=lambda pair: pair[0]))


def place_of(sort: Editing, where: tuple[str, ...]) -> tuple[int, str, Field | None, str]:
    """The screen and the question that a path belongs to, and the language it is said in."""
    for number, step in enumerate(sort.steps):
        for spec in step.fields:
            if len(where) >= len(parts_of(spec.path, "")) and (met := meets(spec, where)):
                return number, str(step.title), met[0], met[2]
    return len(sort.steps), "", None, ""


def _or_gone(value: Any) -> Any:
    return GONE if value is None else value


def _raw(value: Any) -> str:
    return "" if is_empty(value) else str(value)
