"""What leaves by mail: questions relayed to an organisation, and notices to people.

Rooms above tell a person of something with one call, in the transaction of the thing itself:

    notice_enqueue(account: UUID, *, sort: str, cause: str, template: str,
                   values: Mapping[str, str], path: str, organisation: UUID | None = None) -> None

- `sort` is one of `notices.models.Sort`: `review`, `translation`, `organisation`, `reminders`,
  `talk`. The person decides per sort: at once, once a day, or not at all.
- `cause` names what happened, once per account (`submission-<uuid>-turn-3`): called again with the
  same cause, nothing more is sent.
- `template` leads to three files of the calling room, `<template>.subject.txt`, `.txt` and `.html`; the
  last two extend `ui/mail/base.txt` and `ui/mail/base.html` and fill their block `said`. They get:
  the `values`; `reader` (the person's name); `link` (the whole address of `path`); what the base
  templates need. The subject alone is the line of a daily mail.
- `values` are short texts. One whose name ends in `_at` is a moment in ISO 8601 and reaches the template as
  a datetime, shown in the reader's own time zone. One whose name ends in `_by` is an account's id and
  reaches the template as that person's name at the time of sending (empty when they are gone):
  names are not stored. What a template shows of `title` and the like is forgotten once the mail has left.
- `path` is the page to go to, without the language: `/desk/reviews/<uuid>/`.
- `organisation`: when the person handed their work there over to a colleague, the colleague is told.

Mails about security and invitations are no notices: they cannot be switched off.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction

from agora.kernel import clock, jobs
from agora.kernel.kinds import Described
from agora.notices import mail, sending
from agora.notices.models import Enquiry, Notice, Preference, Sort
from agora.people.queries import heir_of


@transaction.atomic
def notice_enqueue(
    account: uuid.UUID,
    *,
    sort: str,
    cause: str,
    template: str,
    values: Mapping[str, str],
    path: str,
    organisation: uuid.UUID | None = None,
) -> None:
    """Tell a person of something, once per cause; both row and job, or neither.

    See the head of this module for the parameters. Raises ValueError for a sort that is none.
    """
    notice, new = Notice.objects.get_or_create(
        account_id=heir_of(account, organisation) if organisation else account,
        cause=cause,
        defaults={
            "sort": Sort(sort),
            "template": template,
            "values": {name: text[:2000] for name, text in values.items()},
            "path": path[:400],
        },
    )
    if new:
        sending.notice_mail.enqueue(str(notice.pk))


@transaction.atomic
def preferences_set(account: uuid.UUID, wishes: Mapping[str, str]) -> None:
    """How somebody wants these sorts of mail from now on, those that wait already among them.

    Raises ValueError for a sort or a way that is none.
    """
    for sort, how in wishes.items():
        Preference.objects.update_or_create(
            account_id=account, sort=Sort(sort), defaults={"how": Preference.How(how)}
        )
        if how != Preference.How.DAILY:
            waiting = Notice.objects.filter(
                account_id=account, sort=sort, state=Notice.State.WAITING
            )
            for key in waiting.values_list("pk", flat=True):
                sending.notice_mail.enqueue(str(key))


@transaction.atomic
def enquiry_send(
    kind: str,
    object_id: uuid.UUID,
    about: Described,
    *,
    name: str,
    email: str,
    text: str,
    language: str,
) -> Enquiry:
    """Store the question and enqueue its mail, both or neither."""
    enquiry = Enquiry.objects.create(
        kind=kind,
        object_id=object_id,
        title=about.title[:300],
        path=about.path[:300],
        to_id=about.contact,
        name=name,
        email=email,
        text=text,
        language=language,
    )
    enquiry_mail.enqueue(str(enquiry.pk))
    return enquiry


@jobs.job
def enquiry_mail(enquiry_id: str) -> None:
    """Mail a question to the organisation, or to the learning team where it left no address.

    A question already sent is not sent again.
    """
    enquiry = Enquiry.objects.select_related("to").get(pk=enquiry_id)
    if enquiry.sent_at:
        return
    address = enquiry.to.email if enquiry.to and enquiry.to.email else settings.TEAM_MAIL
    mail.send(
        address,
        template="notices/mail/enquiry",
        context={"enquiry": enquiry, "relayed": not (enquiry.to and enquiry.to.email)},
        language=enquiry.to.original_language if enquiry.to and enquiry.to.email else "en",
        reply_to=enquiry.email,
    )
    Enquiry.objects.filter(pk=enquiry.pk).update(sent_at=clock.now())
