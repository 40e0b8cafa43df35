"""Opening achievements, issuing credentials, taking them back, and choosing what they show.

No page of this room issues anything: a room above calls `credential_issue` when something is earned.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
import uuid
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypedDict
from urllib.parse import urljoin

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from agora.credentials import did, logic, rules, words
from agora.credentials.errors import CredentialIsRevoked, NameIsMissing, NameWasCorrected
from agora.credentials.keys import SigningKey, key_in_use
from agora.credentials.models import (
    Achievement,
    AchievementIssuer,
    AchievementText,
    Credential,
    CredentialFact,
    CredentialLanguage,
    IssuerKey,
    Signatory,
    SignatoryRole,
    StatusList,
)
from agora.credentials.queries import issuer_of, page_language, text_of
from agora.journal.services import entry_write
from agora.kernel import clock, languages
from agora.kernel.errors import NotYours
from agora.kernel.typed import typed
from agora.people.models import Organisation
from agora.people.queries import Standing, name_of

MOST_IN_LIST = 100_000
CORRECTED = "corrected"
"""The reason of a credential whose name was corrected: kept as a key, said in the reader's language."""


class Said(TypedDict, total=False):
    """What an achievement is called in one language."""

    name: str
    description: str
    criteria: str


class Signs(TypedDict):
    """Whose name stands under a certificate, and the office in each language."""

    name: str
    role: Mapping[str, str]


@transaction.atomic
def achievement_ensure(
    *,
    kind: str,
    object_id: uuid.UUID,
    version: int,
    original_language: str,
    texts: Mapping[str, Said],
    issuers: Sequence[uuid.UUID] = (),
    signatories: Sequence[Signs] = (),
    path: str = "",
) -> Achievement:
    """The achievement of this version of a thing, with exactly these words, issuers and signatories.

    Asked again it is the same one, brought up to date; what was issued before stays as it was signed.
    `path` is the thing's page without the language (`/courses/first-hour/`). Without `issuers` the
    market itself issues; otherwise the first one's key signs.
    """
    achievement, new = Achievement.objects.get_or_create(
        kind=kind,
        object_id=object_id,
        version=version,
        defaults={"original_language": original_language, "path": path},
    )
    if new:
        entry_write("achievement-ensure", "achievement", achievement.pk, note=kind)
    else:
        Achievement.objects.filter(pk=achievement.pk).update(
            original_language=original_language, path=path
        )
        achievement.original_language, achievement.path = original_language, path
    achievement.texts.exclude(language__in=texts).delete()
    for language, said in texts.items():
        AchievementText.objects.update_or_create(
            achievement=achievement,
            language=language,
            defaults={
                "name": said.get("name", "")[:300],
                "description": said.get("description", "")[:2000],
                "criteria": said.get("criteria", "")[:5000],
            },
        )
    achievement.issuers.exclude(organisation__in=issuers).delete()
    for order, organisation in enumerate(dict.fromkeys(issuers)):
        AchievementIssuer.objects.update_or_create(
            achievement=achievement, organisation_id=organisation, defaults={"order": order}
        )
    achievement.signatories.all().delete()
    for order, one in enumerate(signatories):
        row = Signatory.objects.create(achievement=achievement, name=one["name"][:200], order=order)
        SignatoryRole.objects.bulk_create(
            SignatoryRole(signatory=row, language=language, role=role[:200])
            for language, role in one["role"].items()
        )
    return achievement


