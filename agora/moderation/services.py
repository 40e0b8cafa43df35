"""Taking reports of problems."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import transaction

from agora.kernel import clock, jobs
from agora.kernel.kinds import Described
from agora.moderation.models import REASONS, Report
from agora.notices import mail


@transaction.atomic
def report_send(
    kind: str,
    object_id: uuid.UUID,
    about: Described,
    *,
    reason: str,
    text: str,
    email: str,
    language: str,
) -> Report:
    """Store a report and enqueue its mail to the learning team, both or neither."""
    report = Report.objects.create(
        kind=kind,
        object_id=object_id,
        title=about.title[:300],
        path=about.path[:300],
        reason=reason,
        text=text,
        email=email,
        language=language,
    )
    report_mail.enqueue(str(report.pk))
    return report


@jobs.job
def report_mail(report_id: str) -> None:
    """Mail a report to the learning team, once."""
    report = Report.objects.get(pk=report_id)
    if report.mailed_at:
        return
    mail.send(
        settings.TEAM_MAIL,
        template="moderation/mail/report",
        context={"report": report, "reason_label": REASONS[Report.Reason(report.reason)]},
        language="en",
        reply_to=report.email,
    )
    Report.objects.filter(pk=report.pk).update(mailed_at=clock.now())
