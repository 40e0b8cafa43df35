"""The registry of columns that hold something about a person, each with its erasure rule.

Rules: `delete` the row, `empty` the column, `replace` it with a neutral text, `keep` with a reason
(a public credit, say). Every column knows how it leads to the account it is about, so that a copy of
somebody's data and its erasure are made from this registry alone. A house test finds columns that
look personal and are not here, or lead to nobody.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import models
from django.db.models import Q

RULES = ("delete", "empty", "replace", "keep")
NOBODY = "-"
"""The owner of a column that looks personal and is about no account: an organisation's name, say."""


@dataclass(frozen=True)
class Column:
    """One column about a person: `model` is app_label.Model; `owner` leads to the account.

    `owner` is a lookup that ends at an account, at the id of an account or of its person, or at a mail
    address. It may be left out where the column itself does so.
    """

    model: str
    field: str
    rule: str
    owner: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Owner:
    """Whose rows are meant: an account, its person, and the mail addresses proven to be theirs."""

    account: uuid.UUID
    addresses: frozenset[str] = frozenset()
    person: uuid.UUID | None = None


_columns: dict[tuple[str, str], Column] = {}
_hidden: set[tuple[str, str]] = set()


def register(model: str, field: str, rule: str, *, owner: str = "", reason: str = "") -> None:
    """Name a personal column; called from a room's `ready()`."""
    if rule not in RULES or (rule == "keep" and not reason):
        raise ValueError(f"{model}.{field}: the rule {rule!r} is unknown or lacks its reason")
    _columns[(model, field)] = Column(model, field, rule, owner, reason)


def hide(model: str, *fields: str) -> None:
    """Columns with secrets (digests, keys, tokens): no copy of anybody's data holds them."""
    _hidden.update((model, field) for field in fields)


def columns() -> tuple[Column, ...]:
    """Every personal column, sorted."""
    return tuple(_columns[key] for key in sorted(_columns))


def owner_of(column: Column) -> str:
    """The lookup from a row to its owner; empty where it leads to nobody."""
    if column.owner:
        return "" if column.owner == NOBODY else column.owner
    field = apps.get_model(column.model)._meta.get_field(column.field)
    if isinstance(field, models.ForeignKey):
        target = field.related_model
        if target._meta.label == settings.AUTH_USER_MODEL:
            return column.field
        for other in target._meta.fields:
            if (
                isinstance(other, models.OneToOneField)
                and other.related_model._meta.label == settings.AUTH_USER_MODEL
            ):
                return f"{column.field}__{other.name}"
        return ""
    return column.field if isinstance(field, models.UUIDField) else ""


def _end(model: type[models.Model], path: str) -> models.Field[Any, Any]:
    field: Any = None
    step: Any = model
    for part in path.split("__"):
        field = step._meta.pk if part == "pk" else step._meta.get_field(part)
        step = field.related_model or step
    found: models.Field[Any, Any] = field
    return found


def condition(column: Column, owner: Owner) -> Q:
    """What a row fulfils whose column is about this owner."""
    path = owner_of(column)
    if not path:
        return Q(pk__in=())
    end = _end(apps.get_model(column.model), path)
    if isinstance(end, models.EmailField):
        found = Q(pk__in=())
        for address in owner.addresses:
            found |= Q(**{f"{path}__iexact": address})
        return found
    if isinstance(end, models.UUIDField) and not end.primary_key:
        # No two things have the same id: whichever of the two it is, it is theirs.
        return Q(**{f"{path}__in": [key for key in (owner.account, owner.person) if key]})
    return Q(**{path: owner.account})


def _by_model() -> dict[str, list[Column]]:
    found: dict[str, list[Column]] = {}
    for column in columns():
        if owner_of(column):
            found.setdefault(column.model, []).append(column)
    return found


def rows_about(owner: Owner) -> Iterator[tuple[type[models.Model], list[dict[str, Any]]]]:
    """Every row about the owner, by model, as what it says of them and of nobody else.

    Columns about other people are left out; so is a document that others had a hand in, and every
    secret.
    """
    for label, own in _by_model().items():
        model = apps.get_model(label)
        manager = model._base_manager
        matches: Mapping[str, set[Any]] = {
            column.field: set(manager.filter(condition(column, owner)).values_list("pk", flat=True))
            for column in own
        }
        keys = sorted(set().union(*matches.values()), key=str)
        rows: list[dict[str, Any]] = []
        for start in range(0, len(keys), 500):
            part = manager.filter(pk__in=keys[start : start + 500]).order_by("pk")
            rows += [_say(row, own, matches) for row in part]
        if rows:
            yield model, rows


def _say(row: models.Model, own: list[Column], matches: Mapping[str, set[Any]]) -> dict[str, Any]:
    label = row._meta.label
    others = {
        column.field
        for column in own
        if row.pk not in matches[column.field] and getattr(row, _attname(row, column.field))
    }
    said: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name in others or (label, field.name) in _hidden:
            continue
        if others and isinstance(field, models.JSONField):
            continue
        value = getattr(row, field.attname)
        said[field.name] = value
    return said


def _attname(row: models.Model, name: str) -> str:
    field = row._meta.get_field(name)
    return str(getattr(field, "attname", name))


def _neutral(field: models.Field[Any, Any], owner: Owner) -> Any:
    if isinstance(field, models.EmailField):
        return f"erased-{owner.account}@erased.invalid"
    return make_password(None) if field.name == "password" else "—"


def _nothing(field: models.Field[Any, Any]) -> Any:
    return None if field.null else ""


def erase(owner: Owner) -> None:
    """Apply every column's rule to the rows about this owner; call it in a transaction.

    Which rows are theirs is found out for all columns first: an erased column leads nowhere.
    """
    plan = [
        (
            column,
            list(
                apps.get_model(column.model)
                ._base_manager.filter(condition(column, owner))
                .values_list("pk", flat=True)
            ),
        )
        for column in columns()
        if column.rule != "keep" and owner_of(column)
    ]
    for last in (False, True):  # rows go last, so that no cascade takes what is only emptied
        for column, keys in plan:
            if (column.rule == "delete") is not last:
                continue
            manager = apps.get_model(column.model)._base_manager
            field = apps.get_model(column.model)._meta.get_field(column.field)
            for start in range(0, len(keys), 500):
                part = manager.filter(pk__in=keys[start : start + 500])
                if column.rule == "delete":
                    part.delete()
                elif column.rule == "empty":
                    part.update(**{column.field: _nothing(field)})
                else:
                    part.update(**{column.field: _neutral(field, owner)})
