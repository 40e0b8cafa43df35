"""Where in a course a path leads, in words: which lesson, which block, which question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agora.courses.blocks import block_kinds
from agora.desk.forms.faults import meets
from agora.desk.forms.saying import DeepPlace
from agora.desk.studio import tree
from agora.desk.studio.editors import MODULE, SETTINGS, TITLES, fields_of, untitled
from agora.editorial.comparing import ORDER
from agora.editorial.translating.shapes import places
from agora.kernel.kinds import kind_named


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
        held = value.get("texts")
        texts: Mapping[str, Any] = held if isinstance(held, Mapping) else {}
        for tag in (language, original, *texts):
            said = texts.get(tag)
            if isinstance(said, Mapping) and said.get("title"):
                return str(said["title"])
        return _kind(value.get("kind")) or str(MODULE[0].label)

    return say


def texts_named(kind: str, document: Mapping[str, Any]) -> dict[str, str]:
    """What each text of a course is called, by its path; nothing for a document of another sort."""
    if not isinstance(document.get("course"), Mapping):
        return {}
    language = get_language() or "en"
    original = str(document.get("original_language") or "")
    at = {tuple(one.at for one in (*part.over, part)): part for part in tree.parts(document)}
    found: dict[str, str] = {}
    for text in places(kind_named(kind).schema, document):
        if text.path[0] != "course":
            continue
        where, rest = [], text.path[1:]
        while len(rest) >= 2 and rest[0] in tree.SORTS and rest[1].isdigit():
            where.append(int(rest[1]))
            rest = rest[2:]
        part = at.get(tuple(where))
        for leaf in text.plan.leaves:
            inner = (*rest, original, leaf.name) if leaf.name else (*rest, original)
            label = _asked(part, inner, original)
            if part is not None:
                name = part.title(language, original) or untitled(part)
                label = f"{name} › {label}"
            found[".".join((*text.path, "*", leaf.name)).rstrip(".")] = label
    return found


def _asked(part: tree.Part | None, rest: tuple[str, ...], original: str) -> str:
    """What the form calls the text at this place, with the numbers of the rows it lies in."""
    asked = (
        fields_of(part.sort, part.data, original)
        if part is not None
        else SETTINGS[rest[0] if rest[0] in SETTINGS else "welcome"][1]
    )
    inner = rest[1:] if part is None and rest[0] in SETTINGS and rest[0] != "welcome" else rest
    said: list[str] = []
    while asked and inner:
        for spec in asked:
            depth = len(spec.path.split("."))
            if spec.rows and inner[:depth] == tuple(spec.path.split(".")) and len(inner) > depth:
                said.append(f"{spec.label} {int(inner[depth]) + 1}")
                asked, inner = spec.rows, inner[depth + 1 :]
                break
            if not spec.rows and meets(spec, inner) is not None:
                return " · ".join([*said, str(spec.label)])
        else:
            break
    return " · ".join([*said, rest[-1].replace("_", " ").capitalize()])
