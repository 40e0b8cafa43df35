"""The page of a reference group, for the learning team and the provider, and every step on it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agora.desk.pages import desk_page
from agora.desk.review.common import State, sort_title, submission_or_404
from agora.desk.review.forms import GroupOpenForm, GroupUntilForm, MemberForm
from agora.editorial import rules
from agora.editorial.models import GroupAnswer, GroupReview, Submission
from agora.editorial.review.errors import OwnWork, WrongStep
from agora.editorial.review.group import reading, services
from agora.editorial.review.group.words import outcome_name, place_name
from agora.kernel import clock, throttle
from agora.kernel.errors import AgoraError, NotYours
from agora.people.queries import Standing
from agora.people.viewing import signed_in
from agora.ui import wording

ASKED_FOR = dt.timedelta(days=21)
"""How long a group reads when nothing else is said."""


@require_safe
@signed_in
def group(request: HttpRequest, standing: Standing, submission_id: uuid.UUID) -> HttpResponse:
    """Who reads until when, what was said and what became of it."""
    return _page(request, standing, submission_or_404(standing, submission_id), {})


def _page(
    request: HttpRequest,
    standing: Standing,
    sent: Submission,
    more: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    review = GroupReview.objects.filter(submission=sent).first()
    own = bool(rules.is_their_own(standing, sent))
    to_team = bool(rules.may_review(standing, sent)) and not own
    if review is None and (not to_team or sent.kind not in services.KINDS):
        raise Http404
    is_open = review is not None and reading.is_open(review, sent)
    is_decided = sent.state not in (State.CLEARING, State.WAITING, State.CHANGES_ASKED)
    comments = reading.all_said(standing, review, sent) if review else ()
    unreleased = review is not None and review.released_at is None
    answers = (
        unreleased
        and not is_open
        and bool(rules.may_write(standing, sent) or rules.may_review(standing, sent))
    )
    open_form = more.get("open_form") or GroupOpenForm(
        initial={"closes_on": timezone.localdate(clock.now() + ASKED_FOR)}
    )
    until_form = more.get("until_form") or GroupUntilForm(
        initial={"closes_on": timezone.localdate(review.closes_at)} if review else None
    )
    return desk_page(
        request,
        standing,
        "desk/review/group.html",
        {
            "sent": sent,
            "kind": sort_title(sent.sort),
            "review": review,
            "to_team": to_team,
            "own": own,
            "is_open": is_open,
            "may_change": to_team and unreleased,
            "may_extend": to_team and unreleased and not is_decided,
            "may_open": to_team and review is None and not is_decided,
            "answers": answers,
            "is_public": bool(review and review.released_at) and sent.state == State.PUBLISHED,
            "comments": [
                {
                    "said": one,
                    "label": place_name(sent.sort, sent.kind, sent.document, one.field),
                    "outcome": outcome_name(one.outcome),
                    "typed": more.get("typed", "") if more.get("tried") == str(one.id) else None,
                    "chosen": more.get("chosen", "") if more.get("tried") == str(one.id) else None,
                }
                for one in comments
            ],
            "unanswered": sum(not one.outcome for one in comments),
            "members": list(review.members.filter(revoked_at=None).order_by("invited_at", "pk"))
            if review and to_team
            else (),
            "outcomes": [(value, outcome_name(value)) for value in GroupAnswer.Outcome.values],
            "did": _done_said(request.GET.get("did", "")),
            "zone": wording.zone(timezone.get_current_timezone_name()),
            "open_form": open_form,
            "until_form": until_form,
            "member_form": more.get("member_form")
            or MemberForm(initial={"language": translation.get_language()}),
            **{name: value for name, value in more.items() if not name.endswith("_form")},
        },
        title=_("Reference group: %(title)s") % {"title": sent.title},
        section="review" if rules.may_review(standing, sent) else "sent",
        status=status,
    )


def _done_said(step: str) -> str:
    said = {
        "open": _("The reading is open. Invite the members of the group."),
        "invite": _("The invitation is on its way."),
        "remove": _("They are taken out of the group. What they said stays."),
        "until": _("It is noted until when the group reads."),
        "close": _("The reading is closed, and the provider is told what was said."),
        "answer": _("The answer is kept. It can be changed until the log is released."),
        "release": _("The log is released. Everybody can read it once the text is published."),
    }
    return said.get(step, "")


class _NotFilledIn(Exception):
    """A form itself says what is missing."""

    def __init__(self, **more: Any) -> None:
        self.more = more


Step = Callable[..., object]


def _end_of(day: dt.date) -> dt.datetime:
    """The last moment of a day, where the reader is."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59, 59)))


