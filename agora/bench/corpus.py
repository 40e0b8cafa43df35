"""An invented market of any size in the database, as skewed as real catalogues are.

Everything in it is marked: organisations are called “Synthetic organisation 17”, places “Synthetic
city 3”, every resource is flagged as illustrative. The texts are the invented words of the search
benchmark. The same number of resources gives the same market on every machine, ids apart.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import time
import uuid
from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import connection, models, transaction

from agora.bench.reporting import Figures
from agora.catalogue import models as m
from agora.catalogue.indexing import index_path, index_rebuild
from agora.catalogue.search.bench_corpus import documents
from agora.catalogue.search.contract import TextPart
from agora.kernel import generations, ids
from agora.kernel.models import Address, Origin, Precision
from agora.people.models import Organisation, OrganisationText
from agora.topics.models import Place, PlaceName
from agora.topics.queries import GOALS, PACT, THEMES, Term, vocabulary

ORGANISATIONS, CITIES = 300, 400
_BATCH = 1_000
_EDITION_LANGUAGES = ("en", "es", "fr", "pt", "ar", "de", "id", "ko", "sw", "tr")
_SOURCE = "Synthetic source, invented for a measurement"

Thing = TypeVar("Thing")
ProgressOf = Callable[[str], Callable[[int, int], None]]


class Skewed(Generic[Thing]):
    """A choice among things by Zipf's law: the n-th is drawn about 1/n^power as often."""

    def __init__(self, values: Iterable[Thing], power: float = 1.0) -> None:
        self._values = list(values)
        self._sums = list(accumulate(1 / (n + 1) ** power for n in range(len(self._values))))

    def draw(self, chance: random.Random) -> Thing:
        """One thing."""
        return self._values[bisect(self._sums, chance.random() * self._sums[-1])]

    def some(self, chance: random.Random, count: int) -> list[Thing]:
        """Several, repetitions allowed."""
        return [self.draw(chance) for _ in range(count)]


class NotOurs(Exception):
    """The database is not one made for this measurement; nothing was written."""


def must_be_ours() -> None:
    """Raise NotOurs unless the folder was made for a measurement."""
    if os.environ.get("AGORA_BENCH_FOLDER") != str(settings.DATA):
        raise NotOurs("This fills a database with invented records: use `agora bench pages`.")


def fill(count: int, progress: ProgressOf) -> Figures:
    """Fill the database with `count` resources and build the index; what that cost.

    A market of the same size that is already there is used again. Raises NotOurs where the
    database might be somebody's: the folder must be named for the measurement, and empty or ours.
    """
    must_be_ours()
    held = m.Resource.objects.count()
    if held and held != m.Resource.objects.filter(slug__startswith="synthetic-").count():
        raise NotOurs("The folder holds a real market. Name an empty one.")
    if held and held != count:
        raise NotOurs(f"The folder holds a market of {held} resources. Name another.")
    figures: Figures = {}
    start = time.process_time()
    if not held:
        _Filler(random.Random(11)).run(count, progress("Invented"))
        figures["fill_cpu_s"] = round(time.process_time() - start, 1)
    if not held or not index_path().exists():
        start = time.process_time()
        index_rebuild(progress("Indexed"))
        figures["index_cpu_s"] = round(time.process_time() - start, 1)
    if connection.vendor == "sqlite":
        name = Path(str(connection.settings_dict["NAME"]))
        figures["database_mb"] = round(name.stat().st_size / 1e6, 1)
    figures["index_mb"] = round(
        sum(each.stat().st_size for each in index_path().rglob("*") if each.is_file()) / 1e6, 1
    )
    return figures


@dataclass
class _Rows:
    """Rows to write, by model, in the order their foreign keys need."""

    held: dict[type[models.Model], list[Any]] = field(default_factory=lambda: defaultdict(list))

    def add(self, row: models.Model) -> None:
        self.held[type(row)].append(row)

    def write(self, order: Iterable[type[models.Model]]) -> None:
        """All of them in one transaction."""
        with transaction.atomic():
            for model in order:
                model._default_manager.bulk_create(self.held.pop(model, []), batch_size=_BATCH)
            if self.held:
                raise AssertionError(f"no order for {list(self.held)}")


