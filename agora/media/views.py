"""Handing out files."""

from __future__ import annotations

import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from agora.media.models import File
from agora.media.queries import file_visible_to
from agora.people.viewing import viewer_from


@require_safe
def file(request: HttpRequest, object_id: uuid.UUID) -> HttpResponseBase:
    """A file, to whoever may see what it belongs to; always as a download, never run in the page."""
    found = File.objects.filter(pk=object_id).first()
    if found is None or not file_visible_to(object_id, viewer_from(request).tokens):
        raise Http404
    response = FileResponse(found.stored.open("rb"), as_attachment=True, filename=found.name)
    response.headers["Content-Type"] = found.media_type
    response.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    return response
