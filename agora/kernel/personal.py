"""The registry of columns that hold something about a person, each with its erasure rule.

Rules: `delete` the row, `empty` the column, `replace` it with a neutral text, `keep` with a reason
(a public credit, say). A house test finds columns that look personal and are not here.
"""

from __future__ import annotations

from dataclasses import dataclass

RULES = ("delete", "empty", "replace", "keep")


@dataclass(frozen=True)
class Column:
    """One column about a person: `model` is app_label.Model; `owner` leads to the account."""

    model: str
    field: str
    rule: str
    owner: str = ""
    reason: str = ""


_columns: dict[tuple[str, str], Column] = {}


def register(model: str, field: str, rule: str, *, owner: str = "", reason: str = "") -> None:
    """Name a personal column; called from a room's `ready()`."""
    if rule not in RULES or (rule == "keep" and not reason):
        raise ValueError(f"{model}.{field}: the rule {rule!r} is unknown or lacks its reason")
    _columns[(model, field)] = Column(model, field, rule, owner, reason)


def columns() -> tuple[Column, ...]:
    """Every personal column, sorted."""
    return tuple(_columns[key] for key in sorted(_columns))
