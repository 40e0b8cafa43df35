"""How the questions of a form lie on the page: single ones, rows of them, and what is folded away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from agora.desk.forms.answers import REFERENCES, FileAnswer, Pointed, Pointer, Pointers, SomeOf
from agora.desk.forms.lookups import Candidate
from agora.desk.forms.paths import GONE, is_empty
from agora.kernel.documents import clean_html
from agora.kernel.editing import Field

MOST_ROWS = 100
LONG = 14
"""A list with more choices than these can be narrowed by typing."""


@dataclass
class Question:
    """One question in its place."""

    spec: Field
    name: str
    stored: Any = GONE
    schema: str = ""
    bound: Any = None
    source: str = ""
    """What the original says, where another language is written."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What stored files are called."""

    sort = "question"

    @property
    def answer(self) -> Any:
        """The form's field."""
        return self.bound.field

    @property
    def drawn(self) -> str:
        """Which drawing it needs; empty for a plain one."""
        if isinstance(self.answer, SomeOf):
            return "ticks"
        if isinstance(self.answer, Pointer):
            return "pointer"
        if self.spec.widget == "track":
            return "track"
        return "file" if isinstance(self.answer, FileAnswer) else ""

    @property
    def source_html(self) -> SafeString:
        """What the original says, cleaned once more before it is shown."""
        return mark_safe(clean_html(self.source))

    # Ticks.

    @property
    def is_long(self) -> bool:
        """Whether one would rather search the list than read it."""
        return sum(len(choices) for _heading, choices in self.answer.groups) > LONG

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, str, bool]], int]]:
        """Heading, choices with whether each is ticked, and how many are."""
        ticked = {str(key) for key in self.bound.value() or ()}
        return [
            (
                heading,
                [(key, label, key in ticked) for key, label in choices],
                sum(key in ticked for key, _label in choices),
            )
            for heading, choices in self.answer.groups
        ]

    # Pointers.

    @property
    def points_at(self) -> str:
        """`place`, `organisation` or `resource`."""
        return REFERENCES[self.spec.widget]

    @property
    def many(self) -> bool:
        """Whether several may be named."""
        return isinstance(self.answer, Pointers)

    @property
    def pointed(self) -> Pointed:
        """What was typed and meant."""
        value = self.bound.value()
        return value if isinstance(value, Pointed) else Pointed()

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Those that are named already, with what they are called."""
        keys = dict.fromkeys(self.pointed.meant)
        return [(key, self.answer.name_of(key)) for key in keys if self.answer.may_keep(key)]

    @property
    def meant(self) -> str:
        """The one that is meant so far."""
        return next(iter(self.pointed.meant), "")

    @property
    def typed(self) -> str:
        """The text in the box."""
        return self.pointed.text

    @property
    def candidates(self) -> list[Candidate]:
        """What may be meant, where it was unclear."""
        return list(self.answer.candidates)

    @property
    def described(self) -> str:
        """The ids of what explains the box."""
        ids = [f"{self.bound.auto_id}_helptext"] if self.bound.help_text else []
        return " ".join([*ids, f"{self.bound.auto_id}_error"] if self.bound.errors else ids)

    # Files.

    @property
    def file_id(self) -> str:
        """The file that is there, if it is one that may be named here."""
        key = str(self.bound.value() or "")
        return key if key in self.answer.allowed else ""

    @property
    def file_name(self) -> str:
        """What it is called."""
        return self.names.get(self.file_id, self.file_id)


@dataclass
class Row:
    """One of several groups of questions."""

    key: int
    number: int
    group: str
    was: int | None
    stored: dict[str, Any]
    parts: list[Question | Rows] = field(default_factory=list)
    first: bool = False
    last: bool = False
    now: int | None = None
    """Its number in the changed document."""

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return f"{self.group}.{self.key}"

    @property
    def laid(self) -> Laid:
        """Its questions as they lie."""
        return laid(self.parts)


@dataclass
class Rows:
    """A list of groups of questions."""

    spec: Field
    name: str
    stored: Any
    rows: list[Row] = field(default_factory=list)
    fixed: bool = False
    """Whether rows may not come and go (another language is written)."""

    sort = "rows"

    @property
    def order(self) -> str:
        """The keys in their order, as the form sends them."""
        return " ".join(str(row.key) for row in self.rows)

    @property
    def full(self) -> bool:
        """Whether there may be no more."""
        return len(self.rows) >= (self.spec.most or MOST_ROWS)


Part = Question | Rows


@dataclass(frozen=True)
class Laid:
    """The parts of a screen or a row: those to see, and those folded behind them."""

    plain: list[Part]
    rare: list[Part]

    @property
    def open(self) -> bool:
        """Whether something folded was answered, or must be mended."""
        return any(
            isinstance(part, Rows) or bool(part.bound.errors) or not is_empty(part.stored or None)
            for part in self.rare
        )


def laid(parts: list[Part]) -> Laid:
    """In two heaps."""
    return Laid([p for p in parts if not p.spec.rare], [p for p in parts if p.spec.rare])
