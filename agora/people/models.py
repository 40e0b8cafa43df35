"""Persons, accounts, organisations and who belongs to which. A person is not an account."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from agora.kernel import clock, ids
from agora.kernel.models import TextRow, Visibility
from agora.topics.models import Concept, Place


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts with a normalised mail address."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> Account:
        """An account; without a password it can only sign in by other means."""
        account = self.model(email=self.normalize_email(email).lower(), **extra)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """What somebody signs in with. Reading never needs one."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "email"
    objects = AccountManager()

    def __str__(self) -> str:
        return str(self.id)


class Person(models.Model):
    """Somebody, with or without an account."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    account = models.OneToOneField(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="person"
    )
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=35, blank=True)
    timezone = models.CharField(max_length=60, blank=True)
    is_credited = models.BooleanField(default=True)

    # `language` is the one pages and mails speak to them; `is_credited`: their name may stand
    # beside what they wrote or translated.

    def __str__(self) -> str:
        return self.name


class PersonLanguage(models.Model):
    """A language somebody works in; the order is theirs."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(max_length=35)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "language"], name="person_language_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.language}"


class Organisation(models.Model):
    """A local or regional government, a network, a university …; not a place."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    slug = models.CharField(max_length=180, unique=True)
    kind = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+")
    short_name = models.CharField(max_length=60, blank=True)
    website = models.URLField(max_length=300, blank=True)
    email = models.EmailField(blank=True)
    seat = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    serves = models.ManyToManyField(Place, related_name="+", blank=True)
    original_language = models.CharField(max_length=35)
    visibility = models.CharField(
        max_length=15, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.slug


class OrganisationText(TextRow):
    """Its name and what it is, in one language."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="texts")
    name = models.CharField(max_length=200)
    summary = models.TextField(max_length=1200, blank=True)
    body = models.TextField(max_length=20_000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "language"], name="organisation_text_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """Some people of an organisation who work on one thing."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=200)
    is_open = models.BooleanField(default=False)

    # Whoever belongs to the organisation may join an open team by themselves.

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="team_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person belongs to an organisation, in a role; and perhaps to one of its teams."""

    class Role(models.TextChoices):
        ADMIN = "admin"
        EDITOR = "editor"
        TRANSLATOR = "translator"
        REVIEWER = "reviewer"
        FACILITATOR = "facilitator"
        TRAINER = "trainer"
        DATA_STEWARD = "data-steward"
        APPROVER = "approver"
        MEMBER = "member"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=15, choices=Role.choices, default=Role.MEMBER)
    since = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=models.Q(team__isnull=True),
                name="membership_once",
            ),
            models.UniqueConstraint(
                fields=["person", "team", "role"],
                condition=models.Q(team__isnull=False),
                name="team_membership_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.organisation_id}"


class Duty(models.Model):
    """What somebody does in the network's own learning team, and for which part of it.

    An empty language means every language; without an axis, every axis of the agenda. A lead may do
    all that the others may, and gives duties.
    """

    class Role(models.TextChoices):
        LEAD = "lead"
        REVIEWER = "reviewer"
        TRANSLATOR = "translator"
        MODERATOR = "moderator"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="duties")
    role = models.CharField(max_length=12, choices=Role.choices)
    language = models.CharField(max_length=35, blank=True)
    axis = models.ForeignKey(
        Concept, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    since = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "language", "axis"],
                condition=models.Q(axis__isnull=False),
                name="duty_once",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "language"],
                condition=models.Q(axis__isnull=True),
                name="duty_once_for_every_axis",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.language or '*'}"


class Invitation(models.Model):
    """Somebody is asked by mail to join an organisation, or the learning team, in a role.

    Without an organisation it is the learning team's, and `role` is one of `Duty.Role`. The secret
    goes out by mail alone; only its SHA-256 is kept. `mailed_at` is of the last mail; until then none
    has left. `mail_taken_at` is when a process began to send it.
    """

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        REVOKED = "revoked"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField()
    role = models.CharField(max_length=15)
    language = models.CharField(max_length=35, blank=True)
    axis = models.ForeignKey(
        Concept, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    secret_digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    mail_language = models.CharField(max_length=35)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email", "role"],
                condition=models.Q(state="open", organisation__isnull=False),
                name="invitation_one_open",
            ),
            models.UniqueConstraint(
                fields=["email", "role", "language", "axis"],
                condition=models.Q(state="open", organisation=None, axis__isnull=False),
                name="invitation_one_open_duty",
            ),
            models.UniqueConstraint(
                fields=["email", "role", "language"],
                condition=models.Q(state="open", organisation=None, axis__isnull=True),
                name="invitation_one_open_duty_every_axis",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} in {self.organisation_id}"


class OrganisationRequest(models.Model):
    """Somebody asks that their organisation be on the market; a lead decides.

    Approved, the organisation is published and the asker is its first admin.
    """

    class State(models.TextChoices):
        OPEN = "open"
        APPROVED = "approved"
        DECLINED = "declined"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    name = models.CharField(max_length=200)
    kind = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    website = models.URLField(max_length=300, blank=True)
    why = models.TextField(max_length=2000)
    language = models.CharField(max_length=35)
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(max_length=2000, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "name"],
                condition=models.Q(state="open"),
                name="organisation_request_one_open",
            )
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="organisation_request_queue")]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class Handover(models.Model):
    """What one person did in an organisation, or in the learning team (none), another one does now."""

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    leaver = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    heir = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["leaver", "organisation"], name="handover_of_whom")]

    def __str__(self) -> str:
        return f"{self.leaver_id} → {self.heir_id}"


class DataCopy(models.Model):
    """A copy of everything kept about one account, asked for by its owner; it is there for a week."""

    class State(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="copies")
    language = models.CharField(max_length=35)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=clock.now)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(state="waiting"),
                name="data_copy_one_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"


class Erasure(models.Model):
    """An account that was erased: its id and nothing else, so that it stays erased after a restore."""

    account = models.UUIDField(primary_key=True)
    asked_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.account)
