"""Asking for threads and posts, always as somebody: what they may not read is not there.

Other rooms use `panel`, `panels`, `counts`, `unanswered` and `waiting`. They answer whoever asks: the room
that owns the place says first who may.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from agora.kernel import languages
from agora.kernel.errors import NotYours
from agora.kernel.kinds import reason_said
from agora.moderation.queries import matters_for
from agora.moderation.rules import moderates_at_all
from agora.people.models import PersonLanguage
from agora.people.queries import Standing, person_names
from agora.talk.models import Post, PostEdit, Thread, ThreadFollow
from agora.talk.places import Place, place_of
from agora.ui import wording
from agora.ui.rows import NOTHING, Link, Said

POSTS_PER_PAGE: Final = 50
FEW: Final = 3
"""Threads that a panel shows."""
POST: Final = "post"
"""What moderation and the journal call a post."""
SEEN = Q(hidden_at__isnull=True, removed_at__isnull=True)


@dataclass(frozen=True)
class Here:
    """A place as one person finds it."""

    kind: str
    id: uuid.UUID
    place: Place
    title: str
    path: str
    may_write: bool
    may_moderate: bool
    looks_in: bool = False
    """Belongs not to it, but moderates for the learning team and was called to one of its threads."""

    @property
    def talk(self) -> str:
        """The address of its talk, without the language in front."""
        return f"/talk/{self.kind}/{self.id}/"


def here(standing: Standing, kind: str, place_id: uuid.UUID, language: str) -> Here:
    """The place, as far as this person may read it; raises NotYours."""
    place = place_of(kind)
    if place is None or place_id not in place.may_read(standing, [place_id]):
        raise NotYours("place")
    return _here(place, standing, kind, place_id, language)


def _here(place: Place, standing: Standing, kind: str, place_id: uuid.UUID, language: str) -> Here:
    named = place.describe([place_id], language).get(place_id)
    if named is None:
        raise NotYours("place")
    return Here(
        kind,
        place_id,
        place,
        named.title,
        named.path,
        place_id in place.may_write(standing, [place_id]),
        place_id in place.may_moderate(standing, [place_id]),
    )


def thread_here(
    standing: Standing, kind: str, place_id: uuid.UUID, thread_id: uuid.UUID, language: str
) -> tuple[Here, Thread]:
    """A thread of that place, as far as this person may read it; raises NotYours.

    A moderator of the learning team may read a thread in which a post was reported, wherever it is.
    A hidden thread is there for its author and for moderators alone.
    """
    rows = Thread.objects.filter(pk=thread_id, place_kind=kind, place_id=place_id)
    place, thread = place_of(kind), rows.first()
    if place is None or thread is None:
        raise NotYours("thread")
    called = is_called_to(standing, thread)
    try:
        where = here(standing, kind, place_id, language)
    except NotYours:
        if not called:
            raise
        found = _here(place, standing, kind, place_id, language)
        where = replace(found, may_write=False, may_moderate=False, looks_in=True)
    moderates = where.may_moderate or called
    if thread.hidden_at and not moderates and not is_author(standing, thread.author_id):
        raise NotYours("thread")
    return where, thread


def is_author(standing: Standing, author: uuid.UUID | None) -> bool:
    """Whether this person wrote it."""
    return author is not None and author == standing.account


def is_called_to(standing: Standing, thread: Thread) -> bool:
    """Whether somebody moderates for the learning team a report on a post of this thread."""
    if not moderates_at_all(standing):
        return False
    posts = Post.objects.filter(thread=thread).values("pk")
    return matters_for(standing).filter(kind=POST, object_id__in=posts).exists()


# ---------------------------------------------------------------------- threads


@dataclass(frozen=True)
class ThreadRow:
    """A thread in a list. `author` is empty for somebody who left."""

    id: uuid.UUID
    place_id: uuid.UUID
    title: Said
    path: str
    author: str
    state: str
    is_question: bool
    language: str
    posts: int
    created_at: dt.datetime
    last_post_at: dt.datetime
    anchor: uuid.UUID | None = None
    about: Link | None = None
    is_hidden: bool = False


def threads_of(kind: str, place_ids: Collection[uuid.UUID]) -> QuerySet[Thread]:
    """The threads everybody who reads these places is shown: something in each is to be seen.

    A title stands as long as the first post does; only without one the others are looked for.
    """
    seen = Post.objects.filter(SEEN, thread=OuterRef("pk"))
    return Thread.objects.filter(
        ~Q(title="") | Exists(seen), place_kind=kind, place_id__in=place_ids, hidden_at__isnull=True
    )


def threads_for(standing: Standing, where: Here) -> QuerySet[Thread]:
    """The threads of a place this person is shown; their own hidden ones and, to moderators, all."""
    if where.may_moderate:
        return Thread.objects.filter(place_kind=where.kind, place_id=where.id)
    shown = threads_of(where.kind, [where.id])
    if standing.account is None:
        return shown
    mine = Thread.objects.filter(
        place_kind=where.kind,
        place_id=where.id,
        author=standing.account,
        hidden_at__isnull=False,
    )
    return shown | mine


def is_unanswered() -> Q:
    """A question whose answer nobody has marked."""
    return Q(is_question=True, state=Thread.State.OPEN, hidden_at__isnull=True)


def languages_of(standing: Standing, reader: str) -> tuple[str, ...]:
    """The languages somebody reads, the page's first; one query."""
    found = [reader]
    if standing.person is not None:
        rows = PersonLanguage.objects.filter(person=standing.person).order_by("order", "pk")
        found += [languages.primary(tag) for tag in rows.values_list("language", flat=True)]
    return tuple(dict.fromkeys(found))


