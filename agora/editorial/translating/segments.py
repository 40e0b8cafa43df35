"""The segments of a document in one language: what is there, what is missing, what is stale.

Pure thought, no database. A text that stands in the language already is laid beside the original's text
at the version it was made from; where the original has changed since, unchanged segments keep their
translation, changed ones are stale and know what they were made from.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import gettext as _
from pydantic import BaseModel
from rapidfuzz import fuzz

from agora.editorial.comparing import value_at, with_value
from agora.editorial.translating import markup
from agora.editorial.translating.shapes import Leaf, Place, places, tidy
from agora.kernel.errors import Problem
from agora.kernel.models import Origin, TextState

MISSING, STALE, DONE = "missing", "stale", "done"
_ALIKE: Final = 50.0
_MOST_COMPARED: Final = 10_000


@dataclass(frozen=True)
class Saved:
    """A segment that was translated and is not live yet."""

    source: str
    target: str
    origin: str = Origin.HUMAN


@dataclass(frozen=True)
class Segment:
    """One piece of one text. `source` and `target` are written with marks (see `markup`).

    `live` is what is published in this language; `previous` is the source a stale target was made from.
    """

    key: str
    place: Place
    leaf: Leaf
    number: int
    source: str
    links: tuple[str, ...] = ()
    target: str = ""
    live: str = ""
    previous: str = ""
    state: str = MISSING
    origin: str = ""
    saved: bool = False
    whole: bool = False

    def faults(self, target: str) -> list[str]:
        """What keeps this target from being taken, each as a sentence."""
        said: list[str] = []
        if self.leaf.sort == "html":
            said += markup.faults(self.source, target, whole=self.whole)
        most = self.leaf.most
        length = max((len(line) for line in target.split("\n")), default=0)
        if self.leaf.sort == "html":
            length = len(target)
        if most and length > most:
            said.append(
                _("This is %(length)d characters long; %(most)d are allowed. Shorten it.")
                % {"length": length, "most": most}
            )
        return said

    def written(self, target: str) -> str:
        """The target as it is stored in a document."""
        if self.leaf.sort != "html":
            return target
        return markup.decode(target, self.links, whole=self.whole)

    def tidied(self, target: str) -> str:
        """What somebody wrote, in the one form it is kept in."""
        if self.leaf.sort == "list" and self.whole:
            lines = (tidy(line, "list") for line in target.splitlines())
            return "\n".join(line for line in lines if line)
        clean = tidy(target, self.leaf.sort)
        if self.leaf.sort != "html" or self.faults(clean):
            return clean
        # A link that stands under its own address gets the mark of the original.
        coded = _coded(self.written(clean), True)
        return _relinked(coded, self.links)


def _relinked(coded: markup.Coded, links: tuple[str, ...]) -> str:
    """The text with the numbers that the original gives to its links."""
    text = coded.text
    if coded.links == links:
        return text
    pool = list(range(1, len(links) + 1))
    moves: dict[int, str] = {}
    for at, link in enumerate(coded.links, start=1):
        same = next((n for n in pool if links[n - 1] == link), 0)
        if same:
            pool.remove(same)
            moves[at] = f"a{same}"
    for at in range(len(coded.links), 0, -1):
        link = coded.links[at - 1]
        opened, closed = f"<a{at}>", f"</a{at}>"
        if at in moves:
            text = text.replace(opened, f"<\0{moves[at][1:]}>").replace(
                closed, f"</\0{moves[at][1:]}>"
            )
        else:
            text = text.replace(opened, link.replace(' rel="noopener nofollow"', "")).replace(
                closed, "</a>"
            )
    return text.replace("\0", "a")


def shown(text: str) -> str:
    """A digest by which a page, or a row, says what it was made over."""
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


@lru_cache(maxsize=64)
def _split(text: str) -> markup.Pieces:
    return markup.split(text)


def _pieces(leaf: Leaf, value: str | tuple[str, ...]) -> markup.Pieces:
    if leaf.sort == "html":
        return _split(str(value))
    parts = value if isinstance(value, tuple) else (value,) if value else ()
    return markup.Pieces(("",) * (len(parts) + 1), parts)


@lru_cache(maxsize=4096)
def _coded(text: str, html: bool) -> markup.Coded:
    return markup.code(text) if html else markup.Coded(text)


@dataclass(frozen=True)
class _Pair:
    """A live target with the source it was made from; an unknown source is taken to be the present."""

    source: str
    target: str


@dataclass(frozen=True)
class _Former:
    """The original's texts at one version."""

    at: Mapping[tuple[tuple[str, ...], str], str | tuple[str, ...]]
    anywhere: frozenset[tuple[tuple[str, ...], str, str | tuple[str, ...]]]


