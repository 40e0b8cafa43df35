"""A draft as a page of the market would show it, to those who may read the draft."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from agora.desk.drafts.common import Held, asker_from, held_or_404
from agora.desk.drafts.overview import head_of
from agora.desk.forms.answers import Asker
from agora.desk.forms.paths import is_empty, languages_in, read
from agora.desk.forms.saying import Sayer
from agora.desk.pages import desk_page
from agora.kernel import languages
from agora.kernel.documents import clean_html
from agora.kernel.editing import Field
from agora.people.queries import Standing
from agora.people.viewing import signed_in
from agora.ui import wording
from agora.ui.rows import Said

_LEAD = ("texts.*.summary",)
_FIRST = ("texts.*.title", "texts.*.name", "texts.*.preferred")
_QUIET = ("slug", "visibility", "team", "original_language", "provenance", *_LEAD, *_FIRST)
"""What a reader of the market is not shown, or what stands at the top."""


@dataclass(frozen=True)
class Block:
    """A question's answer as a reader sees it."""

    label: str
    said: Said
    is_html: bool = False
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """What one screen tells."""

    title: str
    blocks: tuple[Block, ...]


@require_safe
@signed_in
def preview(request: HttpRequest, standing: Standing, draft_id: uuid.UUID) -> HttpResponse:
    """The draft in one language, as it would be read; nothing of it is anywhere else."""
    held = held_or_404(standing, draft_id)
    return desk_page(
        request,
        standing,
        "desk/drafts/preview.html",
        {
            **head_of(request, held),
            **as_read(held, asker_from(request), request.GET.get("language")),
        },
        title=held.title,
        section="drafts",
    )


def as_read(held: Held, asker: Asker, asked: str | None) -> dict[str, Any]:
    """What `desk/drafts/_as_read.html` draws: a document in one language."""
    document = held.draft.document
    tags = list(languages_in(document)) or [held.original]
    language = asked if asked in tags else held.original
    sayer = Sayer(asker, [document], held.sort)
    top = {spec.path: spec for spec in held.sort.fields()}
    return {
        "held": held,
        "heading": _first(top, _FIRST, document, language, held.original) or held.title,
        "lead": _first(top, _LEAD, document, language, held.original),
        "chapters": _chapters(held, document, language, sayer),
        "axes": held.sort.axes(document),
        "tags": [(t, languages.name(t, asker.reader), t == language) for t in tags],
        "seed": held.draft.object_id,
    }


def _first(
    fields: Mapping[str, Field], names: tuple[str, ...], document: Any, tag: str, original: str
) -> Said | None:
    for path in names:
        if path in fields:
            for language in (tag, original):
                text = read(document, path, language)
                if not is_empty(text):
                    return wording.said(str(text), language)
    return None


def _chapters(
    held: Held, document: Mapping[str, Any], language: str, sayer: Sayer
) -> tuple[Chapter, ...]:
    chapters = []
    for step in held.sort.steps:
        blocks = [
            block
            for spec in step.fields
            if spec.path not in _QUIET and (block := _block(spec, held, document, language, sayer))
        ]
        if blocks:
            chapters.append(Chapter(str(step.title), tuple(blocks)))
    return tuple(chapters)


def _block(
    spec: Field, held: Held, document: Mapping[str, Any], language: str, sayer: Sayer
) -> Block | None:
    tag = language
    value = read(document, spec.path, tag)
    if is_empty(value) and spec.is_text:
        tag = held.original
        value = read(document, spec.path, tag)
    if is_empty(value) or value is False:
        return None
    label = str(spec.label)
    if spec.widget == "rich":
        return Block(label, wording.said(clean_html(str(value)), tag), is_html=True)
    text = sayer.say(spec, value, tag, labelled=False)
    tongue = tag if spec.is_text else sayer.asker.reader
    lines = tuple(text.split("\n")) if "\n" in text else ()
    return Block(label, wording.said(text, tongue), lines=lines)