def credential_issue(
    *,
    achievement: Achievement,
    registration: uuid.UUID,
    account: uuid.UUID,
    name: str,
    language: str,
    assessed_in: Sequence[str],
    earned_at: dt.datetime,
    facts: Mapping[str, str | int | float] | None = None,
    organisation_name: str = "",
    place_name: str = "",
    again: bool = False,
) -> Credential:
    """The signed credential for what was earned in this enrolment; asked twice, the same one.

    Two who ask at once get the same one too: the database allows a single unrevoked credential for each
    achievement and registration. Raises NameIsMissing, KeyIsMissing, and CredentialIsRevoked where it was
    taken back, unless it is to be issued `again`.
    """
    name = " ".join(typed(name).split())[:200]
    if not name:
        raise NameIsMissing(_("Write the name that the certificate shall bear."), "name")
    for _attempt in range(5):
        try:
            with transaction.atomic():
                there = _in_force(achievement, registration)
                if there is not None:
                    return there
                if not again and _rows(achievement, registration).exists():
                    raise CredentialIsRevoked(
                        _("This certificate was taken back. It is not issued again by itself.")
                    )
                return _issue(
                    achievement,
                    registration=registration,
                    account=account,
                    name=name,
                    language=language,
                    assessed_in=assessed_in,
                    earned_at=earned_at,
                    facts={key: str(value) for key, value in (facts or {}).items()},
                    organisation_name=organisation_name[:200],
                    place_name=place_name[:200],
                )
        except IntegrityError:
            # Somebody asked at the same moment, or two drew the same bit: look again.
            continue
    raise IntegrityError("five credentials in a row could not be written")


def _rows(achievement: Achievement, registration: uuid.UUID) -> Any:
    return Credential.objects.filter(achievement=achievement, registration=registration)


def _in_force(achievement: Achievement, registration: uuid.UUID) -> Credential | None:
    found: Credential | None = _rows(achievement, registration).filter(revoked_at=None).first()
    return found


def _affairs(achievement: Achievement) -> uuid.UUID | None:
    """The organisation in whose affairs it is issued; None where the market itself issues."""
    issuer = issuer_of(achievement)
    return None if issuer == did.MARKET else issuer


def _list_with_room(issuer: uuid.UUID) -> StatusList:
    last = StatusList.objects.filter(issuer=issuer).order_by("-created_at", "-pk").first()
    if last is None or Credential.objects.filter(status_list=last).count() >= MOST_IN_LIST:
        return StatusList.objects.create(issuer=issuer)
    return last


def _issue(
    achievement: Achievement,
    *,
    registration: uuid.UUID,
    account: uuid.UUID | None,
    name: str,
    language: str,
    assessed_in: Sequence[str],
    earned_at: dt.datetime,
    facts: Mapping[str, str],
    organisation_name: str,
    place_name: str,
    replaces: Credential | None = None,
) -> Credential:
    issuer = issuer_of(achievement)
    key, bits = key_in_use(issuer), _list_with_room(issuer)
    shown = {
        field: getattr(replaces, field)
        for field in ("shows_name", "shows_organisation", "shows_results", "shares_file")
        if replaces is not None
    }
    made = Credential.objects.create(
        achievement=achievement,
        registration=registration,
        account_id=account,
        code=logic.new_code(),
        name=name,
        organisation_name=organisation_name,
        place_name=place_name,
        language=language,
        earned_at=earned_at,
        issued_at=clock.now().replace(microsecond=0),
        key=key.row,
        status_list=bits,
        status_index=secrets.randbelow(StatusList.SIZE),
        replaces=replaces,
        **shown,
    )
    CredentialLanguage.objects.bulk_create(
        CredentialLanguage(credential=made, language=tag, order=order)
        for order, tag in enumerate(dict.fromkeys(assessed_in))
    )
    CredentialFact.objects.bulk_create(
        CredentialFact(credential=made, key=key_[:40], value=value[:200], order=order)
        for order, (key_, value) in enumerate(facts.items())
    )
    made.document = _document(made, key, facts, list(dict.fromkeys(assessed_in)))
    Credential.objects.filter(pk=made.pk).update(document=made.document)
    entry_write(
        "credential-issue",
        "credential",
        made.pk,
        note=achievement.kind,
        organisation=_affairs(achievement),
    )
    return made