def language_counts(threads: QuerySet[Thread]) -> dict[str, int]:
    """How many of these threads there are in each language; one query."""
    rows = threads.order_by().values_list("language").annotate(n=Count("pk"))
    return dict(rows)


def thread_rows(
    threads: Iterable[Thread], where: Here | None, reader: str, kind: str = ""
) -> list[ThreadRow]:
    """These threads as rows; with `where`, each with the part of the place it is about."""
    found = list(threads)
    keys = [thread.pk for thread in found]
    posts = dict(
        Post.objects.filter(SEEN, thread__in=keys)
        .order_by()
        .values_list("thread")
        .annotate(n=Count("pk"))
    )
    names = person_names([thread.author_id for thread in found])
    about: Mapping[uuid.UUID, str] = {}
    if where is not None:
        anchors = {thread.anchor for thread in found if thread.anchor}
        about = where.place.named(where.id, anchors, reader)
    return [
        ThreadRow(
            thread.pk,
            thread.place_id,
            wording.said(thread.title, thread.language, reader),
            thread_path(thread, reader),
            names.get(thread.author_id, "") if thread.author_id else "",
            thread.state,
            thread.is_question,
            thread.language,
            posts.get(thread.pk, 0),
            thread.created_at,
            thread.last_post_at,
            thread.anchor,
            _part(thread.anchor, about),
            thread.hidden_at is not None,
        )
        for thread in found
    ]


def _part(anchor: uuid.UUID | None, about: Mapping[uuid.UUID, str]) -> Link | None:
    """Leads to all that is said about this part of the place."""
    return Link(about[anchor], f"?anchor={anchor}") if anchor and anchor in about else None


def thread_path(thread: Thread, reader: str) -> str:
    """The page of a thread in the reader's language."""
    return f"/{reader}/talk/{thread.place_kind}/{thread.place_id}/{thread.pk}/"


# ---------------------------------------------------------------------- posts


@dataclass(frozen=True)
class Former:
    """What a post said before it was changed at this moment."""

    at: dt.datetime
    title: str
    body: str


@dataclass(frozen=True)
class PostRow:
    """A post as one person is shown it: without its words where they may not see them.

    `gone` is "removed" or "hidden" for what is no longer said to everybody; `author` is empty for
    somebody who left. `former` is for moderators alone.
    """

    id: uuid.UUID
    author: str
    body: Said
    posted_at: dt.datetime
    edited_at: dt.datetime | None = None
    is_opening: bool = False
    is_answer: bool = False
    is_mine: bool = False
    gone: str = ""
    hidden_why: str = ""
    hidden_by_team: bool = False
    may_edit: bool = False
    may_remove: bool = False
    may_mark: bool = False
    may_hide: bool = False
    may_show: bool = False
    may_report: bool = False
    former: tuple[Former, ...] = ()


