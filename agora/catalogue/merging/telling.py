"""Telling the providers of both resources that they became one, or two again."""

from __future__ import annotations

import uuid
from typing import Final

from agora.catalogue.merging.queries import titles_of
from agora.catalogue.models import Contribution, Merge, Resource
from agora.editorial.rules import WRITERS
from agora.notices.models import Sort
from agora.notices.services import notice_enqueue
from agora.people.models import Membership
from agora.topics.queries import vocabulary

PUBLISHES: Final = ("publisher", "co-publisher")


def merged(merge: Merge) -> None:
    """Tell that two became one."""
    _tell(merge, "catalogue/mail/merged", "merge")


def parted(merge: Merge) -> None:
    """Tell that one became two again."""
    _tell(merge, "catalogue/mail/parted", "parted")


def providers_of(resource: uuid.UUID) -> set[uuid.UUID]:
    """Whose a resource is: its owner, or, where it has none, who publishes it."""
    owner = Resource.objects.values_list("owner_id", flat=True).get(pk=resource)
    if owner is not None:
        return {owner}
    words = vocabulary()
    roles = {term.id for key in PUBLISHES if (term := words.term("roles", key)) is not None}
    rows = Contribution.objects.filter(
        resource=resource, role_id__in=roles, organisation__isnull=False
    )
    return {key for key in rows.values_list("organisation_id", flat=True) if key}


def _tell(merge: Merge, template: str, cause: str) -> None:
    organisations = providers_of(merge.kept_id) | providers_of(merge.gone_id)
    rows = Membership.objects.filter(
        organisation__in=organisations, role__in=WRITERS, person__account__is_active=True
    ).order_by("pk")
    both = {merge.kept_id, merge.gone_id}
    for account, language, organisation in rows.values_list(
        "person__account", "person__language", "organisation_id"
    ):
        titles = titles_of(both, language or "en")
        notice_enqueue(
            account,
            sort=Sort.ORGANISATION,
            cause=f"{cause}-{merge.pk}",
            template=template,
            values={
                "kept": titles.get(merge.kept_id, ""),
                "gone": titles.get(merge.gone_id, ""),
            },
            path=f"/resources/{merge.kept.slug}/",
            organisation=organisation,
        )
