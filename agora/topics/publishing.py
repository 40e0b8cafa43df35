"""Writing schemes, concepts and places: from the shipped files, idempotently."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from django.db import transaction

from agora.kernel import generations, ids, languages, outbox
from agora.kernel.models import Seed
from agora.topics import checking, glossary
from agora.topics.models import Concept, ConceptLabel, Place, PlaceName, Scheme, SchemeLabel

DATA = Path(__file__).parent / "data"
SCHEME_ORDER = (
    "pact-2022", "sdg", "themes", "resource-types", "audiences", "levels", "formats",
    "licences", "evidence", "organisation-kinds", "roles", "glossary",
)  # fmt: skip
GLOSSARY_NAMES = {
    "en": "Glossary of local government learning",
    "es": "Glosario del aprendizaje de los gobiernos locales",
    "fr": "Glossaire de l’apprentissage des gouvernements locaux",
    "pt": "Glossário da aprendizagem dos governos locais",
    "ar": "مسرد تعلّم الحكومات المحلية",
}
VOCABULARY = "vocabulary"
"""The kind of the outbox entry that says: every index document may have changed."""


@dataclass(frozen=True)
class Loaded:
    """Whether the files were loaded anew, and how many concepts edited here they left alone."""

    anew: bool
    left: int = 0

    def __bool__(self) -> bool:
        return self.anew


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """The file's content; only plain values, never objects."""
    with path.open(encoding="utf-8") as stream:
        return yaml.load(stream, Loader=_Loader)  # noqa: S506 (a safe loader, in C where there is one)


