"""The tags templates draw components with; every piece of given text is escaped here."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template.context import Context
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape as escape
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from agora.kernel import languages
from agora.kernel.documents import clean_html
from agora.ui import tiles, unseen, wording
from agora.ui.acting import Act, acts_for
from agora.ui.beside import told_of
from agora.ui.context import Page
from agora.ui.mine import Entry, entries
from agora.ui.projection import WIDTH
from agora.ui.rows import Card, Chip, Dot, Facet, Link, Reason, Said
from agora.ui.silence import silences

register = template.Library()

SPRITE = Path(__file__).resolve().parents[1] / "static" / "vendor" / "icons.svg"
_SYMBOL = re.compile(r'<symbol id="([^"]+)" viewBox="[^"]+">(.*?)</symbol>', re.DOTALL)

# Each axis has a shape of its own, so that colour never stands alone.
_SHAPES = {
    "people": '<circle cx="8" cy="8" r="6.5"/>',
    "planet": '<path d="M14.5 1.5C6 1.5 1.5 6 1.5 14.5 10 14.5 14.5 10 14.5 1.5Z"/>',
    "government": '<path d="M2 2h12v12H2Z"/>',
}
_LEVELS = ("", ' class="l1"', ' class="l2"')


@cache
def _icons() -> dict[str, str]:
    # Icons decorate: a checkout without them still reads, and `manage.py check` says what to run.
    return dict(_SYMBOL.findall(SPRITE.read_text())) if SPRITE.exists() else {}


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, extra: str = "") -> SafeString:
    """A small picture beside a word; it says nothing to a screen reader."""
    return mark_safe(
        f'<svg class="icon{" " + extra if extra else ""}" viewBox="0 0 16 16" fill="currentColor" '
        f'aria-hidden="true">{_icons().get(name, "")}</svg>'
    )


def axis_name(key: str) -> str:
    """The axis in the reader's language."""
    names = {
        "people": pgettext("axis of the Pact", "People"),
        "planet": pgettext("axis of the Pact", "Planet"),
        "government": pgettext("axis of the Pact", "Government"),
    }
    return names.get(key, "")


@register.simple_tag
@lru_cache(maxsize=16)
def axis_shape(key: str) -> SafeString:
    """The axis's shape in the axis's colour, beside its word."""
    drawn = _SHAPES.get(key, "")
    if not drawn:
        return SafeString("")
    return mark_safe(
        f'<svg class="icon shape {key}" viewBox="0 0 16 16" fill="currentColor" '
        f'aria-hidden="true">{drawn}</svg>'
    )


@register.simple_tag
def axis(key: str) -> SafeString:
    """Colour, shape and word together."""
    return _axis(key, get_language() or "en")


@lru_cache(maxsize=64)
def _axis(key: str, _reader: str) -> SafeString:
    name = axis_name(key)
    if not name:
        return SafeString("")
    return format_html('<span class="axis {}">{}{}</span>', key, axis_shape(key), name)


@register.simple_tag
@lru_cache(maxsize=64)
def evidence(key: str, label: str, type_key: str = "practice") -> SafeString:
    """What stands behind a thing: a tick only where something was seen or counted.

    That a thing is told without figures is worth saying of a practice, not of a handbook.
    """
    if key in ("described", "unknown") and type_key != "practice":
        return SafeString("")
    counted = key in ("measured", "evaluated", "reported")
    sign = icon("check-circle") if counted else icon("info-circle")
    return format_html(
        "<span{}>{}{}</span>", mark_safe(' class="evidence"') if counted else "", sign, label
    )


@register.simple_tag(takes_context=True)
def acts(context: Context, kind: str, object_id: object) -> SafeString:
    """What whoever reads it may do with a thing: links, and buttons that do it at once."""
    found = acts_for(context.get("request"), kind, uuid.UUID(str(object_id)))
    if not found:
        return SafeString("")
    drawn = format_html_join("", "{}", ((_act(context, act),) for act in found))
    return format_html('<div class="row">{}</div>', drawn)


def _act(context: Context, act: Link | Act) -> SafeString:
    drawn = icon(act.icon) if isinstance(act, Act) and act.icon else SafeString("")
    if not isinstance(act, Act) or not act.sends:
        rel = SafeString(' rel="nofollow"') if isinstance(act, Act) else SafeString("")
        return format_html(
            '<a class="btn quiet" href="{}"{}>{}{}</a>', act.path, rel, drawn, act.label
        )
    fields = format_html_join(
        "",
        '<input type="hidden" name="{}" value="{}">',
        (("csrfmiddlewaretoken", str(context.get("csrf_token", ""))), *act.fields),
    )
    return format_html(
        '<form method="post" action="{}">{}<button class="btn quiet" type="submit">{}{}</button></form>',
        act.path,
        fields,
        drawn,
        act.label,
    )


