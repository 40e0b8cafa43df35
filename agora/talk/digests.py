"""What is new in the discussions somebody follows: one mail a day, or a week, in their own language.

The mail is a notice (`notices.services`), with everything that is true of notices: sent once, stopped with
one click, in the reader's language. Here is decided what it says.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.text import Truncator

from agora.kernel import clock, languages
from agora.notices.models import Sort
from agora.notices.services import notice_enqueue
from agora.people.models import PersonLanguage
from agora.talk.logic import is_due, zone_named
from agora.talk.models import Post, Thread, ThreadFollow
from agora.talk.places import place_of
from agora.talk.queries import SEEN, post_path

MOST_POSTS: Final = 10
"""Posts that one mail shows; the rest is on the pages."""
MOST_FOLLOWS: Final = 200
EXCERPT: Final = 300
SETTLED: Final = dt.timedelta(minutes=1)
"""What was said this shortly before may still be on its way into the database: the next mail has it."""


@dataclass
class _Known:
    """What is the same for everybody who is mailed in one go."""

    members: dict[tuple[str, uuid.UUID], Collection[uuid.UUID]] = field(default_factory=dict)
    paths: dict[uuid.UUID, str] = field(default_factory=dict)

    def belongs(self, account: uuid.UUID, follow: ThreadFollow) -> bool:
        """Whether they may still be mailed what is said there."""
        place, key = place_of(follow.place_kind), (follow.place_kind, follow.place_id)
        if place is None:
            return False
        if key not in self.members:
            self.members[key] = frozenset(place.members(follow.place_id))
        return account in self.members[key]

    def path(self, post: Post) -> str:
        """Where the post stands."""
        if post.pk not in self.paths:
            self.paths[post.pk] = post_path(post.thread, post.pk)
        return self.paths[post.pk]


def digests_due() -> int:
    """Enqueue the mail of everybody whose morning has come and for whom there is news; how many."""
    now, made = clock.now(), 0
    known = _Known()
    waiting = _with_news().values_list(
        "account_id", "how", "told_until", "account__person__timezone"
    )
    morning = {
        account: now.astimezone(zone_named(zone or ""))
        for account, how, told_until, zone in waiting
        if is_due(how, told_until, now.astimezone(zone_named(zone or "")))
    }
    for account, local in morning.items():
        with transaction.atomic():
            rows = _with_news().select_for_update(of=("self",)).filter(account=account)
            due = [row for row in rows if is_due(row.how, row.told_until, local)][:MOST_FOLLOWS]
            if due:
                made += _tell(account, due, local.date(), now - SETTLED, known)
    return made


def _with_news() -> QuerySet[ThreadFollow]:
    """Follows of active accounts where something was said since they were told last."""
    at_place = Thread.objects.filter(
        place_kind=OuterRef("place_kind"),
        place_id=OuterRef("place_id"),
        last_post_at__gt=OuterRef("told_until"),
    )
    return ThreadFollow.objects.filter(
        Q(thread__last_post_at__gt=F("told_until")) | (Q(thread__isnull=True) & Exists(at_place)),
        account__is_active=True,
    ).order_by("pk")


def _tell(
    account: uuid.UUID,
    follows: Sequence[ThreadFollow],
    day: dt.date,
    until: dt.datetime,
    known: _Known,
) -> int:
    """One mail of all that is new; whether there was any."""
    open_ = [follow for follow in follows if known.belongs(account, follow)]
    found = _news(account, open_, until) if open_ else Post.objects.none()
    total = found.count()
    # A moment in the future, of a clock that went wrong, is put right too.
    ThreadFollow.objects.filter(pk__in=[follow.pk for follow in follows]).update(told_until=until)
    if not total:
        return 0
    newest = list(found.select_related("thread").order_by("-pk")[:MOST_POSTS])
    posts = sorted(newest, key=lambda post: (post.thread_id, post.pk))
    values = {"count": str(total), "more": str(total - len(posts))}
    for number, post in enumerate(posts, start=1):
        values |= {
            f"post_{number}_title": post.thread.title or "—",
            f"post_{number}_words": Truncator(" ".join(post.body.split())).chars(EXCERPT),
            f"post_{number}_by": str(post.author_id or ""),
            f"post_{number}_path": known.path(post),
        }
    notice_enqueue(
        account,
        sort=Sort.TALK,
        cause=f"talk-{day:%Y%m%d}",
        template="talk/mail/digest",
        values=values,
        path=values["post_1_path"],
    )
    return 1


def _reads(account: uuid.UUID) -> set[str]:
    """The languages somebody named; empty where they named none."""
    rows = PersonLanguage.objects.filter(person__account=account)
    named = list(rows.values_list("language", "person__language"))
    return {languages.primary(tag) for pair in named for tag in pair if tag}


def _news(
    account: uuid.UUID, follows: Sequence[ThreadFollow], until: dt.datetime
) -> QuerySet[Post]:
    """What others said there since; answers to one's own questions were told at once.

    Of a whole place they get what is in a language they read, where they named any.
    """
    read = _reads(account)
    new = Q(pk__in=())
    for follow in follows:
        since = Q(posted_at__gt=follow.told_until)
        if follow.thread_id:
            new |= since & Q(thread=follow.thread_id)
            continue
        there = since & Q(thread__place_kind=follow.place_kind, thread__place_id=follow.place_id)
        new |= there & Q(thread__language__in=read) if read else there
    mine = Q(thread__is_question=True, thread__author=account)
    by_others = Q(author__isnull=True) | ~Q(author=account)
    asked_by_others = Q(thread__author__isnull=True) | ~mine
    return Post.objects.filter(
        SEEN, new, by_others, asked_by_others, posted_at__lte=until, thread__hidden_at__isnull=True
    )
