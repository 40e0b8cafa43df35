"""What is said of a course as a whole: its welcome, its certificate, its podcast, what a version changes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agora.desk.forms.paths import KEPT_WITH_TEXT, is_empty
from agora.desk.studio.common import course_or_404, document_at, seen_in
from agora.desk.studio.editors import SETTINGS, TITLES
from agora.desk.studio.part import Sheet, language_asked, write
from agora.people.queries import Standing
from agora.people.viewing import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def settings(
    request: HttpRequest, standing: Standing, draft_id: uuid.UUID, which: str
) -> HttpResponse:
    """The questions of one settings page; a POST saves the answers."""
    held = course_or_404(standing, draft_id, write=True)
    if which not in SETTINGS:
        raise Http404
    seen = seen_in(request) if request.method == "POST" else held.draft.revision
    document = document_at(held, seen)
    course = document.get("course") or {}
    schema, asked = SETTINGS[which]
    data = course if which == "welcome" else course.get(which) or {}

    def put(whole: Mapping[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
        said = dict(whole.get("course") or {})
        if which == "welcome":
            said = changed
        elif _says_nothing(changed):
            said.pop(which, None)
        else:
            said[which] = {"texts": {}, **changed}
        return {**whole, "course": said}

    return write(
        request,
        standing,
        Sheet(
            held,
            seen,
            document,
            data,
            schema,
            asked,
            put,
            str(TITLES[which]),
            language_asked(request, held),
            reverse("studio-settings", args=[draft_id, which]),
            kind=_("Course"),
        ),
    )


def _says_nothing(data: Mapping[str, Any]) -> bool:
    texts = data.get("texts") or {}
    return all(is_empty(value) for name, value in data.items() if name != "texts") and not any(
        set(text) - KEPT_WITH_TEXT for text in texts.values() if isinstance(text, Mapping)
    )
