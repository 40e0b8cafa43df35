"""Parts of this room in templates; `{% talk_panel panel %}` is for those of rooms above."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from agora.talk import digests, logic
from agora.talk.models import Thread
from agora.talk.queries import Panel, ThreadRow
from agora.talk.words import STATES
from agora.ui import unseen

register = template.Library()


@register.filter
def as_paragraphs(text: object) -> SafeString:
    """What somebody wrote: escaped, in paragraphs, with links to what are addresses."""
    return mark_safe("".join(_paragraph(part) for part in logic.paragraphs(str(text))))


def _paragraph(text: str) -> SafeString:
    drawn = "".join(
        format_html('<a href="{}" rel="nofollow ugc noopener" dir="ltr">{}</a>', address, said)
        if address
        else unseen.marked(said)
        for said, address in logic.pieces(text)
    )
    return format_html('<p dir="auto">{}</p>', mark_safe(drawn.replace("\n", "<br>")))


@register.filter
def thread_state(row: ThreadRow) -> str:
    """How a thread stands, in words; nothing is said of one that only tells something."""
    if row.state == Thread.State.OPEN and not row.is_question:
        return ""
    return str(STATES[Thread.State(row.state)])


@register.inclusion_tag("talk/panel.html", takes_context=True)
def talk_panel(context: Context, panel: Panel | None) -> dict[str, Any]:
    """The newest threads about one part of a place: `panel` is from `talk.queries.panel` or `panels`."""
    return {"panel": panel, "page": context.get("page")}


@register.simple_tag(takes_context=True)
def told_posts(context: Context) -> list[dict[str, str]]:
    """The posts of a digest, whose values are numbered: a notice keeps short texts only."""
    found = []
    for number in range(1, digests.MOST_POSTS + 1):
        begin = f"post_{number}_"
        if f"{begin}path" not in context:
            break
        names = ("title", "words", "by", "path")
        found.append({name: str(context.get(f"{begin}{name}", "")) for name in names})
    return found
