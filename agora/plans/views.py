"""The pages of actions: one's own, the organisation's, the brief, and “was it applied?”."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agora.catalogue.queries import cards
from agora.courses.blocks.reflection import note_text
from agora.courses.models import Enrolment
from agora.courses.queries.content import outline
from agora.courses.queries.learning import enrolments_of
from agora.courses.queries.titles import course_titles
from agora.kernel import ids, traces
from agora.kernel.errors import AgoraError
from agora.people.queries import Standing, Viewer, organisation_names, person_names
from agora.people.viewing import signed_in, viewer_from
from agora.plans import services
from agora.plans.forms import ActionForm, AnswerForm
from agora.plans.models import Action
from agora.plans.queries import actions_kept_by, actions_visible_to, follow_ups_of
from agora.plans.words import STATES
from agora.topics.finding import place_label
from agora.topics.queries import vocabulary
from agora.ui.asking import explain, hidden, page_of, posted
from agora.ui.mine import mine_page

READS = ["GET", "HEAD", "POST"]


def _organisations(standing: Standing, reader: str, viewer: Viewer) -> list[tuple[str, str]]:
    names = organisation_names(list(standing.roles), reader, viewer)
    return sorted(((str(key), one.name) for key, one in names.items()), key=lambda row: row[1])


def _course(standing: Standing, asked: str) -> Enrolment | None:
    """The enrolment of one's own that an address names."""
    try:
        key = uuid.UUID(asked)
    except ValueError:
        return None
    return enrolments_of(standing).filter(pk=key).select_related("run").first()


def _plan(said: dict[str, Any]) -> services.Plan:
    organisation = said.get("organisation") or ""
    return services.Plan(
        title=said["title"],
        language=said["language"],
        text=said["text"],
        responsible=said["responsible"],
        organisation=uuid.UUID(organisation) if organisation else None,
        place=said["place"],
        due=said["due"],
        state=said.get("state") or Action.State.PLANNED,
        is_private=said["is_private"],
        outcome=said.get("outcome", ""),
    )


@require_safe
@signed_in
def actions(request: HttpRequest, standing: Standing) -> HttpResponse:
    """My actions, and those of my organisations."""
    page = page_of(request, actions_visible_to(standing).order_by("-created_at", "-pk"))
    asked = list(follow_ups_of(standing).filter(asked_at__isnull=False, answer="")[:5])
    titles = course_titles({one.course for one in asked}, request.LANGUAGE_CODE) if asked else {}
    return mine_page(
        request, "plans/actions.html",
        {"page_of_rows": page, "rows": _rows(request, standing, list(page.object_list)),
         "waiting": [(one, titles.get(one.course)) for one in asked]},
        title=_("My actions"), section="actions",
    )  # fmt: skip


def _rows(request: HttpRequest, standing: Standing, found: list[Action]) -> list[dict[str, Any]]:
    reader, viewer = request.LANGUAGE_CODE, viewer_from(request)
    named = organisation_names(
        {a.organisation_id for a in found if a.organisation_id}, reader, viewer
    )
    people = person_names({a.account_id for a in found})
    places = vocabulary().place_by_id
    return [
        {
            "it": one,
            "state": STATES[Action.State(one.state)],
            "who": one.responsible or people.get(one.account_id, "")
            if one.account_id
            else one.responsible,
            "organisation": named[one.organisation_id].name if one.organisation_id in named else "",
            "place": place_label(places[one.place_id], reader)
            if one.place_id and one.place_id in places
            else "",
            "is_mine": one.account_id == standing.account,
        }
        for one in found
    ]


@require_http_methods(READS)
@signed_in
def new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Plan an action; `?from=` names the enrolment it comes from, `?note=` the note."""
    reader, viewer = request.LANGUAGE_CODE, viewer_from(request)
    enrolment = _course(standing, request.GET.get("from", ""))
    mine = _organisations(standing, reader, viewer)
    initial: dict[str, Any] = {"language": reader, "once": ids.new_id()}
    if enrolment is not None:
        initial["organisation"] = str(enrolment.organisation_id or "")
        spot = vocabulary().place_by_id.get(enrolment.place_id) if enrolment.place_id else None
        initial["place"] = place_label(spot, reader) if spot else ""
        initial["text"] = _note(enrolment, request.GET.get("note", ""))
    form = ActionForm(posted(request), organisations=mine, is_new=True, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with hidden():
                action = services.action_make(
                    standing,
                    _plan(form.cleaned_data),
                    once=form.cleaned_data["once"],
                    came_from=("resource", enrolment.run.course_id) if enrolment else None,
                )
            messages.success(request, _("Planned. In three months we ask you what came of it."))
            return redirect("action", action.pk)
        except AgoraError as error:
            explain(form, error)
    card = None
    if enrolment is not None:
        card = cards([enrolment.run.course_id], reader, viewer).get(enrolment.run.course_id)
    return mine_page(
        request, "plans/action_form.html", {"form": form, "card": card, "is_new": True},
        title=_("What will you do with it?"), section="actions",
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


def _note(enrolment: Enrolment, asked: str) -> str:
    """The text of a note of one's own, to begin with."""
    try:
        key = uuid.UUID(asked)
    except ValueError:
        return ""
    return note_text(enrolment, key)


