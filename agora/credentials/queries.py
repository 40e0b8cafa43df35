"""Asking for certificates: the holder's own, and what the public page may say of one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_date
from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.query import Prefetch
from django.utils.translation import get_language

from agora.credentials import did, logic, words
from agora.credentials.models import (
    Achievement,
    AchievementIssuer,
    AchievementText,
    Credential,
    Signatory,
)
from agora.kernel import languages
from agora.people.models import Organisation
from agora.people.queries import Viewer, name_of, text_for


def page_language(tag: str) -> str:
    """The interface language nearest to a language."""
    return next((one for one in (tag, languages.primary(tag)) if one in languages.TAGS), "en")


def text_of(achievement: Achievement, reader: str) -> AchievementText | None:
    """What it is called, to this reader."""
    return text_for(achievement.texts.all(), reader, achievement.original_language)


def issuer_of(achievement: Achievement) -> uuid.UUID:
    """Whose key signs: the first organisation that issues it, else the market."""
    first = next(iter(achievement.issuers.all()), None)
    return first.organisation_id if first else did.MARKET


@dataclass(frozen=True)
class Issuer:
    """An organisation that issues, in the reader's language; `path` is empty for the market."""

    id: uuid.UUID
    name: str
    path: str


@dataclass(frozen=True)
class Signed:
    """Somebody who signs, and in which office."""

    name: str
    role: str


@dataclass(frozen=True)
class Certificate:
    """A credential as pages and the certificate show it, in one language.

    What the holder does not show is empty here for everybody else: no template has to know.
    """

    id: uuid.UUID
    code: str
    number: str
    check_path: str
    title: str
    title_language: str
    description: str
    criteria: str
    page: str
    kind: str
    issuers: Sequence[Issuer]
    signatories: Sequence[Signed]
    name: str
    organisation_name: str
    place_name: str
    results: Sequence[tuple[str, str]]
    assessed_in: Sequence[str]
    language: str
    earned_at: dt.datetime
    issued_at: dt.datetime
    revoked_at: dt.datetime | None
    has_file: bool

    @property
    def day(self) -> str:
        """The day it was earned, in full and without its weekday, in the language that is switched on."""
        locale = (get_language() or "en").replace("-", "_")
        return str(format_date(self.earned_at.astimezone(dt.UTC).date(), "long", locale=locale))

    @property
    def is_revoked(self) -> bool:
        """Whether it was taken back."""
        return self.revoked_at is not None


def _whole() -> QuerySet[Credential]:
    """Credentials with all that is shown of them, at a constant number of queries."""
    issuers = AchievementIssuer.objects.prefetch_related(
        Prefetch("organisation", Organisation.objects.prefetch_related("texts"))
    )
    return Credential.objects.select_related("achievement").prefetch_related(
        "languages",
        "facts",
        "achievement__texts",
        Prefetch("achievement__issuers", issuers),
        Prefetch("achievement__signatories", Signatory.objects.prefetch_related("roles")),
    )


def credentials_of(account: uuid.UUID) -> QuerySet[Credential]:
    """The holder's own, the newest first; of a corrected one only the correction."""
    mine = Q(account=account) & ~Q(replaced_by__isnull=False)
    return _whole().filter(mine).order_by("-issued_at", "-pk")


def credential_of(account: uuid.UUID, credential: uuid.UUID) -> Credential | None:
    """One of the holder's own; None when it is somebody else's."""
    return _whole().filter(account=account, pk=credential).first()


def certificate(row: Credential, reader: str) -> Certificate:
    """All of it: for the holder, and for who may see everything."""
    achievement = row.achievement
    text = text_of(achievement, reader)
    issuers = [
        Issuer(
            one.organisation_id,
            name_of(one.organisation, reader),
            f"/{page_language(reader)}/organisations/{one.organisation.slug}/",
        )
        for one in achievement.issuers.all()
    ]
    return Certificate(
        id=row.pk,
        code=row.code,
        number=logic.code_said(row.code),
        check_path=f"/{page_language(row.language)}/check/{row.code}/",
        title=text.name if text else "",
        title_language=text.language if text else achievement.original_language,
        description=text.description if text else "",
        criteria=text.criteria if text else "",
        page=f"/{page_language(reader)}{achievement.path}" if achievement.path else "",
        kind=achievement.kind,
        issuers=issuers or [Issuer(did.MARKET, settings.SITE_NAME, "")],
        signatories=[
            Signed(one.name, _role(one, reader, achievement.original_language))
            for one in achievement.signatories.all()
        ],
        name=row.name,
        organisation_name=row.organisation_name,
        place_name=row.place_name,
        results=[(words.fact_word(fact.key), fact.value) for fact in row.facts.all()],
        assessed_in=[languages.name(one.language, reader) for one in row.languages.all()],
        language=row.language,
        earned_at=row.earned_at,
        issued_at=row.issued_at,
        revoked_at=row.revoked_at,
        has_file=bool(row.document),
    )


def _role(signatory: Signatory, reader: str, original: str) -> str:
    found = text_for(signatory.roles.all(), reader, original)
    return found.role if found else ""


def credential_by_code(code: str, viewer: Viewer, reader: str) -> Certificate | None:
    """What the public page shows to whoever has the number: what the holder allows, and no more.

    The holder sees the same as everybody, so that they see what is shown. None where no certificate has
    this number.
    """
    read = logic.code_read(code)
    row = _whole().filter(code=read).first() if read else None
    return None if row is None else shown(row, reader)


def shown(row: Credential, reader: str) -> Certificate:
    """What the holder allows everybody to see."""
    whole = certificate(row, reader)
    return Certificate(
        **{
            **whole.__dict__,
            "name": whole.name if row.shows_name else "",
            "organisation_name": whole.organisation_name if row.shows_organisation else "",
            "place_name": whole.place_name if row.shows_organisation else "",
            "results": whole.results if row.shows_results else (),
            "has_file": whole.has_file and row.shares_file,
        }
    )


def document_of(credential: uuid.UUID, account: uuid.UUID | None) -> str | None:
    """The signed file, for the holder and, where the holder shares it, for everybody; else None."""
    row = Credential.objects.filter(pk=credential).exclude(document="").first()
    if row is None or not (row.shares_file or (account is not None and row.account_id == account)):
        return None
    return row.document


def credential_at(code: str) -> Credential | None:
    """The credential with this number, as it was read; for rules, not for pages."""
    return _whole().filter(code=code).first() if code else None
