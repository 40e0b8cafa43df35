"""Having hostile files read by a process of their own (`child.py`), and what came of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

CHILD: Final = Path(__file__).with_name("child.py")
SECONDS: Final = 12.0
PIXELS: Final = 40_000_000
"""Points of a picture; a sheet of A4 at 400 dots per inch has 15 million."""

_DATE: Final = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?")
_JUNK: Final = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel)\b.*|untitled.*|sin t[ií]tulo.*|sans titre.*|"
    r"sem t[ií]tulo.*|documento?\s*\d*|presentation\d*|print|.*\.(?:docx?|pdf|indd|pptx?|xlsx?|odt|qxd|tmp))$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PdfFacts:
    """What a PDF says of itself.

    `text` is of its first pages; `heading` the largest words of the first one; `created` a partly
    known date. `has_text` says whether most pages have words that can be read aloud and searched.
    `trouble` is `locked`, `broken` or `slow` where it could not be read; all else is empty then.
    """

    pages: int | None = None
    title: str = ""
    author: str = ""
    created: str = ""
    language: str = ""
    is_tagged: bool | None = None
    has_text: bool | None = None
    text: str = ""
    heading: str = ""
    trouble: str = ""


def pdf_read(content: bytes | IO[bytes]) -> PdfFacts:
    """What this PDF says of itself; never fails, whatever the file does to its reader."""
    if isinstance(content, bytes):
        with tempfile.TemporaryFile() as file:
            file.write(content)
            file.seek(0)
            told = _run(["pdf"], file)
    else:
        content.seek(0)
        told = _run(["pdf"], content)
    if told.get("trouble"):
        return PdfFacts(trouble=str(told["trouble"]))
    title = _line(told.get("title"))
    looked_at = int(told.get("looked_at") or 0)
    return PdfFacts(
        pages=int(told["pages"]),
        title="" if _JUNK.match(title) else title[:300],
        author=_line(told.get("author"))[:200],
        created=_date(str(told.get("created") or "")),
        language=_line(told.get("language"))[:35],
        is_tagged=bool(told.get("tagged")),
        has_text=2 * int(told.get("with_text") or 0) > looked_at,
        text=_clean(told.get("text")),
        heading=_line(told.get("heading"))[:300],
    )


@dataclass(frozen=True)
class PictureFacts:
    """A picture that was drawn anew; or `trouble`: `pixels`, `broken` or `slow`."""

    width: int = 0
    height: int = 0
    trouble: str = ""


def picture_clean(content: IO[bytes], kind: str, to: Path, pixels: int = PIXELS) -> PictureFacts:
    """Draw a picture anew into `to`, without what cameras and programs write into it.

    `kind` is PNG, JPEG, GIF or WEBP; one of more than `pixels` points is not drawn at all.
    """
    content.seek(0)
    told = _run(["picture", kind, str(pixels), str(to)], content)
    if told.get("trouble"):
        return PictureFacts(trouble=str(told["trouble"]))
    return PictureFacts(int(told["width"]), int(told["height"]))


def _run(task: list[str], file: IO[bytes]) -> dict[str, Any]:
    """What the child says. Time and memory that run out are a trouble of the file."""
    try:
        done = subprocess.run(  # noqa: S603 (our own program; the file is data on its input)
            [sys.executable, "-I", "-W", "ignore", str(CHILD), *task],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"trouble": "slow"}
    if done.returncode in (-24, -9):  # its time or its memory was over
        return {"trouble": "slow"}
    try:
        told = json.loads(done.stdout[:500_000])
    except ValueError:
        return {"trouble": "broken"}
    return told if isinstance(told, dict) else {"trouble": "broken"}


def _clean(value: object) -> str:
    """Text without control characters and lone surrogates."""
    text = str(value or "").encode("utf-8", "replace").decode("utf-8")
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", "", text).strip()


def _line(value: object) -> str:
    return " ".join(_clean(value).split())


def _date(text: str) -> str:
    match = _DATE.match(text)
    return "-".join(part for part in match.groups() if part) if match else ""
