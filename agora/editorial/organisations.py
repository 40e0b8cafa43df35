"""What people do with organisations that touches content: bringing one onto the market, passing work on."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agora.editorial.models import Draft, Submission
from agora.editorial.review.deciding import record, say
from agora.editorial.services import document_read, version_publish
from agora.journal.services import entry_write
from agora.kernel import clock, ids, languages
from agora.kernel.errors import AgoraError, NotYours
from agora.people import rules, upstairs
from agora.people.invitations import invitation_send
from agora.people.keeping import membership_add
from agora.people.models import Invitation, Membership, Organisation, OrganisationRequest
from agora.people.queries import Standing
from agora.topics.models import Concept, Place

ACTS = {
    "organisation-approve": gettext_lazy("approved an organisation"),
    "organisation-decline": gettext_lazy("declined an organisation"),
    "organisation-make": gettext_lazy("brought an organisation onto the market"),
    "publish": gettext_lazy("published a version"),
    "withdraw": gettext_lazy("took something off the market"),
    "draft-start": gettext_lazy("began a draft"),
    "draft-open": gettext_lazy("opened a draft"),
    "draft-discard": gettext_lazy("discarded a draft"),
    "draft-pass": gettext_lazy("passed a draft to another organisation"),
    "draft-take": gettext_lazy("took a draft over from another organisation"),
}


class RequestIsDecided(AgoraError):
    """Somebody else decided meanwhile; `request` is as they left it."""

    def __init__(self, request: OrganisationRequest) -> None:
        super().__init__(_("A colleague has decided this meanwhile. Nothing was changed by you."))
        self.request = request


@transaction.atomic
def organisation_approve(
    standing: Standing, request_id: uuid.UUID, *, answer: str = ""
) -> OrganisationRequest:
    """Publish the organisation that was asked for; the asker becomes its admin and is told.

    Raises NotYours, RequestIsDecided, InvalidDocument.
    """
    request = _open_request(standing, request_id)
    organisation = _publish(
        standing,
        name=request.name,
        kind=request.kind,
        seat=request.seat,
        website=request.website,
        language=request.language,
    )
    if request.asked_by_id is not None:
        membership_add(organisation.pk, request.asked_by_id, Membership.Role.ADMIN)
    request.organisation = organisation
    _decide(standing, request, OrganisationRequest.State.APPROVED, answer)
    return request


@transaction.atomic
def organisation_decline(
    standing: Standing, request_id: uuid.UUID, *, answer: str
) -> OrganisationRequest:
    """Say no, with a reason that the asker gets. Raises NotYours, RequestIsDecided."""
    request = _open_request(standing, request_id)
    if not answer.strip():
        raise AgoraError(_("Say why, so that the asker knows what to do."), "answer")
    _decide(standing, request, OrganisationRequest.State.DECLINED, answer)
    return request


@transaction.atomic
def organisation_make(
    standing: Standing,
    *,
    name: str,
    kind: Concept,
    seat: Place | None,
    website: str,
    language: str,
    admin_email: str,
) -> Organisation:
    """A lead brings an organisation onto the market and invites its first admin.

    Done twice by a double click it is done once: while no admin has come yet, the same name for the same
    address is the same organisation.
    """
    if not rules.may_decide_requests(standing):
        raise NotYours(_("The learning team's leads bring organisations onto the market."))
    same = Organisation.objects.filter(
        texts__name=" ".join(name.split()),
        invitations__email=admin_email.strip().lower(),
        invitations__state=Invitation.State.OPEN,
        withdrawn_at__isnull=True,
    ).first()
    if same is not None:
        return same
    organisation = _publish(
        standing, name=name, kind=kind, seat=seat, website=website, language=language
    )
    entry_write(
        "organisation-make",
        "organisation",
        organisation.pk,
        actor=standing.account,
        organisation=organisation.pk,
    )
    invitation_send(
        standing,
        email=admin_email,
        role=Membership.Role.ADMIN,
        organisation=organisation.pk,
        mail_language=language,
    )
    return organisation


def register_holdings() -> None:
    """What of this room passes on when somebody leaves; called at start."""
    upstairs.register_holding(upstairs.Holding("drafts", _drafts_held, _drafts_give))
    upstairs.register_holding(
        upstairs.Holding("reviews", _reviews_held, _reviews_give, _reviews_drop)
    )


def _drafts_held(organisation: uuid.UUID | None, account: uuid.UUID) -> int:
    return Draft.objects.filter(organisation=organisation, created_by=account).count()


def _drafts_give(organisation: uuid.UUID | None, account: uuid.UUID, heir: uuid.UUID) -> int:
    """Open drafts are the heir's; their history keeps who wrote what."""
    rows = Draft.objects.filter(organisation=organisation, created_by=account)
    return rows.update(created_by=heir)


