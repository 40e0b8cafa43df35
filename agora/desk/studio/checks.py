"""What keeps a course from being published, with a link to each place; and advice on its languages."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agora.desk.drafts.overview import head_of
from agora.desk.pages import desk_page
from agora.desk.studio.common import course_or_404
from agora.desk.studio.faults import course_faults, tongues
from agora.kernel import languages
from agora.people.queries import Standing
from agora.people.viewing import signed_in
from agora.ui import wording


@require_safe
@signed_in
def checks(request: HttpRequest, standing: Standing, draft_id: uuid.UUID) -> HttpResponse:
    """All that is to be mended before publishing; what is missing per language is advice."""
    held = course_or_404(standing, draft_id)
    document, reader = held.draft.document, wording.reader()
    return desk_page(
        request,
        standing,
        "desk/studio/checks.html",
        {
            **head_of(request, held),
            "faults": course_faults(document, reader),
            "tongues": [
                (languages.name(one.tag, reader), one)
                for one in tongues(document, held.draft.object_id, reader)
            ],
        },
        title=_("Checks: %(title)s") % {"title": held.title},
        section="drafts",
    )
