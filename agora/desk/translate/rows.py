"""What the page of segments shows: frozen rows, already escaped where they are HTML.

`html.escape` does here what Django's own does; that one is lazy, which costs much over a long text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from agora.desk.translate import machine, wording
from agora.desk.translate.terms import TermRow, terms_in
from agora.editorial.comparing import words_changed
from agora.editorial.translating.memory import Offer
from agora.editorial.translating.queries import Work
from agora.editorial.translating.segments import STALE, Segment, shown
from agora.exchange.translations.contract import MARK
from agora.kernel import languages
from agora.ui.unseen import marked_text

_LINE = 55
_MOST_ROWS = 14


@dataclass(frozen=True)
class SegmentRow:
    """One segment as it is drawn."""

    id: str
    key: str
    number: int
    heading: str
    source: SafeString
    direction: str
    target: str
    height: int
    state: str
    change: SafeString
    seen: str
    most: int = 0
    language: str = ""
    whole: bool = False
    saved: bool = False
    origin: str = ""
    clash: str | None = None
    terms: tuple[TermRow, ...] = ()
    offers: tuple[Offer, ...] = ()
    proposal: str = ""
    wrong: tuple[str, ...] = ()
    theirs: str = ""


@dataclass(frozen=True)
class Typed:
    """What somebody typed that was not kept, and why."""

    targets: Mapping[str, str]
    wrong: Mapping[str, Sequence[str]]
    clashes: Mapping[str, str]


NOTHING_TYPED = Typed({}, {}, {})


def segment_rows(
    work: Work,
    page: Iterable[tuple[int, Segment]],
    *,
    kind: str,
    language: str,
    offers: Mapping[str, list[Offer]],
    typed: Typed = NOTHING_TYPED,
    proposed: Mapping[str, str] | None = None,
) -> list[SegmentRow]:
    """The rows of these segments; a heading stands where another text begins."""
    labels = wording.labels_of(kind, work.document)
    rows: list[SegmentRow] = []
    last: tuple[object, ...] = ()
    for number, one in page:
        here = (one.place.path, one.leaf.name)
        terms = terms_in(one.source, one.place.original, language)
        target = typed.targets.get(one.key, one.target)
        rows.append(
            SegmentRow(
                id=f"s{number}",
                key=one.key,
                number=number,
                heading="" if here == last else wording.label_of(one, labels),
                source=source_html(one.source, terms),
                direction=languages.direction(one.place.original),
                language=one.place.original,
                target=target,
                height=_height(one.source, target),
                state=one.state,
                change=change_html(one.previous, one.source)
                if one.state == STALE
                else mark_safe(""),
                seen=f"{shown(one.source)}.{shown(one.target)}",
                most=one.leaf.most if one.leaf.sort != "html" else 0,
                whole=one.whole,
                saved=one.saved,
                origin=one.origin if one.target else "",
                clash=work.clashes.get(one.key),
                terms=terms,
                offers=tuple(
                    offer for offer in offers.get(one.source, ()) if offer.target != one.target
                ),
                proposal=(proposed or {}).get(one.key, ""),
                wrong=tuple(typed.wrong.get(one.key, ())),
                theirs=typed.clashes.get(one.key, ""),
            )
        )
        last = here
    return rows


def _height(source: str, target: str) -> int:
    longest = max(len(source), len(target))
    lines = longest // _LINE + 1 + max(source.count("\n"), target.count("\n"))
    return max(1, min(_MOST_ROWS, lines))


def source_html(text: str, terms: Sequence[TermRow]) -> SafeString:
    """A source text: its marks as such, the glossary's terms underlined with their names."""
    names = {term.phrase: ", ".join(term.labels) for term in terms}
    pattern = _pattern(names)
    out: list[str] = []
    end = 0
    for found in MARK.finditer(text):
        out.append(_underlined(text[end : found.start()], names, pattern))
        out.append(f'<span class="tag-mark">{escape(found.group())}</span>')
        end = found.end()
    out.append(_underlined(text[end:], names, pattern))
    return mark_safe("".join(out))


def _pattern(names: Mapping[str, str]) -> re.Pattern[str] | None:
    if not names:
        return None
    ordered = sorted(names, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, ordered)) + r")(?!\w)")


def _underlined(run: str, names: Mapping[str, str], pattern: re.Pattern[str] | None) -> str:
    if pattern is None or not run.strip():
        return marked_text(run)
    out: list[str] = []
    end = 0
    for found in pattern.finditer(run):
        word = found.group()
        out.append(
            f'{marked_text(run[end : found.start()])}<dfn title="{escape(names[word])}">{marked_text(word)}</dfn>'
        )
        end = found.end()
    out.append(marked_text(run[end:]))
    return "".join(out)


def marked_html(text: str) -> SafeString:
    """A text that is only read: its marks as such."""
    return source_html(text, ())


_CHANGES = {"gone": "del", "new": "ins", "same": "span"}


def change_html(before: str, after: str) -> SafeString:
    """What changed from one text to another, word by word."""
    return mark_safe(
        "".join(
            f"<{_CHANGES[piece.sort]}>{marked_text(piece.text)}</{_CHANGES[piece.sort]}>"
            for piece in words_changed(before, after)
        )
    )


def proposed_for(page: Sequence[tuple[int, Segment]], language: str) -> dict[str, str]:
    """What an engine proposes for the segments of a page that have no translation."""
    wanted = [one for _n, one in page if not one.target]
    found: dict[str, str] = {}
    for source in {one.place.original for one in wanted}:
        mine = [one for one in wanted if one.place.original == source]
        made = machine.proposals([one.source for one in mine], source, language)
        found |= {
            one.key: one.tidied(text)
            for one, text in zip(mine, made, strict=True)
            if text and not one.faults(one.tidied(text))
        }
    return found