def posts_of(thread: Thread) -> QuerySet[Post]:
    """The posts of a thread, the oldest first."""
    return Post.objects.filter(thread=thread).order_by("pk")


def post_path(thread: Thread, post_id: uuid.UUID) -> str:
    """Where a post stands, without the language in front."""
    number = -(-posts_of(thread).filter(pk__lte=post_id).count() // POSTS_PER_PAGE)
    page = f"?page={number}" if number > 1 else ""
    return f"/talk/{thread.place_kind}/{thread.place_id}/{thread.pk}/{page}#post-{post_id}"


def post_in(thread: Thread, post_id: uuid.UUID) -> Post:
    """A post of this thread and no other; raises NotYours."""
    found = Post.objects.filter(thread=thread, pk=post_id).first()
    if found is None:
        raise NotYours("post")
    return found


def post_rows(
    standing: Standing, where: Here, thread: Thread, posts: Iterable[Post], reader: str
) -> list[PostRow]:
    """These posts of one thread as rows; one query for the names, and one for moderators."""
    found = list(posts)
    names = person_names([post.author_id for post in found])
    former: dict[uuid.UUID, list[Former]] = defaultdict(list)
    if where.may_moderate or where.looks_in:
        for edit in PostEdit.objects.filter(post__in=[post.pk for post in found]):
            former[edit.post_id].append(Former(edit.at, edit.title, edit.body))
    return [
        replace(_row(standing, where, thread, post, names, reader), former=tuple(former[post.pk]))
        for post in found
    ]


def _row(
    standing: Standing,
    where: Here,
    thread: Thread,
    post: Post,
    names: Mapping[uuid.UUID, str],
    reader: str,
) -> PostRow:
    mine = is_author(standing, post.author_id)
    moderates = where.may_moderate or where.looks_in
    gone = "removed" if post.removed_at else "hidden" if post.hidden_at else ""
    sees = not gone or (gone == "hidden" and (mine or moderates))
    writes = where.may_write and thread.state != Thread.State.CLOSED
    marks = where.may_moderate or is_author(standing, thread.author_id)
    return PostRow(
        post.pk,
        names.get(post.author_id, "") if post.author_id else "",
        wording.said(post.body, post.language, reader) if sees else NOTHING,
        post.posted_at,
        post.edited_at,
        post.is_opening,
        post.is_answer,
        mine,
        gone=gone,
        hidden_why=reason_said(post.hidden_why) if gone == "hidden" else "",
        hidden_by_team=post.hidden_by_team,
        may_edit=mine and not gone and writes,
        may_remove=mine and not post.removed_at,
        may_mark=marks and not gone and thread.is_question and not post.is_opening and writes,
        may_hide=where.may_moderate and not gone,
        may_show=where.may_moderate and gone == "hidden" and not post.hidden_by_team,
        may_report=not mine and not gone and not where.looks_in,
    )


def follow_of(
    account: uuid.UUID | None, where: Here, thread: Thread | None = None
) -> ThreadFollow | None:
    """How somebody follows a thread, or the whole place; None where they don't."""
    if account is None:
        return None
    return ThreadFollow.objects.filter(
        account=account, place_kind=where.kind, place_id=where.id, thread=thread
    ).first()


# ---------------------------------------------------------------------- for other rooms


@dataclass(frozen=True)
class Panel:
    """The newest threads about one part of a place, for the page of that part.

    `total` are the threads in the languages the person reads, `elsewhere` those in others; `path` leads to
    all of them, `new_path` to the form that begins one (empty where they may not write).
    """

    anchor: uuid.UUID
    threads: tuple[ThreadRow, ...]
    total: int
    unanswered: int
    elsewhere: int
    may_write: bool
    path: str
    new_path: str


def panel(
    place_kind: str,
    place_id: uuid.UUID,
    anchor: uuid.UUID,
    *,
    reader: str,
    standing: Standing,
) -> Panel | None:
    """The panel of one part; None where the place is not theirs to read. See `panels`."""
    return panels(place_kind, place_id, [anchor], reader=reader, standing=standing).get(anchor)


def panels(
    place_kind: str,
    place_id: uuid.UUID,
    anchors: Collection[uuid.UUID],
    *,
    reader: str,
    standing: Standing,
) -> dict[uuid.UUID, Panel]:
    """The panels of these parts of a place, in a constant number of queries; drawn by `{% talk_panel %}`."""
    place = place_of(place_kind)
    if place is None or not anchors or place_id not in place.may_read(standing, [place_id]):
        return {}
    may_write = place_id in place.may_write(standing, [place_id])
    mine = languages_of(standing, reader)
    about = threads_of(place_kind, [place_id]).filter(anchor__in=list(anchors))
    total: dict[uuid.UUID, int] = defaultdict(int)
    waits: dict[uuid.UUID, int] = defaultdict(int)
    elsewhere: dict[uuid.UUID, int] = defaultdict(int)
    said = about.order_by().values_list("anchor", "language")
    for anchor, language, n, open_ in said.annotate(
        n=Count("pk"), open=Count("pk", filter=is_unanswered())
    ):
        if anchor is None:
            continue
        if language in mine:
            total[anchor] += n
            waits[anchor] += open_
        else:
            elsewhere[anchor] += n
    newest: dict[uuid.UUID, list[ThreadRow]] = defaultdict(list)
    if total:
        for row in thread_rows(_newest(about.filter(language__in=mine), anchors), None, reader):
            if row.anchor:
                newest[row.anchor].append(row)
    base = f"/{reader}/talk/{place_kind}/{place_id}/"
    return {
        anchor: Panel(
            anchor,
            tuple(newest[anchor]),
            total[anchor],
            waits[anchor],
            elsewhere[anchor],
            may_write,
            f"{base}?anchor={anchor}",
            f"{base}new/?anchor={anchor}" if may_write else "",
        )
        for anchor in anchors
    }


def _newest(threads: QuerySet[Thread], anchors: Collection[uuid.UUID]) -> QuerySet[Thread]:
    """The newest few about each of these parts; ranking them is only worth it for several."""
    if len(anchors) == 1:
        return threads.order_by("-last_post_at", "pk")[:FEW]
    ranked = threads.annotate(
        rank=Window(
            RowNumber(), partition_by=[F("anchor")], order_by=[F("last_post_at").desc(), F("pk")]
        )
    )
    return ranked.filter(rank__lte=FEW).order_by("rank")


@dataclass(frozen=True)
class Counts:
    """How much is said at a place."""

    threads: int = 0
    questions: int = 0
    unanswered: int = 0
    posts: int = 0


def counts(place_kind: str, place_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Counts]:
    """How much is said at each of these places; two queries."""
    threads = threads_of(place_kind, place_ids)
    rows = (
        threads.order_by()
        .values_list("place_id")
        .annotate(
            threads=Count("pk"),
            questions=Count("pk", filter=Q(is_question=True)),
            open=Count("pk", filter=is_unanswered()),
        )
    )
    said = Post.objects.filter(SEEN, thread__in=threads.values("pk"))
    posts = dict(said.order_by().values_list("thread__place_id").annotate(n=Count("pk")))
    found = {key: Counts(n, asked, open_, posts.get(key, 0)) for key, n, asked, open_ in rows}
    return {key: found.get(key, Counts()) for key in place_ids}


def unanswered(place_kind: str, place_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many questions wait for an answer at each of these places; one query."""
    rows = threads_of(place_kind, place_ids).filter(is_unanswered())
    found = dict(rows.order_by().values_list("place_id").annotate(n=Count("pk")))
    return {key: found.get(key, 0) for key in place_ids}


def waiting(
    place_kind: str,
    place_ids: Collection[uuid.UUID],
    *,
    reader: str,
    language: str = "",
    most: int = 50,
) -> list[ThreadRow]:
    """The questions without an answer, the longest wait first; three queries."""
    rows = threads_of(place_kind, place_ids).filter(is_unanswered())
    if language:
        rows = rows.filter(language=language)
    return thread_rows(rows.order_by("created_at", "pk")[:most], None, reader)


def post_said(post: Post) -> str:
    """What a post is called where it is spoken of: the title of its thread."""
    return post.thread.title or _("A post in a discussion")
