"""Learning resources come in row by row, once, and say where they are from."""

from __future__ import annotations

from typing import Any

import pytest

from agora.catalogue.models import Resource
from agora.editorial.models import Version
from agora.editorial.services import content_withdraw, document_read, version_publish
from agora.exchange.amb.mapping import object_id
from tests.exchange.importing import FIXTURES, bring, sheet, written

pytestmark = pytest.mark.django_db

GUIDE = "https://biblioteca.ondara.example/guias/presupuesto"
SHEET = "https://school.ondara.example/sheet"


def resource(address: str) -> Resource:
    return Resource.objects.get(pk=object_id(address))


def concepts(row: Resource) -> set[tuple[str, str]]:
    return set(row.concepts.values_list("scheme__key", "key"))


def test_a_record_brings_all_that_has_a_place_here(ondara: Any) -> None:
    code, said = bring(FIXTURES / "city_guide.json")

    assert (code, said.splitlines()[-1]) == (0, "1 new")
    row = resource(GUIDE)
    text = row.texts.get()
    assert (text.language, text.origin, text.state) == ("es", "imported", "draft")
    assert text.title == "Guía del presupuesto vecinal de Ondara"
    assert text.summary.startswith("Cómo una ciudad ficticia")
    assert text.body == "<p>asambleas de barrio · urnas &lt;móviles&gt;</p>"
    assert text.outcomes == "Convocar una asamblea"
    assert (row.type.key, row.licence.key, row.evidence.key) == ("handbook", "cc-by-sa", "unknown")
    assert (str(row.published), row.published_precision) == ("2021-05-01", "month")
    assert row.duration_minutes == 91
    assert (row.visibility, row.owner_id) == ("public", None)
    assert concepts(row) == {("sdg", "11"), ("sdg", "16.7"), ("audiences", "residents")}
    assert list(row.editions.values_list("language", "url", "format__key", "size_bytes")) == [
        ("es", "https://biblioteca.ondara.example/guias/presupuesto-es.pdf", "pdf", 120000),
        ("pt-BR", GUIDE, None, None),
    ]


def test_a_known_organisation_is_linked_and_an_unknown_one_credited(ondara: Any) -> None:
    bring(FIXTURES / "city_guide.json")

    credits = resource(GUIDE).contributions.values_list(
        "role__key", "organisation", "credited_name"
    )
    assert list(credits) == [
        ("publisher", ondara.pk, ""),
        ("publisher", None, "Biblioteca que nadie conoce"),
        ("author", None, "Dra. Amina"),
    ]


def test_what_has_no_place_is_kept_as_provenance(ondara: Any) -> None:
    bring(FIXTURES / "city_guide.json")

    kept = set(resource(GUIDE).provenance.values_list("field", "name", "url"))
    publisher = "CIUDAD DE ÓNDARA"
    assert ("", publisher, GUIDE) in kept
    assert ("title", publisher, GUIDE) in kept
    assert (
        "about",
        "Participación",
        "https://vocabulario.ondara.example/participacion",
    ) in kept
    role = "http://purl.org/dcx/lrmi-vocabs/educationalAudienceRole/professional"
    assert ("audience", role, role) in kept


def test_the_same_file_again_makes_no_version(ondara: Any) -> None:
    bring(FIXTURES / "city_guide.json")
    code, said = bring(FIXTURES / "city_guide.json")

    assert (code, said.splitlines()[-1]) == (0, "1 unchanged")
    assert Version.objects.filter(object_id=object_id(GUIDE)).count() == 1


def test_a_changed_record_is_the_next_version(tmp_path: Any) -> None:
    bring(written(tmp_path, sheet()))
    code, said = bring(written(tmp_path, sheet(name="A sheet on Ondara's old lamps")))

    assert (code, said.splitlines()[-1]) == (0, "1 changed")
    assert resource(SHEET).version == 2
    assert resource(SHEET).texts.get().title == "A sheet on Ondara's old lamps"


