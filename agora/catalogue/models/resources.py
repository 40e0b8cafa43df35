"""Everything findable: resources with their texts, editions, credits and relations."""

from __future__ import annotations

from django.db import models

from agora.kernel import clock, ids
from agora.kernel.models import Precision, TextRow, Visibility
from agora.media.models import File
from agora.people.models import Organisation, Person, Team
from agora.topics.models import Concept, Place


class Resource(models.Model):
    """A thing a city can learn from, of any type; higher rooms own one for what they offer.

    `looked_over_at` is when somebody who answers for it last said that it is still right.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    slug = models.CharField(max_length=180, unique=True)
    type = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+")
    original_language = models.CharField(max_length=35)
    published = models.DateField(null=True, blank=True)
    published_precision = models.CharField(max_length=5, choices=Precision.choices, blank=True)
    duration_minutes = models.PositiveIntegerField(null=True, blank=True)
    level = models.ForeignKey(
        Concept, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    licence = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+")
    concepts = models.ManyToManyField(Concept, related_name="+", blank=True)
    places = models.ManyToManyField(Place, related_name="+", blank=True)
    illustrative = models.BooleanField(default=False)
    visibility = models.CharField(
        max_length=15, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    owner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=0)
    looked_over_at = models.DateTimeField(null=True, blank=True)
    looked_over_by = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["-added_at"], name="resource_newest"),
            models.Index(fields=["changed_at"], name="resource_oldest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(published__isnull=True, published_precision="")
                | models.Q(published__isnull=False, published_precision__in=Precision.values),
                name="resource_date_has_precision",
            ),
            models.CheckConstraint(
                condition=models.Q(visibility__in=["public", "network"])
                | models.Q(visibility="organisation", owner__isnull=False)
                | models.Q(visibility="team", team__isnull=False),
                name="resource_hidden_has_owner",
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class Listing(models.Model):
    """What a card shows of a resource, ready to read: derived from the tables, never written by hand.

    A list reads one row per find instead of eight tables. `catalogue.listing` makes it, in the
    transaction that publishes; `agora reindex` makes all anew.
    """

    resource = models.OneToOneField(
        Resource, primary_key=True, on_delete=models.CASCADE, related_name="listing"
    )
    data = models.JSONField()

    def __str__(self) -> str:
        return str(self.resource_id)


class ResourceText(TextRow):
    """Title, summary and the rest in one language."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(max_length=300)
    summary = models.TextField(max_length=2000, blank=True)
    body = models.TextField(max_length=100_000, blank=True)
    why = models.TextField(max_length=1000, blank=True)
    outcomes = models.TextField(max_length=4000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "language"], name="resource_text_once")
        ]

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """What the publisher really offers in one language: a link or a file.

    `address_key` is the same for every spelling of one link (`catalogue.logic.address_key`).
    """

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="editions")
    order = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=35)
    title = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    address_key = models.CharField(max_length=32, blank=True, db_index=True)
    file = models.ForeignKey(
        File, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    format = models.ForeignKey(
        Concept, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    size_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    duration_minutes = models.PositiveIntegerField(null=True, blank=True)
    translator = models.CharField(max_length=200, blank=True)
    machine = models.BooleanField(default=False)
    published = models.DateField(null=True, blank=True)
    published_precision = models.CharField(max_length=5, choices=Precision.choices, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(file__isnull=True) | models.Q(url=""),
                name="edition_link_or_file",
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.url}"


class Contribution(models.Model):
    """Who took part in making it and as what: an organisation, a person, or a credited name."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="contributions")
    order = models.PositiveSmallIntegerField(default=0)
    role = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    credited_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False) | ~models.Q(credited_name=""),
                name="contribution_has_agent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role_id} {self.credited_name}"


class Relation(models.Model):
    """How two things on the market belong together."""

    class Kind(models.TextChoices):
        PART_OF = "part-of"
        BASED_ON = "based-on"
        TRANSLATION_OF = "translation-of"
        VERSION_OF = "version-of"
        RELATED = "related-because"

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="relations")
    to = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="related_from")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "to", "kind"], name="relation_once"),
            models.CheckConstraint(
                condition=~models.Q(resource=models.F("to")), name="relation_not_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.kind} {self.to_id}"


class RelationReason(TextRow):
    """Why two things are related, in one language."""

    relation = models.ForeignKey(Relation, on_delete=models.CASCADE, related_name="reasons")
    text = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["relation", "language"], name="relation_reason_once")
        ]

    def __str__(self) -> str:
        return self.text


class Provenance(models.Model):
    """Where the record, or one of its fields, came from."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="provenance")
    field = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=300)
    url = models.URLField(max_length=1000, blank=True)
    retrieved_at = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Practice(models.Model):
    """What a city did: the structured case behind a resource of type practice."""

    resource = models.OneToOneField(
        Resource, primary_key=True, on_delete=models.CASCADE, related_name="practice"
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starts = models.DateField(null=True, blank=True)
    starts_precision = models.CharField(max_length=5, choices=Precision.choices, blank=True)
    ends = models.DateField(null=True, blank=True)
    ends_precision = models.CharField(max_length=5, choices=Precision.choices, blank=True)
    cost_amount = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    cost_currency = models.CharField(max_length=3, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cost_amount__isnull=True) | ~models.Q(cost_currency=""),
                name="practice_cost_has_currency",
            )
        ]

    def __str__(self) -> str:
        return str(self.resource_id)


