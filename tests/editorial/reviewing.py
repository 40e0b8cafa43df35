"""What the tests of the review share: people on duty, drafts, and what becomes of them."""

from __future__ import annotations

import uuid
from typing import Any

from agora.editorial.models import Draft, Revision, Submission
from agora.editorial.review import services
from agora.people.models import Account, Duty, Membership, Person
from agora.people.queries import Standing, standing_of
from agora.topics.models import Concept
from agora.topics.queries import PACT
from tests.catalogue.shelf import written
from tests.conftest import Somebody


def somebody(name: str) -> Somebody:
    """One more person with an account."""
    account = Account.objects.create_user(f"{name.lower()}@network.example")
    return Somebody(account, Person.objects.create(name=name, account=account))


def on_duty(
    who: Somebody, role: str = "reviewer", *, language: str = "", axis: str = ""
) -> Somebody:
    """Give them a duty in the learning team."""
    concept = Concept.objects.get(scheme__key=PACT, key=axis) if axis else None
    Duty.objects.create(person=who.person, role=role, language=language, axis=concept)
    return who


def works_for(who: Somebody, organisation: Any, role: str) -> Somebody:
    """Give them a role in an organisation."""
    Membership.objects.create(person=who.person, organisation=organisation, role=role)
    return who


def standing(who: Somebody) -> Standing:
    """What they may do now."""
    return standing_of(who.account)


def drafted(
    by: Somebody, organisation: Any | None, slug: str = "waste-guide", **fields: Any
) -> Draft:
    """A draft of a new handbook; `over` is a live resource it began from."""
    over = fields.pop("over", None)
    if organisation is not None:
        fields.setdefault("owner", organisation.slug)
    document = written(slug, **fields)
    draft = Draft.objects.create(
        kind="resource",
        object_id=over.pk if over else uuid.uuid4(),
        organisation=organisation,
        title=document["texts"][document["original_language"]]["title"],
        document=document,
        base_number=over.version if over else None,
        created_by=by.account.pk,
        changed_by=by.account.pk,
    )
    Revision.objects.create(draft=draft, number=1, document=document, saved_by=by.account.pk)
    return draft


def sent(
    by: Somebody, organisation: Any | None, slug: str = "waste-guide", **fields: Any
) -> Submission:
    """The same, sent for review."""
    note = fields.pop("note", "")
    draft = drafted(by, organisation, slug, **fields)
    return services.submission_send(standing(by), draft.pk, note=note, seen=draft.revision)
