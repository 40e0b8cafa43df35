"""Taking a file from a browser: straight to disk, and no more of it than is allowed."""

from __future__ import annotations

import errno
import logging
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest
from django.utils.translation import gettext as _

from agora.media.sniffing import MEDIA_ENDINGS, FileRefused, ending_of

logger = logging.getLogger(__name__)
FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def megabytes(name: str) -> int:
    """Millions of bytes that a file of this name may have: sounds and videos may be larger."""
    is_media = ending_of(name) in MEDIA_ENDINGS
    most = max(settings.FILE_MEGABYTES, settings.MEDIA_MEGABYTES) if is_media else settings.FILE_MEGABYTES  # fmt: skip
    return int(most)


def limit(name: str = "") -> int:
    """Bytes that a file of this name may have."""
    return megabytes(name) * 1_000_000


def upload_ended(request: HttpRequest) -> FileRefused | None:
    """The sentence for a request that was ended before its file was read: far too large.

    What stood before the file in the form is in `request.POST`; a view asks here before it says that
    no file was chosen.
    """
    most = getattr(request, "upload_ended", None)
    return None if most is None else too_large(most)


def too_large(most: int) -> FileRefused:
    """The sentence for a file of more than `most` megabytes."""
    return FileRefused(
        _(
            "This file is larger than %(most)s MB. Make it smaller, or put it on your site and give the address."
        )
        % {"most": most}
    )


class LimitedUpload(TemporaryFileUploadHandler):
    """Writes what comes to disk until there is too much; the rest is counted and let go.

    So the form is still read whole and can answer with a sentence: the file's `size` is what was
    sent, and `no_room` says that the disk was full. Far above the limit the connection is ended; a
    request that says at its beginning that it is so large is ended before any of the file is read.
    """

    file: TemporaryUploadedFile
    _announced = 0

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        """Remember how much the request says it brings."""
        self._announced = content_length or 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        self._came = 0
        name = str(kwargs.get("file_name") or (args[1] if len(args) > 1 else ""))
        self._limit = limit(name)
        if self._announced > 4 * limit(f"any.{min(MEDIA_ENDINGS)}"):
            if self.request is not None:
                self.request.upload_ended = megabytes(name)  # type: ignore[attr-defined]  # ours
            raise StopUpload(connection_reset=True)
        super().new_file(*args, **kwargs)
        self.file.no_room = False  # type: ignore[attr-defined]  # ours, read by who stores it

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A piece of it."""
        self._came += len(raw_data)
        if self._came > 4 * self._limit:
            raise StopUpload(connection_reset=True)
        if self._came > self._limit or self.file.no_room:  # type: ignore[attr-defined]
            return
        try:
            super().receive_data_chunk(raw_data, start)
            self.file.flush()
        except OSError as error:
            if error.errno not in FULL:
                raise
            logger.error("There is no room for an upload: %s", error)
            self.file.no_room = True  # type: ignore[attr-defined]
            self.file.truncate(0)
