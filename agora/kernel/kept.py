"""Keeping on disk what is dear to make, so that every process reads it instead of making it.

A glossary made ready in memory costs seconds, and leaves holes in a process's memory that it never
gives back; read from a file it costs a fraction of both. The file is derived: it may be deleted at any
time, and one that is damaged, foreign or out of date is made anew.

It is Python's own format, which may run code when it is read; so only a file that carries this
installation's signature (HMAC-SHA-256 under the secret key) is ever opened.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import hmac
import logging
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from django.conf import settings

logger = logging.getLogger(__name__)
Made = TypeVar("Made")
_LENGTH = hashlib.sha256().digest_size


def kept(name: str, state: str, make: Callable[[], Made], by: Sequence[ModuleType] = ()) -> Made:
    """What `make` makes, from the file of that name where it was kept for the same `state`.

    `state` must differ whenever what would be made differs; `by` are the modules whose code makes it
    or is in it, so that another version of them makes it anew. A disk that cannot be written is no
    fault: what was made is used all the same.
    """
    folder: Path | None = settings.KEPT
    if folder is None:
        return make()
    path, begin = folder / f"{name}.kept", f"{name}\n{_code(by)}\n{state}\n".encode()
    with contextlib.suppress(OSError):
        # Views, not slices: copies of some megabytes would leave holes in the memory.
        data = memoryview(path.read_bytes())
        signature, content = data[:_LENGTH], data[_LENGTH:]
        if hmac.compare_digest(signature, _sign(content)) and content[: len(begin)] == begin:
            try:
                found: Made = pickle.loads(content[len(begin) :])  # noqa: S301 (signed by this installation)
            except Exception:  # another version of a library: made anew below
                logger.info("%s is of another version and is made anew", path.name)
            else:
                return found
    made = make()
    written = begin + pickle.dumps(made, protocol=pickle.HIGHEST_PROTOCOL)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as stream:
            stream.write(_sign(written))
            stream.write(written)
        os.replace(stream.name, path)
    except OSError as error:
        logger.warning("%s cannot be kept: %s", path, error)
    del written
    gc.collect()
    return made


def _code(modules: Sequence[ModuleType]) -> str:
    """A digest of the Python version and of these modules' text."""
    total = hashlib.sha256(sys.version.encode())
    for module in modules:
        total.update(Path(str(module.__file__)).read_bytes())
    return total.hexdigest()


def _sign(content: bytes | memoryview) -> bytes:
    return hmac.new(b"kept:" + settings.SECRET_KEY.encode(), content, hashlib.sha256).digest()