def _former(schema: type[BaseModel], document: Mapping[str, Any]) -> _Former:
    at = {
        (place.path, leaf.name): place.says(place.original, leaf)
        for place in places(schema, document)
        for leaf in place.plan.leaves
    }
    generic = frozenset(
        (tuple("*" if part.isdigit() else part for part in path), name, value)
        for (path, name), value in at.items()
    )
    return _Former(at, generic)


def segments(
    schema: type[BaseModel],
    document: Mapping[str, Any],
    language: str,
    former: Mapping[int, Mapping[str, Any]],
    saved: Mapping[str, Saved] | None = None,
) -> list[Segment]:
    """Every segment of the document, for this language, in reading order.

    `former` are older versions of the document by number (those that `versions_wanted` names);
    `saved` is work that is not live yet, by the segment's key.
    """
    known = {number: _former(schema, old) for number, old in former.items()}
    found: list[Segment] = []
    for place in places(schema, document):
        if place.original == language:
            continue
        version = place.version(language)
        then = known.get(version) if version is not None else None
        for leaf in place.plan.leaves:
            found += _of_leaf(place, leaf, language, then)
    return _with_saved(found, saved or {})


def versions_wanted(
    schema: type[BaseModel], document: Mapping[str, Any], tags: Sequence[str]
) -> set[int]:
    """The numbers of the versions that the texts in these languages were made from."""
    return {
        version
        for place in places(schema, document)
        for tag in tags
        if tag != place.original and (version := place.version(tag)) is not None
    }


def _of_leaf(place: Place, leaf: Leaf, language: str, then: _Former | None) -> Iterator[Segment]:
    value = place.says(place.original, leaf)
    if not value:
        return
    said = place.says(language, leaf)
    before = _source_then(place, leaf, value, then)
    source, target = _pieces(leaf, value), _pieces(leaf, said)
    made_from = source if before == value else _pieces(leaf, before)
    html = leaf.sort == "html"
    key = ".".join((*place.path, "*", leaf.name)).rstrip(".")
    origin = _origin(place, language)
    if said and target.shape != made_from.shape and len(target.parts) == len(source.parts):
        made_from = source if target.shape == source.shape else made_from
    if leaf.sort == "list" and said and len(target.parts) != len(made_from.parts):
        stale, text = before != value, "\n".join(said)
        yield Segment(
            key, place, leaf, 0, "\n".join(value), (), text, text,
            "\n".join(before) if stale else "", STALE if stale else DONE, origin, whole=True,
        )  # fmt: skip
        return
    if html and said and target.shape != made_from.shape:
        # The two do not line up block by block: one piece, so that nothing is lost.
        coded = _coded(str(value), True)
        target_text = _relinked(_coded(str(said), True), coded.links)
        stale = before != value
        yield Segment(
            key, place, leaf, 0, coded.text, coded.links, target_text, target_text,
            _coded(str(before), True).text if stale else "", STALE if stale else DONE, origin,
            whole=True,
        )  # fmt: skip
        return
    pairs = [
        _Pair(old, new)
        for old, new in zip(made_from.parts, target.parts, strict=False)
    ]  # fmt: skip
    lined = _align(made_from.parts, source.parts, pairs)
    for number, (text, pair) in enumerate(zip(source.parts, lined, strict=True)):
        coded = _coded(text, html)
        own = f"{key}#{number}" if leaf.sort != "text" else key
        if pair is None or not pair.target:
            yield Segment(own, place, leaf, number, coded.text, coded.links)
            continue
        stale = pair.source != text
        live = _coded(pair.target, html)
        live_text = _relinked(live, coded.links) if html else live.text
        yield Segment(
            own, place, leaf, number, coded.text, coded.links, live_text, live_text,
            _coded(pair.source, html).text if stale else "", STALE if stale else DONE, origin,
        )  # fmt: skip