@register.inclusion_tag("ui/told.html", takes_context=True)
def told(context: Context, kind: str, object_id: object, tokens: frozenset[str]) -> dict[str, Any]:
    """What others told of a thing, as far as a viewer with these tokens may see."""
    key = uuid.UUID(str(object_id))
    found = told_of(kind, key, wording.reader(), tokens)
    return {"told": found, "count": len(found), "page": context.get("page")}


@register.filter
def first_axis(axes: tuple[str, ...]) -> str:
    """The axis that gives a thing its colour; none where it has none."""
    return axes[0] if axes and axes[0] in _SHAPES else "none"


def _serial(context: Context) -> int:
    page = context.get("page")
    return page.serial() if isinstance(page, Page) else 0


@register.inclusion_tag("ui/silent.html")
def silent(address: str) -> dict[str, object]:
    """A warning where this address did not answer when last asked."""
    return {"silent": silences([address]).get(address) if address else None}


@register.simple_tag(takes_context=True)
def tile(context: Context, seed: object, size: int = tiles.SIDE) -> SafeString:
    """The cover drawn from an id; it takes the colour of the axis class around it."""
    return mark_safe(tiles.tile(str(seed), _serial(context), int(size)))


@register.simple_tag
@lru_cache(maxsize=16)
def mosaic(seed: str, columns: int = 6, rows: int = 5) -> SafeString:
    """A wall of tiles in the three axis colours; at most one on a page."""
    return mark_safe(tiles.mosaic(seed, columns, rows))


@register.simple_tag
@lru_cache(maxsize=1024)
def initials(name: object) -> SafeString:
    """A sign with the first letters of an organisation's or a person's name."""
    return format_html(
        '<svg class="initials" viewBox="0 0 48 48" aria-hidden="true">'
        '<path d="M4 0h40a4 4 0 0 1 4 4v40a4 4 0 0 1-4 4H4a4 4 0 0 1-4-4V4a4 4 0 0 1 4-4Z"/>'
        '<text x="24" y="25" text-anchor="middle" dominant-baseline="central">{}</text></svg>',
        # A zero-width non-joiner between them: Arabic letters would else run into a word.
        "\u200c".join(tiles.initials(str(name))),
    )


@register.filter
def said_attributes(said: Said) -> SafeString:
    """`lang` and `dir` for the element around a text that is not in the page's language."""
    if not said or not getattr(said, "fallback", False):
        return SafeString("")
    return format_html(' lang="{}" dir="{}"', said.language, said.direction)


@register.simple_tag
def said(text: Said) -> SafeString:
    """Plain text, with its language where that is not the page's."""
    if not getattr(text, "fallback", False):
        return escape(str(text))
    return format_html(
        '<span lang="{}" dir="{}">{}</span>', text.language, text.direction, text.text
    )


@register.simple_tag
def said_html(text: Said) -> SafeString:
    """A text that is HTML already cleaned on the server, in an element that knows its language."""
    if not text:
        return SafeString("")
    return format_html('<div class="prose"{}>{}</div>', said_attributes(text), mark_safe(text.text))


@register.simple_tag
def mine_entries() -> tuple[Entry, ...]:
    """The menu of one's own things."""
    return entries()


@register.filter
def written(text: str) -> SafeString:
    """HTML somebody wrote, cleaned as it is shown."""
    return mark_safe(clean_html(text or ""))


@register.simple_tag
def said_note(*texts: Said) -> SafeString:
    """Says openly when a text is not in the reader's language, or was made by a machine."""
    reader = get_language() or "en"
    for text in texts:
        if not text:
            continue
        if text.fallback:
            sentence = _("Shown in %(language)s: not yet available in %(reader)s.") % {
                "language": languages.name(text.language, reader),
                "reader": languages.name(reader, reader),
            }
        elif text.origin == "machine":
            sentence = _("This text was translated by a machine and has not been checked yet.")
        else:
            continue
        return format_html('<p class="said-note">{}{}</p>', icon("globe2"), sentence)
    return SafeString("")


@lru_cache(maxsize=256)
def _in_language(tag: str, reader: str) -> SafeString:
    sentence = _("Text in %(language)s") % {"language": languages.name(tag, reader)}
    return format_html('<span class="fact">{}{}</span>', icon("globe2"), sentence)


