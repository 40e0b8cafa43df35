"""Addresses of live things, whether they answer, and how politely their hosts are asked."""

from __future__ import annotations

from django.db import models

from agora.kernel import clock, ids
from agora.people.models import Organisation


class Host(models.Model):
    """A host as it is asked: not before `next_at`, and what its robots.txt says to us.

    `name` has the port behind it where that is not the usual one. `rules` are the lines of robots.txt
    that speak to us; `asking` is where robots.txt is to be asked for next while redirects are followed.
    """

    name = models.CharField(max_length=260, primary_key=True)
    next_at = models.DateTimeField()
    rules = models.TextField(max_length=20_000, blank=True)
    rules_at = models.DateTimeField(null=True, blank=True)
    asking = models.CharField(max_length=2000, blank=True)
    hops = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """One address, whoever uses it, and what it answered when last asked.

    A check is a row of single requests, each in its host's turn: `step` is the address to be asked next
    (another one after a redirect), `host` its host, `by_get` whether HEAD was refused. `is_permanent`
    says that every redirect so far was meant for good.
    """

    class State(models.TextChoices):
        NEW = "new"
        ALIVE = "alive"
        MOVED = "moved"
        FAILING = "failing"
        GONE = "gone"
        UNCHECKED = "unchecked"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    address = models.CharField(max_length=1000)
    digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    answer = models.CharField(max_length=20, blank=True)
    status = models.PositiveSmallIntegerField(default=0)
    leads_to = models.CharField(max_length=2000, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(default=clock.now)
    asked_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    host = models.CharField(max_length=260)
    step = models.CharField(max_length=2000, blank=True)
    by_get = models.BooleanField(default=False)
    hops = models.PositiveSmallIntegerField(default=0)
    is_permanent = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="link_due"),
            models.Index(fields=["host", "due_at"], name="link_due_of_host"),
            models.Index(fields=["state", "failing_since"], name="link_state"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.address}"


class LinkUse(models.Model):
    """A live thing names an address; `owner` is whose thing it is (none: the learning team's)."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="uses")
    kind = models.CharField(max_length=30)
    object_id = models.UUIDField()
    owner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "kind", "object_id"], name="link_use_once")
        ]
        indexes = [models.Index(fields=["kind", "object_id"], name="link_use_of_thing")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
