"""One submission: what it would change, the thread, and the decisions about it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agora.desk.drafts.common import asker_from
from agora.desk.drafts.preview import as_read
from agora.desk.forms.answers import Asker
from agora.desk.forms.saying import place_of
from agora.desk.pages import desk_page
from agora.desk.review.common import (
    days_since,
    held_of_sent,
    sort_of_sent,
    sort_title,
    state_said,
    submission_or_404,
)
from agora.desk.review.diff import anchor_of, screens
from agora.desk.review.forms import ApproveForm
from agora.editorial import rules
from agora.editorial.drafts import live_document
from agora.editorial.models import GroupReview, Submission
from agora.editorial.review import services
from agora.editorial.review.errors import DecidedMeanwhile, LiveMoved, OwnWork, WrongStep
from agora.editorial.review.group.reading import is_open as group_is_open
from agora.editorial.review.group.services import KINDS as READ_BY_GROUPS
from agora.editorial.review.looking import default_date
from agora.editorial.review.merging import against_live, as_sent
from agora.editorial.review.queries import may_be_assigned, names_of, reviews_at_all, thread
from agora.kernel import languages
from agora.kernel.errors import AgoraError, InvalidDocument, NotYours
from agora.people.queries import Standing, Viewer, person_names
from agora.people.viewing import signed_in
from agora.ui import wording

State = Submission.State
STATUS: dict[type[AgoraError], int] = {
    OwnWork: 403,
    DecidedMeanwhile: 409,
    LiveMoved: 409,
    WrongStep: 409,
}


@require_safe
@signed_in
def submission(request: HttpRequest, standing: Standing, submission_id: uuid.UUID) -> HttpResponse:
    """What was sent beside what is live, with the thread."""
    return _page(request, standing, submission_or_404(standing, submission_id), {})


def _page(
    request: HttpRequest,
    standing: Standing,
    sent: Submission,
    more: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    to_team = bool(rules.may_review(standing, sent))
    own = bool(rules.is_their_own(standing, sent))
    said = thread(sent)
    sort = sort_of_sent(sent)
    is_open = sent.state in Submission.OPEN
    group = GroupReview.objects.filter(submission=sent).first()
    group_reads = group is not None and group_is_open(group, sent)
    against = against_live(sent) if is_open else as_sent(sent)
    asker = _asker(request, sent)
    lines = _in_words(said, sent, sort)
    word, tone = state_said(sent.state, to_team=to_team)
    people = person_names({sent.submitted_by, sent.assignee, sent.decided_by})
    owner = names_of({sent.organisation_id}, asker.reader) if sent.organisation_id else {}
    decides = to_team and not own and sent.state in (State.WAITING, State.APPROVED)
    may_ask_group = to_team and not own and is_open and sent.kind in READ_BY_GROUPS
    clears = bool(rules.may_clear(standing, sent)) and sent.state == State.CLEARING
    return desk_page(
        request,
        standing,
        "desk/review/submission.html",
        {
            "sent": sent,
            "kind": sort_title(sent.sort),
            "word": word,
            "tone": tone,
            "to_team": to_team,
            "own": own and to_team,
            "owner": owner.get(sent.organisation_id) if sent.organisation_id else None,
            "sent_by": people.get(sent.submitted_by, "") if sent.submitted_by else "",
            "decided_by": people.get(sent.decided_by, "") if sent.decided_by else "",
            "assignee": people.get(sent.assignee, "") if sent.assignee else "",
            "language": languages.name(sent.language, asker.reader),
            "direction": languages.direction(sent.language),
            "days": days_since(sent.waiting_since),
            "axes": [axis.key for axis in sent.axes.all()],
            "against": against,
            "is_new": not against.live,
            "screens": screens(sort, against, said, asker) if sort else (),
            "thread": lines,
            "asked": _last_ask(lines) if sent.state == State.CHANGES_ASKED else None,
            "did": _done_said(request.GET.get("did", "")),
            "group": group,
            "group_reads": group_reads,
            "may_ask_group": may_ask_group and sent.state != State.APPROVED,
            "decides": decides,
            "clears": clears,
            "may_decline": to_team
            and not own
            and sent.state in (State.WAITING, State.APPROVED, State.CHANGES_ASKED),
            "may_take_back": bool(rules.may_take_back(standing, sent)) and is_open,
            "may_assign": to_team and is_open,
            "assignable": may_be_assigned(sent) if to_team and is_open else (),
            "draft_id": sent.draft_id if rules.may_write(standing, sent) else None,
            "is_open": is_open,
            "live_path": f"/id/{sent.object_id}"
            if live_document(sent.kind, sent.object_id)
            else "",
            "approve": more.get("approve")
            or ApproveForm(
                initial={
                    "publish_at": sent.publish_at,
                    "look_again": sent.look_again or default_date(sent.sort),
                }
            ),
            "zone": wording.zone(timezone.get_current_timezone_name()),
            "back": reverse("review-queue" if reviews_at_all(standing) else "review-sent"),
            **{name: value for name, value in more.items() if name != "approve"},
        },
        title=sent.title or _("A review"),
        section="review" if to_team else "sent",
        status=status,
    )


@require_safe
@signed_in
def preview(request: HttpRequest, standing: Standing, submission_id: uuid.UUID) -> HttpResponse:
    """What was sent as a reader would see it; nothing of it is anywhere else."""
    sent = submission_or_404(standing, submission_id)
    sort = sort_of_sent(sent)
    if sort is None:
        raise Http404
    asker = _asker(request, sent)
    return desk_page(
        request,
        standing,
        "desk/review/preview.html",
        {
            "sent": sent,
            **as_read(held_of_sent(sent, sort), asker, request.GET.get("language")),
        },
        title=sent.title,
        section="review" if rules.may_review(standing, sent) else "sent",
    )


def _asker(request: HttpRequest, sent: Submission) -> Asker:
    """In whose eyes: whoever may follow a submission may know what its organisation's things are called."""
    asker = asker_from(request)
    if sent.organisation_id is None:
        return asker
    tokens = asker.viewer.tokens | {f"org:{sent.organisation_id}"}
    return Asker(asker.reader, Viewer(tokens, asker.viewer.account))


