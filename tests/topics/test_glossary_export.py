"""The glossary goes out as SKOS: whole, sound, and the same each time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter, defaultdict
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from agora.topics import skos
from agora.topics.models import Concept, ConceptLabel
from tests.conftest import ROOT

BASE = "https://learning.example.org"
PARSED = {"turtle": "turtle", "rdfxml": "xml", "jsonld": "json-ld"}


def _only_care() -> None:
    """Keep one domain: the whole takes a minute to read back."""
    Concept.objects.filter(scheme__key="glossary").exclude(domain="care").update(withdrawn=True)


@pytest.fixture
def care(db: None) -> Graph:
    """The domain `care`, written as Turtle and read back."""
    _only_care()
    return _read("turtle")


def _read(form: str) -> Graph:
    return Graph().parse(data="".join(skos.written(form, BASE)), format=PARSED[form])


def _at(key: str) -> URIRef:
    return URIRef(f"{BASE}/id/{Concept.objects.get(scheme__key='glossary', key=key).pk}")


# rdflib's own JSON-LD reader still uses what rdflib itself has given up.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_the_three_formats_say_exactly_the_same(care):
    assert len(care) > 500
    for form in ("rdfxml", "jsonld"):
        assert isomorphic(_read(form), care), form


def test_everything_in_the_database_is_there_once(care):
    labels = ConceptLabel.objects.filter(concept__domain="care")
    preferred = labels.filter(role="preferred")
    alternatives = labels.filter(role="alternative")
    hidden = alternatives.filter(form__in=skos.HIDDEN)
    counts = Counter(predicate for _one, predicate, _other in care)
    assert len(set(care.subjects(RDF.type, SKOS.Concept))) == (
        Concept.objects.filter(domain="care").count()
    )
    assert counts[SKOS.prefLabel] == preferred.count() + preferred.exclude(region="").count()
    assert counts[SKOS.hiddenLabel] == hidden.count()
    assert counts[SKOS.altLabel] == alternatives.count() - hidden.count()
    assert counts[SKOS.definition] == labels.filter(role="definition").count()
    assert counts[SKOS.editorialNote] == preferred.count()
    assert counts[SKOS.broader] == counts[SKOS.narrower]
    states = Counter(str(state) for state in care.objects(None, RDF.value))
    assert states == Counter(preferred.values_list("state", flat=True))


def test_a_concept_says_its_names_its_country_words_and_its_neighbours(care):
    block, scheme = _at("care-block"), URIRef(f"{BASE}/id/{skos.scheme_id()}")
    names = set(care.objects(block, SKOS.prefLabel))
    assert {Literal("manzana del cuidado", lang=tag) for tag in ("es", "es-CO")} <= names
    assert (block, SKOS.inScheme, scheme) in care
    assert (block, DCTERMS.identifier, Literal("care-block")) in care
    (broader,) = care.objects(block, SKOS.broader)
    assert (broader, SKOS.narrower, block) in care
    assert (scheme, SKOS.hasTopConcept, _at("care")) in care
    assert (_at("care"), SKOS.topConceptOf, scheme) in care
    near = set(care.objects(_at("care"), SKOS.relatedMatch))
    assert any(str(one).startswith("http://metadata.un.org/sdg/") for one in near)
    assert any(str(one).startswith(f"{BASE}/id/") for one in near)
    (definition,) = care.objects(block, SKOS.definition)
    assert definition.language == "en"
    assert {title.language for title in care.objects(scheme, DCTERMS.title)} == {
        "en", "es", "fr", "pt", "ar",
    }  # fmt: skip
    assert list(care.objects(scheme, DCTERMS.license)) == [URIRef(skos.LICENCE)]


def test_what_is_withdrawn_is_nowhere(care):
    gone = Concept.objects.filter(withdrawn=True, scheme__key="glossary")[:50]
    named = {*care.subjects(), *care.objects()}
    assert not {URIRef(f"{BASE}/id/{concept.pk}") for concept in gone} & named


def test_the_whole_glossary_keeps_the_integrity_conditions_of_skos(db):
    labels: dict[Any, dict[Any, list[Any]]] = defaultdict(lambda: defaultdict(list))
    broader: dict[Any, Any] = {}
    related: set[tuple[Any, Any]] = set()
    concepts = set()
    for part in skos.graphs(BASE):
        concepts |= set(part.subjects(RDF.type, SKOS.Concept))
        broader |= dict(part.subject_objects(SKOS.broader))
        related |= set(part.subject_objects(SKOS.related))
        for kind in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel):
            for one, label in part.subject_objects(kind):
                labels[one][kind].append(label)
    assert len(concepts) == Concept.objects.filter(scheme__key="glossary", withdrawn=False).count()
    for one in concepts:
        kinds = [labels[one][kind] for kind in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)]
        per_language = Counter(label.language for label in kinds[0])
        assert max(per_language.values()) == 1, one  # S14
        assert {"en", "es", "fr", "pt", "ar"} <= set(per_language), one
        assert sum(map(len, kinds)) == len(set().union(*kinds)), one  # S13

    def above(one: Any) -> set[Any]:
        found = set()
        while one in broader and broader[one] not in found:
            one = broader[one]
            found.add(one)
        return found

    assert all((other, one) in related for one, other in related)
    assert [pair for pair in related if pair[1] in above(pair[0])] == []  # S27
    assert [one for one in concepts if one in above(one)] == []


EXPORTS = """
import contextlib, os, pathlib, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "agora.config.settings"
import django
django.setup()
from django.core.management import call_command
folder = pathlib.Path(sys.argv[1])
folder.mkdir()
for form in sys.argv[2:]:
    with (folder / form).open("w", encoding="utf-8", newline="") as file:
        with contextlib.redirect_stdout(file):
            call_command("glossary", "export", "--format", form)
"""
"""Each form in one process: starting one for each costs more than all the exports."""


@pytest.mark.django_db(transaction=True)
def test_the_same_glossary_gives_the_same_bytes_in_every_process(worlds, tmp_path):
    from django.db import connection

    _only_care()
    name = str(connection.settings_dict["NAME"])
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", EXPORTS, str(tmp_path / seed), *skos.ENDS],
            env={**os.environ, "PYTHONHASHSEED": seed, "DATABASE_URL": worlds.address_of(name)},
            capture_output=True, check=True, cwd=ROOT,
        )  # fmt: skip
    for form in skos.ENDS:
        one, other = ((tmp_path / seed / form).read_bytes() for seed in ("1", "2"))
        assert one == other, form
        assert len(one) > 1000, form


def test_the_command_writes_a_file_whole_and_says_how_far_it_is(db, tmp_path):
    _only_care()
    out, path = StringIO(), tmp_path / "files" / "glossary.rdf"
    path.parent.mkdir()
    call_command("glossary", "export", "--format", "rdfxml", "--output", str(path), stdout=out)
    count = Concept.objects.filter(domain="care").count()
    assert f"Concepts: {count} of {count}" in out.getvalue()
    assert path.read_text(encoding="utf-8").endswith("</rdf:RDF>\n")
    assert [one.name for one in path.parent.iterdir()] == ["glossary.rdf"]
    with pytest.raises(CommandError, match="cannot be written: No such file"):
        call_command("glossary", "export", "--output", str(tmp_path / "no" / "x.ttl"), stdout=out)