@register.simple_tag
def in_language(text: Said) -> SafeString:
    """On a card: the language of its text, where that is not the reader's."""
    if not getattr(text, "fallback", False):
        return SafeString("")
    return _in_language(text.language, get_language() or "en")


@register.filter
def language_in_words(tag: str) -> str:
    """A language's name in the reader's language."""
    return languages.name(tag, get_language() or "en")


@register.filter
def visible(text: object) -> SafeString:
    """What somebody wrote, escaped, with a mark for every character that nobody would see."""
    return unseen.marked(text)


@register.filter
def apart(text: object) -> SafeString:
    """As `visible`, and kept apart from the sentence around it, whose direction may be another."""
    return format_html("<bdi>{}</bdi>", unseen.marked(text))


@register.filter
def moment(value: dt.datetime) -> str:
    """A day with its weekday and the hour, in the reader's words and time zone."""
    return wording.moment(value)


@register.filter
def day(value: dt.datetime | dt.date) -> str:
    """A date in full, with its weekday."""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return wording.date(value)


@register.filter
def zone_name(name: str) -> str:
    """A time zone by its city: “Asia/Seoul” → “Seoul time”."""
    return wording.zone(name)


@lru_cache(maxsize=2048)
def _chip_list(found: tuple[Chip, ...], reader: str) -> SafeString:
    items = []
    for chip in found:
        classes = " ".join(
            name for name, on in (("machine", chip.machine), ("reading", chip.reading)) if on
        )
        spoken = (
            _("%(language)s, translated by a machine") % {"language": chip.name}
            if chip.machine
            else chip.name
        )
        items.append(
            format_html(
                '<li{} title="{}"><span aria-hidden="true">{}</span><i class="vh">{}</i></li>',
                mark_safe(f' class="{classes}"') if classes else "",
                spoken,
                chip.tag.upper(),
                spoken,
            )
        )
    return format_html(
        '<ul class="langs" aria-label="{}">{}</ul>', _("Languages"), mark_safe("".join(items))
    )


@register.simple_tag
def chips(found: Iterable[Chip]) -> SafeString:
    """The languages a thing exists in: solid exists, outlined is machine-made, absent is absent."""
    found = tuple(found)
    return _chip_list(found, get_language() or "en") if found else SafeString("")


@register.simple_tag
def links(*groups: Iterable[Link | str] | Link | str | None) -> SafeString:
    """Names in a row, each leading to its page where it has one."""
    drawn = []
    for group in groups:
        for link in (group,) if isinstance(group, (Link, str)) else group or ():
            label = link.label if isinstance(link, Link) else link
            if isinstance(link, Link) and link.path:
                drawn.append(f'<a href="{escape(link.path)}">{escape(label)}</a>')
            elif label:
                drawn.append(f"<bdi>{escape(label)}</bdi>")
    return mark_safe(" · ".join(drawn))


@register.simple_tag
def choices(facet: Facet) -> SafeString:
    """A facet's boxes; drawn here and not in a template because there are a hundred on a page."""
    name = escape(facet.name)
    return mark_safe(
        "".join(
            f"<label{_LEVELS[min(value.level, 2)]}>"
            f'<input type="checkbox" name="{name}" value="{escape(value.key)}" '
            f'id="f-{name}-{escape(value.key)}"{" checked" if value.selected else ""}>'
            f"<span>{escape(value.label)}</span><b>{value.count}</b></label>"
            for value in facet.values
        )
    )


@cache
def _component(name: str) -> Any:
    # The engine's own template: a component needs no request and no context processors.
    return get_template(f"ui/{name}.html").template  # type: ignore[attr-defined]


def reasons(why: Iterable[Reason]) -> SafeString:
    """Why something was found: the words asked for, and what they met."""
    topics = [reason for reason in why if reason.kind == "topic"]
    parts = []
    for reason in why:
        met = f"<b{said_attributes(reason.found)}>{escape(reason.found.text)}</b>"
        asked = f"<bdi>{escape(reason.asked)}</bdi>"
        if reason.kind == "machine":
            parts.append(_("Found in a machine translation: %(asked)s") % {"asked": asked})
        elif reason.kind == "word" and reason.language:
            words = {"asked": asked, "found": met, "language": escape(reason.language)}
            parts.append(_("Found by: %(asked)s → %(found)s (%(language)s)") % words)
        elif reason.kind == "word":
            parts.append(_("Found by: %(asked)s → %(found)s") % {"asked": asked, "found": met})
    if topics:
        named = ", ".join(f"<bdi>{escape(reason.found.text)}</bdi>" for reason in topics)
        parts.append(_("Found by: %(words)s") % {"words": named})
    return mark_safe("<br>".join(parts))


