"""The whole glossary as files to download: made ahead, in the background, one per format.

Writing one takes seconds, too long for a request. The worker makes what is missing; a file's
name carries what it was made from, so a changed glossary or address of the site means a new
file, and the old one is removed. Until the new one is there, the old one is served.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Sum

from agora.kernel import jobs
from agora.kernel.models import Seed
from agora.topics import skos
from agora.topics.models import Concept
from agora.topics.queries import GLOSSARY

EVERY = dt.timedelta(minutes=1)


def folder() -> Path:
    """Where they are kept: beside the media, so that every web server sees them."""
    return Path(settings.MEDIA_ROOT) / "glossary"


def version() -> str:
    """What today's files are made from, in 16 hexadecimal digits; empty before `agora setup`."""
    seed = Seed.objects.filter(pk="topics").values_list("digest", flat=True).first()
    if seed is None:
        return ""
    source = Path(skos.__file__).read_bytes()
    edited = Concept.objects.filter(scheme__key=GLOSSARY, version__gt=0)
    here = edited.aggregate(concepts=Count("pk"), versions=Sum("version"))
    edits = f"{here['concepts']}.{here['versions']}" if here["concepts"] else ""
    made_of = b"\0".join((seed.encode(), edits.encode(), settings.SITE_URL.encode(), source))
    return hashlib.sha256(made_of).hexdigest()[:16]


def path_of(form: str) -> Path:
    """Today's file in this format, whether it is there or not; gzip within."""
    return folder() / f"glossary-{version()}.{skos.ENDS[form]}.gz"


def newest(form: str) -> Path:
    """The file to serve: today's, else the last one that was made; perhaps there is none."""
    goal = path_of(form)
    if goal.exists():
        return goal
    older = folder().glob(f"glossary-*.{skos.ENDS[form]}.gz")
    return max(older, key=lambda path: path.name, default=goal)


def prepare(form: str) -> Path:
    """Write today's file in this format, whole or not at all, and remove older ones."""
    goal = path_of(form)
    goal.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=goal.parent, prefix=".making-")
    try:
        with (
            os.fdopen(handle, "wb") as raw,
            gzip.GzipFile("", "wb", 6, raw, mtime=0) as file,
        ):
            for piece in skos.written(form, settings.SITE_URL):
                file.write(piece.encode())
        Path(name).chmod(0o644)
        Path(name).replace(goal)
    finally:
        Path(name).unlink(missing_ok=True)
    for old in goal.parent.glob(f"glossary-*.{skos.ENDS[form]}.gz"):
        if old != goal:
            with contextlib.suppress(OSError):
                old.unlink()
    return goal


def prepare_next() -> bool:
    """Make the first file that is missing, one at a time so that other jobs need not wait long."""
    if version():
        for form in skos.ENDS:
            if not path_of(form).exists():
                prepare(form)
                return True
    return False


def register_periodic() -> None:
    """Look after the files every minute."""
    jobs.periodic("glossary.downloads", EVERY, prepare_next)
