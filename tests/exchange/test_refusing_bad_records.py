"""A bad file or record is answered with what is wrong, where, and what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agora.catalogue.models import Resource
from agora.exchange.amb import reading
from tests.exchange.importing import bring, sheet, written

pytestmark = pytest.mark.django_db
URL = "https://school.ondara.example/x"
LABELS = {"id": URL, "prefLabel": {"en": "Fine"}}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"@context": None}, "@context is missing"),
        ({"@context": "https://schema.org"}, "@context must be a list that names"),
        (
            {"@context": ["https://w3id.org/kim/amb/context.jsonld"]},
            "@context does not say the language",
        ),
        (
            {"@context": ["https://w3id.org/kim/amb/context.jsonld", {"@language": "xx"}]},
            "@context “xx” is not a language we know",
        ),
        (
            {"@context": ["https://w3id.org/kim/amb/context.jsonld", {"@language": 7}]},
            "@context must name the language",
        ),
        ({"id": None}, "id is missing"),
        ({"id": "sheet-7"}, "id is not an absolute address"),
        ({"id": "https://"}, "id is not an absolute address"),
        ({"id": "http://[::1"}, "id is not an absolute address"),
        ({"id": f"{URL} y"}, "id is not an absolute address"),
        ({"id": f"{URL}/{'y' * 1000}"}, "id is longer than 1000 characters"),
        ({"name": None}, "name is missing"),
        ({"name": " \u0000 "}, "name is empty"),
        ({"name": "x" * 301}, "name is longer than 300 characters"),
        ({"name": {"en": "x"}}, "name must be a text"),
        ({"type": None}, "type is missing"),
        ({"type": ["Course"]}, "type does not say LearningResource"),
        ({"description": 5}, "description must be a text"),
        ({"inLanguage": ["english"]}, "inLanguage[0] “english” is not a language"),
        ({"inLanguage": "en"}, "inLanguage must be a list"),
        ({"license": URL}, "license must be an object"),
        ({"about": [LABELS, {"type": "Concept"}]}, "about[1].id is missing"),
        ({"about": [{**LABELS, "prefLabel": "Fine"}]}, "about[0].prefLabel must say the language"),
        ({"about": [{**LABELS, "type": "Thing"}]}, "about[0].type must be 'Concept'"),
        ({"about": [LABELS] * 201}, "about has more than 200 entries"),
        ({"learningResourceType": [{"id": URL}]}, "learningResourceType names no type we know"),
        ({"educationalLevel": [{"id": URL}]}, "educationalLevel[0] is not a level"),
        (
            {"learningResourceType": [{"id": f"{URL}/id/00000000-0000-0000-0000-000000000000"}]},
            "learningResourceType names no type we know",
        ),
        ({"creator": [{"name": "Amina"}]}, "creator[0].type is missing"),
        ({"creator": [{"name": "Amina", "type": "Robot"}]}, "creator[0].type must be 'Person'"),
        ({"publisher": [{"type": "Organization"}]}, "publisher[0].name is missing"),
        ({"isAccessibleForFree": "yes"}, "isAccessibleForFree must be true or false"),
        ({"datePublished": "11.10.2022"}, "datePublished is not a date"),
        ({"datePublished": "2022-02-30"}, "datePublished is not a date"),
        ({"datePublished": "2022-10-11T25:00:00Z"}, "datePublished is not a date"),
        ({"datePublished": 2022}, "datePublished must be a text"),
        ({"duration": "90 minutes"}, "duration is not an ISO 8601 duration"),
        ({"duration": "PT"}, "duration is not an ISO 8601 duration"),
        ({"duration": "PT99999999H"}, "duration is longer than ten years"),
        ({"encoding": [{"type": "MediaObject"}]}, "encoding[0] has no address"),
        (
            {"encoding": [{"type": "MediaObject", "contentUrl": URL, "contentSize": "5 MB"}]},
            "encoding[0].contentSize must be digits",
        ),
        (
            {"encoding": [{"type": "MediaObject", "contentUrl": URL, "encodingFormat": "pdf"}]},
            "encoding[0].encodingFormat is not a media type",
        ),
        (
            {"encoding": [{"type": "MediaObject", "contentUrl": URL, "sha256": "abc"}]},
            "encoding[0].sha256 must be the 64",
        ),
        ({"isBasedOn": [{"type": ["LearningResource"]}]}, "isBasedOn[0] has neither"),
        ({"hasPart": [{"name": "Part"}]}, "hasPart[0].id is missing"),
        (
            {"conditionsOfAccess": {"id": URL}},
            "conditionsOfAccess.id must be one of",
        ),
        ({"license": {"id": URL, "x": None}}, "license “x” is null: leave it out"),
        ({"extra": "\ud800"}, "holds half a character"),
        (
            {"extra": [[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]},
            "is nested deeper than 20 levels",
        ),
    ],
)
def test_a_bad_field_is_named_with_what_to_do(
    tmp_path: Path, fields: dict[str, Any], reason: str
) -> None:
    code, said = bring(written(tmp_path, sheet(**fields)))

    assert code == 1
    assert any(line.strip().startswith(reason) for line in said.splitlines()), said
    assert Resource.objects.count() == 0


def test_every_fault_of_a_record_is_told_at_once(tmp_path: Path) -> None:
    _code, said = bring(written(tmp_path, sheet(id="x", keywords="y", duration="z")))
    assert [line.split()[0] for line in said.splitlines() if line.startswith("  ")] == [
        "id",
        "keywords",
        "duration",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file is empty"),
        (b" \n ", "the file is empty"),
        (b'{"id":\n"\xff\xfe"}', "line 2 is not UTF-8; save the file as UTF-8"),
        ('{"id": "x"}'.encode("utf-16"), "line 1 is not UTF-8"),
        (b'[\n{"id": "x",}\n]', "line 2, column 12 is not JSON"),
        (b'[{"a": "NaN"},\n{"a": -Infinity}]', "line 2, “-Infinity” is not a JSON number"),
        (b"[\n" * 100_000, "line 21, nested deeper than 20 levels"),
        (b'[{"a": ' + b"9" * 5000 + b"}]", "a number is too long"),
        (b'"text"', "neither an object nor a list"),
        (b'{"@graph": {}}', "“@graph” must be a list"),
        (b"[5]", "is not an object: a record is written in { }"),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_with_a_sentence(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(content)
    code, said = bring(path)
    assert (code, sentence in said) == (1, True), said


def test_the_next_file_is_taken_although_one_cannot_be_opened(tmp_path: Path) -> None:
    code, said = bring(tmp_path / "none.json", tmp_path, written(tmp_path, sheet()))
    assert code == 1
    assert said.count("the file cannot be opened") == 2
    assert Resource.objects.count() == 1


def test_a_file_beyond_the_limits_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, [sheet(), sheet(id=URL)])
    monkeypatch.setattr(reading, "MAX_RECORDS", 1)
    assert "the file holds 2 records; split it into files of at most 1" in bring(path)[1]
    monkeypatch.setattr(reading, "MAX_BYTES", 1024)
    path.write_text(json.dumps(sheet(description="x" * 2000)))
    assert "the file is larger than 0 MB" in bring(path)[1]
    assert Resource.objects.count() == 0


def test_what_a_file_holds_cannot_move_the_cursor(tmp_path: Path) -> None:
    _code, said = bring(written(tmp_path, sheet(id="\x1b[2Jgone", inLanguage=["\x1b[2J"])))
    assert "\x1b" not in said


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "marked.json"
    path.write_text(json.dumps(sheet()), "utf-8-sig")
    assert bring(path)[0] == 0
