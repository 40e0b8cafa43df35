"""XLIFF 2.0 (OASIS) in and out; XLIFF 1.2, which many programs still make of it, in.

A mark within a text is an inline code: `<pc>` around words, `<ph>` for a line break. Their ids are counted
from the source, so that they mean the same when they come back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from lxml import etree

from agora.exchange.translations.contract import (
    LARGEST,
    MARK,
    Came,
    Entry,
    File,
    Unit,
    Unreadable,
    about,
    by_id,
    name_of,
    numbered,
)

TWO: Final = "urn:oasis:names:tc:xliff:document:2.0"
ONE: Final = "urn:oasis:names:tc:xliff:document:1.2"
DEEPEST: Final = 40
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UNSURE: Final = frozenset({"initial", "new", "needs-translation", "needs-adaptation",
                            "needs-l10n", "needs-review-translation"})  # fmt: skip


# ---------------------------------------------------------------------- out


def write(file: File) -> bytes:
    """The file as XLIFF 2.0 in UTF-8."""
    root = etree.Element(
        f"{{{TWO}}}xliff",
        {"version": "2.0", "srcLang": file.source_language, "trgLang": file.language},
        nsmap={None: TWO},
    )
    inside = _sub(
        root, "file",
        {"id": "f1", "original": f"{about(file.kind, file.object_id)}?version={file.number}"},
    )  # fmt: skip
    _note(_sub(inside, "notes", {}), file.title)
    for count, unit in enumerate(file.units, start=1):
        _unit(inside, count, unit)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _sub(parent: Any, tag: str, attributes: Mapping[str, str]) -> Any:
    return etree.SubElement(parent, f"{{{TWO}}}{tag}", dict(attributes))


def _note(parent: Any, text: str) -> None:
    _sub(parent, "note", {}).text = _ILLEGAL.sub("", text)


def _unit(parent: Any, count: int, unit: Unit) -> None:
    made = _sub(parent, "unit", {"id": f"u{count}", "name": unit.key})
    notes = [*unit.notes]
    if unit.stale and unit.previous:
        notes.append(f"Before: {unit.previous}")
    if notes:
        around = _sub(made, "notes", {})
        for note in notes:
            _note(around, note)
    codes = {
        f"d{key}{'c' if mark.startswith('</') else 'o'}": mark
        for mark, key in (*_ids(unit.target, unit.source), *numbered(unit.source))
    }
    if codes:
        data = _sub(made, "originalData", {})
        for key, mark in codes.items():
            _sub(data, "data", {"id": key}).text = mark
    state = "initial" if unit.stale or not unit.target else "translated"
    segment = _sub(
        made, "segment", {"state": state, **({"subState": "agora:stale"} if unit.stale else {})}
    )
    _filled(_sub(segment, "source", {_SPACE: "preserve"}), unit.source, unit.source)
    if unit.target:
        _filled(_sub(segment, "target", {_SPACE: "preserve"}), unit.target, unit.source)


def _filled(element: Any, text: str, source: str) -> None:
    """Write a text with marks into an element, each mark as an inline code."""
    ids = _ids(text, source)
    paired = _paired(ids)
    stack = [element]
    end = 0
    for number, found in enumerate(MARK.finditer(text)):
        _append(stack[-1], text[end : found.start()])
        end = found.end()
        mark, key = ids[number]
        if number in paired and not mark.startswith("</"):
            stack.append(
                _sub(
                    stack[-1],
                    "pc",
                    {"id": key, "dataRefStart": f"d{key}o", "dataRefEnd": f"d{key}c"},
                )
            )
        elif number in paired:
            stack.pop()
        else:
            side = "c" if mark.startswith("</") else "o"
            _sub(stack[-1], "ph", {"id": key, "dataRef": f"d{key}{side}", "disp": mark})
    _append(element if len(stack) == 1 else stack[-1], text[end:])


def _ids(text: str, source: str) -> list[tuple[str, str]]:
    """Each mark of a text with the id of the same mark in the source; own links have their own."""
    free: dict[str, list[str]] = {}
    for mark, key in numbered(source):
        free.setdefault(mark, []).append(key)
    if text == source:
        return [*numbered(source)]
    found: list[tuple[str, str]] = []
    opened: list[tuple[str, str]] = []
    own = 0
    for match in MARK.finditer(text):
        mark = match.group()
        keys = free.get(mark, [])
        name = name_of(mark)
        at = next((n for n in range(len(opened) - 1, -1, -1) if opened[n][0] == name), None)
        if mark.startswith("</") and at is not None:
            key = opened.pop(at)[1]
        elif keys:
            key = keys.pop(0)
        else:
            own += 1
            key = f"own{own}"
        found.append((mark, key))
        if not mark.startswith("</") and name != "br":
            opened.append((name, key))
    return found


def _paired(marks: list[tuple[str, str]]) -> set[int]:
    """The places of marks that nest well, so that an element can stand for the two."""
    stack: list[int] = []
    found: set[int] = set()
    for at, (mark, key) in enumerate(marks):
        if name_of(mark) == "br":
            continue
        if not mark.startswith("</"):
            stack.append(at)
        elif stack and marks[stack[-1]][1] == key:
            found |= {stack.pop(), at}
        else:
            return set()
    return found if not stack else set()


def _append(element: Any, text: str) -> None:
    if not text:
        return
    if len(element):
        last = element[-1]
        last.tail = (last.tail or "") + text
    else:
        element.text = (element.text or "") + text


# ---------------------------------------------------------------------- in


def read(data: bytes, sources: Mapping[str, str]) -> Came:
    """What the file says; `sources` are our own, by key: they say what an inline code's id means.

    Raises Unreadable for what is no XLIFF, has a document type or entities, or is nested too deep.
    """
    if len(data) > LARGEST:
        raise Unreadable(_("This file is too big: 2 MB are allowed."))
    root = _parsed(data)
    space = etree.QName(root).namespace or ""
    if etree.QName(root).localname != "xliff":
        raise Unreadable(_("This is not an XLIFF file. Choose the one you downloaded here."))
    if space == TWO or root.get("version", "").startswith("2"):
        return _read_two(root, sources)
    if space == ONE or root.get("version", "").startswith("1"):
        return _read_one(root, sources)
    raise Unreadable(_("This version of XLIFF is not known here. Use 2.0 or 1.2."))


def _parsed(data: bytes) -> Any:
    broken = _("This XLIFF file is broken. Save it again in your program.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(broken) from error
    document = root.getroottree()
    if document.docinfo.internalDTD is not None or document.docinfo.doctype:
        raise Unreadable(_("This file declares a document type, which is not allowed here."))
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            depth += 1
            if depth > DEEPEST or not isinstance(element.tag, str):
                raise Unreadable(broken)
        else:
            depth -= 1
    return root


def _children(element: Any, *names: str) -> Iterator[Any]:
    for child in element:
        if isinstance(child.tag, str) and etree.QName(child).localname in names:
            yield child


def _first(element: Any, name: str) -> Any:
    return next(_children(element, name), None)


def _read_two(root: Any, sources: Mapping[str, str]) -> Came:
    files = list(_children(root, "file"))
    entries: list[Entry] = []
    for file in files:
        for unit in _units(file):
            key = unit.get("name") or unit.get("id") or ""
            data = _first(unit, "originalData")
            given = {
                one.get("id", ""): _text(one)
                for one in (_children(data, "data") if data is not None else ())
            }
            source, target, unsure = "", "", False
            for segment in _children(unit, "segment", "ignorable"):
                source += _coded(_first(segment, "source"), sources.get(key, ""), given)
                said = _first(segment, "target")
                target += _coded(said, sources.get(key, ""), given)
                unsure = unsure or segment.get("state", "initial") in _UNSURE
            entries.append(Entry(key, source, target, unsure))
    original = files[0].get("original", "") if files else ""
    return Came(original, root.get("trgLang", ""), tuple(entries))


def _units(element: Any) -> Iterator[Any]:
    for child in _children(element, "unit", "group"):
        if etree.QName(child).localname == "group":
            yield from _units(child)
        else:
            yield child


def _read_one(root: Any, sources: Mapping[str, str]) -> Came:
    files = list(_children(root, "file"))
    entries: list[Entry] = []
    for file in files:
        body = _first(file, "body")
        for unit in _trans_units(body) if body is not None else ():
            key = unit.get("resname") or unit.get("id") or ""
            own = sources.get(key, "")
            target = _first(unit, "target")
            entries.append(
                Entry(
                    key,
                    _coded(_first(unit, "source"), own, {}),
                    _coded(target, own, {}),
                    target is not None and target.get("state", "translated") in _UNSURE,
                )
            )
    first = files[0] if files else None
    return Came(
        first.get("original", "") if first is not None else "",
        first.get("target-language", "") if first is not None else "",
        tuple(entries),
    )


def _trans_units(element: Any) -> Iterator[Any]:
    for child in _children(element, "trans-unit", "group"):
        if etree.QName(child).localname == "group":
            yield from _trans_units(child)
        else:
            yield child


def _text(element: Any) -> str:
    return "".join(element.itertext())


def _coded(element: Any, source: str, given: Mapping[str, str]) -> str:
    """The text of an element with marks in place of its inline codes."""
    if element is None:
        return ""
    known = by_id(source)
    out = [element.text or ""]
    for child in element:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        key = child.get("startRef") or child.get("rid") or child.get("id") or ""
        opening, closing = known.get(key, ("", ""))
        if name in ("pc", "g"):
            start = given.get(child.get("dataRefStart", ""), opening)
            stop = given.get(child.get("dataRefEnd", ""), closing)
            out += (_safe(start), _coded(child, source, given), _safe(stop))
        elif name in ("ph", "sc", "ec", "x", "bx", "ex", "bpt", "ept", "it"):
            if name in ("ec", "ex", "ept"):
                side = closing
            elif name in ("sc", "bx", "bpt"):
                side = opening
            else:
                side = opening or closing
            out.append(_safe(given.get(child.get("dataRef", ""), side)))
        elif name == "cp":
            code = child.get("hex", "")
            out.append(chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{1,5}", code) else "")
        else:
            out.append(_coded(child, source, given))
        out.append(child.tail or "")
    return "".join(out)


def _safe(mark: str) -> str:
    """A mark is only what we know as one."""
    return mark if MARK.fullmatch(mark) else ""
