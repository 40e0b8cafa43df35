"""The pages of talk: the threads of a place, one thread, and what is done with its posts."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agora.kernel import languages, throttle
from agora.kernel.errors import AgoraError
from agora.people.queries import Standing
from agora.people.viewing import signed_in
from agora.talk import services
from agora.talk.forms import HideForm, PostForm, PostReportForm, ThreadForm
from agora.talk.models import Thread, ThreadFollow
from agora.talk.queries import (
    POSTS_PER_PAGE,
    Here,
    follow_of,
    here,
    is_unanswered,
    language_counts,
    languages_of,
    post_in,
    post_path,
    post_rows,
    posts_of,
    thread_here,
    thread_rows,
    threads_for,
)
from agora.ui.asking import explain, hidden, id_in, must, page_of, posted
from agora.ui.meta import meta

READS = ["GET", "HEAD", "POST"]
PER_PAGE = 20
MOST, WITHIN = 20, 600
"""Posts of one account within so many seconds."""


def _page(
    request: HttpRequest,
    template: str,
    where: Here,
    context: Mapping[str, Any],
    *,
    title: str,
    status: int = 200,
) -> HttpResponse:
    said = {"where": where, "meta": meta(title, robots="noindex"), "nav": "talk"}
    return render(request, f"talk/{template}.html", {**said, **context}, status=status)


def _thread_at(
    request: HttpRequest, standing: Standing, kind: str, place_id: uuid.UUID, thread_id: uuid.UUID
) -> tuple[Here, Thread]:
    with hidden():
        return thread_here(standing, kind, place_id, thread_id, request.LANGUAGE_CODE)


def _to_thread(where: Here, thread: Thread, post: uuid.UUID | None = None) -> HttpResponseRedirect:
    if post is None:
        return HttpResponseRedirect(reverse("talk-thread", args=[where.kind, where.id, thread.pk]))
    return HttpResponseRedirect(f"/{get_language() or 'en'}{post_path(thread, post)}")


def _may_send(request: HttpRequest, standing: Standing, form: Any) -> bool:
    """Whether this account wrote not too much already; else the form says so."""
    by = str(standing.account)
    if throttle.allowed(request, "talk", most=MOST, seconds=WITHIN, by=by):
        return True
    form.add_error(None, _("You wrote a lot in a short time. Please send it again in ten minutes."))
    return False


def _anchor(text: str, where: Here, reader: str) -> tuple[uuid.UUID | None, str]:
    """The part of the place that an address names, and its title; 404 for one it has not."""
    if not text:
        return None, ""
    key = id_in(text)
    title = where.place.anchor_title(where.id, key, reader)
    if title is None:
        raise Http404
    return key, title


# ---------------------------------------------------------------------- the threads of a place


@require_safe
@signed_in
def threads(
    request: HttpRequest, standing: Standing, kind: str, place_id: uuid.UUID
) -> HttpResponse:
    """The threads of a place in the languages one reads, the newest first."""
    reader = request.LANGUAGE_CODE
    with hidden():
        where = here(standing, kind, place_id, reader)
    anchor, about = _anchor(request.GET.get("anchor", ""), where, reader)
    found = threads_for(standing, where)
    if anchor:
        found = found.filter(anchor=anchor)
    waits = request.GET.get("waits") == "1"
    if waits:
        found = found.filter(is_unanswered())
    counts = language_counts(found)
    mine = languages_of(standing, reader)
    chosen = request.GET.get("language", "")
    if chosen == "all":
        shown = found
    elif chosen in counts:
        shown = found.filter(language=chosen)
    else:
        chosen, shown = "", found.filter(language__in=mine)
    order = ("created_at", "pk") if waits else ("-last_post_at", "pk")
    page = page_of(request, shown.order_by(*order), PER_PAGE)
    elsewhere = sum(n for tag, n in counts.items() if tag not in mine) if not chosen else 0
    return _page(
        request, "threads", where,
        {
            "page_of": page, "rows": thread_rows(page.object_list, where, reader),
            "anchor": anchor, "about": about, "waits": waits, "chosen": chosen,
            "chips": [
                (tag, languages.own_name(tag), counts[tag])
                for tag in sorted(counts, key=lambda tag: (tag not in mine, -counts[tag], tag))
            ],
            "mine_count": sum(counts.get(tag, 0) for tag in mine), "all_count": sum(counts.values()),
            "elsewhere": elsewhere, "follow": follow_of(standing.account, where),
            "ways": ThreadFollow.How,
        },
        title=_("Discussion: %(place)s") % {"place": where.title},
    )  # fmt: skip


@require_http_methods(READS)
@signed_in
def new(request: HttpRequest, standing: Standing, kind: str, place_id: uuid.UUID) -> HttpResponse:
    """Begin a thread, perhaps about one part of the place."""
    reader = request.LANGUAGE_CODE
    with hidden():
        where = here(standing, kind, place_id, reader)
    must(where.may_write)
    anchor, about = _anchor(request.GET.get("anchor", ""), where, reader)
    form = ThreadForm(posted(request), spoken=languages_of(standing, reader))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if not _may_send(request, standing, form):
                status = 429
            else:
                try:
                    with hidden():
                        thread = services.thread_start(
                            standing, where, form.words(), key=form.sent_key(), anchor=anchor,
                            is_question=form.cleaned_data["is_question"],
                        )  # fmt: skip
                    messages.success(
                        request, _("Your discussion has begun. You are mailed what is said.")
                    )
                    return _to_thread(where, thread)
                except AgoraError as error:
                    explain(form, error)
    return _page(
        request, "new", where, {"form": form, "about": about, "anchor": anchor},
        title=_("Begin a discussion"), status=status,
    )  # fmt: skip


# ---------------------------------------------------------------------- one thread


@require_http_methods(READS)
@signed_in
def thread(
    request: HttpRequest,
    standing: Standing,
    kind: str,
    place_id: uuid.UUID,
    thread_id: uuid.UUID,
) -> HttpResponse:
    """A thread with its posts, and the form that adds one."""
    where, found = _thread_at(request, standing, kind, place_id, thread_id)
    reader = request.LANGUAGE_CODE
    form = PostForm(posted(request), spoken=languages_of(standing, reader))
    status = 200
    if request.method == "POST":
        must(where.may_write)
        status = 422
        if form.is_valid():
            if not _may_send(request, standing, form):
                status = 429
            else:
                try:
                    with hidden():
                        post = services.post_add(
                            standing, where, found.pk, form.words(), key=form.sent_key()
                        )
                    return _to_thread(where, post.thread, post.pk)
                except AgoraError as error:
                    explain(form, error)
    page = page_of(request, posts_of(found), POSTS_PER_PAGE)
    (row,) = thread_rows([found], where, reader)
    answer_ = posts_of(found).filter(is_answer=True).values_list("pk", flat=True).first()
    return _page(
        request, "thread", where,
        {
            "row": row, "page_of": page, "form": form, "answer": answer_,
            "posts": post_rows(standing, where, found, page.object_list, reader),
            "is_closed": found.state == Thread.State.CLOSED,
            "follow": follow_of(standing.account, where, found),
        },
        title=found.title or _("A discussion"), status=status,
    )  # fmt: skip


@require_POST
@signed_in
def follow_thread(
    request: HttpRequest,
    standing: Standing,
    kind: str,
    place_id: uuid.UUID,
    thread_id: uuid.UUID,
) -> HttpResponse:
    """Follow a thread, or stop."""
    where, found = _thread_at(request, standing, kind, place_id, thread_id)
    _follow(request, standing, where, found)
    return _to_thread(where, found)


@require_POST
@signed_in
def follow_place(
    request: HttpRequest, standing: Standing, kind: str, place_id: uuid.UUID
) -> HttpResponse:
    """Follow all that is said at a place, or stop."""
    with hidden():
        where = here(standing, kind, place_id, request.LANGUAGE_CODE)
    _follow(request, standing, where, None)
    return redirect("talk", where.kind, where.id)


def _follow(request: HttpRequest, standing: Standing, where: Here, found: Thread | None) -> None:
    how = request.POST.get("how", "")
    with hidden():
        if request.POST.get("do") == "stop":
            services.follow_stop(standing, where, found)
            messages.success(request, _("You get no more mails about it."))
            return
        how = how if how in ThreadFollow.How.values else ThreadFollow.How.DAILY.value
        services.follow(standing, where, found, how=how)
    messages.success(request, _("You are mailed what is new here."))


@require_POST
@signed_in
def state(
    request: HttpRequest,
    standing: Standing,
    kind: str,
    place_id: uuid.UUID,
    thread_id: uuid.UUID,
) -> HttpResponse:
    """Close a thread, or open it again."""
    where, found = _thread_at(request, standing, kind, place_id, thread_id)
    with hidden():
        services.thread_close(standing, where, found.pk, on=request.POST.get("do") != "open")
    return _to_thread(where, found)


# ---------------------------------------------------------------------- one post


@require_http_methods(READS)
@signed_in
def edit(
    request: HttpRequest,
    standing: Standing,
    kind: str,
    place_id: uuid.UUID,
    thread_id: uuid.UUID,
    post_id: uuid.UUID,
) -> HttpResponse:
    """Change one's own post."""
    where, found = _thread_at(request, standing, kind, place_id, thread_id)
    with hidden():
        post = post_in(found, post_id)
    (row,) = post_rows(standing, where, found, [post], request.LANGUAGE_CODE)
    must(row.may_edit)
    spoken = languages_of(standing, request.LANGUAGE_CODE)
    initial = {"body": post.body, "language": post.language, "title": found.title}
    form = (
        ThreadForm(posted(request), asks=False, spoken=spoken, initial=initial)
        if post.is_opening
        else PostForm(posted(request), spoken=spoken, initial=initial)
    )
    if request.method == "POST" and form.is_valid():
        try:
            with hidden():
                services.post_edit(standing, where, found.pk, post.pk, form.words())
            return _to_thread(where, found, post.pk)
        except AgoraError as error:
            explain(form, error)
    return _page(
        request, "edit", where, {"form": form, "thread": found},
        title=_("Change your post"), status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@require_http_methods(READS)
@signed_in
def remove(
    request: HttpRequest,
    standing: Standing,
    kind: str,
    place_id: uuid.UUID,
    thread_id: uuid.UUID,
    post_id: uuid.UUID,
) -> HttpResponse:
    """Take one's own post away."""
    where, found = _thread_at(request, standing, kind, place_id, thread_id)
    with hidden():
        post = post_in(found, post_id)
    (row,) = post_rows(standing, where, found, [post], request.LANGUAGE_CODE)
    must(row.is_mine)
    if request.method == "POST":
        with hidden():
            services.post_remove(standing, where, found.pk, post.pk)
        messages.success(request, _("Your post is removed."))
        return _to_thread(where, found, post.pk)
    return _page(
        request, "remove", where, {"post": row, "thread": found}, title=_("Remove your post")
    )


@require_POST
@signed_in
def answer(
    request: HttpRequest,
    standing: Standing,
    kind: str,
    place_id: uuid.UUID,
    thread_id: uuid.UUID,
    post_id: uuid.UUID,
) -> HttpResponse:
    """Say that a post answers the question, or that it does not."""
    where, found = _thread_at(request, standing, kind, place_id, thread_id)
    try:
        with hidden():
            on = request.POST.get("do") != "unmark"
            services.answer_mark(standing, where, found.pk, post_id, on=on)
    except AgoraError as error:
        messages.error(request, error.message)
    return _to_thread(where, found, post_id)


@require_http_methods(READS)
@signed_in
def hide(
    request: HttpRequest,
    standing: Standing,
    kind: str,
    place_id: uuid.UUID,
    thread_id: uuid.UUID,
    post_id: uuid.UUID,
) -> HttpResponse:
    """Hide a post and say why, or show it again; for moderators of the place."""
    where, found = _thread_at(request, standing, kind, place_id, thread_id)
    must(where.may_moderate)
    with hidden():
        post = post_in(found, post_id)
    (row,) = post_rows(standing, where, found, [post], request.LANGUAGE_CODE)
    form = HideForm(posted(request))
    if request.method == "POST":
        try:
            with hidden():
                if request.POST.get("do") == "show":
                    services.post_show(standing, where, found.pk, post.pk)
                    messages.success(request, _("The post is shown again."))
                    return _to_thread(where, found, post.pk)
                if form.is_valid():
                    why = form.cleaned_data["why"]
                    services.post_hide(standing, where, found.pk, post.pk, why)
                    messages.success(request, _("The post is hidden, and its author is told."))
                    return _to_thread(where, found, post.pk)
        except AgoraError as error:
            explain(form, error)
    return _page(
        request, "hide", where, {"form": form, "post": row, "thread": found},
        title=_("Hide a post"), status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@require_http_methods(READS)
@signed_in
def report(
    request: HttpRequest,
    standing: Standing,
    kind: str,
    place_id: uuid.UUID,
    thread_id: uuid.UUID,
    post_id: uuid.UUID,
) -> HttpResponse:
    """Report a post to the learning team."""
    where, found = _thread_at(request, standing, kind, place_id, thread_id)
    with hidden():
        post = post_in(found, post_id)
    (row,) = post_rows(standing, where, found, [post], request.LANGUAGE_CODE)
    must(row.may_report)
    form = PostReportForm(posted(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            by = str(standing.account)
            if not throttle.allowed(request, "talk-report", most=10, seconds=3600, by=by):
                form.add_error(None, _("You reported a lot. Please send it again in an hour."))
                status = 429
            else:
                try:
                    with hidden():
                        services.post_report(
                            standing, where, found.pk, post.pk,
                            **form.cleaned_data, language=request.LANGUAGE_CODE,
                        )  # fmt: skip
                    messages.success(request, _("Thank you. The learning team looks at it."))
                    return _to_thread(where, found, post.pk)
                except AgoraError as error:
                    explain(form, error)
    return _page(
        request, "report", where, {"form": form, "post": row, "thread": found},
        title=_("Report a post"), status=status,
    )  # fmt: skip
