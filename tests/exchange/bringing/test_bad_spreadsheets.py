"""Spreadsheets as people have them and as attackers make them: each fault is named, the rest comes in."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from agora.catalogue.models import Resource, ResourceText
from agora.exchange.bringing import documents, faults, sheets, tables
from agora.exchange.bringing.faults import SourceUnfit
from agora.exchange.models import Source
from tests.exchange.bringing.given import bring, table

TITLE = {"cp1256": "دليل المياه في المدينة", "cp1252": "L'été à Málaga, façade nº 1"}


def opened(path):
    return [dict(record.values) for record in tables.table_open(path).records]


@pytest.mark.parametrize(
    ("charset", "title"),
    [
        ("utf-8-sig", TITLE["cp1256"]),
        ("utf-16", TITLE["cp1256"]),
        ("utf-16-le", TITLE["cp1252"]),
        ("cp1252", TITLE["cp1252"]),
        ("cp1256", TITLE["cp1256"]),
    ],
)
@pytest.mark.parametrize("ending", ["\r", "\r\n", "\n"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_any_usual_encoding_separator_and_end_of_line_is_read(
    tmp_path, charset, title, ending, separator
):
    path = tmp_path / "guides.csv"
    rows = [["title", "address"], [f'"{title}"', "https://example.org/1"]] * 1
    path.write_bytes(ending.join(separator.join(row) for row in rows).encode(charset))
    assert opened(path) == [{"title": title, "address": "https://example.org/1"}]


def test_a_cell_of_ten_megabytes_rejects_its_row_alone(tmp_path):
    path = table(
        tmp_path / "long.csv",
        [("1", "Good", "https://example.org/1", "", "en"), ("2", "Long", "", "x" * 10_000_000, "en"),
         ("3", "Good too", "https://example.org/3", "", "en")],
    )  # fmt: skip
    records = list(tables.table_open(path).records)
    assert [[fault.code for fault in record.faults] for record in records] == [
        [],
        ["cell-long"],
        [],
    ]


def test_lists_are_parted_by_the_semicolons_of_both_scripts_and_numbers_by_both_commas():
    row = documents._Row({"authors": "سميرة؛ كريم; Ana", "goals": "11، 12.5, 3"})
    assert row.several("authors") == ["سميرة", "كريم", "Ana"]
    assert documents._split("11، 12.5, 3") == ["11", "12.5", "3"]
    assert documents._split("مدن، ومجتمعات") == ["مدن، ومجتمعات"]


def book(tmp_path, *rows, change=None):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["title", "address", "published"])
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    path = tmp_path / "guides.xlsx"
    made.save(path)
    return path


def test_dates_are_read_and_merged_cells_and_formulas_are_told_with_their_row(tmp_path):
    path = book(
        tmp_path,
        ["Good", "https://example.org/1", dt.date(2022, 10, 11)],
        ["Merged", "https://example.org/2", 2020],
        ['=HYPERLINK("https://example.org")', "https://example.org/3", 2021.0],
        ["Broken", "https://example.org/4", "#REF!"],
        ["Last", "https://example.org/5", 2019],
        change=lambda sheet: sheet.merge_cells("A3:B3"),
    )
    records = list(sheets.sheet_open(path).records)
    assert records[0].values["published"] == "2022-10-11"
    told = {record.line: [fault.code for fault in record.faults] for record in records}
    # A formula that was never counted has no result: its row has no title, and says so later.
    assert told == {2: [], 3: ["merged"], 4: [], 5: ["cell-error"], 6: []}
    assert "title" not in records[2].values


def test_a_bomb_in_a_spreadsheet_is_not_unpacked(tmp_path):
    path = book(tmp_path, ["Good", "https://example.org/1", 2020])
    made = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part.filename))
        new.writestr("xl/media/bomb.xml", b"0" * 130_000_000)
    path.write_bytes(made.getvalue())
    assert path.stat().st_size < 1_000_000
    with pytest.raises(SourceUnfit) as refused:
        sheets.sheet_open(path)
    assert refused.value.fault.code == "sheet-unpacks"


@pytest.mark.parametrize("content", [b"PK\x03\x04 no more", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_what_is_no_spreadsheet_or_a_locked_one_says_so(tmp_path, content):
    path = tmp_path / "guides.xlsx"
    path.write_bytes(content)
    with pytest.raises(SourceUnfit) as refused:
        sheets.sheet_open(path)
    assert refused.value.fault.code in ("not-a-sheet", "sheet-encrypted")


@pytest.mark.django_db
def test_a_sheet_with_bad_rows_comes_in_without_them_and_again_changes_nothing(tmp_path, ondara):
    wrong = [
        ("", "https://example.org/no-title", "en"),
        ("Nothing to open", "", "en"),
        ("Unknown language", "https://example.org/x", "klingonese"),
        ("=SUM(A1)", "https://example.org/y", "en"),
    ]
    rows = []
    for number in range(100):
        given = wrong[number // 10 % 4] if number % 10 == 5 else (
            f"Guide {number}", f"https://example.org/{number}", "en"
        )  # fmt: skip
        title, address, language = given
        rows.append((number, title, address, "", language))
    path = table(tmp_path / "many.csv", rows)
    last, said = bring("csv", path, "--dry-run")
    assert last == "Nothing was written. 90 new, 0 changed, 0 unchanged, 10 rejected"
    assert sum(line.endswith(": rejected") for line in said) == 10
    assert not Resource.objects.exists()
    assert not Source.objects.exists()
    assert bring("csv", path)[0] == "90 new, 0 changed, 0 unchanged, 10 rejected"
    assert ResourceText.objects.count() == 90
    assert bring("csv", path)[0] == "0 new, 0 changed, 90 unchanged, 10 rejected"


def test_what_the_schema_says_reaches_nobody_in_english_of_programmers():
    for said, code in (
        ("String should have at most 300 characters", "document-long"),
        ("Input should be less than or equal to 100", "document-number"),
        ("“x” is not one of our themes", "document-unknown"),
        ("Value error, is not a web address", "document"),
    ):
        fault = faults.document_fault("editions.0.url", said)
        assert fault.code == code
        assert said not in fault.sentence
        assert "editions.0.url" in fault.sentence
