"""The segments of a text: source beside target, in one form that works without a script."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agora.desk.pages import desk_page
from agora.desk.translate import machine, wording
from agora.desk.translate.drawing import Pen, drawn, pages_drawn
from agora.desk.translate.rows import (
    NOTHING_TYPED,
    Typed,
    proposed_for,
    segment_rows,
)
from agora.editorial import rules
from agora.editorial.models import Translation
from agora.editorial.translating import memory, services
from agora.editorial.translating.queries import (
    SEGMENTS_OF_A_PAGE as PAGE,
)
from agora.editorial.translating.queries import (
    Subject,
    Work,
    open_translation,
    subject_for,
    work_on,
)
from agora.editorial.translating.segments import DONE, STALE, shown
from agora.kernel import languages
from agora.kernel.errors import AgoraError, NotYours, Problem
from agora.kernel.kinds import described
from agora.people.queries import Standing, person_names
from agora.people.viewing import signed_in, viewer_from

AUTOSAVE = "X-Autosave"


def subject_or_404(
    standing: Standing, kind: str, object_id: uuid.UUID, into: str, *, write: bool = False
) -> Subject:
    """The language of a thing, if this person may see the work on it; else 404."""
    try:
        subject = subject_for(standing, kind, object_id, into)
    except NotYours as error:
        raise Http404 from error
    if into != subject.language or (write and not rules.may_translate(standing, subject)):
        raise Http404
    return subject


@dataclass(frozen=True)
class Step:
    """A button that leads the work on, and whether it is the obvious next one."""

    do: str
    label: str
    main: bool = False


def path_of(subject: Subject, name: str = "translate-text") -> str:
    """Where this text is, or a page that belongs to it."""
    return reverse(name, args=[subject.kind, subject.object_id, subject.language])


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def text(
    request: HttpRequest, standing: Standing, kind: str, object_id: uuid.UUID, into: str
) -> HttpResponseBase:
    """The page; a POST keeps what is filled in."""
    writes = request.method == "POST"
    subject = subject_or_404(standing, kind, object_id, into, write=writes)
    if not writes:
        return _page(request, standing, subject)
    written = _written(request)
    autosave = AUTOSAVE in request.headers
    try:
        outcome = services.translation_save(standing, subject, written)
    except NotYours as error:
        raise Http404 from error
    except AgoraError as error:
        if autosave:
            return JsonResponse({"message": error.message}, status=409)
        typed = Typed({key: one.target for key, one in written.items()}, {}, {})
        return _page(request, standing, subject, typed=typed, alert=error.message, status=409)
    if autosave:
        return _autosaved(subject, written, outcome)
    if outcome.wrong or outcome.clashes:
        kept_back = {
            key: one.target
            for key, one in written.items()
            if key in outcome.wrong or key in outcome.clashes
        }
        return _page(
            request, standing, subject, typed=Typed(kept_back, outcome.wrong, outcome.clashes),
            alert=_("Some texts were not saved. They are marked below; all others are kept."),
            status=409 if outcome.clashes else 422,
        )  # fmt: skip
    page = _page_number(request)
    if "next" in request.POST:
        page += 1
    return HttpResponseRedirect(f"{path_of(subject)}?page={page}&said=saved#work")


def _written(request: HttpRequest) -> dict[str, services.Written]:
    """What the form says, by segment. Browsers with our script leave empty fields out."""
    found: dict[str, services.Written] = {}
    for key in dict.fromkeys(name[2:] for name in request.POST if name[:2] in ("t:", "d:")):
        source, _dot, was = request.POST.get(f"d:{key}", "").partition(".")
        target = request.POST.get(f"t:{key}", "")
        taken = request.POST.get(f"o:{key}", "")
        if taken and (not target.strip() or shown(target) == was):
            target = taken
        made = request.POST.get(f"m:{key}", "")
        found[key] = services.Written(
            target, source or None, was or None, confirmed=f"c:{key}" in request.POST, machine=made
        )
    return found


def _autosaved(
    subject: Subject, written: dict[str, services.Written], outcome: services.Outcome
) -> JsonResponse:
    work = work_on(subject, open_translation(subject))
    return JsonResponse(
        {
            "message": _("Saved.") if outcome.kept else "",
            "seen": {
                one.key: f"{shown(one.source)}.{shown(one.target)}"
                for one in work.segments
                if one.key in written and one.key not in outcome.clashes
            },
            "wrong": {
                **outcome.wrong,
                **{
                    key: [_("Somebody else wrote here meanwhile: %(text)s") % {"text": text}]
                    for key, text in outcome.clashes.items()
                },
            },
        }
    )


@require_POST
@signed_in
def step(
    request: HttpRequest, standing: Standing, kind: str, object_id: uuid.UUID, into: str
) -> HttpResponseBase:
    """Claim, give back, send, take back; publish or ask for a change."""
    subject = subject_or_404(standing, kind, object_id, into)
    do = request.POST.get("do", "")
    try:
        _do(do, standing, subject, request.POST.get("asked", ""))
    except services.NotFinished as error:
        return _page(
            request, standing, subject, alert=error.message, problems=error.problems, status=422
        )
    except NotYours as error:
        raise Http404 from error
    except AgoraError as error:
        status = 422 if error.field or isinstance(error, _NoStep) else 409
        return _page(
            request, standing, subject, alert=error.message, asked=request.POST.get("asked", ""),
            status=status,
        )  # fmt: skip
    return HttpResponseRedirect(f"{path_of(subject)}?said={do}#work")


class _NoStep(AgoraError):
    """The form did not say what to do."""


def _do(do: str, standing: Standing, subject: Subject, asked: str) -> None:
    steps: dict[str, Any] = {
        "claim": services.translation_claim,
        "release": services.translation_release,
        "send": services.translation_send,
        "take-back": services.translation_take_back,
        "publish": services.translation_publish,
    }
    if do == "give-back":
        services.translation_give_back(standing, subject, asked)
    elif do in steps:
        steps[do](standing, subject)
    else:
        raise _NoStep(_("Choose what to do with this translation."))


# ---------------------------------------------------------------------- the page


def _page_number(request: HttpRequest) -> int:
    given = request.GET.get("page", "1")
    return min(10_000, max(1, int(given))) if given.isdigit() and len(given) < 6 else 1


def _page(
    request: HttpRequest,
    standing: Standing,
    subject: Subject,
    *,
    typed: Typed = NOTHING_TYPED,
    alert: str = "",
    problems: tuple[Problem, ...] = (),
    asked: str = "",
    status: int = 200,
) -> HttpResponse:
    translation = open_translation(subject)
    work = work_on(subject, translation, to_show=True)
    reader = get_language() or "en"
    numbered = list(enumerate(work.segments, start=1))
    pages = max(1, (len(numbered) + PAGE - 1) // PAGE)
    number = min(_page_number(request), pages)
    page = numbered[(number - 1) * PAGE : number * PAGE]
    writes = _writes(standing, subject, translation)
    viewer = viewer_from(request)
    offers: dict[str, list[memory.Offer]] = {}
    if writes:
        open_ones = [one.source for _n, one in page if one.state != DONE]
        for source in {one.place.original for _n, one in page}:
            offers |= memory.offers(
                standing, viewer, source, subject.language, open_ones, reader=reader
            )
    can_propose = writes and machine.is_there(subject.original, subject.language)
    proposed = (
        proposed_for(page, subject.language) if can_propose and "machine" in request.GET else {}
    )
    rows = segment_rows(
        work, page, kind=subject.kind, language=subject.language, offers=offers, typed=typed,
        proposed=proposed,
    )  # fmt: skip
    pen = Pen(
        subject.original, subject.language, languages.direction(subject.language), writes
    )  # fmt: skip
    places = {one.key: at for at, one in numbered}
    done = sum(one.state == DONE for one in work.segments)
    said = described(subject.kind, subject.object_id, reader, viewer.tokens)
    into_name = languages.name(subject.language, reader)
    title = _("%(title)s, into %(language)s") % {"title": subject.title, "language": into_name}
    people = person_names([translation.claimed_by, translation.sent_by] if translation else [])
    return desk_page(
        request,
        standing,
        "desk/translate/text.html",
        {
            "subject": subject,
            "thing_path": said.path if said else "",
            "work": work,
            "translation": translation,
            "segments": drawn(rows, pen),
            "writes": writes,
            "holder": people.get(translation.claimed_by) if translation and translation.claimed_by else "",
            "sender": people.get(translation.sent_by) if translation and translation.sent_by else "",
            "steps": _steps(standing, subject, translation, work),
            "decides": bool(
                translation
                and translation.state == Translation.State.WAITING
                and services.may_decide(standing, translation)
            ),
            "alert": alert,
            "asked": asked,
            "problems": [
                (one, places.get(one.field), _page_of(places.get(one.field))) for one in problems
            ],
            "said": wording.said(request.GET.get("said", "")),
            "into_name": into_name,
            "into_direction": languages.direction(subject.language),
            "original_name": languages.name(subject.original, reader),
            "done": done,
            "stale": sum(one.state == STALE for one in work.segments),
            "total": len(numbered),
            "page_number": number,
            "page_count": pages,
            "pages": pages_drawn(
                path_of(subject),
                number,
                [
                    sum(one.state != DONE for _n, one in numbered[at * PAGE : (at + 1) * PAGE])
                    for at in range(pages)
                ],
            ),
            "can_propose": can_propose,
            "here": path_of(subject),
        },
        title=title,
        section="translate",
        status=status,
    )  # fmt: skip


def _page_of(number: int | None) -> int:
    return ((number or 1) - 1) // PAGE + 1


def _writes(standing: Standing, subject: Subject, translation: Translation | None) -> bool:
    """Whether this person can write here now."""
    if not rules.may_translate(standing, subject):
        return False
    return translation is None or (
        translation.state == Translation.State.WORKING
        and (translation.claimed_by == standing.account or services.claim_ended(translation))
    )


def _steps(
    standing: Standing, subject: Subject, translation: Translation | None, work: Work
) -> list[Step]:
    if not rules.may_translate(standing, subject):
        return []
    mine = translation is not None and translation.claimed_by == standing.account
    leads = standing.is_lead or standing.has(subject.organisation_id, "admin")
    if translation is None or (
        translation.state == Translation.State.WORKING and services.claim_ended(translation)
    ):
        return [Step("claim", _("Take this language on"))]
    if translation.state == Translation.State.WAITING:
        return [Step("take-back", _("Take it back"))] if mine or leads else []
    steps = []
    if mine and work.saved:
        steps.append(Step("send", _("Send it to a second reader"), main=True))
    if mine or leads:
        steps.append(Step("release", _("Give it back")))
    return steps
