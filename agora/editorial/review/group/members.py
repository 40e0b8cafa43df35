"""What a member of a reference group does, with the secret of their link and nothing else."""

from __future__ import annotations

import uuid
from typing import Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from agora.editorial.models import GroupMember, Message
from agora.editorial.review.errors import WrongStep
from agora.editorial.review.group.reading import comments_of, is_open, member_for
from agora.kernel import clock, names
from agora.kernel.errors import AgoraError, NotYours
from agora.kernel.typed import typed

LONGEST: Final = 5000
MOST: Final = 200
"""Comments of one member: a bound on what a link that leaked could write."""


@transaction.atomic
def reading_comment(secret: str, *, field: str = "", text: str) -> Message:
    """Say something, perhaps about one field. Raises WrongStep when the reading is closed."""
    member = _reading(secret)
    text = typed(text)
    if not text:
        raise AgoraError(_("Write what you think, then send it."), "text")
    if len(text) > LONGEST:
        raise AgoraError(
            _("This is too long. Write at most %(most)s characters.") % {"most": LONGEST}, "text"
        )
    mine = comments_of(member.review).filter(member=member)
    last = mine.last()
    if last is not None and (last.field, last.text) == (field, text):
        return last  # the button was pressed twice
    if mine.count() >= MOST:
        raise AgoraError(
            _("You have written as many comments as there is room for. Join some of them."), "text"
        )
    if member.declined_at is not None:
        member.declined_at = None
        member.save(update_fields=["declined_at"])
    return Message.objects.create(
        submission=member.review.submission,
        author=member.account,
        member=member,
        at=clock.now(),
        verb="comment",
        field=field[:200],
        text=text,
        language=translation.get_language() or "",
        audience=Message.Audience.GROUP,
    )


@transaction.atomic
def reading_take_back(secret: str, message_id: uuid.UUID) -> None:
    """Delete one of one's own comments, while the reading is open."""
    member = _reading(secret)
    found = comments_of(member.review).filter(member=member, pk=message_id).first()
    if found is None:
        raise NotYours(_("There is no such comment of yours."))
    found.delete()


@transaction.atomic
def reading_name(secret: str, *, name: str, is_named: bool) -> GroupMember:
    """How one is called, and whether the name may stand beside what one said."""
    member = _reading(secret)
    name = typed(name)
    if is_named and not name:
        raise AgoraError(_("Write your name, or leave the box empty."), "name")
    if name and (wrong := names.fault(name)):
        raise AgoraError(wrong, "name")
    member.name, member.is_named = name[:200], is_named
    member.save(update_fields=["name", "is_named"])
    return member


@transaction.atomic
def reading_decline(secret: str) -> GroupMember:
    """Say that one does not read it: no more mails about it. Commenting later takes it back."""
    member = member_for(secret, lock=True)
    if member.declined_at is None:
        member.declined_at = clock.now()
        member.save(update_fields=["declined_at"])
    return member


def reading_note_opened(member: GroupMember) -> None:
    """Note that the link was opened, the first time."""
    if member.opened_at is None:
        GroupMember.objects.filter(pk=member.pk, opened_at=None).update(opened_at=clock.now())


def _reading(secret: str) -> GroupMember:
    member = member_for(secret, lock=True)
    if not is_open(member.review, member.review.submission):
        raise WrongStep(_("The reading is closed. What you wrote before it closed is kept."))
    return member
