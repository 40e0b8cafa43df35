"""HTML in pieces: a text is cut at its blocks and put together again; tags within a piece are marks.

Pure thought, no database. The HTML is what `kernel.documents.clean_html` leaves, in the form that nh3
writes. A piece is shown to translators as text with short marks: a link is `<a1>…</a1>`, whatever its
address; `<strong>`, `<em>` and `<br>` stand as they are; the rest is plain text, in which only what
would read as a mark or an entity is written as one (`&lt;`, `&amp;`).
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from agora.kernel.documents import clean_html

_TAG: Final = re.compile(r'</?[a-z][a-z0-9]*(?:\s+[a-z-]+="[^"]*")*\s*/?>')
_BLOCK: Final = re.compile(r'</?(?:p|ul|ol|li|h3|h4|blockquote)(?:\s+[a-z-]+="[^"]*")*\s*>')
_LINK: Final = re.compile(r'<a(?:\s+[a-z-]+="[^"]*")+\s*>')
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LIKE_A_TAG: Final = re.compile(r"<(?=[A-Za-z/!?])")
_ANY_TAG: Final = re.compile(r"<[/!?]?[A-Za-z][^<>]*>")
_MARK: Final = re.compile(
    r'</?(?:strong|em|br|a[0-9]{0,3})\s*/?>|<a\s+href="[^"<>]*"(?:\s+rel="[^"<>]*")?\s*>'
)
_BLOCKS: Final = frozenset({"p", "ul", "ol", "li", "h3", "h4", "blockquote", "strong", "em", "br"})
_BLOCK_MARK: Final = re.compile(r"</?(?:p|ul|ol|li|h3|h4|blockquote)\s*>")


@dataclass(frozen=True)
class Pieces:
    """A text cut into `parts`; `frame` is what stands before, between and after them."""

    frame: tuple[str, ...]
    parts: tuple[str, ...]

    @property
    def shape(self) -> tuple[str, ...]:
        """The blocks around the parts, without the white space between them."""
        return tuple("".join(between.split()) for between in self.frame)


def split(text: str) -> Pieces:
    """Cut cleaned HTML at its blocks; only runs with words in them are parts."""
    frame, parts = [""], []
    end = 0
    for start, stop in [*(found.span() for found in _BLOCK.finditer(text)), (len(text),) * 2]:
        run, tag = text[end:start], text[start:stop]
        words = run.strip()
        if words and html.unescape(_TAG.sub("", words)).strip():
            before = run[: len(run) - len(run.lstrip())]
            frame[-1] += before
            parts.append(words)
            frame.append(run[len(before) + len(words) :] + tag)
        else:
            frame[-1] += run + tag
        end = stop
    return Pieces(tuple(frame), tuple(parts))


def join(frame: Sequence[str], parts: Sequence[str]) -> str:
    """Put the parts back into their frame."""
    whole = [frame[0]]
    for part, after in zip(parts, frame[1:], strict=True):
        whole += (part, after)
    return "".join(whole)


@dataclass(frozen=True)
class Coded:
    """A piece as translators see it, and the link tags that its marks stand for."""

    text: str
    links: tuple[str, ...] = ()


def code(piece: str) -> Coded:
    """The piece with marks for its tags."""
    out: list[str] = []
    links: list[str] = []
    open_link = ""
    end = 0
    for found in [*_TAG.finditer(piece), None]:
        start = found.start() if found else len(piece)
        out.append(_plain(piece[end:start]))
        if found is None:
            break
        tag, end = found.group(), found.end()
        if _LINK.fullmatch(tag):
            links.append(tag)
            open_link = str(len(links))
            out.append(f"<a{open_link}>")
        elif tag == "</a>" and open_link:
            out.append(f"</a{open_link}>")
            open_link = ""
        else:
            out.append(tag)
    return Coded("".join(out), tuple(links))


def _plain(text: str) -> str:
    """Text of HTML as a person writes it; what would be read as a mark stays an entity."""
    plain = html.unescape(text)
    plain = _ENTITY.sub(lambda found: "&amp;" + found.group()[1:], plain)
    return _LIKE_A_TAG.sub("&lt;", plain)


def _escaped(text: str) -> str:
    """Text as nh3 writes it."""
    plain = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
    return (
        plain.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\xa0", "&nbsp;")
    )


def decode(text: str, links: Sequence[str], *, whole: bool = False) -> str:
    """The HTML of a piece that was written with marks; `whole` lets blocks stand in it.

    What is no mark becomes text. Use `faults` first: it says what is wrong with the marks.
    """
    out: list[str] = []
    end = 0
    marks = re.compile(f"{_MARK.pattern}|{_BLOCK_MARK.pattern}") if whole else _MARK
    for found in [*marks.finditer(text), None]:
        start = found.start() if found else len(text)
        out.append(_escaped(text[end:start]))
        if found is None:
            break
        out.append(_tag_of(found.group(), links))
        end = found.end()
    return "".join(out)


def _tag_of(mark: str, links: Sequence[str]) -> str:
    name = re.sub(r"[\s/]+>$", ">", mark)
    if re.fullmatch(r"</a[0-9]*>", name):
        return "</a>"
    numbered = re.fullmatch(r"<a([0-9]+)>", name)
    if numbered:
        at = int(numbered[1]) - 1
        return links[at] if 0 <= at < len(links) else ""
    if name.startswith("<a "):
        # A link of the translator's own: nh3 decides whether its address may stand.
        cleaned = clean_html(f"{name}x</a>")
        return cleaned.removesuffix("x</a>") if cleaned.startswith("<a ") else ""
    return name


def marks_in(text: str) -> list[str]:
    """The marks of a piece, in order, blocks too."""
    return [
        re.sub(r"\s*/?>$", ">", found.group())
        for found in re.finditer(f"{_MARK.pattern}|{_BLOCK_MARK.pattern}", text)
    ]


def faults(source: str, target: str, *, whole: bool = False) -> list[str]:
    """What is wrong with the marks of a translated piece, each as a sentence; empty when nothing is.

    Emphasis and line breaks of the original may go; its links may not, and nothing may be added. A link
    may lead elsewhere: there may be a page in the reader's language.
    """
    wanted, written = marks_in(source), marks_in(target)
    strange = [
        found.group()
        for found in _ANY_TAG.finditer(target)
        if not _MARK.fullmatch(found.group())
        and not (whole and _BLOCK_MARK.fullmatch(found.group()))
    ]
    said = [
        _("%(tag)s is not allowed here. Take it out, or write &lt; for the sign itself.")
        % {"tag": tag[:60]}
        for tag in dict.fromkeys(strange)
    ]
    if not _is_balanced(wanted):
        if not said and written != wanted:
            said.append(_("Keep the marks of the original here, in their order."))
        return said
    need = Counter(mark for mark in wanted if not mark.startswith("</"))
    have = Counter(mark for mark in written if not mark.startswith("</"))
    said += _links_wrong(need, have)
    known = {_name(mark) for mark in need} | (_BLOCKS if whole else frozenset())
    said += [
        _("%(tag)s is not in the original. Take it out.") % {"tag": mark}
        for mark in have
        if not mark.startswith("<a") and _name(mark) not in known
    ]
    if not said and not _is_balanced(written):
        said.append(
            _(
                "A mark is not closed, or they are closed in the wrong order. "
                "Compare with the original."
            )
        )
    return said


def _links_wrong(need: Counter[str], have: Counter[str]) -> list[str]:
    said: list[str] = []
    own = 0
    for mark, times in have.items():
        if mark.startswith("<a "):
            own += times
            if "href=" not in _tag_of(mark, ()):
                said.append(
                    _("The address of a link is not allowed. Use one that begins with https://.")
                )
        elif mark.startswith("<a") and times > need[mark]:
            said.append(
                _("%(tag)s stands here more often than in the original. Take it out.")
                % {"tag": mark}
            )
    for mark in need:
        if not mark.startswith("<a") or have[mark]:
            continue
        if own:
            own -= 1
            continue
        said.append(
            _(
                "The link %(open)s of the original is missing. "
                "Put %(open)s and %(close)s around the words it belongs to."
            )
            % {"open": mark, "close": f"</{mark[1:]}"}
        )
    if own:
        said.append(_("There is a link that the original does not have. Take it out."))
    return said


def _name(mark: str) -> str:
    found = re.match(r"</?([a-z]+[0-9]*)", mark)
    return found[1] if found else ""


def _is_balanced(marks: Sequence[str]) -> bool:
    stack: list[str] = []
    for mark in marks:
        name = _name(mark)
        if name == "br":
            continue
        if not mark.startswith("</"):
            stack.append("a" if mark.startswith("<a ") else name)
        elif not stack or stack.pop() != name:
            return False
    return not stack


def words_in(text: str) -> int:
    """How many words a piece has, marks not counted."""
    return len(_TAG.sub(" ", text).split())
