"""Searches somebody keeps, and what they follow."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from agora.kernel import clock, ids
from agora.people.models import Account, Organisation
from agora.topics.models import Concept, Place


class SavedSearch(models.Model):
    """A search as its reader wants to ask it again.

    `address` is the cleaned search in one spelling (`readers.logic.address_of`): the same search is
    the same text. `language` is the one its words were written for.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=2000)
    language = models.CharField(max_length=35)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "address", "language"], name="saved_search_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Follow(models.Model):
    """Somebody wants to hear what is new from an organisation, on a topic or from a place."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    concept = models.ForeignKey(
        Concept, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, concept=None, place=None)
                | Q(organisation=None, concept__isnull=False, place=None)
                | Q(organisation=None, concept=None, place__isnull=False),
                name="follow_one_thing",
            ),
            models.UniqueConstraint(
                fields=["account", "organisation"],
                condition=Q(organisation__isnull=False),
                name="follow_organisation_once",
            ),
            models.UniqueConstraint(
                fields=["account", "concept"],
                condition=Q(concept__isnull=False),
                name="follow_concept_once",
            ),
            models.UniqueConstraint(
                fields=["account", "place"],
                condition=Q(place__isnull=False),
                name="follow_place_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.organisation_id or self.concept_id or self.place_id}"
