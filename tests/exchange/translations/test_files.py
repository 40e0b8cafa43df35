"""PO and XLIFF: what goes out comes back to the letter; what is broken or dangerous is refused."""

from __future__ import annotations

import codecs
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.editorial.translating import markup
from agora.editorial.translating.shapes import tidy
from agora.exchange.translations import po, xliff
from agora.exchange.translations.contract import (
    Came,
    Entry,
    File,
    Unit,
    Unreadable,
    about,
    must_fit,
)
from agora.kernel.documents import clean_html

ID = "7d3c1f52-6a52-5f4f-8a3c-1f526a525f4f"
SOURCE = "See <a1>the <strong>guide</strong></a1>,<br>now"


def a_file(*units: Unit, language: str = "pt") -> File:
    return File("resource", ID, 3, "en", language, "Water & “more”\n", units)


def back(file: File) -> list[Came]:
    """The file, out and in again, by both formats."""
    sources = {unit.key: unit.source for unit in file.units}
    return [po.read(po.write(file)), xliff.read(xliff.write(file), sources)]


def entries(file: File) -> tuple[Entry, ...]:
    """What must come back of it."""
    return tuple(Entry(u.key, u.source, u.target, u.stale and bool(u.target)) for u in file.units)


def same(file: File) -> None:
    for came in back(file):
        assert came.about == f"agora:resource/{ID}?version=3"
        assert came.language == file.language
        assert tuple((one.key, one.source, one.target) for one in came.entries) == tuple(
            (unit.key, unit.source, unit.target) for unit in file.units
        )


def test_a_text_with_marks_notes_and_a_stale_translation_comes_back():
    file = a_file(
        Unit("texts.*.title", "Water", "Água", notes=("Title. At most 300 characters.",)),
        Unit("texts.*.body#0", SOURCE, "Veja <a1>o <strong>guia</strong></a1>,<br>já", "See it", True),
        Unit("texts.*.body#1", SOURCE, 'Veja <a href="https://pt.example/">o guia</a>'),
        Unit("texts.*.body#2", SOURCE, "<a1><em>x</em></a1>"),
        Unit("texts.*.body#3", "<strong>open", "<strong>aberto"),
        Unit("texts.*.body#4", "New", ""),
    )  # fmt: skip
    same(file)
    made = po.write(file).decode()
    assert "#. Title. At most 300 characters." in made
    assert '#, fuzzy\n#| msgid "See it"\nmsgctxt "texts.*.body#0"' in made
    assert po.read(po.write(file)).entries == entries(file)
    out = xliff.write(file).decode()
    assert 'version="2.0"' in out
    assert '<pc id="1" dataRefStart="d1o" dataRefEnd="d1c">the <pc id="2"' in out
    assert "Before: See it" in out
    assert [one.unsure for one in xliff.read(xliff.write(file), {}).entries][:2] == [False, True]


@pytest.mark.data
@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "ar"])
def test_naughty_strings_come_back_to_the_letter(data_folder, language):
    (found,) = data_folder.glob("naughty_strings/**/blns.json")
    naughty = json.loads(found.read_text())
    units = []
    for number, text in enumerate(naughty):
        plain = tidy(text, "text")
        if plain:
            units.append(Unit(f"texts.*.summary#{number}", plain, f"{plain} {plain}"))
        for part in markup.split(clean_html(f"<p>{text.replace('<', '&lt;')}</p>{text}")).parts:
            coded = markup.code(tidy(part, "html")).text
            units.append(Unit(f"texts.*.body#{number}.{len(units)}", coded, coded))
    assert len(units) > 900
    same(a_file(*units, language=language))


TEXT = st.lists(
    st.sampled_from([
        *"ab\"\\\n\t\r\x85\u2028\u200f%#", "\\n", "é", "ة", "<a1>", "</a1>", "<strong>", "</strong>",
        "<br>", "&lt;", "&amp;", "<b>", "]]>", "<!--", "<a2>", "</em>", "<x", "\U0001f4a7",
    ])
).map("".join).map(lambda text: tidy(text, "html")).filter(bool)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(TEXT, st.just("") | TEXT, TEXT)
def test_any_text_comes_back(source, target, previous):
    same(a_file(Unit("k", source, target, previous, True), Unit("l", source, source)))


