"""Reads files that may be hostile, in a process of its own with little time and memory.

Run by path, not imported: `child.py pdf` or `child.py picture FORMAT PIXELS TO`, the file on
standard input, one JSON object on standard output. Whatever a crafted file does to the libraries
that read it ends with this process. It imports nothing of ours.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from typing import Any

SECONDS = 10
MEMORY = {"pdf": 700_000_000, "picture": 1_200_000_000}
WRITES = {"pdf": 0, "picture": 80_000_000}
TEXT_PAGES = 3
TEXT = 12_000
"""Pages and characters that are read for suggestions."""
LOOKED_AT = 12
"""Pages that are looked at for a layer of text."""
HEADING = 4_000


def confine(task: str) -> None:
    """Give up what the task does not need, before anything of the file is read."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITES[task], WRITES[task]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY[task], MEMORY[task]))
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    except (ValueError, OSError):
        pass  # not every system has these two; time and size hold everywhere


def pdf() -> dict[str, Any]:
    """What a PDF says of itself and on its first pages."""
    import pypdfium2
    import pypdfium2.raw as raw

    content = sys.stdin.buffer.read()
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        locked = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD
        return {"trouble": "locked" if locked else "broken"}
    pages = len(document)
    if not pages:
        return {"trouble": "broken"}
    told = document.get_metadata_dict(skip_empty=True)
    texts, with_text, heading = [], 0, ""
    looked_at = min(pages, LOOKED_AT)
    for number in range(looked_at):
        try:
            page = document[number]
            words = page.get_textpage()
            count = words.count_chars()
        except pypdfium2.PdfiumError:
            continue
        with_text += count > 20
        if number < TEXT_PAGES:
            texts.append(words.get_text_range(0, min(count, TEXT)))
        if not heading and count:
            heading = largest(words, min(count, HEADING), raw)
        words.close()
        page.close()
    return {
        "pages": pages,
        "title": told.get("Title", ""),
        "author": told.get("Author", ""),
        "subject": told.get("Subject", ""),
        "created": told.get("CreationDate", ""),
        "language": language(document, raw),
        "tagged": bool(raw.FPDFCatalog_IsTagged(document)),
        "text": "\n\n".join(texts)[:TEXT],
        "heading": heading,
        "looked_at": looked_at,
        "with_text": with_text,
    }


def largest(words: Any, count: int, raw: Any) -> str:
    """The first run of the largest letters: mostly the title."""
    sizes = [round(raw.FPDFText_GetFontSize(words, at), 1) for at in range(count)]
    letters = words.get_text_range(0, count)
    if len(letters) != count:
        return ""  # some letters are two characters: sizes and letters do not go together
    top = max(
        (size for size, letter in zip(sizes, letters, strict=True) if letter.isalpha()), default=0
    )
    run: list[str] = []
    gap = 0
    for size, letter in zip(sizes, letters, strict=True):
        if size >= top - 0.2 and not letter.isspace():
            if gap and run:
                run.append(" ")
            run.append(letter)
            gap = 0
        elif letter.isspace():
            gap = 1
        elif run:
            break
    return re.sub(r"\s+", " ", "".join(run)).strip()


def language(document: Any, raw: Any) -> str:
    """The language in the catalogue of the document."""
    size = raw.FPDFCatalog_GetLanguage(document, None, 0)
    if not 2 < size < 200:
        return ""
    from ctypes import create_string_buffer

    buffer = create_string_buffer(size)
    raw.FPDFCatalog_GetLanguage(document, raw.cast(buffer, raw.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def picture(kind: str, pixels: int, to: str) -> dict[str, Any]:
    """The picture drawn anew, upright and without anything but its points."""
    import warnings

    from PIL import Image, ImageOps

    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    try:
        opened = Image.open(sys.stdin.buffer, formats=[kind])
        frames = getattr(opened, "n_frames", 1)
    except Image.DecompressionBombError:
        return {"trouble": "pixels"}
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError):
        return {"trouble": "broken"}
    width, height = opened.size
    if width * height > pixels or width * height * frames > 3 * pixels:
        return {"trouble": "pixels"}
    try:
        if frames > 1 and kind in ("GIF", "WEBP"):
            from PIL import ImageSequence

            drawn = [frame.copy() for frame in ImageSequence.Iterator(opened)]
            pause = opened.info.get("duration", 100)
            for frame in drawn:
                frame.info = {}
            drawn[0].save(to, kind, save_all=True, append_images=drawn[1:], duration=pause, loop=0)
            return {"width": width, "height": height}
        upright = ImageOps.exif_transpose(opened) or opened
        if kind == "JPEG" and upright.mode not in ("RGB", "L"):
            upright = upright.convert("RGB")
        see_through = upright.info.get("transparency")
        bare = upright.copy()
        bare.info = {} if see_through is None else {"transparency": see_through}
        options: dict[str, Any] = {"JPEG": {"quality": 90}, "WEBP": {"quality": 90}}.get(kind, {})
        bare.save(to, kind, exif=b"", icc_profile=None, **options)
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError):
        return {"trouble": "broken"}
    return {"width": upright.size[0], "height": upright.size[1]}


def main() -> None:
    """One task and the end."""
    task = sys.argv[1]
    confine(task)
    if task == "pdf":
        told = pdf()
    else:
        told = picture(sys.argv[2], int(sys.argv[3]), sys.argv[4])
    print(json.dumps(told))


if __name__ == "__main__":
    main()
