"""Giving the certificate of a completed course."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Avg
from django.utils.translation import gettext as _
from django.utils.translation import override

from agora.catalogue.models import Resource
from agora.courses.models import Attempt, Completion, CourseVersion, Enrolment
from agora.courses.queries.content import outline
from agora.credentials.models import Achievement, Credential
from agora.credentials.services import Said, achievement_ensure, credential_issue
from agora.kernel import addresses
from agora.kernel.errors import NotHere
from agora.people.models import Organisation
from agora.people.queries import name_of
from agora.topics.finding import place_label
from agora.topics.queries import vocabulary

COURSE: Final = "course"


def has_certificate(version: uuid.UUID) -> bool:
    """Whether a version of a course gives one."""
    return bool(outline(version).shape.get("certificate"))


def certificates_of(registrations: list[uuid.UUID]) -> dict[uuid.UUID, Credential]:
    """The certificates in force of these enrolments; one query."""
    return {
        row.registration: row
        for row in Credential.objects.filter(
            achievement__kind=COURSE, registration__in=registrations, revoked_at__isnull=True
        )
    }


def certificate_give(enrolment: Enrolment, *, name: str, language: str) -> Credential:
    """The certificate of a completed course, in the name it is to bear; asked twice, the same one.

    Raises NotHere where the course is not completed or gives none, and what the room `credentials`
    raises: NameIsMissing, CredentialIsRevoked, KeyIsMissing.
    """
    completion = Completion.objects.filter(enrolment=enrolment).select_related("version").first()
    if completion is None or enrolment.account_id is None:
        raise NotHere(_("Complete the course first. Then its certificate is here."))
    shape = completion.version.shape.get("certificate")
    if not shape:
        raise NotHere(_("This course gives no certificate."))
    achievement = _achievement(completion.version, shape)
    with override(language):
        return credential_issue(
            achievement=achievement,
            registration=enrolment.pk,
            account=enrolment.account_id,
            name=name,
            language=language,
            assessed_in=list(completion.languages),
            earned_at=completion.at,
            facts=_facts(enrolment),
            organisation_name=_organisation(enrolment.organisation, language),
            place_name=_place(enrolment.place_id, language),
        )


def _achievement(version: CourseVersion, shape: Mapping[str, Any]) -> Achievement:
    resource = Resource.objects.get(pk=version.course_id)
    issuers = [
        found[0]
        for reference in shape.get("issuers") or ()
        if (found := _issuer(reference)) is not None
    ]
    return achievement_ensure(
        kind=COURSE,
        object_id=version.course_id,
        version=version.number,
        original_language=version.original_language,
        texts={
            tag: Said(
                name=text["name"],
                description=text.get("description", ""),
                criteria=text.get("criteria", ""),
            )
            for tag, text in shape["texts"].items()
        },
        issuers=issuers,
        signatories=[
            {"name": one["name"], "role": one.get("role") or {}}
            for one in shape.get("signatories") or ()
        ],
        path=f"/courses/{resource.slug}/",
    )


def _issuer(reference: str) -> tuple[uuid.UUID, str] | None:
    found = addresses.resolve("organisation", reference)
    if found is not None:
        return found
    try:
        return uuid.UUID(reference), reference
    except ValueError:
        return None


def _facts(enrolment: Enrolment) -> dict[str, str | int | float]:
    """What the holder may show besides: the mean of the best attempts, in per cent."""
    best = (
        Attempt.objects.filter(enrolment=enrolment, passed=True)
        .values("node_key")
        .annotate(mean=Avg("score"))
    )
    scores = [float(row["mean"]) for row in best if row["mean"] is not None]
    return {"score": f"{round(100 * sum(scores) / len(scores))} %"} if scores else {}


def _organisation(organisation: Organisation | None, language: str) -> str:
    return name_of(organisation, language) if organisation is not None else ""


def _place(place: uuid.UUID | None, language: str) -> str:
    spot = vocabulary().place_by_id.get(place) if place else None
    return place_label(spot, language) if spot else ""
