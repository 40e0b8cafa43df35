"""Reading XML that strangers wrote, piece by piece: no entities of its own, no depth without end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, Any, Final
from xml.parsers import expat

from agora.exchange.bringing.faults import SourceUnfit

PIECE: Final = 65_536
NAMESPACE: Final = "\n"
"""Stands between a namespace and a name; it can stand in neither."""
# What XML forbids and exports hold all the same.
_CONTROL: Final = bytes([*range(9), 11, 12, *range(14, 32)])


class Broken(Exception):
    """Not well-formed from this line on."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line, self.why = line, why


class Deep(Exception):
    """Nested deeper than anybody writes."""

    def __init__(self, line: int, most: int) -> None:
        super().__init__(f"deeper than {most}")
        self.line, self.most = line, most


Begin = Callable[[str, dict[str, str], int], None]


def parse(
    file: IO[bytes],
    begin: Begin,
    end: Callable[[str, int], None],
    text: Callable[[str], None],
    *,
    most_depth: int,
    tidy: bool = True,
) -> Iterator[None]:
    """Parse piece by piece; gives control back after each, so that what came is taken away.

    Raises SourceUnfit for a file that declares entities, Broken and Deep where it goes wrong.
    """
    parser = expat.ParserCreate(namespace_separator=NAMESPACE)
    depth = 0

    def started(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > most_depth:
            raise Deep(parser.CurrentLineNumber, most_depth)
        begin(name, attributes, depth)

    def ended(name: str) -> None:
        nonlocal depth
        end(name, depth)
        depth -= 1

    def declared(*_said: Any) -> Any:
        raise SourceUnfit("xml-entities")

    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = declared
    parser.ExternalEntityRefHandler = declared
    parser.buffer_text = True
    wide = False
    first = True
    while piece := file.read(PIECE):
        if first:
            wide, first = b"\0" in piece[:4], False
        if tidy and not wide:
            piece = piece.translate(None, _CONTROL)
        _feed(parser, piece, False)
        yield
    _feed(parser, b"", True)
    yield


def _feed(parser: Any, piece: bytes, last: bool) -> None:
    try:
        parser.Parse(piece, last)
    except expat.ExpatError as error:
        raise Broken(error.lineno, expat.ErrorString(error.code) or "") from error
    except (LookupError, ValueError) as error:  # an encoding nobody knows
        raise Broken(1, str(error)[:80]) from error


def scan(file: IO[bytes], begin: Begin, *, most_depth: int) -> None:
    """Look at every element, and at nothing else. Raises as `parse`, with SourceUnfit for Deep."""
    try:
        for _piece in parse(
            file, begin, lambda _n, _d: None, lambda _t: None, most_depth=most_depth, tidy=False
        ):
            pass
    except Deep as error:
        raise SourceUnfit("xml-deep", most=error.most) from error