def _document(
    made: Credential, key: SigningKey, facts: Mapping[str, str], assessed_in: Sequence[str]
) -> str:
    achievement = made.achievement
    text = text_of(achievement, made.language)
    language = text.language if text else achievement.original_language
    issuer = key.row.issuer
    with translation.override(page_language(made.language)):
        names = ", ".join(languages.name(tag, made.language) for tag in assessed_in)
        narrative = _("Assessed in: %(languages)s.") % {"languages": names} if names else ""
        results = [(fact, words.fact_word(fact), value) for fact, value in facts.items()]
    address = f"{settings.SITE_URL}/credentials/{made.pk}"
    subject = f"urn:uuid:{uuid.uuid5(made.pk, 'subject')}"
    said = logic.Statement(
        id=address,
        subject=subject,
        issuer=_issuer_named(issuer, made.language),
        official=_official(achievement, made.language),
        achievement=achievement.pk,
        achievement_type=words.type_word(achievement.kind),
        title=text.name if text else str(achievement),
        description=text.description if text else "",
        criteria=text.criteria if text else "",
        page=urljoin(settings.SITE_URL, f"/{page_language(made.language)}{achievement.path}")
        if achievement.path
        else "",
        language=language,
        name=made.name,
        narrative=narrative,
        earned_at=made.earned_at,
        issued_at=made.issued_at,
        results=results,
        status_list=status_address(made.status_list_id),
        status_index=made.status_index,
        endorsements=_endorsements(made, address, subject),
    )
    document = logic.signed(
        logic.badge(said),
        private=key.private,
        method=did.method_of(issuer, key.row.pk),
        created=made.issued_at,
    )
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _endorsements(made: Credential, address: str, subject: str) -> list[dict[str, Any]]:
    """The other organisations that issue it, each with a signature of its own."""
    with translation.override(page_language(made.language)):
        comment = _("We issue this certificate together.")
    signed = []
    for row in list(made.achievement.issuers.all())[1:]:
        key = key_in_use(row.organisation_id)
        document = logic.endorsement(
            id=f"{address}#{row.organisation_id}",
            issuer=_issuer_named(row.organisation_id, made.language),
            of=subject,
            comment=comment,
            issued_at=made.issued_at,
        )
        method = did.method_of(row.organisation_id, key.row.pk)
        signed.append(
            logic.signed(document, private=key.private, method=method, created=made.issued_at)
        )
    return signed


def status_address(key: uuid.UUID) -> str:
    """Where a status list lies."""
    return f"{settings.SITE_URL}/credentials/status/{key}"


def _issuer_named(issuer: uuid.UUID, language: str) -> logic.Named:
    name, url = settings.SITE_NAME, f"{settings.SITE_URL}/"
    if issuer != did.MARKET:
        organisation = Organisation.objects.prefetch_related("texts").get(pk=issuer)
        name = name_of(organisation, language)
        url = f"{settings.SITE_URL}/id/{issuer}"
    return logic.Named(did.did_of(issuer), name, url)


def _official(achievement: Achievement, language: str) -> str:
    names: list[str] = [row.name for row in achievement.signatories.all()]
    return "; ".join(names)


def status_list_signed(key: uuid.UUID) -> dict[str, Any] | None:
    """The status list as it is now, signed; None where there is no such list."""
    bits = StatusList.objects.filter(pk=key).first()
    if bits is None:
        return None
    in_use = IssuerKey.objects.filter(issuer=bits.issuer, retired_at__isnull=True)
    return _list_signed(
        bits.pk, bits.issuer, bits.changed_at, in_use.values_list("pk", flat=True).first()
    )


@lru_cache(maxsize=64)
def _list_signed(
    key: uuid.UUID, issuer: uuid.UUID, changed_at: dt.datetime, _in_use: uuid.UUID | None
) -> dict[str, Any]:
    """One signature for each change of the list and of the key, however many ask."""
    revoked = Credential.objects.filter(status_list=key, revoked_at__isnull=False)
    signing = key_in_use(issuer)
    document = logic.status_list(
        url=status_address(key),
        did=did.did_of(issuer),
        revoked=list(revoked.values_list("status_index", flat=True)),
        size=StatusList.SIZE,
        issued=changed_at,
    )
    return logic.signed(
        document,
        private=signing.private,
        method=did.method_of(issuer, signing.row.pk),
        created=clock.now(),
    )


def _locked(credential: uuid.UUID) -> Credential:
    row = (
        Credential.objects.select_for_update(of=("self",))
        .select_related("achievement")
        .filter(pk=credential)
        .first()
    )
    if row is None:
        raise NotYours("credential")
    return row


