"""Where in a course a path leads, in words: which lesson, which block, which question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from agora.courses.blocks import block_kinds
from agora.desk.forms.faults import meets
from agora.desk.forms.saying import DeepPlace
from agora.desk.studio import tree
from agora.desk.studio.editors import MODULE, SETTINGS, TITLES, fields_of, untitled
from agora.editorial.comparing import ORDER


def place(
    documents: Iterable[Mapping[str, Any]], where: tuple[str, ...], language: str
) -> DeepPlace | None:
    """The place of a path such as `course.modules.<key>.lessons.<key>.minutes`."""
    rest = where[1:]
    holder: tree.Part | None = None
    rank: tuple[int, ...] = ()
    held = tuple(documents)
    while len(rest) >= 2 and rest[0] in tree.SORTS and rest[1] != ORDER:
        found = _part(held, rest[1])
        if found is None:
            break
        holder, rest = found, rest[2:]
        rank = (*rank, holder.at)
    original = str(held[0].get("original_language") or "") if held else ""
    if holder is None:
        return _of_the_whole(held, rest, language, original)
    name = " › ".join(
        one.title(language, original) or untitled(one) for one in (*holder.over, holder)
    )
    if rest[-1:] == (ORDER,):
        return DeepPlace(name, _("Order"), rank, say=_order(held, language, original))
    for spec in fields_of(holder.sort, holder.data, original) if rest else ():
        met = meets(spec, rest)
        if met is not None:
            # Of rows, all are said together.
            whole = spec if spec.rows else met[0]
            return DeepPlace(name, str(whole.label), rank, whole, met[2])
    if rest == ("kind",):
        return DeepPlace(name, _("Kind"), rank, say=_kind)
    if rest[:1] == ("texts",) or not rest:
        return DeepPlace(name, _("The whole part"), rank, say=_whole(language, original))
    return DeepPlace(name, rest[0].replace("_", " ").capitalize(), rank)


def _part(documents: tuple[Mapping[str, Any], ...], key: str) -> tree.Part | None:
    # What is there now goes before what was.
    for document in reversed(documents):
        found = tree.part(document, key)
        if found is not None:
            return found
    return None


def _of_the_whole(
    documents: tuple[Mapping[str, Any], ...], rest: tuple[str, ...], language: str, original: str
) -> DeepPlace | None:
    if rest[-1:] == (ORDER,) or rest[:1] == ("modules",):
        return DeepPlace(
            _("Modules"), _("Order") if rest[-1:] == (ORDER,) else _("Modules"), (),
            say=_order(documents, language, original),
        )  # fmt: skip
    which = rest[0] if rest and rest[0] in SETTINGS else "welcome"
    inner = rest[1:] if which != "welcome" else rest
    for spec in SETTINGS[which][1]:
        met = meets(spec, inner) if inner else None
        if met is not None:
            whole = spec if spec.rows else met[0]
            return DeepPlace(str(TITLES[which]), str(whole.label), (-1,), whole, met[2])
    return DeepPlace(str(TITLES[which]), str(TITLES[which]), (-1,))


def _order(documents: tuple[Mapping[str, Any], ...], language: str, original: str) -> Any:
    def say(value: Any) -> str:
        if not isinstance(value, list):
            return ""
        names = []
        for one in value:
            key = one if isinstance(one, str) else str(one.get("key"))
            part = _part(documents, key)
            names.append(
                part.title(language, original) or untitled(part) if part else _("a part removed")
            )
        return "\n".join(f"{number}. {name}" for number, name in enumerate(names, 1))

    return say


def _kind(value: Any) -> str:
    kind = block_kinds().get(str(value))
    return str(kind.title) if kind else ""


def _whole(language: str, original: str) -> Any:
    """A part as a whole: what it is called, and what it says in its own language."""

    def say(value: Any) -> str:
        if not isinstance(value, Mapping):
            return ""
        texts = value.get("texts") if isinstance(value.get("texts"), Mapping) else {}
        for tag in (language, original, *texts):
            said = texts.get(tag)
            if isinstance(said, Mapping) and said.get("title"):
                return str(said["title"])
        return _kind(value.get("kind")) or str(MODULE[0].label)

    return say
