"""FreeDict's files are read as dictd would, and what is no translation is left out."""

from __future__ import annotations

import gzip
import string
from pathlib import Path

import pytest

from agora.translation.freedict import FreeDict, forms, number_of, senses
from tests.translation.installed import need_freedict

DIGITS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"


def _digits(number: int) -> str:
    made = ""
    while True:
        made = DIGITS[number % 64] + made
        number //= 64
        if not number:
            return made


def written(folder: Path, pair: str, entries: dict[str, str], *, packed: bool = True) -> FreeDict:
    """A dictionary of these entries (headword → the lines below it)."""
    content, index = b"", ["00databaseshort\tA\tB"]
    for headword, lines in entries.items():
        entry = f"{headword} /ipa/ <n>\n{lines}\n".encode()
        index.append(f"{headword}\t{_digits(len(content))}\t{_digits(len(entry))}")
        content += entry
    (folder / f"freedict-{pair}.index").write_text("\n".join(index))
    if packed:
        (folder / f"freedict-{pair}.dict.dz").write_bytes(gzip.compress(content))
    else:
        (folder / f"freedict-{pair}.dict").write_bytes(content)
    return FreeDict((folder,))


@pytest.mark.parametrize("packed", [True, False])
def test_a_word_is_found_whatever_its_case_and_accents(tmp_path, packed):
    entries = {"Participación": "participation", "agua": "1. water\n2. (poet.) tide, sea"}
    found = written(tmp_path, "spa-eng", entries, packed=packed)
    assert found.pairs == {("es", "en")}
    assert found.look_up("PARTICIPACION", "es", "en") == ("participation",)
    assert found.look_up("agua", "es", "en") == ("water", "tide", "sea")
    assert found.look_up("aguas", "es", "en") == ("water", "tide", "sea")
    assert found.look_up("agu", "es", "en") == ()
    assert found.look_up("agua", "en", "es") == ()


def test_every_headword_of_a_dictionary_is_found(tmp_path):
    words = [f"w{number}{end}" for number in range(300) for end in ("", "a", " b", "'c")]
    found = written(tmp_path, "spa-eng", {word: f"to {word}" for word in words})
    wrong = [w for w in words if found.look_up(w, "es", "en") != (f"to {w}",)]
    assert wrong == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("beginning, commencement, start", ("beginning", "commencement", "start")),
        ("1. arca, caja\n2. estuche", ("arca", "caja", "estuche")),
        ("anarquismo 2.\n(teoria social)\n 3.\n(ataque)", ("anarquismo",)),
        ("agua bendita\nEau rituelle", ("agua bendita",)),
        ("Habitation", ("Habitation",)),
        ("police‐station", ("police-station",)),
        ("house <n> [build.] {x} \"an example\"", ("house",)),
        ("a way of saying something at length", ()),
        ("one, two, three, four, five", ("one", "two", "three", "four")),
        ("الحماض، حمّض", ("الحماض", "حمّض")),
        ("", ()),
    ],
)  # fmt: skip
def test_only_words_of_the_other_language_are_taken(lines, expected):
    assert senses(f"head /ipa/ <n, fem>\n{lines}") == expected


def test_dictionary_forms_are_tried_after_the_word_itself():
    assert list(forms("Ciudades", "es"))[:2] == ["ciudades", "ciudad"]
    assert "city" in forms("cities", "en")
    assert list(forms("السكن", "ar")) == ["السكن", "سكن"]


def test_numbers_are_base_64():
    assert (number_of("A"), number_of("BA"), number_of("//")) == (0, 64, 4095)


@pytest.mark.parametrize(
    ("index", "data", "line"),
    [
        ("agua\t§\tB", gzip.compress(b"x", mtime=0), "The dictionary es-en cannot be read: "),
        ("agua\tA\tB", b"no gzip", "The dictionary es-en cannot be read: "),
        ("agua\tA\tB", b"", None),
    ],
    ids=["numbers-out-of-order", "no-archive", "empty"],
)
def test_a_damaged_dictionary_is_left_out_with_a_line_in_the_log(
    tmp_path, caplog, index, data, line
):
    (tmp_path / "freedict-spa-eng.index").write_text(index)
    (tmp_path / "freedict-spa-eng.dict.dz").write_bytes(data)
    found = FreeDict((tmp_path,))
    assert found.look_up("agua", "es", "en") == ()
    assert found.look_up("casa", "es", "en") == ()
    lines = [record.getMessage() for record in caplog.records]
    if line is None:
        assert lines == []
    else:
        assert len(lines) == 1
        assert lines[0].startswith(line)


def test_the_installed_dictionaries_know_everyday_words():
    need_freedict()
    found = FreeDict()
    assert "city" in found.look_up("ciudades", "es", "en")
    assert "facture" in found.look_up("account", "en", "fr")
    assert found.look_up("المياه", "ar", "en") == ("Waters",)
    assert found.look_up("\x00😀", "es", "en") == ()