def _take_back(row: Credential, reason: str) -> None:
    now = clock.now()
    Credential.objects.filter(pk=row.pk).update(revoked_at=now, revoked_reason=reason[:300])
    StatusList.objects.filter(pk=row.status_list_id).update(changed_at=now)
    row.revoked_at, row.revoked_reason = now, reason[:300]


@transaction.atomic
def credential_revoke(standing: Standing, credential: uuid.UUID, *, reason: str) -> Credential:
    """Take a credential back; its bit in the status list is set from now on.

    For the lead of the learning team, and admins of the organisation that issued it. Raises NotYours
    and CredentialIsRevoked.
    """
    row = _locked(credential)
    if not rules.may_revoke(standing, row.achievement):
        raise NotYours("credential")
    if row.revoked_at is not None:
        raise CredentialIsRevoked(_("This certificate was taken back already."))
    reason = " ".join(typed(reason).split())
    if not reason:
        raise CredentialIsRevoked(_("Say why the certificate is taken back."), "reason")
    _take_back(row, reason)
    entry_write(
        "credential-revoke",
        "credential",
        row.pk,
        actor=standing.account,
        organisation=_affairs(row.achievement),
    )
    return row


@transaction.atomic
def credential_disclose(
    account: uuid.UUID,
    credential: uuid.UUID,
    *,
    shows_name: bool,
    shows_organisation: bool,
    shows_results: bool,
    shares_file: bool,
) -> Credential:
    """The holder chooses what the public page shows, and whether it gives the signed file to others.

    The file holds the name and the results. Raises NotYours.
    """
    row = _locked(credential)
    if row.account_id != account:
        raise NotYours("credential")
    chosen = {
        "shows_name": shows_name,
        "shows_organisation": shows_organisation,
        "shows_results": shows_results,
        "shares_file": shares_file,
    }
    Credential.objects.filter(pk=row.pk).update(**chosen)
    entry_write("credential-disclose", "credential", row.pk, actor=account)
    for field, value in chosen.items():
        setattr(row, field, value)
    return row


@transaction.atomic
def credential_rename(standing: Standing, credential: uuid.UUID, *, name: str) -> Credential:
    """A new credential with the right name; the old one is taken back. Once for the holder.

    The lead of the learning team, and admins of the organisation that issued it, may always. Raises
    NotYours, NameIsMissing, NameWasCorrected and CredentialIsRevoked.
    """
    row = _locked(credential)
    may_always = rules.may_revoke(standing, row.achievement)
    if row.account_id != standing.account and not may_always:
        raise NotYours("credential")
    if row.revoked_at is not None:
        raise CredentialIsRevoked(_("This certificate was taken back already."))
    name = " ".join(typed(name).split())[:200]
    if not name:
        raise NameIsMissing(_("Write the name that the certificate shall bear."), "name")
    if name == row.name:
        return row
    if row.replaces_id is not None and not may_always:
        raise NameWasCorrected(
            _("The name was corrected once already. Write to the organisation that issued it."),
            "name",
        )
    _take_back(row, CORRECTED)
    entry_write(
        "credential-rename",
        "credential",
        row.pk,
        actor=standing.account,
        organisation=_affairs(row.achievement),
    )
    return _issue(
        row.achievement,
        registration=row.registration,
        account=row.account_id,
        name=name,
        language=row.language,
        assessed_in=list(row.languages.values_list("language", flat=True)),
        earned_at=row.earned_at,
        facts=dict(row.facts.values_list("key", "value")),
        organisation_name=row.organisation_name,
        place_name=row.place_name,
        replaces=row,
    )


def did_document_of(issuer: uuid.UUID) -> dict[str, Any] | None:
    """The document with every public key of an issuer; None for who never had one."""
    keys = IssuerKey.objects.filter(issuer=issuer).order_by("-created_at", "-pk")
    found = list(keys.values_list("pk", "public"))
    return did.did_document(issuer, found) if found else None


def reason_said(row: Credential) -> str:
    """Why a credential was taken back, in the reader's language where it is a key."""
    if row.revoked_reason == CORRECTED:
        return _("The name was corrected; another certificate takes its place.")
    return row.revoked_reason
