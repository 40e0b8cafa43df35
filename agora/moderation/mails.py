"""What the learning team, the provider and whoever reported are told by mail."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q

from agora.editorial.rules import WRITERS
from agora.kernel import clock, jobs, languages
from agora.moderation.models import REASONS, Appeal, AppealOutcome, Decision, Matter, Report
from agora.moderation.queries import appeal_until
from agora.notices import mail
from agora.notices.models import Sort
from agora.notices.services import notice_enqueue
from agora.people.models import Account, Duty, Membership


@jobs.job
def report_mail(report_id: str) -> None:
    """Tell the learning team of a report, once. The reporter's address stays here."""
    report = Report.objects.get(pk=report_id)
    if report.mailed_at:
        return
    mail.send(
        settings.TEAM_MAIL,
        template="moderation/mail/report",
        context={
            "report": report,
            "reason_label": REASONS[Report.Reason(report.reason)],
            "queue": f"{settings.SITE_URL}/en/desk/reports/{report.matter_id}/",
        },
        language="en",
    )
    Report.objects.filter(pk=report.pk).update(mailed_at=clock.now())


def decision_tell(decision: Decision) -> None:
    """Tell the provider's editors, or the author, and whoever reported; in the decision's transaction."""
    matter = decision.matter
    for account in _concerned(matter):
        notice_enqueue(
            account,
            sort=Sort.ORGANISATION,
            cause=f"decision-{decision.pk}",
            template="moderation/mail/decision",
            values={
                "title": matter.title,
                "outcome": decision.outcome,
                "ground": decision.ground,
                "words": decision.words,
                "until_at": appeal_until(decision).isoformat(),
            },
            path=f"/desk/decisions/{decision.pk}/",
            organisation=matter.organisation_id,
        )
    if matter.organisation_id is not None and not _writers(matter):
        organisation_mail.enqueue(str(decision.pk))
    _reporters_tell(matter, decision.pk)


def outcome_tell(came: AppealOutcome) -> None:
    """Tell the provider's editors and whoever reported what came of the appeal."""
    decision = came.appeal.decision
    matter = decision.matter
    for account in _concerned(matter):
        notice_enqueue(
            account,
            sort=Sort.ORGANISATION,
            cause=f"appeal-{came.pk}",
            template="moderation/mail/outcome",
            values={
                "title": matter.title,
                "outcome": came.outcome,
                "was": decision.outcome,
                "words": came.words,
            },
            path=f"/desk/decisions/{decision.pk}/",
            organisation=matter.organisation_id,
        )
    _reporters_tell(matter, came.pk)


def appeal_tell(appeal: Appeal) -> None:
    """Tell those of the learning team who may decide about it: all on duty but who decided first."""
    matter = appeal.decision.matter
    for account in _moderators(matter):
        if account in (appeal.decision.by, appeal.by):
            continue
        notice_enqueue(
            account,
            sort=Sort.REVIEW,
            cause=f"appeal-{appeal.pk}-made",
            template="moderation/mail/appeal",
            values={"title": matter.title, "words": appeal.words[:2000]},
            path=f"/desk/reports/{matter.pk}/",
        )


def _writers(matter: Matter) -> list[uuid.UUID]:
    members = Membership.objects.filter(organisation=matter.organisation_id, role__in=WRITERS)
    return _active(members.values_list("person__account", flat=True))


def _concerned(matter: Matter) -> list[uuid.UUID]:
    """The provider's editors, and whose words it is about."""
    return list(dict.fromkeys((*_writers(matter), *_active([matter.author_id]))))


def _moderators(matter: Matter) -> list[uuid.UUID]:
    spoken = Q(language="") | Q(language=languages.primary(matter.language))
    axes = Q(axis__isnull=True) | Q(axis__key__in=matter.axes.values_list("key", flat=True))
    on_duty = Q(role=Duty.Role.LEAD) | (Q(role=Duty.Role.MODERATOR) & spoken & axes)
    return _active(Duty.objects.filter(on_duty).values_list("person__account", flat=True))


def _active(wanted: Iterable[uuid.UUID | None]) -> list[uuid.UUID]:
    keys = [key for key in wanted if key]
    found = Account.objects.filter(pk__in=keys, is_active=True).order_by("pk")
    return list(found.values_list("pk", flat=True))


def _reporters_tell(matter: Matter, cause: uuid.UUID) -> None:
    left = Report.objects.filter(matter=matter).exclude(email="")
    for key in left.values_list("pk", flat=True):
        reporter_mail.enqueue(str(key), str(cause))


@jobs.job
def reporter_mail(report_id: str, cause: str) -> None:
    """Tell whoever left an address what was decided, or what came of an appeal; once for each."""
    report = Report.objects.select_related("matter").get(pk=report_id)
    if not report.email or str(report.told) == cause:
        return
    decision = Decision.objects.filter(pk=cause).first()
    came = AppealOutcome.objects.filter(pk=cause).first()
    said = decision or came
    if said is None:
        return
    mail.send(
        report.email,
        template="moderation/mail/reporter" if decision else "moderation/mail/reporter_outcome",
        context={
            "title": report.title,
            "outcome": said.outcome,
            "ground": decision.ground if decision else "",
            "words": said.words,
            "link": f"{settings.SITE_URL}{report.path}",
        },
        language=report.language,
        key=f"report-{report.pk}-{cause}",
    )
    Report.objects.filter(pk=report.pk).update(told=cause)


@jobs.job
def organisation_mail(decision_id: str) -> None:
    """Tell an organisation of which nobody works here, at the address it left."""
    decision = Decision.objects.select_related("matter__organisation").get(pk=decision_id)
    provider = decision.matter.organisation
    if provider is None or not provider.email:
        return
    mail.send(
        provider.email,
        template="moderation/mail/decision",
        context={
            "title": decision.matter.title,
            "outcome": decision.outcome,
            "ground": decision.ground,
            "words": decision.words,
            "until_at": appeal_until(decision),
        },
        language=provider.original_language,
        key=f"decision-{decision.pk}",
    )
