"""Writing to some people of a run, each in their language, and telling them in batches."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from agora.courses.models import (
    Enrolment,
    GroupMessage,
    GroupMessageRecipient,
    GroupMessageText,
)
from agora.courses.tutoring.certified import with_certificate
from agora.courses.tutoring.counting import stuck
from agora.courses.tutoring.rooms import TutorRoom
from agora.journal.services import entry_write
from agora.kernel import clock, jobs, languages
from agora.kernel.errors import AgoraError, NotYours
from agora.kernel.typed import typed
from agora.notices.models import Sort
from agora.notices.services import notice_enqueue
from agora.people.models import Person

BATCH: Final = 200
LONGEST: Final = 2000
Audience = GroupMessage.Audience


@dataclass(frozen=True)
class Said:
    """A message in one language."""

    subject: str
    body: str


@dataclass(frozen=True)
class ToWhom:
    """Some of the people of a room: all, the stuck, those with a certificate; of one group; or one person."""

    audience: str = Audience.ALL
    cohort: uuid.UUID | None = None
    enrolment: uuid.UUID | None = None


def readers(room: TutorRoom, to: ToWhom) -> QuerySet[Enrolment]:
    """The enrolments a message reaches, with an account each; raises NotYours for a foreign group."""
    rows = room.people().filter(account__isnull=False, account__is_active=True)
    if to.audience == Audience.PERSON:
        if to.enrolment is None:
            raise NotYours("enrolment")
        return rows.filter(pk=room.person(to.enrolment).pk)
    if to.cohort is not None:
        if to.cohort not in {one.pk for one in room.cohorts}:
            raise NotYours("cohort")
        rows = rows.filter(cohort=to.cohort)
    if to.audience == Audience.STUCK:
        return rows.filter(stuck())
    if to.audience == Audience.CERTIFICATE:
        return with_certificate(rows)
    return rows


def messages_in(room: TutorRoom) -> QuerySet[GroupMessage]:
    """The messages of a run: to an organiser all, to a tutor their own and those to their groups."""
    rows = GroupMessage.objects.filter(run=room.run)
    if room.organises:
        return rows
    mine = Q(cohort__in=[one.pk for one in room.cohorts]) & ~Q(audience=Audience.PERSON)
    return rows.filter(Q(sent_by=room.account) | mine)


def checked(texts: Mapping[str, Said]) -> dict[str, Said]:
    """The languages in which something is written; raises AgoraError where one is written by half."""
    found = {}
    for tag, said in texts.items():
        subject, body = " ".join(typed(said.subject).split()), typed(said.body)
        if not subject and not body:
            continue
        name = languages.own_name(tag)
        if not subject:
            raise AgoraError(
                _("Write the subject in this language too: %(language)s.") % {"language": name},
                f"subject_{tag}",
            )
        if not body:
            raise AgoraError(
                _("Write the message in this language too: %(language)s.") % {"language": name},
                f"body_{tag}",
            )
        if len(subject) > 200 or len(body) > LONGEST:
            raise AgoraError(
                _("This is too long: write at most %(limit)s characters.") % {"limit": LONGEST},
                f"body_{tag}",
            )
        found[tag] = Said(subject, body)
    if not found:
        raise AgoraError(_("Write the message in one language at least."))
    return found


@transaction.atomic
def group_message_send(
    room: TutorRoom, to: ToWhom, texts: Mapping[str, Said], *, original: str, key: uuid.UUID
) -> GroupMessage:
    """Write to these people; their mails are prepared by a job. A form sent again sends nothing new.

    `original` is the language of whoever reads none of the others, else the first written. Raises
    NotYours for people who are not theirs, AgoraError where nothing can be sent.
    """
    said = checked(texts)
    rows = readers(room, to)
    before = GroupMessage.objects.filter(key=key, run=room.run, sent_by=room.account).first()
    if before is not None:
        return before
    accounts = list(rows.order_by("pk").values_list("account_id", flat=True))
    if not accounts:
        raise AgoraError(_("Nobody is in this group now: nothing was sent."), "audience")
    message = GroupMessage.objects.create(
        run=room.run,
        audience=to.audience,
        cohort_id=to.cohort,
        enrolment_id=to.enrolment if to.audience == Audience.PERSON else None,
        original_language=original if original in said else next(iter(said)),
        key=key,
        sent_by=room.account,
    )
    GroupMessageText.objects.bulk_create(
        GroupMessageText(message=message, language=tag, subject=one.subject, body=one.body)
        for tag, one in said.items()
    )
    GroupMessageRecipient.objects.bulk_create(
        (GroupMessageRecipient(message=message, account_id=account) for account in accounts),
        batch_size=500,
        ignore_conflicts=True,
    )
    entry_write(
        "group-message-send", "run", room.run.pk, actor=room.account,
        organisation=room.run.course.resource.owner_id,
        note=f"{to.audience}: {len(accounts)}",
    )  # fmt: skip
    message_tell.enqueue(str(message.pk))
    return message


@jobs.job
def message_tell(message_id: str) -> None:
    """Hand over the mails of one batch, and go on with the next; whoever was told is not told again."""
    with transaction.atomic():
        message = (
            GroupMessage.objects.select_for_update(of=("self",))
            .select_related("run__course__resource")
            .filter(pk=message_id)
            .first()
        )
        if message is None:
            return
        waiting = list(message.recipients.filter(told_at__isnull=True).order_by("pk")[:BATCH])
        if not waiting:
            return
        texts = {one.language: one for one in message.texts.all()}
        spoken = dict(
            Person.objects.filter(account__in=[one.account_id for one in waiting]).values_list(
                "account", "language"
            )
        )
        for one in waiting:
            _tell(message, one.account_id, texts, spoken.get(one.account_id) or "en")
        message.recipients.filter(pk__in=[one.pk for one in waiting]).update(told_at=clock.now())
        message_tell.enqueue(message_id)


def _tell(
    message: GroupMessage, account: uuid.UUID, texts: Mapping[str, GroupMessageText], reads: str
) -> None:
    text = texts.get(reads) or texts[message.original_language]
    notice_enqueue(
        account,
        sort=Sort.COURSES,
        cause=f"group-message-{message.pk}",
        template="courses/tutoring/mail/message",
        values={
            "subject": text.subject,
            "body": text.body,
            "text_language": text.language,
            "other_language": languages.name(text.language, reads)
            if text.language != reads
            else "",
            "written_by": str(message.sent_by or ""),
        },
        path=f"/courses/{message.run.course.resource.slug}/runs/{message.run_id}/",
    )