def _origin(place: Place, language: str) -> str:
    own = place.texts.get(language)
    said = own.get("origin") if isinstance(own, Mapping) else None
    return str(said or Origin.HUMAN)


def _source_then(
    place: Place, leaf: Leaf, value: str | tuple[str, ...], then: _Former | None
) -> str | tuple[str, ...]:
    """The original's text that the translation was made from; the present one where unknown.

    A component that only moved within its list is not changed.
    """
    if then is None:
        return value
    before = then.at.get((place.path, leaf.name))
    if before == value or (place.generic, leaf.name, value) in then.anywhere:
        return value
    return before if before is not None else ""


def _align(before: Sequence[str], now: Sequence[str], pairs: Sequence[_Pair]) -> list[_Pair | None]:
    """For each present piece the pair that belongs to it, or None."""
    if before == now or not before:
        filled: list[_Pair | None] = list(pairs[: len(now)])
        return filled + [None] * (len(now) - len(filled))
    lined: list[_Pair | None] = [None] * len(now)
    for sort, a, b, c, d in difflib.SequenceMatcher(
        None, before, now, autojunk=False
    ).get_opcodes():
        if sort == "equal" or b - a == d - c:
            partners: Iterator[tuple[int, int]] = zip(range(a, b), range(c, d), strict=True)
        else:
            partners = _alike(before, now, range(a, b), range(c, d))
        for old, new in partners:
            if old < len(pairs):
                lined[new] = pairs[old]
    return lined


def _alike(
    before: Sequence[str], now: Sequence[str], old: range, new: range
) -> Iterator[tuple[int, int]]:
    """Which of the former pieces each present one seems to be made from, in their order."""
    if len(old) * len(new) > _MOST_COMPARED:
        yield from zip(old, new, strict=False)
        return
    first = old.start
    for at in new:
        best = max(
            range(first, old.stop), key=lambda one: fuzz.ratio(before[one], now[at]), default=None
        )
        if best is not None and fuzz.ratio(before[best], now[at]) >= _ALIKE:
            yield best, at
            first = best + 1


def _with_saved(found: list[Segment], saved: Mapping[str, Saved]) -> list[Segment]:
    """The work that is not live yet, laid over what is live."""
    if not saved:
        return found
    moved: dict[tuple[str, str], Saved] | None = None
    result = []
    for one in found:
        row: Saved | None = saved.get(one.key)
        if row is None or row.source != one.source:
            if moved is None:
                moved = {}
                for key, kept in saved.items():
                    moved.setdefault((_base(key), kept.source), kept)
            row = moved.get((_base(one.key), one.source)) or row
        if row is None:
            result.append(one)
        elif row.source == one.source:
            state = DONE if row.target else MISSING
            result.append(
                _other(
                    one, target=row.target, state=state, origin=row.origin, previous="", saved=True
                )
            )
        else:
            result.append(
                _other(
                    one, target=row.target, state=STALE, origin=row.origin, previous=row.source,
                    saved=True,
                )
            )  # fmt: skip
    return result