def digest_of(paths: Iterable[Path]) -> str:
    """SHA-256 over the files' names and bytes."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


@transaction.atomic
def vocabulary_load(*, force: bool = False) -> Loaded:
    """Load the shipped vocabularies and geography; says whether anything was (re)loaded.

    Concepts and places keep their ids; one that is no longer shipped is marked withdrawn. A concept
    of the glossary that was published or withdrawn on the desk is left as it is.
    """
    files = [
        *DATA.glob("schemes/*.yaml"),
        *DATA.glob("*.yaml"),
        *glossary.files(),
        *glossary.CHECKED.glob("*.tsv"),
        Path(__file__),
        Path(glossary.__file__),
        Path(checking.__file__),
    ]
    digest = digest_of(files)
    seed = Seed.objects.filter(pk="topics").first()
    if seed and seed.digest == digest and not force:
        return Loaded(anew=False)
    generations.hold(generations.CONTENT)  # nobody publishes a concept meanwhile
    for path in sorted(DATA.glob("schemes/*.yaml")):
        scheme_write(read_yaml(path))
    geography_write(read_yaml(DATA / "geography.yaml"))
    edited = edited_here()
    entries = [entry for entry in glossary.read() if entry.key not in edited]
    glossary_write(entries, edited)
    _relate([read_yaml(path) for path in sorted(DATA.glob("schemes/*.yaml"))], entries, edited)
    outbox.mark(VOCABULARY, [ids.fixed_id("scheme", "glossary")])
    Seed.objects.update_or_create(pk="topics", defaults={"digest": digest})
    generations.bump(generations.TOPICS)
    return Loaded(anew=True, left=len(edited))


def edited_here() -> dict[str, uuid.UUID]:
    """The concepts of the glossary that were published or withdrawn on the desk, by key."""
    rows = Concept.objects.filter(scheme__key="glossary", version__gt=0)
    return dict(rows.values_list("key", "pk"))


def scheme_write(data: Mapping[str, Any]) -> None:
    """Write one scheme with its concepts and their labels."""
    key = data["scheme"]
    scheme, _ = Scheme.objects.update_or_create(
        key=key,
        defaults={
            "id": ids.fixed_id("scheme", key),
            "kind": data["kind"],
            "version": str(data.get("version") or ""),
            "source": data.get("source") or "",
            "order": SCHEME_ORDER.index(key) if key in SCHEME_ORDER else 99,
        },
    )
    SchemeLabel.objects.filter(scheme=scheme).delete()
    SchemeLabel.objects.bulk_create(
        SchemeLabel(scheme=scheme, language=language, text=text)
        for language, text in data["labels"].items()
    )
    rows: dict[str, Concept] = {}
    for order, concept in enumerate(data["concepts"]):
        name = str(concept["key"])
        rows[name] = Concept(
            id=ids.fixed_id("concept", f"{key}/{name}"),
            scheme=scheme,
            key=name,
            notation=str(concept.get("notation") or ""),
            url=concept.get("url") or "",
            order=order,
        )
    for concept in data["concepts"]:
        if concept.get("parent") is not None:
            rows[str(concept["key"])].parent_id = rows[str(concept["parent"])].id
    # Parents first: SQLite and PostgreSQL check the self-reference at commit, readers need no order.
    Concept.objects.bulk_create(
        sorted(rows.values(), key=lambda row: row.parent_id is not None),
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["key", "notation", "parent", "url", "order", "withdrawn"],
    )
    Concept.objects.filter(scheme=scheme).exclude(key__in=rows).update(withdrawn=True)
    ConceptLabel.objects.filter(concept__scheme=scheme).delete()
    ConceptLabel.objects.bulk_create(_labels(data["concepts"], rows), batch_size=500)


def glossary_write(entries: list[glossary.Entry], edited: Mapping[str, uuid.UUID]) -> None:
    """Write the glossary's concepts and labels; a concept left out is marked withdrawn.

    `edited` are those of the desk: they stay as they are, and others may stand below them.
    """
    key = "glossary"
    scheme, _ = Scheme.objects.update_or_create(
        key=key,
        defaults={
            "id": ids.fixed_id("scheme", key),
            "kind": key,
            "order": SCHEME_ORDER.index(key),
        },
    )
    SchemeLabel.objects.filter(scheme=scheme).delete()
    SchemeLabel.objects.bulk_create(
        SchemeLabel(scheme=scheme, language=language, text=text)
        for language, text in GLOSSARY_NAMES.items()
    )
    above = {entry.key: entry.up for entry in entries}
    above |= dict(Concept.objects.filter(pk__in=edited.values()).values_list("key", "parent__key"))
    rows = {
        entry.key: Concept(
            id=_glossary_id(entry.key),
            scheme=scheme,
            key=entry.key,
            # What the desk moved below a concept cannot stand above it as well.
            parent_id=_id_of(entry.up, edited)
            if entry.up and not _in_circle(entry.key, above)
            else None,
            domain=entry.domain,
            order=order,
        )
        for order, entry in enumerate(entries)
    }
    Concept.objects.bulk_create(
        sorted(rows.values(), key=lambda row: _depth(row.key, above)),
        batch_size=200,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["parent", "domain", "order", "withdrawn"],
    )
    shipped = Concept.objects.filter(scheme=scheme, version=0)
    shipped.exclude(pk__in=[row.pk for row in rows.values()]).update(withdrawn=True)
    ConceptLabel.objects.filter(concept__scheme=scheme, concept__version=0).delete()
    ConceptLabel.objects.bulk_create(_glossary_labels(entries), batch_size=500)


def _glossary_id(key: str) -> uuid.UUID:
    return ids.fixed_id("concept", f"glossary/{key}")


def _id_of(key: str, edited: Mapping[str, uuid.UUID]) -> uuid.UUID:
    return edited.get(key) or _glossary_id(key)


def _in_circle(key: str, above: Mapping[str, str | None]) -> bool:
    at, seen = above.get(key), set[str]()
    while at and at not in seen:
        if at == key:
            return True
        seen.add(at)
        at = above.get(at)
    return False


def _depth(key: str, above: Mapping[str, str | None]) -> int:
    depth, at = 0, above.get(key)
    while at and depth < 50:
        at, depth = above.get(at), depth + 1
    return depth


def _glossary_labels(entries: Iterable[glossary.Entry]) -> Iterable[ConceptLabel]:
    role, ledger = ConceptLabel.Role, glossary.checked_lines()
    for entry in entries:
        concept = _glossary_id(entry.key)
        yield ConceptLabel(
            concept_id=concept, language="en", role=role.DEFINITION, text=entry.definition
        )
        for language, labels in entry.labels.items():
            state = glossary.state_of(entry, language, ledger)
            for order, label in enumerate(labels):
                yield ConceptLabel(
                    concept_id=concept,
                    language=language,
                    role=role.ALTERNATIVE if order else role.PREFERRED,
                    text=label.text,
                    form=label.form,
                    region=label.region,
                    state=state,
                    order=order,
                )


def _labels(
    concepts: Iterable[Mapping[str, Any]], rows: Mapping[str, Concept]
) -> Iterable[ConceptLabel]:
    role = ConceptLabel.Role
    for concept in concepts:
        row = rows[str(concept["key"])]
        for language, text in (concept.get("labels") or {}).items():
            yield ConceptLabel(concept=row, language=language, role=role.PREFERRED, text=text)
        for language, text in (concept.get("definitions") or {}).items():
            yield ConceptLabel(concept=row, language=language, role=role.DEFINITION, text=text)
        for language, texts in (concept.get("alt") or {}).items():
            for order, text in enumerate(texts or ()):
                yield ConceptLabel(
                    concept=row, language=language, role=role.ALTERNATIVE, text=text, order=order
                )


def _relate(
    schemes: Iterable[Mapping[str, Any]],
    entries: Iterable[glossary.Entry],
    edited: Mapping[str, uuid.UUID],
) -> None:
    """Write what each shipped concept says of others; what the desk said stays."""
    related, links = Concept.related.through, Concept.links.through
    pairs: set[tuple[uuid.UUID, uuid.UUID]] = set()
    for data in schemes:
        for concept in data["concepts"]:
            here = ids.fixed_id("concept", f"{data['scheme']}/{concept['key']}")
            for other in concept.get("related") or ():
                there = ids.fixed_id("concept", other)
                pairs.add((here, there))
    belongs: set[tuple[uuid.UUID, uuid.UUID]] = set()
    entries = list(entries)
    # Whatever is broader or narrower is not told a second time as related: SKOS forbids it.
    left_out = set(checking.repeated(entries))
    for entry in entries:
        here = _glossary_id(entry.key)
        for other in entry.see:
            if (entry.key, other) in left_out:
                continue
            pairs.add((here, _id_of(other, edited)))
        for name in (
            *(f"themes/{theme}" for theme in entry.themes),
            *(f"sdg/{goal}" for goal in entry.goals),
            *(f"pact-2022/{axis}" for axis in entry.axes),
        ):
            belongs.add((here, ids.fixed_id("concept", name)))
    kept = list(edited.values())
    related.objects.exclude(from_concept_id__in=kept).delete()
    related.objects.bulk_create(
        [related(from_concept_id=a, to_concept_id=b) for a, b in sorted(pairs)], batch_size=500
    )
    links.objects.exclude(from_concept_id__in=kept).delete()
    links.objects.bulk_create(
        [links(from_concept_id=a, to_concept_id=b) for a, b in sorted(belongs)], batch_size=500
    )


def geography_write(data: Mapping[str, Any]) -> None:
    """Write M49 regions and countries, named by CLDR in the interface languages."""
    rows: list[tuple[str, dict[str, Any], str | None, Mapping[str, str]]] = []
    for order, region in enumerate(data["regions"]):
        m49 = str(region["m49"]).zfill(3)
        rows.append(
            (
                m49,
                {
                    "kind": Place.Kind.WORLD if m49 == "001" else Place.Kind.REGION,
                    "m49": m49,
                    "order": order,
                },
                str(region["parent"]).zfill(3) if region.get("parent") else None,
                region.get("names") or {},
            )
        )
    for order, country in enumerate(data["countries"]):
        rows.append(
            (
                country["iso2"],
                {
                    "kind": Place.Kind.COUNTRY,
                    "m49": str(country.get("m49") or "").zfill(3) if country.get("m49") else "",
                    "iso2": country["iso2"].upper(),
                    "iso3": country.get("iso3") or "",
                    "latitude": country.get("latitude"),
                    "longitude": country.get("longitude"),
                    "order": order,
                },
                str(country["parent"]).zfill(3),
                country.get("names") or {},
            )
        )
    places_write(rows, cldr=True)


def place_names() -> Iterable[tuple[str, str, str]]:
    """Key, language and name of the world's regions and countries, as they are loaded."""
    data = read_yaml(DATA / "geography.yaml")
    known = {tag: Locale.parse(tag).territories for tag in languages.TAGS}
    for region in data["regions"]:
        key = str(region["m49"]).zfill(3)
        for tag in languages.TAGS:
            name = (region.get("names") or {}).get(tag) or known[tag].get(key)
            if name:
                yield key, tag, name
    for country in data["countries"]:
        for tag in languages.TAGS:
            name = (country.get("names") or {}).get(tag) or known[tag].get(country["iso2"].upper())
            if name:
                yield country["iso2"], tag, name


