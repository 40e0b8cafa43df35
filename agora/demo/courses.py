"""The demonstration courses: from files that people can read to the document of a course.

In the files each text stands once per language beside the thing it is of; here they are gathered under
`texts`, keys become identifiers that stay, and names of files become files of the market.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile

from agora.courses.models import Run, RunText
from agora.kernel import clock, ids
from agora.media.models import File
from agora.media.services import file_store
from agora.topics.publishing import read_yaml

COURSES: Final = Path(__file__).parent / "content" / "courses"
LANGUAGES: Final = ("en", "es", "fr", "pt", "ar")
_HEAD: Final = ("welcome",)
_RENDITIONS: Final = {
    "animation": (("animation.{}.mp4", "video"), ("animation-small.{}.webm", "small-video"),
                  ("animation.{}.mp3", "audio")),
    "podcast": (("podcast.{}.mp3", "audio"),),
}  # fmt: skip
_TRACKS: Final = {
    "animation": {"captions": "captions", "chapters": "chapters", "descriptions": "descriptions"},
    "podcast": {"captions": "transcript", "chapters": "chapters"},
}


def course_folders() -> list[Path]:
    """One folder per course."""
    return sorted(path.parent for path in COURSES.glob("*/course.yaml"))


def course_files() -> Iterator[Path]:
    """All that demonstration courses are made of."""
    yield Path(__file__)
    for folder in course_folders():
        yield from folder.glob("*.yaml")
        yield from (folder / "media").iterdir()


def course_record(folder: Path) -> dict[str, Any]:
    """The record of a course as the loader publishes it; its media are stored where they are not."""
    record = dict(read_yaml(folder / "course.yaml"))
    written = dict(record["course"])
    made = _Made(folder, record["original_language"])
    course: dict[str, Any] = {
        name: value for name, value in written.items() if name in ("interest_open", "change")
    }
    course["texts"] = made.node({name: written[name] for name in _HEAD})
    course["certificate"] = made.part(written["certificate"])
    course["podcast"] = made.part(written["podcast"])
    course["modules"] = [
        made.part(read_yaml(path)) for path in sorted(folder.glob("module-*.yaml"))
    ]
    record.pop("run")
    return {**record, "course": course}


def runs_load() -> None:
    """Let everybody take the demonstration courses by themselves, from now on and without end.

    A run that is there already stays as its organisers left it.
    """
    for folder in course_folders():
        record = read_yaml(folder / "course.yaml")
        run, is_new = Run.objects.get_or_create(
            pk=ids.fixed_id("run", folder.name),
            defaults={
                "course_id": ids.fixed_id("resource", record["key"]),
                "original_language": record["original_language"],
                "self_paced": True,
                "is_published": True,
                "announced_at": clock.now(),
            },
        )
        if is_new:
            RunText.objects.bulk_create(
                RunText(run=run, language=language, title=record["run"][language])
                for language in LANGUAGES
            )


def is_texts(value: object) -> bool:
    """Whether this is one text in every language."""
    return isinstance(value, Mapping) and set(value) == set(LANGUAGES)


class _Made:
    """A course that is being made of its folder."""

    def __init__(self, folder: Path, original: str) -> None:
        self.folder, self.original = folder, original

    def texts(self, said: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        """What is said, by language; only the original was read by somebody else."""
        return {
            language: {name: value[language] for name, value in said.items()}
            for language in LANGUAGES
        }

    def node(self, said: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        """The same for a part that is reviewed by itself."""
        texts = self.texts(said)
        for language, text in texts.items():
            if language == self.original:
                text["state"] = "reviewed"
            else:
                text["source_version"] = 1
        return texts

    def part(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """A module, a lesson, a block, or a part of a block."""
        said = {name: value for name, value in given.items() if is_texts(value)}
        plain = {name: value for name, value in given.items() if name not in said}
        out: dict[str, Any] = {}
        for name, value in plain.items():
            if name == "key":
                out[name] = str(ids.fixed_id("course-node", f"{self.folder.name}/{value}"))
            elif name in ("poster", "picture", "file"):
                out[name] = str(self.file(value))
            elif name == "recording":
                out["renditions"] = self.renditions(value)
                for track, file in _TRACKS[value].items():
                    said[track] = {
                        language: (
                            self.folder / "media" / f"{value}.{file}.{language}.vtt"
                        ).read_text()
                        for language in LANGUAGES
                    }
            elif name == "files":
                said["file"] = {
                    language: str(self.file(f"{value}.{language}.pdf")) for language in LANGUAGES
                }
            elif name == "table":
                said["table_caption"] = value["caption"]
                said["table"] = {language: _rows(value, language) for language in LANGUAGES}
            elif isinstance(value, list) and value and isinstance(value[0], Mapping):
                out[name] = [self.part(one) for one in value]
            else:
                out[name] = value
        if said:
            out["texts"] = self.texts(said) if "id" in given else self.node(said)
        return out

    def renditions(self, recording: str) -> list[dict[str, str]]:
        """The forms in which a recording is offered, each with the language of its sound."""
        return [
            {"file": str(self.file(name.format(language))), "what": what, "language": language}
            for language in LANGUAGES
            for name, what in _RENDITIONS[recording]
        ]

    def file(self, name: str) -> uuid.UUID:
        """The stored file of this name and content; stored now if it was not.

        Its name carries the content's digest: pictures are drawn anew when they are stored, so that
        what lies in the store cannot be compared with what was given.
        """
        path = self.folder / "media" / name
        content = path.read_bytes()
        stem, _dot, ending = name.rpartition(".")
        stored = f"{stem}-{hashlib.sha256(content).hexdigest()[:10]}.{ending}"
        there = File.objects.filter(name=stored, organisation=None).order_by("created_at").first()
        if there is not None and Path(there.stored.path).exists():
            return there.pk
        return file_store(SimpleUploadedFile(stored, content), by=None, organisation=None).pk


def _rows(table: Mapping[str, Any], language: str) -> list[str]:
    """The rows of a table in one language, their cells parted as the schema has it."""
    return [
        "|".join(cell[language] if is_texts(cell) else cell for cell in row)
        for row in table["rows"]
    ]
