"""Drawing one segment. In Python, because a page has many of them and a template costs four times as much.

Every given text goes through `escape`; the words come from the catalogue once per page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from agora.desk.translate.rows import SegmentRow, marked_html
from agora.editorial.translating.memory import Offer
from agora.ui.templatetags.ui import icon
from agora.ui.unseen import marked_text

_CURRENT: Final = ' aria-current="page"'


@dataclass(frozen=True)
class Pen:
    """What all segments of a page share: the languages, whether one may write, and the words."""

    source: str
    language: str
    direction: str
    writes: bool

    @cached_property
    def into(self) -> str:
        """The attributes of an element in the language it is brought into."""
        return f'lang="{escape(self.language)}" dir="{self.direction}"'


def drawn(rows: Iterable[SegmentRow], pen: Pen) -> SafeString:
    """All segments of a page."""
    words = _Words()
    return mark_safe("".join(_segment(row, pen, words) for row in rows))


def pages_drawn(here: str, current: int, unfinished: Sequence[int]) -> SafeString:
    """The pages of a text, each with how many of its texts are not done; nothing where there is one.

    It stands above and below the segments, and is drawn once.
    """
    if len(unfinished) < 2:
        return mark_safe("")
    items = "".join(
        f'<li><a href="{escape(here)}?page={at}#work"{_CURRENT if at == current else ""}>{at}'
        + (f' <span class="muted">({left})</span></a></li>' if left else "</a></li>")
        for at, left in enumerate(unfinished, start=1)
    )
    label = escape(_("Pages of this text"))
    said = escape(_("In brackets: how many texts of the page are not done."))
    said = f'<p class="help">{said}</p>' if any(unfinished) else ""
    return mark_safe(
        f'<nav class="pages segment-pages" aria-label="{label}"><ul>{items}</ul>{said}</nav>'
    )


class _Words:
    """The sentences of the page, looked up once."""

    def __init__(self) -> None:
        self.label = _("Translation of text %(number)s")
        self.theirs = _("Somebody else wrote here meanwhile. Yours is not saved; theirs is:")
        self.clash = _("Published here meanwhile:")
        self.keep = _("Keep mine")
        self.still = _("The translation is still right")
        self.machine = _("machine")
        self.by_machine = _("Made by a machine: it stays marked so until somebody changes it.")
        self.offer_machine = _("by a machine")
        self.unpublished = _("not published yet")
        self.none = _("not translated")
        self.whole = _(
            "The present translation has other paragraphs than the original, "
            "so the whole text is one piece here."
        )
        self.warning = icon("exclamation-triangle")


def _segment(row: SegmentRow, pen: Pen, words: _Words) -> str:
    heading = f"<h2>{marked_text(row.heading)}</h2>" if row.heading else ""
    target = _writing(row, pen, words) if pen.writes else _reading(row, pen, words)
    if row.origin == "machine":
        target += (
            f'<p class="help"><span class="flag">{escape(words.machine)}</span> '
            f"{escape(words.by_machine)}</p>"
        )
    return (
        f'{heading}<div class="segment {row.state}" id="{row.id}">'
        f'<div class="source" lang="{escape(row.language or pen.source)}" dir="{row.direction}">'
        f"{_source(row, pen)}</div>"
        f'<div class="target">{target}</div></div>'
    )


def _source(row: SegmentRow, pen: Pen) -> str:
    said = f'<p class="change-words">{row.change}</p>' if row.change else f"<p>{row.source}</p>"
    if row.terms:
        terms = "".join(
            f"<li><dfn>{marked_text(term.phrase)}</dfn> "
            f"<span {pen.into}>{marked_text(' / '.join(term.labels))}</span></li>"
            for term in row.terms
        )
        said += f'<ul class="terms">{terms}</ul>'
    return said


def _reading(row: SegmentRow, pen: Pen, words: _Words) -> str:
    if not row.target:
        return f'<p class="muted">{escape(words.none)}</p>'
    return f"<p {pen.into}>{marked_html(row.target)}</p>"


def _writing(row: SegmentRow, pen: Pen, words: _Words) -> str:
    key = escape(row.key)
    out = [
        f'<label class="vh" for="{row.id}t">{escape(words.label % {"number": row.number})}</label>'
    ]
    told = ""
    if row.wrong or row.theirs:
        told = f' aria-invalid="true" aria-describedby="{row.id}e"'
        lines = [marked_text(sentence) for sentence in row.wrong]
        if row.theirs:
            lines.append(f"{escape(words.theirs)} <q {pen.into}>{marked_text(row.theirs)}</q>")
        inside = "".join(f"<li>{words.warning} {line}</li>" for line in lines)
        out.append(f'<ul class="wrong" id="{row.id}e">{inside}</ul>')
    if row.clash is not None:
        out.append(
            f'<p class="wrong">{words.warning} {escape(words.clash)} '
            f"<q {pen.into}>{marked_text(row.clash)}</q></p>"
        )
    most = f' maxlength="{row.most}"' if row.most else ""
    # A line break right after the tag is not part of a field: one is put there for the parser.
    out.append(
        f'<textarea id="{row.id}t" name="t:{key}" rows="{row.height}" {pen.into}{most}{told}>'
        f"\n{escape(row.target)}</textarea>"
        f'<input type="hidden" name="d:{key}" value="{row.seen}">'
    )
    if row.state == "stale" or row.clash is not None:
        word = words.still if row.clash is None else words.keep
        out.append(
            f'<label class="still"><input type="checkbox" name="c:{key}">{escape(word)}</label>'
        )
    if row.proposal:
        text = escape(row.proposal)
        out.append(
            f'<input type="hidden" name="m:{key}" value="{text}">'
            f'<label class="offer"><input type="checkbox" name="o:{key}" value="{text}"> '
            f'<span class="flag">{escape(words.machine)}</span> '
            f"<span {pen.into}>{marked_text(row.proposal)}</span></label>"
        )
    out += [_offer(offer, key, pen, words) for offer in row.offers]
    if row.whole:
        out.append(f'<p class="help">{escape(words.whole)}</p>')
    return "".join(out)


def _offer(offer: Offer, key: str, pen: Pen, words: _Words) -> str:
    text = escape(offer.target)
    from_where = [marked_text(offer.title)]
    if not offer.is_live:
        from_where.append(escape(words.unpublished))
    if offer.origin == "machine":
        from_where.append(escape(words.offer_machine))
    return (
        f'<label class="offer"><input type="checkbox" name="o:{key}" value="{text}"> '
        f'<span class="flag">{offer.alike} %</span> <span {pen.into}>{marked_text(offer.target)}</span> '
        f'<small class="muted">{" · ".join(from_where)}</small></label>'
    )