@require_http_methods(READS)
@signed_in
def action(request: HttpRequest, standing: Standing, action_id: uuid.UUID) -> HttpResponse:
    """An action: mine to change, or one of my organisation to read."""
    found = actions_visible_to(standing).filter(pk=action_id).first()
    if found is None:
        raise Http404
    reader, viewer = request.LANGUAGE_CODE, viewer_from(request)
    is_mine = actions_kept_by(standing).filter(pk=action_id).exists()
    if request.method == "POST" and not is_mine:
        raise Http404
    spot = vocabulary().place_by_id.get(found.place_id) if found.place_id else None
    initial = {
        **{name: getattr(found, name) for name in (
            "title", "text", "responsible", "due", "state", "is_private", "outcome", "language"
        )},
        "organisation": str(found.organisation_id or ""),
        "place": place_label(spot, reader) if spot else "",
    }  # fmt: skip
    form = ActionForm(
        posted(request), organisations=_organisations(standing, reader, viewer), is_new=False,
        initial=initial,
    )  # fmt: skip
    if request.method == "POST":
        try:
            with hidden():
                if request.POST.get("do") == "delete":
                    services.action_delete(standing, found.pk)
                    messages.success(request, _("The action is deleted."))
                    return redirect("actions")
                if form.is_valid():
                    services.action_change(standing, found.pk, _plan(form.cleaned_data))
                    messages.success(request, _("Saved."))
                    return redirect("action", found.pk)
        except AgoraError as error:
            explain(form, error)
    came = [
        one.from_id for one in traces.backwards(("action", found.pk)) if one.from_kind == "resource"
    ]
    return mine_page(
        request, "plans/action.html",
        {
            "row": _rows(request, standing, [found])[0], "form": form, "is_mine": is_mine,
            "came": list(cards(came, reader, viewer).values()),
        },
        title=found.title, section="actions", status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@require_safe
@signed_in
def brief(request: HttpRequest, standing: Standing, enrolment_id: uuid.UUID) -> HttpResponse:
    """One page for colleagues: what the course is about, what it says one can do, and what is planned."""
    enrolment = (
        enrolments_of(standing)
        .filter(pk=enrolment_id, state__in=Enrolment.LEARNING)
        .select_related("run")
        .first()
    )
    if enrolment is None or enrolment.version_id is None:
        raise Http404
    reader, viewer = request.LANGUAGE_CODE, viewer_from(request)
    course = enrolment.run.course_id
    card = cards([course], reader, Viewer(viewer.tokens | {"network"}, viewer.account)).get(course)
    if card is None:
        raise Http404
    skeleton = outline(enrolment.version_id)
    mine = [
        one.to_id
        for one in traces.onwards(("resource", course))
        if one.to_kind == "action" and one.by == standing.account
    ]
    planned = list(actions_kept_by(standing).filter(pk__in=mine, is_private=False).order_by("due"))
    return mine_page(
        request, "plans/brief.html",
        {
            "card": card,
            "address": f"{settings.SITE_URL}{card.path}",
            "modules": [
                {
                    "title": module.titles.title(reader),
                    "summary": module.titles.summary(reader),
                    "language": module.titles.language(reader),
                    "lessons": [one.titles.title(reader) for one in module.lessons],
                }
                for module in skeleton.modules
            ],
            "outline": skeleton,
            "rows": _rows(request, standing, planned),
            "name": standing.name,
        },
        title=_("A page for your colleagues"), section="actions",
    )  # fmt: skip


@require_http_methods(READS)
@signed_in
def follow_up(request: HttpRequest, standing: Standing, follow_up_id: uuid.UUID) -> HttpResponse:
    """“Was it applied?”: one question."""
    found = follow_ups_of(standing).filter(pk=follow_up_id).first()
    if found is None:
        raise Http404
    reader, viewer = request.LANGUAGE_CODE, viewer_from(request)
    form = AnswerForm(posted(request), initial={"answer": found.answer, "text": found.text})
    if request.method == "POST" and form.is_valid():
        with hidden():
            services.follow_up_answer(
                standing, found.pk, form.cleaned_data["answer"], form.cleaned_data["text"]
            )
        messages.success(
            request, _("Thank you. This is what tells us whether learning reaches cities.")
        )
        return redirect("actions")
    card = cards([found.course], reader, viewer).get(found.course)
    return mine_page(
        request, "plans/follow_up.html",
        {"form": form, "card": card, "registration": found.registration, "asked": found},
        title=_("What came of it in your city?"), section="actions",
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip
