"""Talking: threads, posts, answers, and following them. Every act is one transaction with its journal line."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from agora.journal.services import entry_write
from agora.kernel import clock, languages
from agora.kernel.errors import NotYours
from agora.kernel.kinds import Described
from agora.kernel.typed import typed
from agora.moderation.hiders import Facts
from agora.moderation.services import report_send
from agora.notices.models import Sort
from agora.notices.services import notice_enqueue
from agora.people.models import Account
from agora.people.queries import Standing
from agora.talk.errors import (
    LONGEST,
    NoAnswer,
    PostIsGone,
    SaySomething,
    SayWhy,
    ThreadIsClosed,
)
from agora.talk.models import Post, PostEdit, Thread, ThreadFollow
from agora.talk.queries import POST, Here, is_author, post_in, post_path, post_said

THREAD = "thread"


@dataclass(frozen=True)
class Words:
    """What somebody says, and in which language. `title` is for the post that opens a thread."""

    body: str
    language: str
    title: str = ""

    def checked(self, *, opens: bool) -> Words:
        """As they are kept; raises SaySomething."""
        body, title = typed(self.body), " ".join(typed(self.title).split())
        if opens and not title:
            raise SaySomething(_("Give it a title that says what it is about."), "title")
        if len(title) > 200:
            raise SaySomething(_("The title may have 200 characters. Say the rest below."), "title")
        if not body:
            raise SaySomething(_("Write something first."), "body")
        if len(body) > LONGEST:
            raise SaySomething(
                _("A post may have %(most)s characters. Say it in two.") % {"most": LONGEST}, "body"
            )
        try:
            language = languages.primary(languages.normalise(self.language))
        except ValueError as error:
            raise SaySomething(_("Choose the language you write in."), "language") from error
        return Words(body, language, title)


def _writer(standing: Standing, where: Here) -> uuid.UUID:
    """The account that writes; raises NotYours."""
    if standing.account is None or not where.may_write:
        raise NotYours("place")
    return standing.account


def _sent_before(account: uuid.UUID, key: uuid.UUID) -> Post | None:
    """What this form already said. From here on nobody else writes with this account.

    Its key stays free: others may tell this account of something meanwhile, or two who answer each other
    would wait for each other.
    """
    list(Account.objects.select_for_update(no_key=True).filter(pk=account).values_list("pk"))
    return Post.objects.select_related("thread").filter(author=account, sent_key=key).first()


def _locked(where: Here, thread_id: uuid.UUID) -> Thread:
    rows = Thread.objects.select_for_update(no_key=True).filter(
        place_kind=where.kind, place_id=where.id
    )
    thread = rows.filter(pk=thread_id).first()
    if thread is None:
        raise NotYours("thread")
    return thread


def _open(thread: Thread) -> None:
    if thread.state == Thread.State.CLOSED:
        raise ThreadIsClosed(_("This discussion is closed. Begin a new one instead."))


@transaction.atomic
def thread_start(
    standing: Standing,
    where: Here,
    words: Words,
    *,
    key: uuid.UUID,
    anchor: uuid.UUID | None = None,
    is_question: bool = True,
) -> Thread:
    """Begin a thread, about one part of the place or about all of it; its author follows it.

    A form sent again (`key`) begins nothing new. Raises NotYours and SaySomething.
    """
    account = _writer(standing, where)
    if anchor is not None and where.place.anchor_title(where.id, anchor, words.language) is None:
        raise NotYours("anchor")
    said = words.checked(opens=True)
    if (before := _sent_before(account, key)) is not None:
        return before.thread
    now = clock.now()
    thread = Thread.objects.create(
        place_kind=where.kind,
        place_id=where.id,
        anchor=anchor,
        title=said.title,
        language=said.language,
        author_id=account,
        is_question=is_question,
        created_at=now,
        last_post_at=now,
    )
    Post.objects.create(
        thread=thread,
        author_id=account,
        language=said.language,
        body=said.body,
        is_opening=True,
        sent_key=key,
        posted_at=now,
    )
    _follow(account, where, thread)
    entry_write("thread-start", THREAD, thread.pk, actor=account)
    return thread


@transaction.atomic
def post_add(
    standing: Standing, where: Here, thread_id: uuid.UUID, words: Words, *, key: uuid.UUID
) -> Post:
    """Say something in a thread; whoever asked there is told at once.

    A form sent again (`key`) says nothing new. Raises NotYours, SaySomething and ThreadIsClosed.
    """
    account = _writer(standing, where)
    thread = _locked(where, thread_id)
    if thread.hidden_at and not where.may_moderate and not is_author(standing, thread.author_id):
        raise NotYours("thread")
    said = words.checked(opens=False)
    if (before := _sent_before(account, key)) is not None:
        return before
    _open(thread)
    post = Post.objects.create(
        thread=thread,
        author_id=account,
        language=said.language,
        body=said.body,
        sent_key=key,
        posted_at=max(clock.now(), thread.last_post_at),
    )
    Thread.objects.filter(pk=thread.pk).update(last_post_at=post.posted_at)
    _follow(account, where, thread)
    entry_write("post-add", POST, post.pk, actor=account)
    if thread.is_question and thread.author_id and thread.author_id != account:
        notice_enqueue(
            thread.author_id,
            sort=Sort.TALK,
            cause=f"post-{post.pk}",
            template="talk/mail/answer",
            values={"title": thread.title, "words": post.body[:1000], "answered_by": str(account)},
            path=post_path(thread, post.pk),
        )
    return post


def _mine(standing: Standing, where: Here, thread: Thread, post_id: uuid.UUID) -> Post:
    post = post_in(thread, post_id)
    if not is_author(standing, post.author_id):
        raise NotYours("post")
    return post


@transaction.atomic
def post_edit(
    standing: Standing, where: Here, thread_id: uuid.UUID, post_id: uuid.UUID, words: Words
) -> Post:
    """Change one's own post; what it said before is kept.

    Raises NotYours, SaySomething, ThreadIsClosed, and PostIsGone for one that is hidden or removed.
    """
    _writer(standing, where)
    thread = _locked(where, thread_id)
    post = _mine(standing, where, thread, post_id)
    said = words.checked(opens=post.is_opening)
    _open(thread)
    if post.removed_at or post.hidden_at:
        raise PostIsGone(_("This post was hidden or removed, and cannot be changed any more."))
    title = thread.title if post.is_opening else ""
    if (said.body, said.language, said.title if post.is_opening else "") == (
        post.body, post.language, title,
    ):  # fmt: skip
        return post
    PostEdit.objects.create(post=post, title=title, body=post.body)
    post.body, post.language, post.edited_at = said.body, said.language, clock.now()
    post.save(update_fields=["body", "language", "edited_at"])
    if post.is_opening:
        Thread.objects.filter(pk=thread.pk).update(title=said.title, language=said.language)
    entry_write("post-edit", POST, post.pk, actor=standing.account)
    return post


@transaction.atomic
def post_remove(standing: Standing, where: Here, thread_id: uuid.UUID, post_id: uuid.UUID) -> None:
    """Take one's own post away, with all it ever said; that there was one stays. Raises NotYours."""
    thread = _locked(where, thread_id)
    post = _mine(standing, where, thread, post_id)
    if post.removed_at:
        return
    _unmark(thread, post)
    PostEdit.objects.filter(post=post).delete()
    Post.objects.filter(pk=post.pk).update(body="", removed_at=clock.now())
    if post.is_opening:
        Thread.objects.filter(pk=thread.pk).update(title="")
    entry_write("post-remove", POST, post.pk, actor=standing.account)


