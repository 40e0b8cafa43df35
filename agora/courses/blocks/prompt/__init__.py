"""A question to talk about with the others of the run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agora.courses.blocks.base import BlockKind, BlockSays, BlockShape
from agora.kernel.documents import Paragraph, Tag
from agora.kernel.errors import Problem

if TYPE_CHECKING:
    from agora.courses.models import Enrolment
    from agora.courses.queries.content import BlockView

Panel = Callable[["BlockView", "Enrolment"], Mapping[str, Any] | None]
_panel: list[Panel] = []


def register_panel(find: Panel) -> None:
    """Who gives what `courses/blocks/_panel.html` draws under a prompt; the last one counts.

    It is asked when the page is drawn, for somebody who learns in the run.
    """
    _panel[:] = [find]


class PromptSays(BlockSays):
    """What to talk about, in one language."""

    text: Paragraph = ""


class PromptBlock(BlockShape):
    """A prompt to which threads of the run are anchored."""

    kind: Literal["prompt"] = "prompt"
    texts: dict[Tag, PromptSays]


def present(block: BlockView, enrolment: Enrolment | None) -> Mapping[str, Any]:
    """The panel, asked for by the template."""

    def panel() -> Mapping[str, Any] | None:
        return _panel[0](block, enrolment) if _panel and enrolment is not None else None

    return {"panel": panel}


def problems(block: PromptBlock, original: str, _spoken: tuple[str, ...]) -> list[Problem]:
    """It must say what to talk about."""
    said = block.texts.get(original)
    if said is None or not (said.text or said.title):
        return [Problem("texts", _("This prompt does not say what to talk about."))]
    return []


BLOCK = BlockKind(
    name="prompt",
    title=gettext_lazy("Discussion prompt"),
    shape=PromptBlock,
    icon="chat-dots",
    order=50,
    about=gettext_lazy("A question to talk about with the others of the run."),
    personal=True,
    present=present,
    problems=problems,
)
