"""Messages that leave by mail."""

from __future__ import annotations

from django.db import models

from agora.kernel import clock, ids
from agora.people.models import Organisation


class Enquiry(models.Model):
    """A question to a city or a partner, relayed so that no address is shown on a page."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    kind = models.CharField(max_length=30)
    object_id = models.UUIDField()
    title = models.CharField(max_length=300)
    path = models.CharField(max_length=300)
    to = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(max_length=200)
    email = models.EmailField()
    text = models.TextField(max_length=5000)
    language = models.CharField(max_length=35)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.created_at:%Y-%m-%d}"