PO = po.write(a_file(Unit("texts.*.title", "Water", "ماء")))


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + PO,
        PO.replace(b"\n", b"\r\n"),
        PO.decode().encode("utf-16"),
        PO.replace(b"UTF-8", b"iso-8859-6").decode().encode("iso-8859-6", "replace"),
        PO + b'\n#~ msgid "gone"\n#~ msgstr "x"\n',
    ],
    ids=["bom", "crlf", "utf-16", "iso-8859-6", "obsolete"],
)
def test_a_po_file_comes_as_programs_write_it(data):
    (entry,) = po.read(data).entries
    assert (entry.key, entry.target) == ("texts.*.title", "ماء")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_an_xliff_file_comes_as_programs_write_it(encoding):
    file = a_file(Unit("texts.*.title", "Water", "ماء"), language="ar")
    data = xliff.write(file).decode().replace("\n", "\r\n").replace("encoding='UTF-8'", "")
    (entry,) = xliff.read(data.replace("<?xml version='1.0' ?>", "").encode(encoding), {}).entries
    assert entry.target == "ماء"


def test_xliff_one_point_two_is_read():
    data = f"""<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
      <file original="agora:resource/{ID}" source-language="en" target-language="pt" datatype="html">
      <body><group><trans-unit id="7" resname="texts.*.body#0"><source>See <g id="1">the <g id="2">guide</g></g>,<x id="3"/>now</source>
      <target state="translated">Veja <bpt id="1">x</bpt>o <g id="2"><mrk mtype="x">guia</mrk></g><ept id="9" rid="1"/>,<x id="3"/>já</target>
      </trans-unit></group></body></file></xliff>""".encode()
    came = xliff.read(data, {"texts.*.body#0": SOURCE})
    must_fit(came, "resource", ID, "pt")
    assert came.entries == (
        Entry("texts.*.body#0", SOURCE, "Veja <a1>o <strong>guia</strong></a1>,<br>já"),
    )


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0">&d;</xliff>"""


@pytest.mark.parametrize(
    "data",
    [
        b"", b"nothing", b"<a>", b"\x00\x01", b"<html/>", b'<xliff version="3.0"/>',
        LAUGHS,
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><xliff version="2.0"/>',
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xliff version="2.0">&e;</xliff>',
        b'<!DOCTYPE x [<!ENTITY e "' + b"a" * 50_000 + b'">]><xliff version="2.0">' + b"&e;" * 3000 + b"</xliff>",
        b'<xliff version="2.0">' + b"<file>" * 200 + b"</file>" * 200 + b"</xliff>",
        b'<xliff version="2.0">' + b"<file>" * 200_000 + b"</file>" * 200_000 + b"</xliff>",
        b" " * 2_000_001,
    ],
    ids=range(13),
)  # fmt: skip
def test_what_is_no_xliff_or_is_meant_to_harm_is_refused_at_once(data):
    begin = time.process_time()
    with pytest.raises(Unreadable):
        xliff.read(data, {})
    assert time.process_time() - begin < 2


@pytest.mark.parametrize(
    "data",
    [b"nothing", b"\x00\x01", b'msgid "a"b"\nmsgstr "b"', b"\xff\xfe\x00", b'msgid ""\nmsgstr "charset=klingon"',
     b'msgid "\xe9"\nmsgstr "b"', b"x" * 2_000_001],
    ids=range(7),
)  # fmt: skip
def test_what_is_no_po_is_refused(data):
    with pytest.raises(Unreadable):
        po.read(data)


@pytest.mark.parametrize(
    ("kind", "key", "language"),
    [("resource", ID, "es"), ("organisation", ID, "pt"), ("resource", ID[::-1], "pt")],
)
def test_a_file_of_something_else_is_refused_with_a_sentence(kind, key, language):
    for came in back(a_file(Unit("k", "a", "b"))):
        with pytest.raises(Unreadable, match="file"):
            must_fit(came, kind, key, language)
        must_fit(came, "resource", ID, "pt")


def test_a_file_names_its_thing():
    assert about("resource", ID) == f"agora:resource/{ID}"