def _unmark(thread: Thread, post: Post) -> None:
    """The post is the answer no more, and the question open again."""
    if not post.is_answer:
        return
    Post.objects.filter(pk=post.pk).update(is_answer=False)
    post.is_answer = False
    if thread.state == Thread.State.ANSWERED:
        _state(thread, Thread.State.OPEN)


def _state(thread: Thread, state: Thread.State) -> None:
    thread.state = state
    Thread.objects.filter(pk=thread.pk).update(state=state)


@transaction.atomic
def answer_mark(
    standing: Standing, where: Here, thread_id: uuid.UUID, post_id: uuid.UUID, *, on: bool = True
) -> None:
    """Say which post answers the question, or that none does: whoever asked, or a moderator of the place.

    Raises NotYours, ThreadIsClosed, and NoAnswer for what cannot be one.
    """
    thread = _locked(where, thread_id)
    if standing.account is None or not (
        where.may_moderate or (where.may_write and is_author(standing, thread.author_id))
    ):
        raise NotYours("thread")
    post = post_in(thread, post_id)
    _open(thread)
    if not on:
        _unmark(thread, post)
    else:
        if not thread.is_question or post.is_opening or post.hidden_at or post.removed_at:
            raise NoAnswer(_("This cannot be marked as the answer."))
        Post.objects.filter(thread=thread, is_answer=True).update(is_answer=False)
        Post.objects.filter(pk=post.pk).update(is_answer=True)
        _state(thread, Thread.State.ANSWERED)
    entry_write("answer-mark" if on else "answer-unmark", POST, post.pk, actor=standing.account)