def _other(one: Segment, **changes: Any) -> Segment:
    """`dataclasses.replace`, which is too slow for some hundred segments on every page."""
    made = object.__new__(Segment)
    made.__dict__.update(one.__dict__)
    made.__dict__.update(changes)
    return made


@lru_cache(maxsize=4096)
def _base(key: str) -> str:
    """The key without numbers: what may move."""
    return ".".join("*" if part.isdigit() else part for part in key.split("#")[0].split("."))


def unfinished(found: Sequence[Segment]) -> list[Problem]:
    """What keeps the language from being published: a text that is begun and not finished, or stale.

    A text may be left out whole, unless the schema requires it beside others that are there.
    """
    said: list[Problem] = []
    by_place: dict[tuple[str, ...], list[Segment]] = {}
    for one in found:
        by_place.setdefault(one.place.path, []).append(one)
    if not any(one.target for one in found):
        return [Problem("", _("Nothing is translated yet. Translate the title at least."))]
    for path, inside in by_place.items():
        begun = any(one.target for one in inside)
        for one in inside:
            same = [other for other in inside if other.leaf is one.leaf]
            if one.target and one.state == STALE:
                said.append(
                    Problem(one.key, _("The original has changed here. Look at this text again."))
                )
            elif not one.target and (
                any(other.target for other in same)
                or (one.leaf.required and (begun or path == ("texts",)))
            ):
                said.append(Problem(one.key, _("This is not translated yet.")))
            elif one.target and (wrong := one.faults(one.target)):
                said.append(Problem(one.key, wrong[0]))
    return said


def assemble(
    document: Mapping[str, Any], found: Sequence[Segment], language: str, number: int
) -> dict[str, Any]:
    """A copy of the document with these targets as its texts in this language, read by a second person.

    `number` is the version whose original they were made from. Other languages stay as they are.
    """
    whole = dict(document)
    by_place: dict[tuple[str, ...], list[Segment]] = {}
    for one in found:
        by_place.setdefault(one.place.path, []).append(one)
    for path, inside in by_place.items():
        if not any(one.target for one in inside):
            continue
        place = inside[0].place
        texts = dict(place.texts)
        if not place.plan.leaves[0].name:
            texts[language] = inside[0].written(inside[0].target)
        else:
            texts[language] = _said(place, inside, language, number)
        whole = _put(whole, path, texts)
    return whole


def _said(place: Place, inside: Sequence[Segment], language: str, number: int) -> dict[str, Any]:
    says = dict(place.texts.get(language) or {})
    by_leaf: dict[str, list[Segment]] = {}
    for one in inside:
        by_leaf.setdefault(one.leaf.name, []).append(one)
    for leaf in place.plan.leaves:
        parts = by_leaf.get(leaf.name, [])
        says.pop(leaf.name, None)  # what the original says no more is said no more
        written = [one.written(one.target) for one in parts if one.target]
        if not written:
            continue
        if leaf.sort == "list":
            says[leaf.name] = written[0].split("\n") if parts[0].whole else written
        elif leaf.sort == "html" and not parts[0].whole:
            frame = _split(str(place.says(place.original, leaf))).frame
            says[leaf.name] = markup.join(frame, [one.written(one.target) for one in parts])
        else:
            says[leaf.name] = written[0]
    if place.plan.says_of_itself:
        by_machine = any(one.target and one.origin == Origin.MACHINE for one in inside)
        says["origin"] = str(Origin.MACHINE if by_machine else Origin.HUMAN)
        says["state"] = str(TextState.REVIEWED)
        says["source_version"] = number
    return says


def _put(document: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """`with_value`, through lists too."""
    for depth, part in enumerate(path):
        if part.isdigit():
            before = ".".join(path[:depth])
            rows = list(value_at(document, before))
            rows[int(part)] = _put(dict(rows[int(part)]), path[depth + 1 :], value)
            return with_value(document, before, rows)
    return with_value(document, ".".join(path), value)