@register.simple_tag
def machine_text(card: Card) -> SafeString:
    """What a machine made of the title and the summary, under its label."""
    if not card.machine_title:
        return SafeString("")
    return format_html(
        '<p class="sum"><span class="flag">{}</span> <b>{}</b>{}</p>',
        _("Machine translation"),
        card.machine_title.text,
        format_html("<br>{}", card.machine_summary.text) if card.machine_summary else "",
    )


@register.simple_tag(takes_context=True)
def find(context: Context, card: Card, level: int = 3) -> SafeString:
    """A result as a row: a small stall, then what it is, from whom, and what came of it.

    Drawn here and not in a template because there are twenty on a page.
    """
    parts = [
        f'<li class="find {first_axis(card.axes)}"><span class="awned" aria-hidden="true">',
        tile(context, card.id),
        f'</span><div><p class="kind"><b>{escape(card.type_label)}</b>',
        *(axis(key) for key in card.axes),
    ]
    if card.illustrative:
        illustrative = escape(_("Illustrative example"))
        parts.append(f'<span class="flag">{illustrative}</span>')
    parts.append(
        f"{in_language(card.title)}</p><h{level}{said_attributes(card.title)}>"
        f'<a href="{escape(card.path)}">{escape(card.title.text)}</a></h{level}>'
    )
    if card.publishers or card.places or card.year:
        parts.append(f'<p class="from">{links(card.publishers, card.places, card.year)}</p>')
    for name, text in (("sum", card.summary), ("curator", card.note)):
        if text:
            parts.append(f'<p class="{name}"{said_attributes(text)}>{escape(text.text)}</p>')
    parts.append(machine_text(card))
    if card.why:
        parts.append(f'<p class="why">{reasons(card.why)}</p>')
    parts.append(f'<div class="foot">{chips(card.languages)}')
    if card.duration:
        parts.append(f"<span>{icon('clock')}{escape(card.duration)}</span>")
    if card.evidence_label:
        parts.append(evidence(card.evidence_key, card.evidence_label, card.type_key))
    if card.audiences:
        more = f" <bdi>+{len(card.audiences) - 2}</bdi>" if len(card.audiences) > 2 else ""
        first = escape(" · ".join(card.audiences[:2]))
        parts.append(f"<span>{icon('people')}<span>{first}{more}</span></span>")
    parts.append("</div></div></li>")
    return mark_safe("".join(parts))


@register.simple_tag(takes_context=True)
def stall(context: Context, card: Card, level: int = 3) -> SafeString:
    """A find as an upright card, where few stand side by side."""
    return _card(context, "stall", card, level)


def _card(context: Context, name: str, card: Card, level: int) -> SafeString:
    return _component(name).render(
        Context({"card": card, "level": level, "page": context.get("page")})
    )


@register.simple_tag
def find_map(dots: Iterable[Dot]) -> SafeString:
    """Places as links on the drawing of the world; the page lists the same places beside it."""
    drawn = []
    for dot in dots:
        radius = 4 + min(dot.size, 4) * 2.5
        title = (
            ngettext("%(place)s: %(count)d thing", "%(place)s: %(count)d things", dot.count)
            % {"place": dot.label, "count": dot.count}
            if dot.count
            else dot.label
        )
        drawn.append(
            format_html(
                '<a href="{}" aria-label="{}"><circle cx="{}" cy="{}" r="{}"/>'
                "<title>{}</title></a>",
                dot.path,
                title,
                f"{dot.x:g}",
                f"{dot.y:g}",
                f"{radius:g}",
                title,
            )
        )
    return format_html(
        '<div class="map"><img src="{}" alt="" width="{}" height="485" loading="lazy">'
        '<svg viewBox="0 0 {} 485" role="group" aria-label="{}">{}</svg></div>',
        static("vendor/world.svg"),
        WIDTH,
        WIDTH,
        _("Map of the world with the places things come from"),
        mark_safe("".join(drawn)),
    )


@register.simple_tag
def bar(share: float) -> SafeString:
    """A bar as long as `share` (0 to 1) of its box; the number stands beside it in words."""
    width = max(0.0, min(1.0, float(share))) * 100
    return mark_safe(
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<path class="bed" d="M0 0h100v8H0Z"/><path d="M0 0h{width:g}v8H0Z"/></svg>'
    )


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """A form field with its label, what it asks for, and what to mend."""
    widget = bound.field.widget
    return _component("field").render(
        Context(
            {
                "field": bound,
                "group": isinstance(widget, (RadioSelect, CheckboxSelectMultiple)),
                "tick": isinstance(widget, CheckboxInput),
            }
        )
    )
