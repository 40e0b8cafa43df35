"""Drawing the blocks of a lesson."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from agora.courses.pages.drawing import Drawn

register = template.Library()


@register.simple_tag(takes_context=True)
def draw_block(context: Context, drawn: Drawn) -> SafeString:
    """A block by the template of its kind, as it was drawn for everybody where that was done."""
    if drawn.html is not None:
        return drawn.html
    if context.template is None:
        raise RuntimeError("a block is drawn within a template alone")
    found = context.template.engine.get_template(drawn.template)
    with context.push(
        block=drawn.block, it=drawn.it, outcome=drawn.outcome, act_path=drawn.act_path
    ):
        return SafeString(found.render(context))
