"""What the desk may edit of each kind: how its document is asked for, screen by screen.

A room registers one `Editing` per sort of thing people make (a practice and an article are both
resources, and are asked for differently). The desk draws forms from it, the review shows its fields,
and a later kind joins by registering.

A document is the JSON of the kind's schema, perhaps not complete yet. A path names a place in it:
`licence`, `practice.period.start`, `texts.*.title` (`*` is the language being written).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Document = Mapping[str, Any]
Words = str | Promise

WIDGETS = (
    "line",  # one line of text
    "paragraph",  # plain text, some lines
    "rich",  # HTML, cleaned on the server
    "lines",  # a list of short texts, one per line
    "choice",  # one of `choices` or of the scheme `vocabulary`
    "choices",  # several of them
    "language",
    "date",  # 2022, 2022-10 or 2022-10-11
    "moment",  # date and time
    "number",
    "decimal",
    "tick",
    "yes",  # a tick that is on unless somebody said no
    "link",  # a web address
    "mail",
    "place",
    "places",
    "organisation",
    "resource",
    "resources",
    "file",
    "track",  # captions, chapters or descriptions, as WebVTT or SRT
    "numbers",  # whole numbers by name, one `name: number` per line
    "timezone",
    "team",  # one of the owner's teams
    "rows",  # a list of groups of fields, see `rows`
)


@dataclass(frozen=True)
class Field:
    """One question. `required` means: the desk asks for it before sending.

    In `rows`, the paths of the inner fields begin at the row. Of a `vocabulary`, `level` 1 means its
    topmost concepts alone, 2 those below them, 0 all; `without` are keys that are not offered. What
    is `rare` stands folded behind the rest.
    """

    path: str
    label: Words
    widget: str = "line"
    help: Words = ""
    required: bool = False
    vocabulary: str = ""
    choices: tuple[tuple[str, Words], ...] = ()
    rows: tuple[Field, ...] = ()
    most: int = 0
    level: int = 0
    without: tuple[str, ...] = ()
    rare: bool = False

    def __post_init__(self) -> None:
        if self.widget not in WIDGETS:
            raise ValueError(f"{self.path}: there is no widget {self.widget!r}")

    @property
    def is_text(self) -> bool:
        """Whether it is said once per language."""
        return "*" in self.path.split(".")


@dataclass(frozen=True)
class Step:
    """One screen of questions."""

    key: str
    title: Words
    fields: tuple[Field, ...]
    help: Words = ""


@dataclass(frozen=True)
class Editing:
    """How one sort of thing is written.

    `kind` is the kind it is published as; `matches(document)` says whether a document of that kind is
    of this sort; `blank(language, organisation)` is where a new one begins (`organisation` is a
    slug); `owner(document)` names the organisation whose editors may write it, by slug or UUID;
    `axes(document)` are the keys of its axes of the agenda. `made_by` says who may begin a new
    one: `organisation` (its editors, and the learning team) or `team` (the learning team alone).
    `tidy(document)` fills in what nobody should have to type, such as an address made of the title.
    `give(document, organisation)` is the document as that organisation's (a slug); without it a thing
    stays where it was made.
    """

    name: str
    kind: str
    title: Words
    steps: tuple[Step, ...]
    matches: Callable[[Document], bool]
    blank: Callable[[str, str | None], dict[str, Any]]
    owner: Callable[[Document], str | None]
    axes: Callable[[Document], tuple[str, ...]] = lambda _document: ()
    about: Words = ""
    made_by: str = "organisation"
    order: int = 50
    tidy: Callable[[Document], dict[str, Any]] = dict
    give: Callable[[Document, str], dict[str, Any]] | None = None

    def fields(self) -> tuple[Field, ...]:
        """Every question of every screen."""
        return tuple(one for step in self.steps for one in step.fields)


_sorts: dict[str, Editing] = {}


def register(editing: Editing) -> None:
    """Called once per sort from a room's `ready()`."""
    _sorts[editing.name] = editing


def sorts() -> tuple[Editing, ...]:
    """All registered, in their order."""
    return tuple(sorted(_sorts.values(), key=lambda one: (one.order, one.name)))


def sort_named(name: str) -> Editing | None:
    """The sort of this name, if there is one."""
    return _sorts.get(name)


def sort_of(kind: str, document: Document) -> Editing | None:
    """Which sort a document of this kind is."""
    return next((one for one in sorts() if one.kind == kind and one.matches(document)), None)


def title_of(document: Document, language: str = "") -> str:
    """What a document calls itself: in this language, its original one, or any."""
    texts = document.get("texts") or {}
    for tag in (language, document.get("original_language"), *texts):
        text = texts.get(tag) or {}
        found = text.get("title") or text.get("name") or text.get("preferred")
        if found:
            return str(found)
    return ""
