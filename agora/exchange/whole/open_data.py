"""The open catalogue as files: all that a stranger may read, written once a week.

Three files and their description lie beside the media, so that every web server sees them. They are
made aside and swapped in; what is not public any more is gone with the next writing. Each row names
its own licence: that of the thing. The records themselves are free of rights (CC0 1.0).
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import hashlib
import io
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from agora.exchange.amb.write import resources_written
from agora.kernel import clock
from agora.people.models import OrganisationText
from agora.people.queries import ANYBODY, organisations_visible_to

EVERY: Final = dt.timedelta(hours=1)
"""How often it is looked whether a week is over."""
WEEK: Final = dt.timedelta(days=7)
TYPES: Final = {
    "resources.jsonl": "application/jsonl; charset=utf-8",
    "resources.csv": "text/csv; charset=utf-8",
    "organisations.jsonl": "application/jsonl; charset=utf-8",
    "catalogue.jsonld": "application/ld+json",
}
"""The files at `/open-data/`, with their media types."""
DESCRIPTION: Final = "catalogue.jsonld"
CC0: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
COLUMNS: Final = (
    "id", "title", "summary", "language", "offered_in", "types", "topics", "publishers",
    "licence", "published", "links",
)  # fmt: skip
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Dumped:
    """One file as it lies there."""

    name: str
    size: int
    sha256: str
    rows: int
    made_at: dt.datetime


def folder() -> Path:
    """Where the files lie."""
    return Path(settings.MEDIA_ROOT) / "open-data"


def path_of(name: str) -> Path:
    """One of the files, whether it is there or not."""
    return folder() / name


def dumped() -> tuple[Dumped, ...]:
    """What was written last; nothing before the first time."""
    try:
        said = json.loads(path_of("written.json").read_text())
        at = dt.datetime.fromisoformat(said["at"])
        return tuple(
            Dumped(one["name"], one["size"], one["sha256"], one["rows"], at)
            for one in said["files"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def dump_when_due() -> None:
    """Write them when the last ones are a week old, or are not there."""
    there = dumped()
    if there and clock.now() - WEEK < there[0].made_at <= clock.now():
        return
    dump_write()


def dump_write() -> tuple[Dumped, ...]:
    """Write all files anew; each is swapped in whole."""
    goal = folder()
    goal.mkdir(parents=True, exist_ok=True)
    now = clock.now()
    made: list[Dumped] = []
    with tempfile.TemporaryDirectory(dir=goal, prefix=".making-") as name:
        aside = Path(name)
        with (
            (aside / "resources.jsonl").open("wb") as lines,
            (aside / "resources.csv").open("wb") as table,
        ):
            table.write(b"\xef\xbb\xbf" + _csv(COLUMNS))
            rows = 0
            for record in resources_written(settings.SITE_URL):
                lines.write(_line(record))
                table.write(_csv(_cells(record)))
                rows += 1
        counts = {"resources.jsonl": rows, "resources.csv": rows}
        with (aside / "organisations.jsonl").open("wb") as lines:
            counts["organisations.jsonl"] = sum(
                1 for one in _organisations() if lines.write(_line(one))
            )
        for file, count in counts.items():
            made.append(_measured(aside / file, count, now))
        (aside / DESCRIPTION).write_bytes(_line(_description(made, now)))
        made.append(_measured(aside / DESCRIPTION, 1, now))
        (aside / "written.json").write_text(
            json.dumps(
                {
                    "at": now.isoformat(),
                    "files": [
                        {"name": m.name, "size": m.size, "sha256": m.sha256, "rows": m.rows}
                        for m in made
                    ],
                }
            )
        )
        for path in sorted(aside.iterdir()):
            path.chmod(0o644)
            path.replace(goal / path.name)
    with contextlib.suppress(OSError):
        for old in goal.glob(".making-*"):
            if old.is_dir() and not any(old.iterdir()):
                old.rmdir()
    return tuple(made)


def _measured(path: Path, rows: int, at: dt.datetime) -> Dumped:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Dumped(path.name, path.stat().st_size, digest, rows, at)


def _line(record: Any) -> bytes:
    return (json.dumps(record, ensure_ascii=False) + "\n").encode()


def _csv(cells: tuple[str, ...]) -> bytes:
    """A row; what a spreadsheet would take for a formula is made plain text."""
    buffer = io.StringIO()
    plain = [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]
    csv.writer(buffer, lineterminator="\r\n").writerow(plain)
    return buffer.getvalue().encode()


def _cells(record: dict[str, Any]) -> tuple[str, ...]:
    language = record["@context"][1]["@language"]

    def labels(one: dict[str, Any]) -> str:
        said = one.get("prefLabel") or {}
        return str(said.get("en") or next(iter(said.values()), one.get("id", "")))

    return (
        str(record["id"]),
        str(record["name"]),
        str(record.get("description", "")),
        language,
        " ".join(record.get("inLanguage", ())),
        " ".join(str(one["id"]) for one in record.get("learningResourceType", ())),
        " | ".join(labels(one) for one in record.get("about", ())),
        " | ".join(str(one["name"]) for one in record.get("publisher", ())),
        str(record.get("license", {}).get("id", "")),
        str(record.get("datePublished", "")),
        " ".join(str(one["contentUrl"]) for one in record.get("encoding", ())),
    )


def _organisations() -> Iterator[dict[str, Any]]:
    """Public organisations: address, names and summaries; no mail address."""
    rows = organisations_visible_to(ANYBODY).select_related("kind", "seat").order_by("slug")
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), 200):
        some = list(rows.filter(pk__in=keys[start : start + 200]))
        texts: dict[Any, dict[str, Any]] = {}
        for text in OrganisationText.objects.filter(organisation__in=some).order_by("language"):
            texts.setdefault(text.organisation_id, {})[text.language] = {
                "name": text.name,
                "summary": text.summary,
            }
        for one in some:
            yield {
                "id": f"{settings.SITE_URL}/id/{one.pk}",
                "slug": one.slug,
                "kind": one.kind.key,
                "seat": one.seat.key if one.seat else None,
                "website": one.website,
                "texts": texts.get(one.pk, {}),
                "license": CC0,
            }


def _description(made: list[Dumped], now: dt.datetime) -> dict[str, Any]:
    """The files as a DCAT 3 data set."""
    site = settings.SITE_URL
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "spdx": "http://spdx.org/rdf/terms#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": f"{site}/open-data/",
        "@type": "dcat:Dataset",
        "dct:title": f"{settings.SITE_NAME}: the open catalogue",
        "dct:license": {"@id": CC0},
        "dct:accrualPeriodicity": {
            "@id": "http://publications.europa.eu/resource/authority/frequency/WEEKLY"
        },
        "dct:modified": {"@type": "xsd:dateTime", "@value": now.isoformat(timespec="seconds")},
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dcat:downloadURL": {"@id": f"{site}/open-data/{one.name}"},
                "dcat:mediaType": TYPES[one.name].partition(";")[0],
                "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(one.size)},
                "spdx:checksum": {
                    "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                    "spdx:checksumValue": one.sha256,
                },
                "dct:license": {"@id": CC0},
            }
            for one in made
        ],
    }
