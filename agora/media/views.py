"""Handing out files."""

from __future__ import annotations

import logging
import re
import uuid
from typing import IO, Final

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from agora.media.models import File
from agora.media.queries import file_readable_by, file_visible_to
from agora.people.queries import ANYBODY
from agora.people.viewing import standing_from, viewer_from

logger = logging.getLogger(__name__)

PRIVATE: Final = "private, max-age=0, must-revalidate"
PUBLIC: Final = "public, max-age=600"
"""A file never changes, but what it belongs to may be hidden: so long a copy may outlive that."""

_RANGE: Final = re.compile(r"\s*bytes\s*=\s*([0-9]{0,18})\s*-\s*([0-9]{0,18})\s*", re.IGNORECASE)


@require_safe
def file(request: HttpRequest, object_id: uuid.UUID) -> HttpResponseBase:
    """A file, to whoever may see what it belongs to; always as a download, never run in the page.

    A part of it is given where one is asked for (RFC 9110, 14), so that players seek and broken
    downloads go on; several parts at once are answered with the whole.
    """
    tokens = viewer_from(request).tokens
    found = File.objects.filter(pk=object_id).first()
    if found is None or not (
        file_visible_to(object_id, tokens) or file_readable_by(found, standing_from(request))
    ):
        raise Http404
    headers = _headers(found, file_visible_to(object_id, ANYBODY.tokens))
    bare = HttpResponse(headers=headers)
    changed = int(found.created_at.timestamp())
    answer = get_conditional_response(request, headers["ETag"], changed, bare)
    if answer is not None and answer is not bare:
        return answer
    try:
        stored = found.stored.open("rb")
    except FileNotFoundError as error:
        logger.error(
            "The file %s (%s) is in the database but not in the media folder", found.pk, found.name
        )
        raise Http404 from error
    size = found.stored.size
    wanted = _wanted(request, headers, size)
    response: HttpResponseBase
    if request.META.get("REQUEST_METHOD") == "HEAD":  # the page cache made a GET of it
        stored.close()
        response = _Whole((), as_attachment=True, filename=found.name)
        response.headers["Content-Length"] = str(size)
    elif wanted is None:
        response = _Whole(stored, as_attachment=True, filename=found.name)
        response.headers["Content-Length"] = str(size)
    elif wanted.start >= wanted.stop:
        stored.close()
        response = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{size}"
    else:
        part = _Part(stored, wanted)
        response = _Whole(part, as_attachment=True, filename=found.name, status=206)
        response.headers["Content-Length"] = str(len(wanted))
        response.headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{size}"
    for name, value in headers.items():
        response.headers[name] = value
    return response


class _Whole(FileResponse):
    """A file in larger pieces than Django's: a video has many."""

    block_size = 65_536


class _Part:
    """So much of an open file as was asked for; its length is told by the view."""

    def __init__(self, stored: IO[bytes], wanted: range) -> None:
        stored.seek(wanted.start)
        self._stored, self._left = stored, len(wanted)

    def read(self, count: int = -1) -> bytes:
        """The next bytes."""
        piece = self._stored.read(self._left if count < 0 else min(count, self._left))
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        """Let go of the file."""
        self._stored.close()


def _headers(found: File, is_public: bool) -> dict[str, str]:
    """What every answer about this file says, the whole, a part or none."""
    headers = {
        "Content-Type": found.media_type,
        "ETag": f'"{found.sha256}"',
        "Last-Modified": http_date(int(found.created_at.timestamp())),
        "Accept-Ranges": "bytes",
        "Cache-Control": PRIVATE,
        "X-Content-Type-Options": "nosniff",
    }
    if is_public and found.is_kept:
        headers["Cache-Control"] = PUBLIC
        # Players of podcasts are pages of others; what anybody may have they may play.
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        headers["Access-Control-Allow-Origin"] = "*"
    return headers


def _wanted(request: HttpRequest, headers: dict[str, str], size: int) -> range | None:
    """The bytes that are asked for: None is the whole, an empty range what the file does not have.

    HEAD asks for no part, a part of another state of the file is no part of this one, and what is
    not understood is ignored.
    """
    said = _RANGE.fullmatch(request.headers.get("Range", ""))
    if said is None or request.META.get("REQUEST_METHOD") == "HEAD":
        return None
    condition = request.headers.get("If-Range", "").strip()
    if condition and condition not in (headers["ETag"], headers["Last-Modified"]):
        return None
    first, last = said.groups()
    if not first:
        if not last:
            return None
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)