def _open(standing: Standing, request: HttpRequest, sent: Submission) -> object:
    form = GroupOpenForm(request.POST)
    if not form.is_valid():
        raise _NotFilledIn(open_form=form)
    try:
        return services.group_open(
            standing,
            sent.pk,
            question=form.cleaned_data["question"],
            closes_at=_end_of(form.cleaned_data["closes_on"]),
        )
    except AgoraError as error:
        raise _said_by(form, error, "open_form") from error


def _until(standing: Standing, request: HttpRequest, sent: Submission) -> object:
    form = GroupUntilForm(request.POST)
    if not form.is_valid():
        raise _NotFilledIn(until_form=form)
    try:
        return services.group_until(
            standing, sent.pk, closes_at=_end_of(form.cleaned_data["closes_on"])
        )
    except AgoraError as error:
        raise _said_by(form, error, "until_form") from error


def _said_by(form: Any, error: AgoraError, name: str) -> Exception:
    """The form with what the service refused; the error itself where it is not about the form."""
    field = {"closes_at": "closes_on"}.get(error.field, error.field)
    if field not in form.fields:
        return error
    form.add_error(field, error.message)
    return _NotFilledIn(**{name: form})


def _invite(standing: Standing, request: HttpRequest, sent: Submission) -> object:
    form = MemberForm(request.POST)
    if not form.is_valid():
        raise _NotFilledIn(member_form=form)
    if not throttle.allowed(request, "group", most=120, seconds=3600):
        form.add_error(None, _("Too many invitations within an hour. Please try again later."))
        raise _NotFilledIn(member_form=form)
    try:
        return services.group_invite(standing, sent.pk, **form.cleaned_data)
    except AgoraError as error:
        raise _said_by(form, error, "member_form") from error


def _remove(
    standing: Standing, request: HttpRequest, sent: Submission, member_id: uuid.UUID
) -> object:
    return services.group_remove(standing, sent.pk, member_id)


def _close(standing: Standing, request: HttpRequest, sent: Submission) -> object:
    return services.group_close(standing, sent.pk)


def _release(standing: Standing, request: HttpRequest, sent: Submission) -> object:
    return services.group_release(standing, sent.pk)


def _answer(
    standing: Standing, request: HttpRequest, sent: Submission, message_id: uuid.UUID
) -> object:
    outcome, text = request.POST.get("outcome", ""), request.POST.get("text", "")
    text = text.replace("\r\n", "\n")[: reading.LONGEST_ANSWER + 1]
    try:
        return services.group_answer(standing, sent.pk, message_id, outcome=outcome, text=text)
    except WrongStep:
        raise
    except NotYours:
        raise
    except AgoraError as error:
        raise _NotFilledIn(
            tried=str(message_id), chosen=outcome, typed=text, wrong=error.message
        ) from error


STEPS: dict[str, Step] = {
    "open": _open,
    "invite": _invite,
    "until": _until,
    "close": _close,
    "release": _release,
    "remove": _remove,
    "answer": _answer,
}


@require_POST
@signed_in
def act(
    request: HttpRequest, standing: Standing, submission_id: uuid.UUID, step: str, **ids: uuid.UUID
) -> HttpResponse:
    """One step, then back to the page; what cannot be done is said there, with what was typed."""
    sent = submission_or_404(standing, submission_id)
    # Before anything is read: a form says nothing to whom the step is not for.
    may = rules.may_write | rules.may_review if step == "answer" else rules.may_review
    if not may(standing, sent):
        raise Http404
    try:
        STEPS[step](standing, request, sent, **ids)
    except NotYours as error:
        raise Http404 from error
    except _NotFilledIn as error:
        return _page(request, standing, sent, error.more, 422)
    except OperationalError:
        told = _("We are busy just now. Please send it again in a minute.")
        return _page(request, standing, sent, {"told": told}, 503)
    except OwnWork as error:
        return _page(request, standing, sent, {"told": error.message}, 403)
    except WrongStep as error:
        more = {
            "told": error.message,
            "open_form": GroupOpenForm(request.POST) if step == "open" else None,
            "member_form": MemberForm(request.POST) if step == "invite" else None,
            "tried": str(ids.get("message_id", "")),
            "typed": request.POST.get("text", "")[: reading.LONGEST_ANSWER],
            "chosen": request.POST.get("outcome", ""),
        }
        return _page(request, standing, sent, more, 409)
    where = reverse("review-group", args=[sent.pk])
    end = f"#said-{ids['message_id']}" if step == "answer" else ""
    return HttpResponseRedirect(f"{where}?did={step}{end}")
