"""Loading the demonstration market through the one publishing path."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from agora.demo.courses import course_files, course_folders, course_record, runs_load
from agora.editorial.models import Version
from agora.editorial.services import document_read, version_publish
from agora.kernel import generations, ids
from agora.kernel.errors import InvalidDocument
from agora.kernel.models import Seed
from agora.topics.publishing import digest_of, places_write, read_yaml

CONTENT = Path(__file__).parent / "content"
FILES = (
    "resources-experiences.yaml",
    "resources-neighbours.yaml",
    "resources-more.yaml",
    "practices.yaml",
    "articles.yaml",
    "collections.yaml",
)
_PLACE_KINDS = {"city": "city", "region": "administrative"}


class DemoBroken(Exception):
    """A record of the demonstration content does not fit; names the record and the fault."""


def _documents() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every record as (kind, key, document), in an order in which references resolve."""
    for record in read_yaml(CONTENT / "organisations.yaml"):
        data = dict(record)
        key = data.pop("key")
        data.pop("sources", None)
        yield "organisation", key, {"slug": key, **_texts(data)}
    for name in FILES:
        path = CONTENT / name
        for record in read_yaml(path) if path.exists() else ():
            data = dict(record)
            key = data.pop("key")
            kind = {"practices.yaml": "practice", "articles.yaml": "article",
                    "collections.yaml": "collection"}.get(name)  # fmt: skip
            if kind:
                data["type"] = kind
            for field in ("goals", "targets"):
                data[field] = [str(value) for value in data.get(field) or ()]
            yield "resource", key, {"slug": key, **_texts(data)}
    for folder in course_folders():
        data = course_record(folder)
        key = data.pop("key")
        for field in ("goals", "targets"):
            data[field] = [str(value) for value in data.get(field) or ()]
        yield "resource", key, {"slug": key, **_texts(data)}
    for record in read_yaml(CONTENT / "forum.yaml"):
        data = dict(record)
        key = data.pop("key")
        yield "forum", key, {"slug": key, **_texts(data)}


def _texts(data: dict[str, Any]) -> dict[str, Any]:
    """Absent values are left out, so that the schema's own defaults hold; texts are plain.

    Each text in another language than the original was made from its first version.
    """

    def clean(value: Any) -> Any:
        if isinstance(value, dict):
            return {str(k): clean(v) for k, v in value.items() if v is not None}
        if isinstance(value, list):
            return [clean(item) for item in value]
        return value

    cleaned: dict[str, Any] = clean(data)
    original = cleaned.get("original_language")
    for language, text in cleaned.get("texts", {}).items():
        if language != original:
            text.setdefault("source_version", 1)
    return cleaned


def demo_load(progress: Callable[[int, int], None] | None = None) -> int | None:
    """Publish what is new or changed; returns how many records changed, None when nothing could.

    Raises DemoBroken when a record does not fit.
    """
    files = [*CONTENT.glob("*.yaml"), *course_files(), Path(__file__)]
    digest = digest_of(files)
    seed = Seed.objects.filter(pk="demo").first()
    if seed and seed.digest == digest:
        return None
    _places()
    records = list(_documents())
    here = set(Version.objects.values_list("object_id", flat=True))
    changed = 0
    # Twice: the second round ties new things to those that came after them.
    for turn in (1, 2):
        for number, (kind, key, data) in enumerate(records, 1):
            tied = bool(data.get("relations") or data.get("items"))
            untied = tied and ids.fixed_id(kind, key) not in here
            if turn == 2 and not tied:
                continue
            try:
                document = document_read(kind, data)
                if turn == 1 and untied:
                    document = document.model_copy(update={"relations": (), "items": ()})
                published = version_publish(
                    kind, ids.fixed_id(kind, key), document, note="Demonstration"
                )
            except InvalidDocument as error:
                raise DemoBroken(f"{kind} {key}: {error}") from error
            changed += published.changed
            if progress:
                progress(number, len(records))
    runs_load()
    Seed.objects.update_or_create(pk="demo", defaults={"digest": digest})
    return changed


def _places() -> None:
    rows = []
    for order, place in enumerate(read_yaml(CONTENT / "places.yaml")):
        rows.append(
            (
                place["key"],
                {
                    "kind": _PLACE_KINDS[place["kind"]],
                    "latitude": place.get("latitude"),
                    "longitude": place.get("longitude"),
                    "timezone": place.get("timezone") or "",
                    "order": 1000 + order,
                },
                place["country"],
                place["names"],
            )
        )
    places_write(rows)
    generations.bump(generations.TOPICS)
