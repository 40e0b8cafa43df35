"""A PDF is read by a process of its own, and cannot harm the one that asked."""

from __future__ import annotations

import time
import zlib

import pytest

from agora.media import reading
from agora.media.reading import pdf_read
from tests.media.giving import pdf
from tests.memory import growing

BODY = (
    "This guide tells how the city of Ondara lowered rents, and what other cities can take from it."
)


def test_what_a_pdf_says_of_itself_and_on_its_pages():
    facts = pdf_read(
        pdf(f"Lower rents\n{BODY}", "Second page, also with words", title="Lower rents in Ondara",
            author="Amina; Beto", language="en", tagged=True, created="20240305120000Z")
    )  # fmt: skip
    assert (facts.pages, facts.title, facts.author) == (2, "Lower rents in Ondara", "Amina; Beto")
    assert (facts.created, facts.language, facts.is_tagged) == ("2024-03-05", "en", True)
    assert facts.has_text
    assert facts.heading == "Lower rents"
    assert BODY in facts.text
    assert facts.trouble == ""


def test_a_title_that_a_program_wrote_is_none():
    for title in ("Microsoft Word - final_v3.docx", "Untitled", "guide-final.indd", "Sin título 1"):
        facts = pdf_read(pdf(f"The real title\n{BODY}", title=title))
        assert (facts.title, facts.heading) == ("", "The real title")


def test_a_scan_has_no_text():
    facts = pdf_read(pdf("", "", "a"))
    assert (facts.pages, facts.has_text, facts.is_tagged) == (3, False, False)


def test_accents_and_ligatures_come_through():
    facts = pdf_read(pdf("Gestão da água nas cidades\nAção, coração e informação."))
    assert facts.heading == "Gestão da água nas cidades"
    assert "Ação, coração" in facts.text


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"%PDF-1.7\n" + b"\xff" * 5_000, pdf("x")[:200], b"<html>" + pdf("")[20:]]
)  # fmt: skip
def test_a_broken_pdf_is_a_trouble_and_no_failure(content):
    assert pdf_read(content).trouble == "broken"


def test_a_pdf_whose_page_unpacks_to_very_much_ends_in_bounded_time_and_memory():
    stream = zlib.compress(b"0 0 m " * 100_000_000, 9)
    bomb = pdf("MARK")
    at = bomb.index(b"<< /Length")
    end = bomb.index(b"endstream") + len(b"endstream")
    bomb = bomb[:at] + b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream" + bomb[end:]  # fmt: skip
    begun = time.monotonic()
    with growing() as grown:
        facts = pdf_read(bomb)
    assert time.monotonic() - begun < reading.SECONDS + 2
    assert facts.trouble in ("slow", "broken") or not facts.has_text
    assert grown.most < 20_000


def test_a_reader_that_does_not_end_is_ended(monkeypatch, tmp_path):
    endless = tmp_path / "endless.py"
    endless.write_text("while True: pass\n")
    monkeypatch.setattr(reading, "CHILD", endless)
    monkeypatch.setattr(reading, "SECONDS", 0.6)
    begun = time.monotonic()
    assert pdf_read(pdf("x")).trouble == "slow"
    assert time.monotonic() - begun < 3


def test_a_reader_that_crashes_is_a_trouble(monkeypatch, tmp_path):
    crashing = tmp_path / "crashing.py"
    crashing.write_text("import os\nos.kill(os.getpid(), 11)\n")
    monkeypatch.setattr(reading, "CHILD", crashing)
    assert pdf_read(pdf("x")).trouble == "broken"


def test_the_reader_may_not_write_start_programs_or_take_much_memory(tmp_path):
    """What `confine` promises, tried in the process itself."""
    import subprocess
    import sys

    tried = tmp_path / "tried.py"
    tried.write_text(
        f"""
import sys
sys.path.insert(0, {str(reading.CHILD.parent)!r})
import child
child.confine("pdf")
told = []
try:
    with open({str(tmp_path / "written")!r}, "wb", buffering=0) as file:
        import signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        file.write(b"x" * 10)
    told.append("wrote")
except OSError:
    told.append("did not write")
try:
    bytearray(2_000_000_000)
    told.append("took memory")
except MemoryError:
    told.append("took none")
print(told)
"""
    )
    done = subprocess.run([sys.executable, str(tried)], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "['did not write', 'took none']", done.stderr


def test_the_reader_gets_nothing_of_our_environment(monkeypatch, tmp_path):
    asking = tmp_path / "asking.py"
    asking.write_text(
        "import os, json\nprint(json.dumps({'pages': 1, 'text': ' '.join(sorted(os.environ))}))\n"
    )
    monkeypatch.setenv("AGORA_SECRET_KEY", "secret")
    monkeypatch.setattr(reading, "CHILD", asking)
    assert "AGORA" not in pdf_read(b"").text
    assert "LC_ALL" in pdf_read(b"").text
