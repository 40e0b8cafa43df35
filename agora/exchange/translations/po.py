"""Gettext PO, by polib: what translators' programs everywhere read.

`msgctxt` is the segment's key; a stale segment is fuzzy and carries the source it was made from.
"""

from __future__ import annotations

import codecs
import re
import tempfile

import polib
from django.utils.translation import gettext as _

from agora.exchange.translations.contract import (
    LARGEST,
    Came,
    Entry,
    File,
    Unreadable,
    about,
)

_CHARSET = re.compile(rb"charset=([A-Za-z0-9._-]{1,40})")


def write(file: File) -> bytes:
    """The file in UTF-8, one line per text, without a byte-order mark."""
    made = polib.POFile(wrapwidth=-1)
    made.metadata = {
        "Project-Id-Version": re.sub(r"\s+", " ", file.title),
        "Language": file.language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Source-Language": file.source_language,
        "X-Agora": f"{about(file.kind, file.object_id)}?version={file.number}",
    }
    for unit in file.units:
        made.append(
            polib.POEntry(
                msgctxt=unit.key,
                msgid=unit.source,
                msgstr=unit.target,
                previous_msgid=unit.previous or None,
                comment="\n".join(" ".join(note.split()) for note in unit.notes),
                flags=["fuzzy"] if unit.stale and unit.target else [],
            )
        )
    return str(made).encode("utf-8")


def read(data: bytes) -> Came:
    """What the file says. Raises Unreadable, with the line where there is one."""
    if len(data) > LARGEST:
        raise Unreadable(_("This file is too big: 2 MB are allowed."))
    text = _decoded(data)
    if "\x00" in text:
        raise Unreadable(_("This is not a PO file. Choose the one you downloaded here."))
    # polib cuts a text it is given at every Unicode line break, a file only at real ones.
    with tempfile.NamedTemporaryFile("w", suffix=".po", encoding="utf-8", newline="\n") as kept:
        kept.write(re.sub(r"\r\n?", "\n", text))
        kept.flush()
        try:
            found = polib.pofile(kept.name, encoding="utf-8")
        except Exception as error:  # polib raises whatever a broken line leads it to
            line = re.search(r"line (\d+)", str(error))
            raise Unreadable(
                _("This PO file is broken near line %(line)s. Save it again in your program.")
                % {"line": line[1]}
                if line
                else _("This is not a PO file. Choose the one you downloaded here.")
            ) from error
    return Came(
        about=str(found.metadata.get("X-Agora") or ""),
        language=str(found.metadata.get("Language") or ""),
        entries=tuple(
            Entry(str(one.msgctxt or ""), str(one.msgid), str(one.msgstr), one.fuzzy)
            for one in found
            if not one.obsolete
        ),
    )


def _decoded(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        named = _CHARSET.search(data[:4000])
        encoding = named[1].decode() if named else "utf-8"
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise Unreadable(
            _("The letters of this file cannot be read. Save it again in UTF-8.")
        ) from error
