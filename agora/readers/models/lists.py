"""Lists of things somebody keeps."""

from __future__ import annotations

from django.db import models

from agora.catalogue.models import Resource
from agora.kernel import clock, ids
from agora.people.models import Account


class SavedList(models.Model):
    """A named list of one reader; nobody else sees it unless they have its link.

    The link is made of the id and `shared_round` (`readers.lists.sharing`) and kept nowhere: a new
    round makes every older link lead nowhere.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    is_shared = models.BooleanField(default=False)
    shared_round = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "name"], name="saved_list_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class ListItem(models.Model):
    """One thing in a list, in the reader's order, with their note."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    list = models.ForeignKey(SavedList, on_delete=models.CASCADE, related_name="items")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    note = models.CharField(max_length=1000, blank=True)
    order = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["list", "resource"], name="list_item_once")]

    def __str__(self) -> str:
        return f"{self.list_id} {self.order}"
