"""What is public goes out as learning resources, and another market takes it in."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from agora.catalogue.models import Resource
from agora.exchange.amb.mapping import object_id
from agora.exchange.amb.write import resources_written
from tests.catalogue.shelf import found, put
from tests.exchange.importing import FIXTURES, bring, written

pytestmark = pytest.mark.django_db
OTHER = "https://another-market.example"


def facts(row: Resource) -> dict[str, Any]:
    text = row.texts.get(language=row.original_language)
    return {
        "type": row.type.key,
        "text": (text.language, text.title, text.summary),
        "licence": row.licence.key,
        "published": (row.published, row.published_precision),
        "minutes": row.duration_minutes,
        "level": row.level and row.level.key,
        "concepts": set(row.concepts.values_list("scheme__key", "key")),
        "editions": set(row.editions.exclude(url="").values_list("language", "url")),
        "publishers": set(
            row.contributions.filter(role__key="publisher").values_list(
                "organisation__slug", flat=True
            )
        ),
    }


def test_another_market_takes_in_what_this_one_gives_out(tmp_path: Path, ondara: Any) -> None:
    found("water-board", website="https://water.example.org/")
    put(
        "river-guide",
        title="A guide to the river of Ondara",
        type="policy-brief",
        licence="cc-by",
        published="2020",
        duration_minutes=95,
        level="advanced",
        audiences=["youth"],
        themes=["housing"],
        axes=["people"],
        goals=["6"],
        targets=["6.1"],
        editions=[
            {"language": "en", "url": "https://water.example.org/guide.pdf", "format": "pdf"},
            {"language": "pt-BR", "url": "https://water.example.org/guia"},
        ],
        contributions=[{"role": "publisher", "organisation": "water-board"}],
    )
    put(
        "closed",
        licence="all-rights-reserved",
        published="2020-02-03",
        editions=[{"language": "ar", "url": "https://water.example.org/closed"}],
    )
    put("hidden", visibility="network")
    before = {row.slug: facts(row) for row in Resource.objects.exclude(slug="hidden")}

    records = list(resources_written(OTHER))
    path = written(tmp_path, records)
    code, said = bring(path)

    assert (code, said.splitlines()[-1]) == (0, "2 new"), said
    for slug, told in before.items():
        own = Resource.objects.get(slug=slug)
        assert facts(Resource.objects.get(pk=object_id(f"{OTHER}/id/{own.pk}"))) == told
    assert bring(path)[1].splitlines()[-1] == "2 unchanged"


def test_a_practice_goes_out_as_a_case_study_and_comes_in_as_a_report(tmp_path: Path) -> None:
    put("street-lamps", type="practice")
    [record] = resources_written(OTHER)
    assert record["learningResourceType"][1]["id"] == "https://w3id.org/kim/hcrt/case_study"
    assert bring(written(tmp_path, record))[0] == 0
    assert Resource.objects.get(pk=object_id(record["id"])).type.key == "report"


def test_an_imported_record_goes_out_under_its_own_address() -> None:
    bring(FIXTURES / "city_guide.json")
    [record] = resources_written(OTHER)
    assert record["id"] == "https://biblioteca.ondara.example/guias/presupuesto"
    assert record["datePublished"] == "2021-05"


def test_this_markets_own_records_are_left_as_they_are(tmp_path: Path) -> None:
    put("own")
    said = io.StringIO()
    call_command("export", "resources", stdout=said)
    path = tmp_path / "own.jsonl"
    path.write_text(said.getvalue(), "utf-8")

    assert bring(path)[1].splitlines()[-1] == "1 ours"
    assert Resource.objects.count() == 1


def test_the_export_is_written_to_a_file_one_record_a_line(tmp_path: Path) -> None:
    put("one")
    put("two")
    path = tmp_path / "out.jsonl"
    call_command("export", "resources", "--output", str(path), stdout=io.StringIO())
    names = [json.loads(line)["name"] for line in path.read_text("utf-8").splitlines()]
    assert sorted(names) == ["One", "Two"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(
    count: int, django_assert_max_num_queries: Any, ondara: Any
) -> None:
    for number in range(count):
        put(
            f"guide-{number}",
            themes=["housing"],
            contributions=[{"role": "publisher", "organisation": "ondara"}],
        )
    list(resources_written(OTHER))
    with django_assert_max_num_queries(10):
        assert len(list(resources_written(OTHER))) == count


@pytest.mark.usefixtures("market")
def test_the_whole_demonstration_market_is_accepted_elsewhere(tmp_path: Path) -> None:
    records = list(resources_written(OTHER))
    assert len(records) > 50
    code, said = bring(written(tmp_path, records), "--dry-run")
    assert (code, said.splitlines()[-1]) == (0, f"Nothing was written. {len(records)} new")
