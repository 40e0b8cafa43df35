"""Handing out files."""

from __future__ import annotations

import logging
import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from agora.media.models import File
from agora.media.queries import file_readable_by, file_visible_to
from agora.people.viewing import standing_from, viewer_from

logger = logging.getLogger(__name__)


@require_safe
def file(request: HttpRequest, object_id: uuid.UUID) -> HttpResponseBase:
    """A file, to whoever may see what it belongs to; always as a download, never run in the page."""
    tokens = viewer_from(request).tokens
    found = File.objects.filter(pk=object_id).first()
    if found is None or not (
        file_visible_to(object_id, tokens) or file_readable_by(found, standing_from(request))
    ):
        raise Http404
    try:
        stored = found.stored.open("rb")
    except FileNotFoundError as error:
        logger.error(
            "The file %s (%s) is in the database but not in the media folder", found.pk, found.name
        )
        raise Http404 from error
    response = FileResponse(stored, as_attachment=True, filename=found.name)
    response.headers["Content-Type"] = found.media_type
    response.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    return response