def _reviews_held(organisation: uuid.UUID | None, account: uuid.UUID) -> int:
    # Who reviews is of the learning team, whichever organisation it was sent by.
    if organisation is not None:
        return 0
    return Submission.objects.filter(state__in=Submission.OPEN, assignee=account).count()


def _reviews_give(organisation: uuid.UUID | None, account: uuid.UUID, heir: uuid.UUID) -> int:
    """Reviews in hand pass to the heir; what the heir sent themselves is free for anybody else."""
    if organisation is not None:
        return 0
    rows = Submission.objects.filter(state__in=Submission.OPEN, assignee=account)
    theirs = Q(submitted_by=heir) | Q(writers__account=heir)
    own = list(rows.filter(theirs).values_list("pk", flat=True).distinct())
    Submission.objects.filter(pk__in=own).update(assignee=None)
    return len(own) + rows.update(assignee=heir)


def _reviews_drop(account: uuid.UUID) -> int:
    """Whoever reviews next finds it among what is given to nobody, and reads why in the thread."""
    rows = list(
        Submission.objects.select_for_update().filter(state__in=Submission.OPEN, assignee=account)
    )
    for one in rows:
        one.assignee = None
        one.save(update_fields=["assignee"])
        say(one, None, "left")
        record("review-left", one, None)
    return len(rows)


def _open_request(standing: Standing, request_id: uuid.UUID) -> OrganisationRequest:
    if not rules.may_decide_requests(standing):
        raise NotYours(_("The learning team's leads decide this."))
    request = (
        OrganisationRequest.objects.select_for_update(of=("self",))
        .select_related("kind", "seat", "asked_by")
        .filter(pk=request_id)
        .first()
    )
    if request is None:
        raise NotYours(_("There is no such request."))
    if request.state != OrganisationRequest.State.OPEN:
        raise RequestIsDecided(request)
    return request


def _decide(
    standing: Standing,
    request: OrganisationRequest,
    state: OrganisationRequest.State,
    answer: str,
) -> None:
    request.state = state
    request.answer = answer.strip()[:2000]
    request.decided_by_id = standing.person
    request.decided_at = clock.now()
    request.save()
    approved = state == OrganisationRequest.State.APPROVED
    entry_write(
        "organisation-approve" if approved else "organisation-decline",
        "organisation-request",
        request.pk,
        actor=standing.account,
        organisation=request.organisation_id,
        person=request.asked_by_id,
    )
    upstairs.tell(
        request.asked_by.account_id if request.asked_by else None,
        cause=f"organisation-request-{request.pk}-decided",
        template=f"editorial/mail/organisation_{state.value}",
        values={"title": request.name, "answer": request.answer},
        path=f"/desk/organisations/{request.organisation_id}/"
        if approved
        else "/desk/organisations/",
    )


def _publish(
    standing: Standing,
    *,
    name: str,
    kind: Concept,
    seat: Place | None,
    website: str,
    language: str,
) -> Organisation:
    key = ids.new_id()
    clean = " ".join(name.split())
    document = document_read(
        "organisation",
        {
            "slug": ids.slugify(clean) or key.hex,
            "kind": kind.key,
            "website": website,
            "seat": seat.key if seat else None,
            "serves": [seat.key] if seat else [],
            "original_language": languages.normalise(language),
            "texts": {languages.normalise(language): {"name": clean}},
        },
    )
    version_publish("organisation", key, document, by=standing.account)
    return Organisation.objects.get(pk=key)