def test_a_dry_run_says_what_would_happen_and_writes_nothing(tmp_path: Any) -> None:
    bring(written(tmp_path, [sheet(), sheet(id=f"{SHEET}/2")], "first.json"))
    before = Version.objects.count()
    code, said = bring(
        written(
            tmp_path,
            [
                sheet(),
                sheet(id=f"{SHEET}/2", name="Renamed"),
                sheet(id=f"{SHEET}/3"),
                sheet(id=f"{SHEET}/4", keywords="lamps"),
            ],
        ),
        "--dry-run",
    )

    assert code == 1
    path = tmp_path / "record.json"
    assert said.splitlines() == [
        f"{path}, record 1 ({SHEET}): unchanged",
        f"{path}, record 2 ({SHEET}/2): changed",
        f"{path}, record 3 ({SHEET}/3): new",
        f"{path}, record 4 ({SHEET}/4): refused",
        "  keywords must be a list, even of one: write it in [ ]",
        "Nothing was written. 1 new, 1 changed, 1 unchanged, 1 refused",
        "1 of 4 were refused; the reasons are above.",
    ]
    assert Version.objects.count() == before


def test_bad_lines_are_refused_and_the_others_go_in() -> None:
    path = FIXTURES / "mixed.jsonl"
    code, said = bring(path)

    assert code == 1
    assert "line 2 (https://school.ondara.example/b): refused" in said
    assert "  type must be a list, even of one: write it in [ ]" in said
    assert "line 4: refused\n  column 51 is not JSON: expecting value" in said
    assert (
        "line 5 (https://school.ondara.example/a): refused\n"
        "  id is the same as that of line 1 of this file: keep one of them" in said
    )
    assert "line 6: refused\n  “NaN” is not a JSON number; leave the field out" in said
    assert "2 new, 4 refused" in said
    titles = Resource.objects.values_list("texts__title", flat=True).order_by("texts__title")
    assert list(titles) == ["A sheet on Ondara's squares", "A sheet on Ondara's trees"]


def test_parts_are_tied_to_wholes_that_come_later_in_the_file() -> None:
    path = FIXTURES / "course_graph.json"
    assert bring(path)[1].splitlines()[-1] == "2 new"

    lesson = resource("https://school.ondara.example/course/lesson-1")
    course = resource("https://school.ondara.example/course")
    assert list(lesson.relations.values_list("kind", "to")) == [("part-of", course.pk)]
    assert course.type.key == "course"
    assert ("isBasedOn", "Water elsewhere") in lesson.provenance.values_list("field", "name")
    assert bring(path)[1].splitlines()[-1] == "2 unchanged"
    assert bring(path, "--dry-run")[1].splitlines()[-1] == "Nothing was written. 2 unchanged"


def test_of_several_files_the_last_with_a_record_counts(tmp_path: Any) -> None:
    old = written(tmp_path, sheet(name="Old"), "1.json")
    new = written(tmp_path, sheet(name="New"), "2.json")
    wrong = written(tmp_path, sheet(name=""), "3.json")

    for last in ("1 new, 1 superseded, 1 refused", "1 unchanged, 1 superseded, 1 refused"):
        code, said = bring(old, new, wrong)
        assert code == 1
        assert said.splitlines()[-2] == last
    assert resource(SHEET).texts.get().title == "New"


def test_the_publisher_and_visibility_of_a_run_hold_until_another_says_otherwise(
    ondara: Any, tmp_path: Any
) -> None:
    bring(written(tmp_path, sheet()), "--publisher", "ondara", "--visibility", "organisation")
    row = resource(SHEET)
    assert (row.visibility, row.owner_id) == ("organisation", ondara.pk)
    assert row.contributions.get().organisation_id == ondara.pk

    bring(written(tmp_path, sheet(name="Other words")))
    row = resource(SHEET)
    assert (row.visibility, row.owner_id, row.version) == ("organisation", ondara.pk, 2)

    bring(written(tmp_path, sheet(name="Other words")), "--visibility", "public")
    assert resource(SHEET).visibility == "public"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--publisher", "nobody"), "“nobody” is not an organisation here"),
        (("--visibility", "organisation"), "needs --publisher"),
        (("--visibility", "secret"), "invalid choice"),
    ],
)
def test_wrong_options_write_nothing(
    tmp_path: Any, options: tuple[str, ...], sentence: str
) -> None:
    code, said = bring(written(tmp_path, sheet()), *options)
    assert (code, sentence in said, Resource.objects.count()) == (1, True, 0), said


