"""A lesson of a draft as a learner would meet it, in any of its languages; nothing of it can be done."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agora.courses.queries.content import BlockView, Tongue
from agora.courses.queries.drafted import blocks_of_document
from agora.desk.drafts.overview import head_of
from agora.desk.pages import desk_page
from agora.desk.studio import tree
from agora.desk.studio.common import course_or_404
from agora.desk.studio.editors import untitled
from agora.editorial.claims import languages_of
from agora.kernel import languages
from agora.people.queries import Standing
from agora.people.viewing import signed_in
from agora.ui import wording


@dataclass(frozen=True)
class Drawn:
    """A block as it is drawn for a learner; without `html` it cannot be drawn yet."""

    key: str
    title: str
    html: SafeString | None = None
    tongue: Tongue | None = None


@require_safe
@signed_in
def preview(
    request: HttpRequest, standing: Standing, draft_id: uuid.UUID, lesson: uuid.UUID
) -> HttpResponse:
    """The lesson in the language asked for."""
    held = course_or_404(standing, draft_id)
    document, reader = held.draft.document, wording.reader()
    lessons = [one for one in tree.parts(document) if one.sort == "lesson"]
    here = next((n for n, one in enumerate(lessons) if one.key == str(lesson)), None)
    if here is None:
        raise Http404
    tags = [held.original, *sorted(languages_of(document) - {held.original})]
    asked = request.GET.get("language", "")
    language = asked if asked in tags else reader if reader in tags else held.original
    one = lessons[here]
    texts = one.data.get("texts") or {}
    return desk_page(
        request,
        standing,
        "desk/studio/preview.html",
        {
            **head_of(request, held),
            "lesson": one,
            "name": one.title(language, held.original) or untitled(one),
            "summary": (texts.get(language) or texts.get(held.original) or {}).get("summary", ""),
            "tongue": language if language in texts else held.original,
            "direction": languages.direction(language if language in texts else held.original),
            "blocks": _drawn(request, document, one, language),
            "before": lessons[here - 1] if here else None,
            "after": lessons[here + 1] if here + 1 < len(lessons) else None,
            "language": language,
            "count": len(lessons),
            "tags": [(tag, languages.name(tag, reader), tag == language) for tag in tags],
        },
        title=_("Preview: %(title)s") % {"title": held.title},
        section="drafts",
    )


def _drawn(
    request: HttpRequest, document: Mapping[str, Any], one: tree.Part, language: str
) -> list[Drawn]:
    found = []
    held = [block for block in one.data.get("blocks") or () if block.get("kind")]
    for raw, block in zip(held, blocks_of_document(document, one.data, language), strict=False):
        if isinstance(block, str):
            found.append(Drawn(str(raw.get("key")), block))
            continue
        found.append(
            Drawn(
                str(block.key),
                str(block.said.get("title") or block.of.title),
                _html(request, block),
                block.tongue,
            )
        )
    return found


def _html(request: HttpRequest, block: BlockView) -> SafeString | None:
    """Drawn by the learner's template of its kind; None where that cannot be done yet: it needs somebody
    who learns, or the block is too unfinished (a scenario without a scene)."""
    shown = block.tongue.language
    spoken = shown if translation.check_for_language(shown) else None
    with translation.override(spoken or translation.get_language()):
        try:
            return render_to_string(
                block.of.template,
                {
                    "block": block,
                    "it": _presented(block),
                    "outcome": None,
                    "act_path": "",
                    "enrolment": None,
                    "is_preview": True,
                },
                request=request,
            )
        except (NoReverseMatch, LookupError, ValueError):
            return None


def _presented(block: BlockView) -> Mapping[str, Any]:
    many = getattr(block.of, "present_many", None)
    found: Mapping[str, Any] = (
        many([block], None).get(block.key, {}) if many else block.of.present(block, None)
    )
    return found