@transaction.atomic
def thread_close(standing: Standing, where: Here, thread_id: uuid.UUID, *, on: bool = True) -> None:
    """Let nothing more be added to a thread, or open it again; moderators only. Raises NotYours."""
    thread = _locked(where, thread_id)
    if standing.account is None or not where.may_moderate:
        raise NotYours("thread")
    if on == (thread.state == Thread.State.CLOSED):
        return
    answered = Post.objects.filter(thread=thread, is_answer=True).exists()
    after = Thread.State.ANSWERED if answered else Thread.State.OPEN
    _state(thread, Thread.State.CLOSED if on else after)
    entry_write("thread-close" if on else "thread-open", THREAD, thread.pk, actor=standing.account)


# ---------------------------------------------------------------------- hiding, reporting


@transaction.atomic
def post_hide(
    standing: Standing, where: Here, thread_id: uuid.UUID, post_id: uuid.UUID, why: str
) -> None:
    """Hide a post at once, for moderators of the place; its author is told why.

    Raises NotYours, SayWhy and PostIsGone.
    """
    thread = _locked(where, thread_id)
    if standing.account is None or not where.may_moderate:
        raise NotYours("thread")
    post = post_in(thread, post_id)
    said = " ".join(typed(why).split())[:500]
    if not said:
        raise SayWhy(_("Say in a sentence why; its author reads it."), "why")
    if post.hidden_at or post.removed_at:
        raise PostIsGone(_("This post is hidden or removed already."))
    _hide(thread, post, said, by=standing.account)
    entry_write("post-hide", POST, post.pk, actor=standing.account)
    if post.author_id and post.author_id != standing.account:
        notice_enqueue(
            post.author_id,
            sort=Sort.TALK,
            cause=f"post-{post.pk}-hidden-{int(clock.now().timestamp())}",
            template="talk/mail/hidden",
            values={"title": thread.title, "words": said},
            path=post_path(thread, post.pk),
        )


def _hide(
    thread: Thread, post: Post, why: str, *, by: uuid.UUID | None, team: bool = False
) -> None:
    _unmark(thread, post)
    now = clock.now()
    Post.objects.filter(pk=post.pk).update(
        hidden_at=now, hidden_by=by, hidden_by_team=team, hidden_why=why
    )
    if post.is_opening:
        Thread.objects.filter(pk=thread.pk).update(hidden_at=now)


def _show(thread: Thread, post: Post) -> None:
    Post.objects.filter(pk=post.pk).update(
        hidden_at=None, hidden_by=None, hidden_by_team=False, hidden_why=""
    )
    if post.is_opening:
        Thread.objects.filter(pk=thread.pk).update(hidden_at=None)