class PracticeText(TextRow):
    """The case told in one language."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="texts")
    problem = models.TextField(max_length=20_000, blank=True)
    done = models.TextField(max_length=20_000, blank=True)
    cost = models.TextField(max_length=20_000, blank=True)
    conditions = models.TextField(max_length=20_000, blank=True)
    lessons = models.TextField(max_length=20_000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "language"], name="practice_text_once")
        ]

    def __str__(self) -> str:
        return f"{self.practice_id} {self.language}"


class PracticeComponent(models.Model):
    """One part of what was done."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="components")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.practice_id} {self.order}"


class PracticeComponentText(TextRow):
    """That part in one language."""

    component = models.ForeignKey(PracticeComponent, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(max_length=300)
    text = models.TextField(max_length=10_000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["component", "language"], name="component_text_once")
        ]

    def __str__(self) -> str:
        return self.title


class ResultSeries(models.Model):
    """Something a practice measured."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="series")
    key = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "key"], name="series_once_per_practice")
        ]

    def __str__(self) -> str:
        return self.key


class ResultSeriesText(TextRow):
    """What was measured and in which unit, in one language."""

    series = models.ForeignKey(ResultSeries, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(max_length=300)
    unit = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "language"], name="series_text_once")
        ]

    def __str__(self) -> str:
        return self.title


class ResultFigure(models.Model):
    """One value with its period, source and status."""

    class Status(models.TextChoices):
        SELF_REPORTED = "self-reported"
        PRESS = "press"
        EVALUATED = "evaluated"

    series = models.ForeignKey(ResultSeries, on_delete=models.CASCADE, related_name="figures")
    order = models.PositiveSmallIntegerField(default=0)
    period = models.DateField(null=True, blank=True)
    period_precision = models.CharField(max_length=5, choices=Precision.choices, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=4)
    at_least = models.BooleanField(default=False)
    status = models.CharField(max_length=15, choices=Status.choices)
    source_name = models.CharField(max_length=300)
    source_url = models.URLField(max_length=1000, blank=True)

    class Meta:
        ordering = ["period", "order", "pk"]

    def __str__(self) -> str:
        return f"{self.value}"


class CollectionItem(models.Model):
    """One thing in a collection, in the curator's order."""

    collection = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="items")
    item = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="in_collections")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["collection", "item"], name="collection_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.collection_id} {self.order}"


class CollectionNote(TextRow):
    """Why the curator put it here, in one language."""

    item = models.ForeignKey(CollectionItem, on_delete=models.CASCADE, related_name="notes")
    text = models.CharField(max_length=1000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "language"], name="collection_note_once")
        ]

    def __str__(self) -> str:
        return self.text


class SuggestedTopic(models.Model):
    """A topic the text of a resource seems to be about; it changes nothing by itself.

    Curators accept or refuse it; a decision outlives the next reading of the text. `score` runs
    from 0 to 1: `catalogue.suggesting` says what it means.
    """

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        REFUSED = "refused"

    resource = models.ForeignKey(
        Resource, on_delete=models.CASCADE, related_name="suggested_topics"
    )
    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="+")
    score = models.DecimalField(max_digits=4, decimal_places=3)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "concept"], name="suggested_topic_once"),
            models.CheckConstraint(
                condition=models.Q(score__range=(0, 1)), name="suggested_topic_score"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.concept_id} {self.state}"


class TopicEvidence(models.Model):
    """A glossary concept that led to a suggested topic, and the words as the text has them."""

    class Place(models.TextChoices):
        TITLE = "title"
        SUMMARY = "summary"
        BODY = "body"

    suggestion = models.ForeignKey(
        SuggestedTopic, on_delete=models.CASCADE, related_name="evidence"
    )
    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=120)
    language = models.CharField(max_length=35)
    place = models.CharField(max_length=8, choices=Place.choices)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "concept"], name="topic_evidence_once")
        ]

    def __str__(self) -> str:
        return self.words


class TopicReading(models.Model):
    """Which version of a resource was read for suggestions, under which state of the topics.

    `language` is the one its text seems to be in, whatever its record says; empty if not known.
    """

    resource = models.OneToOneField(
        Resource, primary_key=True, on_delete=models.CASCADE, related_name="topic_reading"
    )
    version = models.PositiveIntegerField()
    topics = models.BigIntegerField()
    language = models.CharField(max_length=35, blank=True)
    made_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.resource_id} {self.version}"


class MachineText(models.Model):
    """What an optional engine made of one title and summary, whichever record they belong to.

    `digest` is that of the source text (`catalogue.machine.digest_of`), so that a rebuild, or the
    same text again, needs no engine. It never stands in for a text a person wrote.
    """

    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=3)
    target = models.CharField(max_length=3)
    title = models.TextField()
    summary = models.TextField(blank=True)
    engine = models.CharField(max_length=30)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "source", "target"], name="machine_text_once")
        ]

    def __str__(self) -> str:
        return self.title


class MachineReading(models.Model):
    """Which version of a resource the engines were given, and with which pairs of languages.

    `again_at` says when to try once more where an engine failed; empty where all was done.
    """

    resource = models.OneToOneField(
        Resource, primary_key=True, on_delete=models.CASCADE, related_name="machine_reading"
    )
    version = models.PositiveIntegerField()
    pairs = models.CharField(max_length=16)
    tries = models.PositiveSmallIntegerField(default=0)
    again_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.resource_id} {self.version}"