def test_a_withdrawn_record_does_not_come_back(tmp_path: Any) -> None:
    path = written(tmp_path, sheet())
    bring(path)
    content_withdraw("resource", object_id(SHEET), "wrong")
    code, said = bring(path)

    assert code == 1
    assert "id was withdrawn from this market" in said
    assert resource(SHEET).withdrawn_at is not None


def test_an_edit_made_here_is_not_overwritten_unasked(tmp_path: Any, amina: Any) -> None:
    path = written(tmp_path, sheet())
    bring(path)
    document = Version.objects.get(object_id=object_id(SHEET)).document
    document["texts"]["en"]["title"] = "Corrected by hand"
    version_publish(
        "resource", object_id(SHEET), document_read("resource", document), by=amina.account.pk
    )

    code, said = bring(path)
    assert (code, "--overwrite replaces the edit" in said) == (1, True)
    assert resource(SHEET).texts.get().title == "Corrected by hand"
    assert bring(path, "--overwrite")[1].splitlines()[-1] == "1 changed"


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", "cc-by"),
        ("http://www.creativecommons.org/licenses/by-nc-nd/4.0/legalcode.fr", "cc-by-nc-nd"),
        ("https://creativecommons.org/publicdomain/zero/1.0/deed.de", "cc0"),
        ("https://creativecommons.org/licenses/by/3.0/de/", "other"),
        ("https://opensource.org/licenses/MIT", "other"),
        ("http://rightsstatements.org/vocab/InC/1.0/", "all-rights-reserved"),
        (None, "unknown"),
    ],
)
def test_licences_are_known_by_their_address(tmp_path: Any, address: str | None, key: str) -> None:
    bring(written(tmp_path, sheet(license={"id": address} if address else None)))
    row = resource(SHEET)
    assert row.licence.key == key
    kept = list(row.provenance.filter(field="license").values_list("url", flat=True))
    assert kept == ([address] if key == "other" else [])


def test_our_own_concepts_are_known_by_their_permanent_addresses(tmp_path: Any) -> None:
    from agora.topics.queries import vocabulary

    def here(scheme: str, key: str) -> dict[str, str]:
        term = vocabulary().term(scheme, key)
        assert term is not None
        return {"id": f"https://another-market.example/id/{term.id}"}

    record = sheet(
        about=[here("themes", "housing"), here("pact-2022", "people")],
        learningResourceType=[here("resource-types", "policy-brief")],
        educationalLevel=[here("levels", "advanced")],
        audience=[here("audiences", "youth")],
    )
    assert bring(written(tmp_path, record))[0] == 0
    row = resource(SHEET)
    assert (row.type.key, row.level and row.level.key) == ("policy-brief", "advanced")
    assert concepts(row) == {
        ("themes", "housing"),
        ("pact-2022", "people"),
        ("audiences", "youth"),
    }


def test_a_language_nobody_named_is_not_invented(tmp_path: Any) -> None:
    bring(written(tmp_path, sheet()))
    assert list(resource(SHEET).editions.values_list("language", "url")) == [("und", SHEET)]


def test_a_long_description_becomes_the_body_and_its_beginning_the_summary(tmp_path: Any) -> None:
    bring(written(tmp_path, sheet(description="lamp " * 500 + "\n\n<script>light</script>")))
    text = resource(SHEET).texts.get()
    assert len(text.summary) <= 402
    assert text.summary.endswith(" …")
    assert text.body.endswith("<p>&lt;script&gt;light&lt;/script&gt;</p>")