def _in_words(said: Any, sent: Submission, sort: Any) -> list[dict[str, Any]]:
    """The thread, with the place that each word is about."""
    lines = []
    for one in said:
        label, tag = "", ""
        if one.field and sort is not None:
            _number, _step, spec, tag = place_of(sort, tuple(one.field.split(".")))
            label = str(spec.label) if spec else one.field
        lines.append(
            {
                "said": one,
                "name": one.by or _("Somebody"),
                "label": label,
                "tag": languages.name(tag, wording.reader()) if tag else "",
                "anchor": anchor_of(one.field) if one.field else "",
            }
        )
    return lines


def _last_ask(lines: list[dict[str, Any]]) -> dict[str, Any] | None:
    return next((line for line in reversed(lines) if line["said"].verb == "ask"), None)


def _done_said(step: str) -> str:
    said = {
        "approve": _("It is approved."),
        "ask": _("The provider is asked for a change, and told by mail."),
        "assign": _("It is noted who reviews it."),
        "clear": _("It went to the learning team."),
        "comment": _("Your words are in the thread, and the other side is told by mail."),
        "decline": _("It is declined, and the provider is told why."),
        "withdraw": _("It is taken back. The draft stays as it is."),
    }
    return said.get(step, "")


# ---------------------------------------------------------------------- what one does


Step = Callable[[Standing, HttpRequest, Submission], object]