@transaction.atomic
def post_show(standing: Standing, where: Here, thread_id: uuid.UUID, post_id: uuid.UUID) -> None:
    """Show again what a moderator of the place hid; what the learning team hid they show themselves.

    Raises NotYours and PostIsGone.
    """
    thread = _locked(where, thread_id)
    if standing.account is None or not where.may_moderate:
        raise NotYours("thread")
    post = post_in(thread, post_id)
    if post.hidden_by_team:
        raise PostIsGone(_("The learning team hid this after a report. Only they show it again."))
    if not post.hidden_at:
        return
    _show(thread, post)
    entry_write("post-show", POST, post.pk, actor=standing.account)


@transaction.atomic
def post_report(
    standing: Standing,
    where: Here,
    thread_id: uuid.UUID,
    post_id: uuid.UUID,
    *,
    reason: str,
    text: str,
    tell_me: bool,
    language: str,
) -> None:
    """Report a post to the learning team, which hides it or leaves it; one's own is not reported.

    Raises NotYours and PostIsGone.
    """
    thread = _locked(where, thread_id)
    if standing.account is None or where.looks_in:
        raise NotYours("thread")
    account = Account.objects.get(pk=standing.account)
    post = post_in(thread, post_id)
    if is_author(standing, post.author_id):
        raise NotYours("post")
    if post.hidden_at or post.removed_at:
        raise PostIsGone(_("This post is hidden or removed already."))
    post.thread = thread
    about = Described(post_said(post), f"/{language}{post_path(thread, post.pk)}")
    report_send(
        POST, post.pk, about, reason=reason, text=typed(text),
        email=account.email if tell_me else "", language=language,
    )  # fmt: skip


def _for_team(post_id: uuid.UUID) -> Post | None:
    rows = Post.objects.select_related("thread").filter(pk=post_id, removed_at__isnull=True)
    return rows.first()


def post_facts(post_id: uuid.UUID) -> Facts | None:
    """What moderation must know of a post; None where nothing is left of it."""
    post = _for_team(post_id)
    return Facts(post.language, post.author_id) if post else None


@transaction.atomic
def post_hide_decided(post_id: uuid.UUID, reason: str, by: uuid.UUID | None) -> None:
    """The learning team decided to hide it, for good until they decide again."""
    post = _for_team(post_id)
    if post is not None:
        _hide(post.thread, post, reason, by=by, team=True)


@transaction.atomic
def post_show_decided(post_id: uuid.UUID, by: uuid.UUID | None) -> None:
    """The learning team decided to show it again, or an appeal was won; another hiding stays."""
    post = _for_team(post_id)
    if post is not None and post.hidden_by_team:
        _show(post.thread, post)


# ---------------------------------------------------------------------- following


def _follow(account: uuid.UUID, where: Here, thread: Thread | None, how: str = "") -> None:
    wanted = {"how": ThreadFollow.How(how)} if how else {}
    follow, new = ThreadFollow.objects.get_or_create(
        account_id=account,
        place_kind=where.kind,
        place_id=where.id,
        thread=thread,
        defaults={**wanted, "told_until": clock.now()},
    )
    if not new and wanted and follow.how != wanted["how"]:
        ThreadFollow.objects.filter(pk=follow.pk).update(**wanted)


@transaction.atomic
def follow(standing: Standing, where: Here, thread: Thread | None = None, *, how: str = "") -> None:
    """Be mailed what is new in a thread, or at the whole place: once a day, or once a week.

    Raises NotYours, and ValueError for a way that is none.
    """
    if standing.account is None or where.looks_in:
        raise NotYours("place")
    _follow(standing.account, where, thread, how or ThreadFollow.How.DAILY)


@transaction.atomic
def follow_stop(standing: Standing, where: Here, thread: Thread | None = None) -> None:
    """No more mails about it."""
    ThreadFollow.objects.filter(
        account=standing.account, place_kind=where.kind, place_id=where.id, thread=thread
    ).delete()
