"""The certificate as a PDF file."""

from __future__ import annotations

import contextlib
import re
import time
import zlib

import pypdfium2
import pytest

from agora.credentials import drawing
from agora.credentials.queries import certificate
from tests.conftest import missing
from tests.credentials.earning import earned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _drawing():
    if not drawing.can_draw():
        missing("WeasyPrint finds no Pango here: install libpango-1.0-0 and libpangoft2-1.0-0.")


def unpacked(content: bytes) -> bytes:
    """The file with its packed objects opened."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    opened = []
    for stream in streams:
        with contextlib.suppress(zlib.error):
            opened.append(zlib.decompress(stream))
    return content + b"\n".join(opened)


@pytest.mark.parametrize(
    ("language", "name", "title", "day"),
    [
        ("en", "Amina Okoro", "Human mobility and the city", "November 20, 2026"),
        ("es", "María Ñúñez de la Peña", "Movilidad humana y ciudad", "20 de noviembre de 2026"),
        ("ar", "أمينة عبد", "التنقل البشري والمدينة", "نوفمبر"),
    ],
)
def test_the_file_is_tagged_for_screen_readers_and_says_everything(
    language, name, title, day, beto, ondara
):
    made = earned(beto, ondara, language=language, name=name)
    content = drawing.pdf(certificate(made, language))
    inside = unpacked(content)
    assert b"pdfuaid" in inside
    assert f"/Lang ({language})".encode() in inside
    document = pypdfium2.PdfDocument(content)
    assert pypdfium2.raw.FPDFCatalog_IsTagged(document)
    assert len(document) == 1
    text = document[0].get_textpage().get_text_range()
    for said in (name, title, day, "87", "Inés Prado", made.code):
        assert said in text, said
    width, height = document[0].get_size()
    assert (round(width), round(height)) == (842, 595)


def test_a_name_with_markup_and_a_long_one_stay_names_on_one_page(beto):
    made = earned(beto, name='<img src="file:///etc/passwd"> ' + "Nkechinyere " * 12)
    document = pypdfium2.PdfDocument(drawing.pdf(certificate(made, "en")))
    assert len(document) == 1
    assert '<img src="file:///etc/passwd">' in document[0].get_textpage().get_text_range()


def test_nothing_but_our_own_fonts_is_fetched():
    fetcher = drawing._fetcher()
    assert fetcher.fetch("agora-font:NotoSans-Bold.ttf").read(4) == b"\x00\x01\x00\x00"
    for address in (
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "data:text/plain,x",
        "agora-font:../../../../../etc/passwd",
    ):
        with pytest.raises(ValueError, match="nothing but our own fonts"):
            fetcher.fetch(address)


def test_signed_and_drawn_within_half_a_second_of_work(beto, amina, ondara):
    drawing.pdf(certificate(earned(amina, ondara), "en"))  # the first one reads the fonts
    begin = time.process_time()
    made = earned(beto, ondara)
    drawing.pdf(certificate(made, "en"))
    assert time.process_time() - begin < 0.5


def test_the_holder_gets_it_under_its_number(beto):
    made = earned(beto)
    answer = beto.client().get(f"/en/mine/certificates/{made.pk}/certificate.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert f"certificate-{made.code}.pdf" in answer["Content-Disposition"]