class _Filler:
    """Draws what each record is."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._relations = self._practices = 0

    def run(self, count: int, progress: Callable[[int, int], None]) -> None:
        """Places, organisations, then the resources in batches."""
        self._places()
        self._words = vocabulary()
        self._choices()
        self._organisations()
        made: list[uuid.UUID] = []
        rows = _Rows()
        for number, text in enumerate(documents(count), start=1):
            made.append(self._resource(rows, number, text.texts, made))
            if number % _BATCH == 0:
                rows.write(_ORDER)
                progress(number, count)
        rows.write(_ORDER)
        generations.bump(generations.CONTENT)
        progress(count, count)

    def _places(self) -> None:
        words = vocabulary()
        countries = [spot for spot in words.places.values() if spot.kind == "country"]
        self._chance.shuffle(countries)
        parents = Skewed(countries).some(self._chance, CITIES)
        cities = [
            Place(
                key=f"synthetic-city-{number}",
                kind="city",
                parent_id=parent.id,
                latitude=Decimal(self._chance.randint(-50, 65)),
                longitude=Decimal(self._chance.randint(-170, 170)),
                timezone="UTC",
                order=number,
            )
            for number, parent in enumerate(parents, start=1)
        ]
        with transaction.atomic():
            Place.objects.bulk_create(cities, batch_size=_BATCH)
            PlaceName.objects.bulk_create(
                [
                    PlaceName(place=city, language="en", text=f"Synthetic city {number}")
                    for number, city in enumerate(cities, start=1)
                ],
                batch_size=_BATCH,
            )
            generations.bump(generations.TOPICS)

    def _choices(self) -> None:
        words = self._words

        def terms(scheme: str, *, roots: bool | None = None) -> list[Term]:
            found = [term for (of, _key), term in words.terms.items() if of == scheme]
            return [term for term in found if roots is None or (term.parent is None) == roots]

        kinds = [term for term in terms("resource-types") if term.key != "collection"]
        kinds.sort(key=lambda term: (term.key != "practice", term.order))
        self._kinds = Skewed(kinds, 0.9)
        self._collection = words.terms[("resource-types", "collection")]
        self._themes = Skewed(terms(THEMES, roots=False) or terms(THEMES), 0.7)
        self._axes, self._pledges = terms(PACT, roots=True), terms(PACT, roots=False)
        self._goals = Skewed(terms(GOALS, roots=True), 0.4)
        self._targets = Skewed(terms(GOALS, roots=False), 0.5)
        self._audiences = Skewed(terms("audiences"), 0.8)
        self._formats = Skewed(terms("formats"), 1.0)
        self._licences = Skewed(terms("licences")[::-1], 0.9)
        self._evidence = Skewed(terms("evidence")[::-1], 0.8)
        self._levels = terms("levels")
        self._roles = {term.key: term for term in terms("roles")}
        self._cities = Skewed([s for s in words.places.values() if s.kind == "city"], 0.8)
        self._countries = Skewed([s for s in words.places.values() if s.kind == "country"], 0.9)
        self._tags = Skewed(_EDITION_LANGUAGES, 0.9)
        self._years = Skewed(range(2026, 2004, -1), 0.6)

    def _organisations(self) -> None:
        kinds = [
            term for (of, _key), term in self._words.terms.items() if of == "organisation-kinds"
        ]
        rows, made = _Rows(), []
        for number in range(1, ORGANISATIONS + 1):
            city = self._cities.draw(self._chance)
            row = Organisation(
                slug=f"synthetic-organisation-{number}",
                kind_id=self._chance.choice(kinds).id,
                short_name=f"SYN{number}" if number % 3 == 0 else "",
                website="https://example.org/",
                seat_id=city.id,
                original_language="en",
                version=1,
            )
            made.append(row.pk)
            rows.add(row)
            rows.add(Address(kind="organisation", slug=row.slug, object_id=row.pk))
            rows.add(Organisation.serves.through(organisation_id=row.pk, place_id=city.id))
            for tag, name in (("en", "Synthetic organisation"), ("es", "Organización sintética"),
                              ("fr", "Organisation synthétique"))[: number % 3 + 1]:  # fmt: skip
                rows.add(
                    OrganisationText(
                        organisation_id=row.pk,
                        language=tag,
                        name=f"{name} {number}",
                        summary="An invented organisation, made for a measurement.",
                    )
                )
        rows.write((Organisation, Address, Organisation.serves.through, OrganisationText))
        self._publishers = Skewed(made, 0.9)

    def _resource(
        self, rows: _Rows, number: int, texts: Sequence[TextPart], made: Sequence[uuid.UUID]
    ) -> uuid.UUID:
        chance = self._chance
        original = next(text for text in texts if text.original)
        holds = number % 300 == 0
        kind = self._collection if holds else self._kinds.draw(chance)
        row = m.Resource(
            id=ids.new_id(),
            slug=f"synthetic-{number:07}",
            type_id=kind.id,
            original_language=original.language,
            published=dt.date(self._years.draw(chance), chance.randint(1, 12), 1),
            published_precision=chance.choice((Precision.YEAR, Precision.MONTH)),
            duration_minutes=chance.choice((None, None, 45, 90, 600)),
            level_id=chance.choice(self._levels).id if chance.random() < 0.3 else None,
            licence_id=self._licences.draw(chance).id,
            evidence_id=self._evidence.draw(chance).id,
            illustrative=True,
            visibility="public" if chance.random() < 0.95 else "network",
            added_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=number),
            version=1,
        )
        rows.add(row)
        rows.add(Address(kind="resource", slug=row.slug, object_id=row.pk))
        for text in texts:
            rows.add(self._text(row.pk, text))
        self._topics(rows, row.pk)
        self._editions(rows, row.pk, original.language)
        self._credits(rows, row.pk)
        rows.add(m.Provenance(resource_id=row.pk, name=_SOURCE, url="https://example.org/"))
        if made and chance.random() < 0.2:
            self._relation(rows, row.pk, made[int(len(made) * chance.random() ** 2)])
        if kind.key == "practice":
            self._practice(rows, row.pk, original)
        if holds:
            for order, item in enumerate(chance.sample(made, min(8, len(made)))):
                held = m.CollectionItem(
                    id=number * 10 + order, collection_id=row.pk, item_id=item, order=order
                )
                rows.add(held)
                rows.add(m.CollectionNote(item_id=held.pk, language="en", text=original.title))
        return row.pk

    def _text(self, key: uuid.UUID, text: TextPart) -> m.ResourceText:
        body = "".join(f"<p>{text.summary}.</p>" for _ in range(self._chance.randint(2, 8)))
        return m.ResourceText(
            resource_id=key,
            language=text.language,
            title=text.title[:300],
            summary=text.summary[:2000],
            body=body if text.original else "",
            why=text.title[:300] if text.original and self._chance.random() < 0.4 else "",
            outcomes=f"{text.title}\n{text.title}" if text.original else "",
            origin=Origin.HUMAN if text.original else Origin.MACHINE,
        )

    def _topics(self, rows: _Rows, key: uuid.UUID) -> None:
        chance = self._chance
        terms = [
            *self._themes.some(chance, chance.randint(1, 3)),
            chance.choice(self._axes),
            *chance.sample(self._pledges, chance.randint(0, 2)),
            *self._goals.some(chance, chance.randint(1, 3)),
            *self._targets.some(chance, chance.randint(0, 2)),
            *self._audiences.some(chance, chance.randint(1, 2)),
        ]
        tie = m.Resource.concepts.through
        for concept in {term.id for term in terms}:
            rows.add(tie(resource_id=key, concept_id=concept))
        spot = (self._cities if chance.random() < 0.6 else self._countries).draw(chance)
        rows.add(m.Resource.places.through(resource_id=key, place_id=spot.id))

    def _editions(self, rows: _Rows, key: uuid.UUID, original: str) -> None:
        chance = self._chance
        tags = [original, *self._tags.some(chance, chance.choice((0, 0, 0, 1, 1, 2, 4)))]
        for order, tag in enumerate(dict.fromkeys(tags)):
            rows.add(
                m.Edition(
                    resource_id=key,
                    order=order,
                    language=tag,
                    url=f"https://example.org/synthetic/{key}/{tag}",
                    format_id=self._formats.draw(chance).id,
                    pages=chance.choice((None, 12, 48, 120)),
                    size_bytes=chance.choice((None, 1_200_000)),
                )
            )

    def _credits(self, rows: _Rows, key: uuid.UUID) -> None:
        chance = self._chance
        roles = ["publisher", *chance.choice(((), (), ("co-publisher",), ("author", "funder")))]
        for order, role in enumerate(roles):
            named = role == "author"
            rows.add(
                m.Contribution(
                    resource_id=key,
                    order=order,
                    role_id=self._roles[role].id,
                    organisation_id=None if named else self._publishers.draw(chance),
                    credited_name="Synthetic Author" if named else "",
                )
            )

    def _relation(self, rows: _Rows, key: uuid.UUID, other: uuid.UUID) -> None:
        self._relations += 1
        relation = m.Relation(
            id=self._relations, resource_id=key, to_id=other, kind="related-because"
        )
        rows.add(relation)
        rows.add(m.RelationReason(relation_id=relation.pk, language="en", text="Synthetic reason."))

    def _practice(self, rows: _Rows, key: uuid.UUID, text: TextPart) -> None:
        chance = self._chance
        city = self._cities.draw(chance)
        rows.add(
            m.Practice(
                resource_id=key,
                place_id=city.id,
                organisation_id=self._publishers.draw(chance),
                starts=dt.date(2018, 1, 1),
                starts_precision=Precision.YEAR,
            )
        )
        parts = dict.fromkeys(
            ("problem", "done", "conditions", "lessons"),
            f"<p>{text.summary}.</p><p>{text.summary}.</p>",
        )
        rows.add(m.PracticeText(practice_id=key, language=text.language, **parts))
        self._practices += 1
        for order in range(3):
            component = m.PracticeComponent(
                id=self._practices * 3 + order, practice_id=key, order=order
            )
            rows.add(component)
            rows.add(
                m.PracticeComponentText(
                    component_id=component.pk,
                    language=text.language,
                    title=text.title[:300],
                    text=f"<p>{text.summary}.</p>",
                )
            )
        series = m.ResultSeries(id=self._practices, practice_id=key, key="synthetic")
        rows.add(series)
        rows.add(
            m.ResultSeriesText(
                series_id=series.pk, language=text.language, title=text.title[:300], unit="units"
            )
        )
        for order in range(4):
            rows.add(
                m.ResultFigure(
                    series_id=series.pk,
                    order=order,
                    period=dt.date(2018 + order, 1, 1),
                    period_precision=Precision.YEAR,
                    value=Decimal(chance.randint(10, 1000)),
                    status="self-reported",
                    source_name=_SOURCE,
                )
            )


_ORDER: tuple[type[models.Model], ...] = (
    m.Resource,
    Address,
    m.ResourceText,
    m.Resource.concepts.through,
    m.Resource.places.through,
    m.Edition,
    m.Contribution,
    m.Provenance,
    m.Relation,
    m.RelationReason,
    m.Practice,
    m.PracticeText,
    m.PracticeComponent,
    m.PracticeComponentText,
    m.ResultSeries,
    m.ResultSeriesText,
    m.ResultFigure,
    m.CollectionItem,
    m.CollectionNote,
)
