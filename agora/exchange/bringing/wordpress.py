"""WordPress exports (WXR): posts and pages that are public, read one by one from a file of any length."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

from agora.exchange.bringing import guarded
from agora.exchange.bringing.faults import Fault, SourceUnfit, quoted
from agora.exchange.bringing.guarded import NAMESPACE, Broken, Deep
from agora.exchange.bringing.records import MOST_BYTES, MOST_CELL, MOST_ROWS, Opened, Record, joined

MOST_DEPTH: Final = 60
COLUMNS: Final = (
    "guid", "title", "excerpt", "content", "link", "language", "creator", "date", "categories",
)  # fmt: skip
_WP: Final = re.compile(r"http://wordpress\.org/export/\d\.\d/(excerpt/)?")
_CONTENT: Final = "http://purl.org/rss/1.0/modules/content/"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_OURS: Final = {"post", "page"}
"""What is read; other types of an export are menus, pictures, styles, changes and settings."""
_BLOCK: Final = re.compile(r"<!--.{0,20000}?-->", re.DOTALL)
_SHORTCODE: Final = re.compile(
    r"\[/?(?:caption|wp_caption|gallery|audio|video|playlist|embed|contact-form[\w-]*|tagline-text)\b[^\[\]]{0,2000}\]"
)
_BREAKS: Final = re.compile(r"\n[ \t]*\n\s*")
_IS_BLOCK: Final = re.compile(
    r"\s*</?(?:p|ul|ol|li|h[1-6]|blockquote|div|table|pre|figure|hr)\b", re.IGNORECASE
)


def export_open(path: Path) -> Opened:
    """The posts and pages of an export. Raises SourceUnfit."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SourceUnfit("too-large", most=MOST_BYTES // 1024 // 1024)
        file = path.open("rb")
    except OSError as error:
        raise SourceUnfit("not-there") from error
    reading = _Reading()
    pieces = reading.pieces(file)
    # So far that what the export says of itself is known.
    while not reading.items and not reading.is_over:
        next(pieces, None)
    if not reading.is_export and not reading.items:
        file.close()
        if isinstance(reading.trouble, Deep):
            raise SourceUnfit("xml-deep", most=reading.trouble.most)
        if isinstance(reading.trouble, Broken):
            raise SourceUnfit(
                "xml-broken", line=reading.trouble.line, why=quoted(reading.trouble.why)
            )
        raise SourceUnfit("not-wordpress")
    return Opened(COLUMNS, _records(reading, pieces, file), reading.language, reading.left_out)


def _records(reading: _Reading, pieces: Iterator[None], file: IO[bytes]) -> Iterator[Record]:
    count = 0
    try:
        while True:
            while reading.items:
                record = reading.items.popleft()
                count += 1
                if count > MOST_ROWS:
                    yield Record({}, 0, (Fault("rows-many", "", {"most": MOST_ROWS}),))
                    return
                yield record
            if reading.is_over:
                break
            next(pieces, None)
    finally:
        file.close()
    trouble = reading.trouble
    if isinstance(trouble, Deep):
        values = {"line": trouble.line, "most": trouble.most}
        yield Record({}, 0, (Fault("deep-here", "", values),))
    elif isinstance(trouble, Broken):
        why: dict[str, Any] = {"line": trouble.line, "why": quoted(trouble.why)}
        yield Record({}, 0, (Fault("broken-here", "", why),))