def places_write(
    rows: list[tuple[str, dict[str, Any], str | None, Mapping[str, str]]], *, cldr: bool = False
) -> None:
    """Write places given as (key, fields, parent key, names); parents may come in any order."""
    known = dict(Place.objects.values_list("key", "id"))
    for key, *_ in rows:
        known.setdefault(key, ids.fixed_id("place", key))
    fields = (
        "kind", "parent", "m49", "iso2", "iso3", "latitude", "longitude", "timezone", "order",
    )  # fmt: skip
    Place.objects.bulk_create(
        [
            Place(id=known[key], key=key, parent_id=known[parent] if parent else None, **values)
            for key, values, parent, _names in rows
        ],
        batch_size=200,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=list(fields),
    )
    PlaceName.objects.filter(place_id__in=[known[key] for key, *_ in rows]).delete()
    territories: dict[str, Mapping[str, str]] = (
        {tag: Locale.parse(tag).territories for tag in languages.TAGS} if cldr else {}
    )
    names: list[PlaceName] = []
    for key, values, _parent, given in rows:
        for tag in languages.TAGS if cldr else given:
            found = given.get(tag) or territories.get(tag, {}).get(
                values.get("iso2") or values.get("m49") or ""
            )
            if found:
                names.append(PlaceName(place_id=known[key], language=tag, text=found))
    PlaceName.objects.bulk_create(names, batch_size=500)
