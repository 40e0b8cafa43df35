"""Whether a document could be published as it is."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agora.editorial.models import Draft, Version
from agora.editorial.owning import owner_of
from agora.editorial.services import document_read
from agora.kernel import editing
from agora.kernel.errors import InvalidDocument, Problem
from agora.kernel.kinds import kind_named


class _Undo(Exception):
    """Takes back what was only tried."""


def publishing_problems(kind: str, object_id: uuid.UUID, document: Any) -> list[Problem]:
    """What keeps a document from being published: faults of its shape, and names of what is unknown.

    It is written into the live tables and taken back at once, so that nothing checked when
    publishing can be forgotten here.
    """
    try:
        read = document_read(kind, document)
        with transaction.atomic():
            kind_named(kind).apply(object_id, read, _next_number(kind, object_id))
            raise _Undo
    except InvalidDocument as error:
        return list(error.problems)
    except _Undo:
        return []


def _next_number(kind: str, object_id: uuid.UUID) -> int:
    """What the next version will be called: a kind may keep something under each number."""
    versions = Version.objects.filter(kind=kind, object_id=object_id).order_by("-number")
    return (versions.values_list("number", flat=True).first() or 0) + 1


def sending_problems(draft: Draft, document: Mapping[str, Any]) -> list[Problem]:
    """What keeps a draft from being sent.

    A document of an organisation's draft must be that organisation's: nobody publishes in the name
    of another.
    """
    problems = publishing_problems(draft.kind, draft.object_id, document)
    if (
        draft.organisation_id is not None
        and editing.sort_of(draft.kind, document) is not None
        and owner_of(draft.kind, document) != draft.organisation_id
    ):
        problems.append(
            Problem("owner", _("It must belong to your organisation. Choose it as the owner."))
        )
    return problems
