"""Telling people by mail what happened to what they sent, or what waits for them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from agora.editorial.models import Submission
from agora.notices.models import Sort
from agora.notices.services import notice_enqueue
from agora.people.models import Account, Duty, Membership


def tell(
    accounts: Iterable[uuid.UUID | None],
    *,
    cause: str,
    template: str,
    values: Mapping[str, str],
    path: str,
    organisation: uuid.UUID | None = None,
    sort: str = Sort.REVIEW,
) -> None:
    """Enqueue one mail to each of these accounts, in the open transaction.

    `cause` names what happened, so that the same thing is told once; an account that was erased is
    left out.
    """
    wanted = {account for account in accounts if account}
    for account in Account.objects.filter(pk__in=wanted, is_active=True).values_list(
        "pk", flat=True
    ):
        notice_enqueue(
            account,
            sort=sort,
            cause=cause,
            template=f"editorial/mail/{template}",
            values=values,
            path=path,
            organisation=organisation,
        )


def tell_provider(
    submission: Submission,
    *,
    template: str,
    cause: str,
    but: uuid.UUID | None = None,
    path: str = "",
    **values: str,
) -> None:
    """Mail whoever sent it."""
    tell(
        {submission.submitted_by} - {but},
        cause=cause,
        template=template,
        values={"title": submission.title, **values},
        path=path or path_of(submission),
        organisation=submission.organisation_id,
    )


def tell_reviewers(
    submission: Submission,
    *,
    template: str,
    cause: str,
    but: uuid.UUID | None = None,
    **values: str,
) -> None:
    """Mail the one it is assigned to, else those on duty for it."""
    waits_for = {submission.assignee} if submission.assignee else set(accounts_on_duty(submission))
    tell(
        waits_for - {but},
        cause=cause,
        template=template,
        values={"title": submission.title, **values},
        path=path_of(submission),
    )


def path_of(submission: Submission) -> str:
    """Where a submission is worked on, without the language."""
    return f"/desk/review/{submission.pk}/"


def accounts_on_duty(submission: Submission) -> list[uuid.UUID]:
    """The reviewers whose duty covers it; the leads where there is none."""
    axes = {axis.key for axis in submission.axes.all()}
    own = {submission.submitted_by, *(one.account for one in submission.writers.all())}
    reviewers: set[uuid.UUID] = set()
    leads: set[uuid.UUID] = set()
    for account, role, language, axis in Duty.objects.filter(
        role__in=(Duty.Role.REVIEWER, Duty.Role.LEAD), person__account__isnull=False
    ).values_list("person__account", "role", "language", "axis__key"):
        if role == Duty.Role.LEAD:
            leads.add(account)
        elif (not language or language == submission.language.split("-")[0]) and (
            not axis or axis in axes
        ):
            reviewers.add(account)
    return sorted((reviewers or leads) - own)


def approvers_of(submission: Submission) -> list[uuid.UUID]:
    """Those who say for the organisation that something may go to the learning team."""
    own = {submission.submitted_by, *(one.account for one in submission.writers.all())}
    found = Membership.objects.filter(
        organisation=submission.organisation_id,
        role=Membership.Role.APPROVER,
        person__account__is_active=True,
    ).values_list("person__account", flat=True)
    return sorted({account for account in found if account} - own)