def _turn(request: HttpRequest) -> int:
    typed = request.POST.get("turn", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


def _live(request: HttpRequest) -> int | None:
    typed = request.POST.get("live", "")
    return int(typed) if typed.lstrip("-").isdecimal() and len(typed) < 10 else None


def _words(request: HttpRequest, name: str = "text") -> str:
    # One more than is allowed, so that the service says that it is too long.
    return request.POST.get(name, "").replace("\r\n", "\n")[: services.LONGEST + 1]


def _comment(standing: Standing, request: HttpRequest, sent: Submission) -> object:
    return services.submission_comment(
        standing, sent.pk, field=request.POST.get("field", "")[:200], text=_words(request)
    )


def _ask(standing: Standing, request: HttpRequest, sent: Submission) -> object:
    return services.submission_ask(
        standing, sent.pk, seen_turn=_turn(request), text=_words(request)
    )


def _decline(standing: Standing, request: HttpRequest, sent: Submission) -> object:
    return services.submission_decline(
        standing, sent.pk, seen_turn=_turn(request), reason=_words(request)
    )


def _withdraw(standing: Standing, request: HttpRequest, sent: Submission) -> object:
    return services.submission_withdraw(standing, sent.pk, seen_turn=_turn(request))


def _clear(standing: Standing, request: HttpRequest, sent: Submission) -> object:
    return services.submission_clear(standing, sent.pk, seen_turn=_turn(request))


def _assign(standing: Standing, request: HttpRequest, sent: Submission) -> object:
    typed = request.POST.get("assignee", "")
    try:
        assignee = uuid.UUID(typed) if typed else None
    except ValueError:
        raise AgoraError(_("Choose somebody of the list."), "assignee") from None
    return services.submission_assign(standing, sent.pk, assignee=assignee)


class _NotFilledIn(Exception):
    """The form itself says what is missing."""

    def __init__(self, form: ApproveForm) -> None:
        self.form = form


def _approve(standing: Standing, request: HttpRequest, sent: Submission) -> object:
    form = ApproveForm(request.POST)
    if not form.is_valid():
        raise _NotFilledIn(form)
    try:
        return services.submission_approve(
            standing,
            sent.pk,
            seen_turn=_turn(request),
            seen_live=_live(request),
            publish_at=form.cleaned_data["publish_at"],
            look_again=form.cleaned_data["look_again"],
            text=form.cleaned_data["text"],
        )
    except AgoraError as error:
        if error.field in form.fields:
            form.add_error(error.field, error.message)
            raise _NotFilledIn(form) from error
        raise


STEPS: dict[str, Step] = {
    "approve": _approve,
    "ask": _ask,
    "assign": _assign,
    "clear": _clear,
    "comment": _comment,
    "decline": _decline,
    "withdraw": _withdraw,
}


@require_POST
@signed_in
def act(
    request: HttpRequest, standing: Standing, submission_id: uuid.UUID, step: str
) -> HttpResponse:
    """One step, then back to the page; what cannot be done is said there, with what was typed."""
    sent = submission_or_404(standing, submission_id)
    try:
        STEPS[step](standing, request, sent)
    except NotYours as error:
        raise Http404 from error
    except _NotFilledIn as error:
        return _page(request, standing, sent, {"approve": error.form, "tried": step}, 422)
    except OperationalError:
        told = _("We are busy just now. Please send it again in a minute.")
        return _again(request, standing, sent.pk, step, told, 503)
    except InvalidDocument as error:
        told = _("It cannot be published as it is. Ask the provider to change it:")
        return _again(request, standing, sent.pk, step, told, 422, problems=error.problems)
    except AgoraError as error:
        return _again(request, standing, sent.pk, step, error.message, STATUS.get(type(error), 422))
    where = reverse("review-submission", args=[sent.pk])
    place = request.POST.get("field", "")
    end = f"#{anchor_of(place)}" if step == "comment" and place else "#thread"
    return HttpResponseRedirect(f"{where}?did={step}{end}")


def _again(
    request: HttpRequest,
    standing: Standing,
    key: uuid.UUID,
    step: str,
    told: str,
    status: int,
    **more: Any,
) -> HttpResponse:
    """The page as it is now, with why the step was not taken; what was typed stays."""
    sent = submission_or_404(standing, key)
    typed: dict[str, Any] = {"tried": step, "told": told, "typed": _words(request)}
    typed["typed_at"] = request.POST.get("field", "")[:200]
    if step == "approve":
        typed["approve"] = ApproveForm(request.POST)
    return _page(request, standing, sent, {**typed, **more}, status)
