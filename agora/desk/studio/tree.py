"""The outline of a course's document: what lies where, and how it is added, moved and removed. Pure thought.

Every act takes a document and gives a new one; what it cannot do, it leaves as it is (`Unmoved` says why).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from agora.kernel import ids
from agora.kernel.errors import AgoraError

INSIDE: Final = {"course": "modules", "module": "lessons", "lesson": "blocks"}
"""What a part holds, by its sort."""
SORTS: Final = {"modules": "module", "lessons": "lesson", "blocks": "block"}


class Unmoved(AgoraError):
    """An act that cannot be done to the outline as it is."""


@dataclass(frozen=True)
class Part:
    """A module, a lesson or a block in its place; `over` are the parts around it, outermost first."""

    sort: str
    data: Mapping[str, Any]
    at: int
    count: int
    number: int
    over: tuple[Part, ...] = ()

    @property
    def key(self) -> str:
        """Its key, which stays over versions and languages."""
        return str(self.data.get("key"))

    @property
    def parent(self) -> str:
        """The key of the part it lies in; empty for a module."""
        return self.over[-1].key if self.over else ""

    @property
    def path(self) -> str:
        """Where it lies in the document, by keys."""
        parts = [f"{INSIDE[self.over[n - 1].sort if n else 'course']}.{one.key}"
                 for n, one in enumerate((*self.over, self))]  # fmt: skip
        return ".".join(["course", *parts])

    def title(self, language: str, original: str) -> str:
        """What it is called; empty where it has no title."""
        texts = self.data.get("texts") or {}
        for tag in (language, original, *texts):
            if title := (texts.get(tag) or {}).get("title"):
                return str(title)
        return ""


def parts(document: Mapping[str, Any]) -> Iterator[Part]:
    """Every part, in the order of the page; lessons are numbered through the whole course."""
    number = 0
    modules = _list(document.get("course") or {}, "modules")
    for at, module in enumerate(modules):
        over = Part("module", module, at, len(modules), at + 1)
        yield over
        lessons = _list(module, "lessons")
        for place, lesson in enumerate(lessons):
            number += 1
            under = Part("lesson", lesson, place, len(lessons), number, (over,))
            yield under
            blocks = _list(lesson, "blocks")
            for spot, block in enumerate(blocks):
                yield Part("block", block, spot, len(blocks), spot + 1, (over, under))


def part(document: Mapping[str, Any], key: str) -> Part | None:
    """The part of this key."""
    return next((one for one in parts(document) if one.key == key), None)


def _list(holder: Any, name: str) -> list[Any]:
    found = holder.get(name) if isinstance(holder, Mapping) else None
    return [one for one in found or () if isinstance(one, Mapping)]


def new_part(sort: str, language: str, title: str, kind: str = "") -> dict[str, Any]:
    """A part with a key of its own."""
    texts = {language: {"title": title} if title else {}}
    made: dict[str, Any] = {"key": str(ids.new_id()), "texts": texts}
    if sort == "block":
        return {"key": made["key"], "kind": kind, "texts": texts}
    return {**made, INSIDE[sort]: []}


def added(
    document: Mapping[str, Any], parent: str, made: dict[str, Any], at: int | None = None
) -> dict[str, Any]:
    """The document with a part put into another (into the course: an empty key)."""
    changed = copy.deepcopy(dict(document))
    holder = _holder(changed, parent)
    holder.insert(len(holder) if at is None else max(0, min(at, len(holder))), made)
    return changed


def replaced(document: Mapping[str, Any], key: str, data: dict[str, Any]) -> dict[str, Any]:
    """The document with other contents of a part."""
    changed = copy.deepcopy(dict(document))
    there = _found(changed, key)
    holder = _holder(changed, there.parent)
    holder[there.at] = data
    return changed


def removed(document: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The document without a part and all that lies in it."""
    changed = copy.deepcopy(dict(document))
    there = _found(changed, key)
    del _holder(changed, there.parent)[there.at]
    return changed


def moved(
    document: Mapping[str, Any], key: str, parent: str | None = None, at: int | None = None
) -> dict[str, Any]:
    """The document with a part at another place: `at` counts without the part itself."""
    there = _found(document, key)
    into = there.parent if parent is None else parent
    holder = _sort_of(document, into)
    if SORTS[INSIDE[holder]] != there.sort:
        raise Unmoved(_("This part cannot be put there. Choose another place."))
    return added(removed(document, key), into, copy.deepcopy(dict(there.data)), at)


def shifted(document: Mapping[str, Any], key: str, by: int) -> dict[str, Any]:
    """One place up (-1) or down (+1); at the end of its holder, into the next one of its kind."""
    there = _found(document, key)
    to = there.at + by
    if 0 <= to < there.count:
        return moved(document, key, at=to)
    if not there.over:
        return dict(document)
    holders = [one for one in parts(document) if one.sort == there.over[-1].sort]
    here = next(n for n, one in enumerate(holders) if one.key == there.parent)
    if not 0 <= here + by < len(holders):
        return dict(document)
    return moved(document, key, holders[here + by].key, None if by < 0 else 0)


def _found(document: Mapping[str, Any], key: str) -> Part:
    there = part(document, key)
    if there is None:
        raise Unmoved(_("This part is not there any more. Somebody may have removed it."))
    return there


def _sort_of(document: Mapping[str, Any], key: str) -> str:
    return _found(document, key).sort if key else "course"


def _holder(document: dict[str, Any], key: str) -> list[Any]:
    """The list in a part of a document of ours, to be changed in place."""
    if not key:
        course = document["course"] = dict(document.get("course") or {})
        course["modules"] = list(course.get("modules") or [])
        return course["modules"]
    there = _found(document, key)
    if there.sort == "block":
        raise Unmoved(_("This part cannot be put there. Choose another place."))
    data: Any = there.data
    name = INSIDE[there.sort]
    if not isinstance(data.get(name), list):
        data[name] = []
    return data[name]
