"""What keeps blocks with media from being published, in plain words (I6), and which files they show."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from agora.courses.blocks.media_shapes import RecordingSays, Rendition
from agora.kernel.errors import Problem
from agora.media import tracks
from agora.media.models import File

PICTURE: Final = ("image/",)
SOUND: Final = ("audio/",)
FILM: Final = ("video/",)


def ids_of(*values: Any) -> set[uuid.UUID]:
    """The ids among these values, each an id, nothing, or several of them."""
    found: set[uuid.UUID] = set()
    for value in values:
        if isinstance(value, Mapping):
            found |= ids_of(*value.values())
        elif isinstance(value, list | tuple):
            found |= ids_of(*value)
        elif value:
            found.add(value if isinstance(value, uuid.UUID) else uuid.UUID(str(value)))
    return found


def renditions_of(data: Mapping[str, Any]) -> set[uuid.UUID]:
    """The files of the renditions of a recording."""
    return ids_of([one["file"] for one in data.get("renditions") or ()])


def types_of(wanted: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """What these files are; those that are not there are left out."""
    keys = {key for key in wanted if key}
    if not keys:
        return {}
    return dict(File.objects.filter(pk__in=keys).values_list("pk", "media_type"))


def picture_problem(
    field: str, key: uuid.UUID | None, types: Mapping[uuid.UUID, str]
) -> list[Problem]:
    """A file that is there and is no picture."""
    if key is None or key not in types or types[key].startswith(PICTURE):
        return []
    return [Problem(field, _("This file is not a picture. Give a PNG, a JPEG, a WebP or a GIF."))]


def alt_problems(
    texts: Mapping[str, Any], original: str, *, decorative: bool = False
) -> list[Problem]:
    """A picture that says nothing to whoever does not see it."""
    said = texts.get(original)
    if decorative or (said is not None and said.alt):
        return []
    return [
        Problem(
            f"texts.{original}.alt",
            _("Say in a sentence what the picture shows, for whoever does not see it."),
        )
    ]


def rendition_problems(
    renditions: tuple[Rendition, ...], types: Mapping[uuid.UUID, str]
) -> list[Problem]:
    """Files that are not what they are said to be."""
    found = []
    for number, one in enumerate(renditions):
        given = types.get(one.file, "")
        field = f"renditions.{number}.file"
        if given and one.what == "audio" and not given.startswith(SOUND):
            found.append(
                Problem(
                    field, _("This file is not a sound. Give an MP3, an M4A, an Ogg or a WebM.")
                )
            )
        elif given and one.what != "audio" and not given.startswith(FILM):
            found.append(Problem(field, _("This file is not a video. Give an MP4 or a WebM.")))
    return found


def track_problems(texts: Mapping[str, RecordingSays]) -> list[Problem]:
    """Captions, chapters and descriptions that cannot be read, each wrong line named."""
    found = []
    kinds: tuple[tuple[str, tracks.Kind], ...] = (
        ("captions", "captions"),
        ("chapters", "chapters"),
        ("descriptions", "descriptions"),
    )
    for language, said in texts.items():
        for name, kind in kinds:
            text = getattr(said, name)
            if text:
                found += [
                    Problem(f"texts.{language}.{name}", fault.message)
                    for fault in tracks.track_read(text, kind).faults
                ]
    return found


def _words(texts: Mapping[str, RecordingSays], original: str) -> RecordingSays:
    return texts.get(original) or RecordingSays()


def captions_problems(texts: Mapping[str, RecordingSays], original: str) -> list[Problem]:
    """A film in which somebody speaks, without captions. The transcript is made of them."""
    if _words(texts, original).captions:
        return []
    return [
        Problem(
            f"texts.{original}.captions",
            _("There are no captions. Write them, or take a VTT or SRT file."),
        )
    ]


def transcript_problems(
    texts: Mapping[str, RecordingSays], original: str, *, silent: bool = False
) -> list[Problem]:
    """A recording that nobody can read."""
    said = _words(texts, original)
    if said.transcript or said.captions or (silent and said.descriptions):
        return []
    return [
        Problem(
            f"texts.{original}.transcript",
            _("Nobody speaks in it: tell in words what is seen.")
            if silent
            else _("There is no transcript. Write down what is said, or give captions."),
        )
    ]
