"""Achievements, the credentials that say who earned them, and what these are signed with."""

from __future__ import annotations

from django.db import models

from agora.kernel import clock, ids
from agora.people.models import Account, Organisation


class Achievement(models.Model):
    """What can be earned: one version of a thing of some kind (a course, say), with who vouches for it.

    `object_id` and `kind` name the thing upstairs; `path` is its page, without the language.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    kind = models.CharField(max_length=30)
    object_id = models.UUIDField()
    version = models.PositiveIntegerField()
    original_language = models.CharField(max_length=35)
    path = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "version"], name="achievement_once_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.version}"


class AchievementText(models.Model):
    """What an achievement is called and what it takes, in one language."""

    achievement = models.ForeignKey(Achievement, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=35)
    name = models.CharField(max_length=300)
    description = models.TextField(max_length=2000, blank=True)
    criteria = models.TextField(max_length=5000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["achievement", "language"], name="achievement_text_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class AchievementIssuer(models.Model):
    """An organisation that gives the certificate; the first one's key signs it."""

    achievement = models.ForeignKey(Achievement, on_delete=models.CASCADE, related_name="issuers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["achievement", "organisation"], name="achievement_issuer_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.achievement_id} {self.organisation_id}"


class Signatory(models.Model):
    """Somebody whose name stands under the certificate."""

    achievement = models.ForeignKey(
        Achievement, on_delete=models.CASCADE, related_name="signatories"
    )
    name = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class SignatoryRole(models.Model):
    """In which office somebody signs, in one language."""

    signatory = models.ForeignKey(Signatory, on_delete=models.CASCADE, related_name="roles")
    language = models.CharField(max_length=35)
    role = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["signatory", "language"], name="signatory_role_once")
        ]

    def __str__(self) -> str:
        return self.role


class IssuerKey(models.Model):
    """A public key of an organisation, or of the market itself; it is kept when it signs no more.

    The private half lies in a file of its own, as long as the key is in use. `issuer` is an
    organisation's id and no relation: what it signed must be provable after it is gone. The market has
    a fixed id, `credentials.did.MARKET`.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    issuer = models.UUIDField(db_index=True)
    public = models.CharField(max_length=80, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer"],
                condition=models.Q(retired_at__isnull=True),
                name="issuer_one_key_in_use",
            )
        ]

    def __str__(self) -> str:
        return self.public


class StatusList(models.Model):
    """A list of bits, one for each credential of an issuer: set where it is revoked."""

    SIZE = 131_072

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    issuer = models.UUIDField(db_index=True)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.id)


class Credential(models.Model):
    """Somebody earned an achievement; `document` is the signed statement that says so.

    `registration` is the enrolment upstairs it was earned in. `code` is the number on the certificate,
    and what opens the public page: whoever does not have it cannot guess it. What that page
    shows beyond that the certificate is genuine, the holder decides.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    achievement = models.ForeignKey(
        Achievement, on_delete=models.PROTECT, related_name="credentials"
    )
    registration = models.UUIDField()
    account = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=200, blank=True)
    organisation_name = models.CharField(max_length=200, blank=True)
    place_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=35)
    earned_at = models.DateTimeField()
    issued_at = models.DateTimeField(default=clock.now)
    document = models.TextField(blank=True)
    key = models.ForeignKey(IssuerKey, on_delete=models.PROTECT, related_name="+")
    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="+")
    status_index = models.PositiveIntegerField()
    shows_name = models.BooleanField(default=False)
    shows_organisation = models.BooleanField(default=False)
    shows_results = models.BooleanField(default=False)
    shares_file = models.BooleanField(default=False)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["achievement", "registration"],
                condition=models.Q(revoked_at__isnull=True),
                name="credential_once_per_registration",
            ),
            models.UniqueConstraint(
                fields=["status_list", "status_index"], name="credential_has_its_own_bit"
            ),
        ]
        indexes = [models.Index(fields=["account", "-issued_at"], name="credentials_of_account")]

    def __str__(self) -> str:
        return self.code


class CredentialLanguage(models.Model):
    """A language somebody was assessed in."""

    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(max_length=35)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["credential", "language"], name="credential_language_once"
            )
        ]

    def __str__(self) -> str:
        return self.language


class CredentialFact(models.Model):
    """A result that stands on the certificate: a short key, and what was reached."""

    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="facts")
    key = models.CharField(max_length=40)
    value = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["credential", "key"], name="credential_fact_once")
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"
