"""Files as browsers send them, good and bad ones."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """A file from a browser, with a media type that says nothing."""
    return SimpleUploadedFile(name, content, "application/octet-stream")


def zipped(entries: Mapping[str, bytes | str], *, packed: bool = True) -> bytes:
    """A zip with these entries."""
    made = io.BytesIO()
    how = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(made, "w", how) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return made.getvalue()


def docx(**entries: bytes | str) -> bytes:
    """A minimal Word document."""
    return zipped(
        {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>", **entries}
    )


def opened(mimetype: str) -> bytes:
    """A minimal open document or book."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("content.xml", "<office/>")
    return made.getvalue()


def picture(kind: str, size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    """A picture with a gradient, so that what is drawn anew can be compared."""
    made = io.BytesIO()
    drawn = Image.linear_gradient("L").resize(size).convert("RGB")
    drawn.save(made, kind, **options)
    return made.getvalue()


def empty_png(side: int) -> bytes:
    """A square PNG of one colour: large when drawn, tiny as a file."""
    import struct
    import zlib

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    row = b"\0" * (1 + side // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _row in range(side)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pdf(
    *pages: str,
    title: str = "",
    author: str = "",
    language: str = "",
    tagged: bool = False,
    created: str = "",
    size: int = 24,
) -> bytes:
    """A small PDF that says this on its pages: the first line of each in large letters."""
    objects: list[bytes] = []

    def add(body: str | bytes) -> int:
        objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(objects)

    def words(text: str) -> str:
        return "<FEFF" + text.encode("utf-16-be").hex() + ">"

    font = add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    kids: list[int] = []
    parent = 2 * len(pages) + 2
    for text in pages:
        lines = text.split("\n") if text else []
        drawn = ["BT 50 780 Td"]
        for number, line in enumerate(lines):
            escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            drawn.append(f"/F1 {size if number == 0 else 11} Tf ({escaped}) Tj 0 -30 Td")
        stream = "\n".join([*drawn, "ET"]).encode("cp1252", "replace")
        content = add(b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream")
        kids.append(
            add(
                f"<< /Type /Page /Parent {parent} 0 R /MediaBox [0 0 595 842] "
                f"/Contents {content} 0 R /Resources << /Font << /F1 {font} 0 R >> >> >>"
            )
        )
    assert len(objects) + 1 == parent
    add(f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>")
    more = f" /Lang ({language})" if language else ""
    more += " /MarkInfo << /Marked true >>" if tagged else ""
    if tagged:
        more += f" /StructTreeRoot {len(objects) + 3} 0 R"
    root = add(f"<< /Type /Catalog /Pages {parent} 0 R{more} >>")
    told = f"/Title {words(title)} " if title else ""
    told += f"/Author {words(author)} " if author else ""
    told += f"/CreationDate (D:{created}) " if created else ""
    info = add(f"<< {told}>>")
    if tagged:
        add("<< /Type /StructTreeRoot >>")
    made = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer << /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, root, info, start,
    )  # fmt: skip
    return bytes(made)


def media(name: str) -> bytes:
    """A tiny sound or video of two seconds, made with ffmpeg from a tone and a test picture."""
    return (Path(__file__).with_name("files") / name).read_bytes()
