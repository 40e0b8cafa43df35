"""What a text says of itself: who made it (`origin`) and whether somebody read it (`state`).

A claim belongs to the words it was made about. A text that was written anew is a person's, and a draft
until a second person has read it. Pure thought, no database.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final

from agora.kernel.models import Origin, TextState

Path = tuple[str, ...]
Text = Mapping[str, Any]
_SAID: Final = ("origin", "state", "source_version")
_ROW: Final = "#"
"""In a path: any row of a list. A row that moved is still the same text."""


def honest(document: Mapping[str, Any], *sources: Mapping[str, Any]) -> dict[str, Any]:
    """The document, with no text in it that claims what was claimed about other words.

    A text keeps what it says of itself where one of the `sources` has the very same text at the same
    place, claiming the same. A document made of nothing keeps who made it; nobody has read it.
    """
    there: dict[Path, list[dict[str, Any]]] = {}
    for source in sources:
        for path, text in _texts(source):
            there.setdefault(path, []).append(_plain(text))

    def judged(path: Path, text: Text) -> Text:
        if _plain(text) in there.get(path, ()):
            return text
        said = dict(text)
        if said.get("state") == TextState.REVIEWED:
            said["state"] = str(TextState.DRAFT)
        if sources and said.get("origin") == Origin.MACHINE:
            said["origin"] = str(Origin.HUMAN)
        return said

    return _with_texts(document, judged)


def read_by_another(
    document: Mapping[str, Any], before: Mapping[str, Any], languages: Collection[str]
) -> dict[str, Any]:
    """The document as a second person has read it: what is new in these languages is reviewed.

    Only a text that says how it stands can say so; a whole document has it said everywhere.
    """
    known = {(path, _words(text)) for path, text in _texts(before)}

    def judged(path: Path, text: Text) -> Text:
        if "state" not in text or path[-1] not in languages or (path, _words(text)) in known:
            return text
        return {**text, "state": str(TextState.REVIEWED)}

    return _with_texts(document, judged)


def languages_of(document: Mapping[str, Any]) -> set[str]:
    """Every language in which the document says something."""
    return {path[-1] for path, _text in _texts(document)}


def _plain(text: Text) -> dict[str, Any]:
    """Without what is empty: nothing and an empty text are the same."""
    return {key: value for key, value in text.items() if value not in (None, "", [], (), {})}


def _words(text: Text) -> str:
    """Only what is said, without what is said about it."""
    return repr(sorted((key, value) for key, value in _plain(text).items() if key not in _SAID))


def _is_text(path: Path, value: Any) -> bool:
    return len(path) > 1 and path[-2] == "texts" and isinstance(value, Mapping)


def _texts(value: Any, path: Path = ()) -> Iterator[tuple[Path, Text]]:
    if _is_text(path, value):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner, (*path, _ROW))


def _with_texts(
    document: Mapping[str, Any], judged: Callable[[Path, Text], Text]
) -> dict[str, Any]:
    """A copy of the document in which every text is as `judged` says."""

    def changed(value: Any, path: Path) -> Any:
        if _is_text(path, value):
            return judged(path, value)
        if isinstance(value, Mapping):
            return {key: changed(inner, (*path, str(key))) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [changed(inner, (*path, _ROW)) for inner in value]
        return value

    return {key: changed(value, (str(key),)) for key, value in document.items()}
