"""Taking a file from a browser: straight to disk, and no more of it than is allowed."""

from __future__ import annotations

import errno
import logging
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

logger = logging.getLogger(__name__)
FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def limit() -> int:
    """Bytes that one file may have."""
    return int(settings.FILE_MEGABYTES) * 1_000_000


class LimitedUpload(TemporaryFileUploadHandler):
    """Writes what comes to disk until there is too much; the rest is counted and let go.

    So the form is still read whole and can answer with a sentence: the file's `size` is what was
    sent, and `no_room` says that the disk was full. Far above the limit the connection is ended.
    """

    file: TemporaryUploadedFile

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        self._came = 0
        super().new_file(*args, **kwargs)
        self.file.no_room = False  # type: ignore[attr-defined]  # ours, read by who stores it

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A piece of it."""
        self._came += len(raw_data)
        if self._came > 4 * limit():
            raise StopUpload(connection_reset=True)
        if self._came > limit() or self.file.no_room:  # type: ignore[attr-defined]
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
