"""What a resource that stays may take over from one that goes, and the document that comes of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from agora.catalogue.logic import address_key
from agora.kernel import languages

Doc = Mapping[str, Any]

LISTS: Final = (
    "themes",
    "axes",
    "pledges",
    "goals",
    "targets",
    "audiences",
    "places",
    "contributions",
    "relations",
    "provenance",
    "items",
)
VALUES: Final = ("published", "duration_minutes", "level", "licence", "evidence")
"""Taken over only where the one that stays says nothing."""
_NOTHING: Final = (None, "", "unknown")
_SAME_BY: Final = {
    "contributions": ("role", "organisation", "person", "name"),
    "relations": ("kind", "to"),
    "provenance": ("source", "name"),
    "items": ("to",),
}


@dataclass(frozen=True)
class Offer:
    """Something that may be taken over.

    `key` is how a form names it: `text:es`, `edition:0`, `list:themes`, `value:level`. `value` is what
    would come; `replaces` what it would stand for; `wanted` whether it is proposed.
    """

    key: str
    sort: str
    name: str
    value: Any
    wanted: bool
    replaces: Any = None


def offers(kept: Doc, gone: Doc) -> tuple[Offer, ...]:
    """Everything that the one that stays lacks, or says differently in the same language."""
    return (*_texts(kept, gone), *_editions(kept, gone), *_values(kept, gone), *_lists(kept, gone))


def joined(kept: Doc, gone: Doc, take: Collection[str]) -> dict[str, Any]:
    """The document of the one that stays, with what was chosen of the other."""
    document = dict(kept)
    for offer in offers(kept, gone):
        if offer.key not in take:
            continue
        if offer.sort == "text":
            document["texts"] = {**document["texts"], offer.name: _as_ours(offer.value)}
            _case_text(document, gone, offer.name)
        elif offer.sort == "edition":
            document["editions"] = [*(document.get("editions") or ()), offer.value]
        elif offer.sort == "list":
            document[offer.name] = [*(document.get(offer.name) or ()), *offer.value]
        else:
            document[offer.name] = offer.value
    return document


def files_in(kept: Doc, gone: Doc, take: Collection[str]) -> set[str]:
    """The files of the editions that are taken over."""
    return {
        str(offer.value["file"])
        for offer in offers(kept, gone)
        if offer.sort == "edition" and offer.key in take and offer.value.get("file")
    }


def _as_ours(text: Doc) -> dict[str, Any]:
    """A text with another original: which version of ours it was made from is not known."""
    return {**text, "source_version": None}


def _case_text(document: dict[str, Any], gone: Doc, tag: str) -> None:
    case, theirs = document.get("practice"), gone.get("practice")
    said = (theirs.get("texts") or {}).get(tag) if isinstance(theirs, Mapping) else None
    if isinstance(case, Mapping) and said:
        texts = {**(case.get("texts") or {}), tag: _as_ours(said)}
        document["practice"] = {**case, "texts": texts}


def _texts(kept: Doc, gone: Doc) -> list[Offer]:
    mine = kept.get("texts") or {}
    return [
        Offer(f"text:{tag}", "text", tag, text, tag not in mine, mine.get(tag))
        for tag, text in (gone.get("texts") or {}).items()
        if not _says_the_same(text, mine.get(tag))
    ]


def _says_the_same(one: Doc, other: Doc | None) -> bool:
    if other is None:
        return False
    names = ("title", "summary", "body", "why", "outcomes")
    return all((one.get(name) or None) == (other.get(name) or None) for name in names)


def _editions(kept: Doc, gone: Doc) -> list[Offer]:
    mine = kept.get("editions") or ()
    have = {_mark(one) for one in mine}
    spoken = {languages.primary(one["language"]) for one in mine}
    found = []
    for number, one in enumerate(gone.get("editions") or ()):
        if _mark(one) in have:
            continue
        have.add(_mark(one))
        new = languages.primary(one["language"]) not in spoken
        found.append(Offer(f"edition:{number}", "edition", str(one["language"]), one, new))
    return found


def _mark(edition: Doc) -> tuple[str, str]:
    what = address_key(edition.get("url") or "") or str(edition.get("file") or "")
    return (what, "" if what else f"{edition.get('language')} {edition.get('title')}")


def _values(kept: Doc, gone: Doc) -> list[Offer]:
    return [
        Offer(f"value:{name}", "value", name, gone[name], True)
        for name in VALUES
        if kept.get(name) in _NOTHING and gone.get(name) not in _NOTHING
    ]


def _lists(kept: Doc, gone: Doc) -> list[Offer]:
    found = []
    for name in LISTS:
        if name == "items" and kept.get("type") != "collection":
            continue
        have = {_known(name, one) for one in kept.get(name) or ()}
        new: Sequence[Any] = [
            one
            for one in gone.get(name) or ()
            if _known(name, one) not in have
            and not (name in ("relations", "items") and one.get("to") == kept.get("slug"))
        ]
        if new:
            found.append(Offer(f"list:{name}", "list", name, list(new), True))
    return found


def _known(name: str, one: Any) -> Any:
    if name not in _SAME_BY:
        return one
    return tuple(str(one.get(part) or "") for part in _SAME_BY[name])
