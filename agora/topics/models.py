"""Agendas, themes and other controlled terms; places."""

from __future__ import annotations

from django.db import models

from agora.kernel import ids


class Scheme(models.Model):
    """A list of concepts with an address: an agenda in one version, the themes, the licences …"""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    key = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=30)
    version = models.CharField(max_length=20, blank=True)
    source = models.URLField(max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.key


class SchemeLabel(models.Model):
    """What the scheme is called in one language."""

    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(max_length=35)
    text = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "language"], name="scheme_label_once")
        ]

    def __str__(self) -> str:
        return self.text


class Concept(models.Model):
    """One concept, one address, one page."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="concepts")
    key = models.CharField(max_length=80)
    notation = models.CharField(max_length=20, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    related = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="related_from"
    )
    links = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="linked_from"
    )
    domain = models.CharField(max_length=40, blank=True)
    url = models.URLField(max_length=300, blank=True)
    order = models.PositiveIntegerField(default=0)
    withdrawn = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        # `links` lead from a glossary concept to the themes, goals and axes it belongs to; `related`
        # holds what a concept itself says, and is read both ways. A `version` above 0 was published
        # on the desk: the shipped files leave such a concept alone.
        constraints = [
            models.UniqueConstraint(fields=["scheme", "key"], name="concept_once_per_scheme"),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="concept_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class ConceptLabel(models.Model):
    """A preferred or alternative label, or the definition, in one language.

    `form` says what an alternative is (a plural, a feminine, an adjective …); `region` is
    the country whose word it is; `state` is `checked` once somebody other than its writer
    went through it.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        CHECKED = "checked"

    class Role(models.TextChoices):
        PREFERRED = "preferred"
        ALTERNATIVE = "alternative"
        DEFINITION = "definition"

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(max_length=35)
    role = models.CharField(max_length=12, choices=Role.choices)
    text = models.TextField(max_length=600)
    form = models.CharField(max_length=6, blank=True)
    region = models.CharField(max_length=2, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "language", "role"],
                condition=~models.Q(role="alternative"),
                name="concept_one_preferred_label",
            )
        ]

    def __str__(self) -> str:
        return self.text


class Place(models.Model):
    """A city, an administrative region, a country or an M49 region; not an organisation."""

    class Kind(models.TextChoices):
        WORLD = "world"
        REGION = "region"
        COUNTRY = "country"
        ADMINISTRATIVE = "administrative"
        CITY = "city"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=15, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    m49 = models.CharField(max_length=3, blank=True)
    iso2 = models.CharField(max_length=2, blank=True)
    iso3 = models.CharField(max_length=3, blank=True)
    latitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    longitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    timezone = models.CharField(max_length=40, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="place_on_the_globe",
            )
        ]

    def __str__(self) -> str:
        return self.key


class PlaceName(models.Model):
    """What the place is called in one language."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(max_length=35)
    text = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "language"], name="place_name_once")
        ]

    def __str__(self) -> str:
        return self.text