class _Reading:
    """An export while it is being read: the items that are whole, and what was said before them."""

    def __init__(self) -> None:
        self.items: deque[Record] = deque()
        self.left_out: Counter[str] = Counter()
        self.is_over = False
        self.is_export = False
        self.language = ""
        self.trouble: Broken | Deep | None = None
        self._authors: dict[str, str] = {}
        self._author: dict[str, str] = {}
        self._path: list[str] = []
        self._words: list[str] = []
        self._length = 0
        self._item: dict[str, str] | None = None
        self._categories: list[str] = []
        self._long = False
        self._domain = ""

    def pieces(self, file: IO[bytes]) -> Iterator[None]:
        """Read on, piece by piece."""
        try:
            yield from guarded.parse(
                file, self._begin, self._end, self._text, most_depth=MOST_DEPTH
            )
        except (Broken, Deep) as error:
            self.trouble = error
        finally:
            self.is_over = True

    def _begin(self, name: str, attributes: dict[str, str], depth: int) -> None:
        name = _short(name)
        self._path.append(name)
        self._words, self._length = [], 0
        if depth == 1 and name != "rss":
            self.trouble = None
        if depth == 3 and name == "item":
            self._item, self._categories, self._long = {}, [], False
        elif name == "category":
            self._domain = attributes.get("domain", "")

    def _text(self, text: str) -> None:
        if self._length > MOST_CELL:
            self._long = True
            return
        self._length += len(text)
        self._words.append(text)

    def _end(self, name: str, depth: int) -> None:
        name = _short(name)
        text = "".join(self._words).strip()
        self._words, self._length = [], 0
        self._path.pop()
        if self._item is not None:
            if depth == 3:
                self._take()
                self._item = None
            elif depth == 4:
                if name == "category":
                    if self._domain in ("category", "post_tag") and text:
                        self._categories.append(text)
                else:
                    self._item.setdefault(name, text)
        elif name == "wxr_version":
            self.is_export = True
        elif depth == 3 and name == "language":
            self.language = text
        elif name in ("author_login", "author_display_name"):
            self._author[name] = text
        elif name == "author" and depth == 3:
            self._authors[self._author.get("author_login", "")] = self._author.get(
                "author_display_name", ""
            )
            self._author = {}

    def _take(self) -> None:
        """The item as a record, unless it is none to learn from."""
        item = self._item or {}
        kind = item.get("post_type", "post")
        if kind not in _OURS:
            self.left_out[kind[:40]] += 1
            return
        faults = []
        if self._long:
            faults.append(Fault("cell-long", "", {"column": "content", "most": MOST_CELL}))
        status = item.get("status", "publish")
        if status != "publish":
            faults.append(Fault("wordpress-status", "", {"value": quoted(status)}))
        elif item.get("post_password"):
            faults.append(Fault("wordpress-password"))
        login = item.get("creator", "")
        values = {
            "guid": item.get("guid") or item.get("post_id") or item.get("link", ""),
            "title": item.get("title", ""),
            "excerpt": item.get("excerpt", ""),
            "content": text_of(item.get("content", "")),
            "link": item.get("link", ""),
            "creator": self._authors.get(login) or login,
            "date": _day(item.get("post_date", "")),
            "categories": joined(dict.fromkeys(self._categories).keys().__iter__()),
        }
        if faults:  # what is not public stays where it is
            values = {"title": values["title"], "link": values["link"], "guid": values["guid"]}
        self.items.append(Record({k: v for k, v in values.items() if v}, 0, tuple(faults)))


def text_of(content: str) -> str:
    """The HTML of a post without the editor's marks, with the paragraphs that WordPress would show."""
    text = _SHORTCODE.sub("", _BLOCK.sub("", content.replace("\r\n", "\n"))).strip()
    if not text or "<p" in text:
        return text
    parts = (part.strip() for part in _BREAKS.split(text))
    return "\n".join(
        part if _IS_BLOCK.match(part) else "<p>" + part.replace("\n", "<br>") + "</p>"
        for part in parts
        if part
    )


def _day(text: str) -> str:
    return "" if text.startswith("0000") else text[:10]


def _short(name: str) -> str:
    """A name without its namespace; those that mean different things told apart."""
    space, _line, local = name.rpartition(NAMESPACE)
    if not space:
        return local
    if space == _CONTENT and local == "encoded":
        return "content"
    match = _WP.fullmatch(space)
    if match:
        return "excerpt" if match[1] and local == "encoded" else local
    return local if space == _DC else f"{space}:{local}"
