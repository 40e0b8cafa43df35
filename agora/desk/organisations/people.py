"""One person of an organisation: roles and teams; leaving, and handing over."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agora.desk.organisations.common import onward
from agora.desk.organisations.forms import HandOverForm, RolesForm
from agora.desk.pages import desk_page
from agora.kernel.errors import AgoraError, NotYours
from agora.people import rules, upstairs
from agora.people.colleagues import colleague_for, heirs_in, organisation_for
from agora.people.handing_over import handover
from agora.people.models import Person, Team
from agora.people.queries import Standing, name_of
from agora.people.services import roles_set
from agora.people.viewing import signed_in
from agora.ui.asking import explain, hidden, must, posted


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def person(
    request: HttpRequest, standing: Standing, organisation_id: uuid.UUID, person_id: uuid.UUID
) -> HttpResponse:
    """Give and take the roles of one person, and put them into teams."""
    with hidden():
        found = organisation_for(standing, organisation_id)
        must(rules.may_manage(standing, found.pk))
        somebody = colleague_for(found.pk, person_id)
    teams = Team.objects.filter(organisation=found).order_by("name")
    form = RolesForm(posted(request), somebody=somebody, teams=teams)
    if request.method == "POST" and form.is_valid():
        try:
            roles_set(
                standing,
                found.pk,
                somebody.id,
                roles=form.cleaned_data["roles"],
                teams=form.chosen_teams(),
            )
            return onward("desk-organisation", found.pk, done="roles")
        except NotYours:
            raise
        except AgoraError as error:
            explain(form, error)
    context = {
        "form": form,
        "organisation": found,
        "name": name_of(found, request.LANGUAGE_CODE),
        "somebody": somebody,
        "myself": somebody.id == standing.person,
    }
    return desk_page(
        request, standing, "desk/organisations/person.html", context,
        title=somebody.name, section="organisations",
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def hand_over(
    request: HttpRequest, standing: Standing, organisation_id: uuid.UUID, person_id: uuid.UUID
) -> HttpResponse:
    """End somebody's membership; what was theirs passes to a colleague."""
    with hidden():
        must(rules.may_manage(standing, organisation_id))
    return _hand_over(request, standing, organisation_id, person_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def leave(request: HttpRequest, standing: Standing, organisation_id: uuid.UUID) -> HttpResponse:
    """Leave an organisation; what was mine passes to a colleague."""
    must(rules.belongs(standing, organisation_id) and standing.person is not None)
    return _hand_over(request, standing, organisation_id, standing.person or uuid.UUID(int=0))


def _hand_over(
    request: HttpRequest, standing: Standing, organisation_id: uuid.UUID, person_id: uuid.UUID
) -> HttpResponse:
    with hidden():
        found = organisation_for(standing, organisation_id)
        somebody = colleague_for(found.pk, person_id)
    account = Person.objects.values_list("account_id", flat=True).get(pk=person_id)
    myself = somebody.id == standing.person
    form = HandOverForm(posted(request), heirs=heirs_in(found.pk, person_id))
    if request.method == "POST" and form.is_valid():
        try:
            handover(standing, found.pk, person_id, form.chosen())
        except NotYours:
            raise
        except AgoraError as error:
            explain(form, error)
        else:
            if myself and not standing.is_lead:
                return onward("desk-organisations", done="left")
            return onward("desk-organisation", found.pk, done="handed-over")
    name = name_of(found, request.LANGUAGE_CODE)
    context = {
        "form": form,
        "organisation": found,
        "name": name,
        "somebody": somebody,
        "myself": myself,
        "held": upstairs.held(found.pk, account),
        "passes_roles": rules.may_manage(standing, found.pk),
    }
    return desk_page(
        request, standing, "desk/organisations/hand_over.html", context,
        title=_("Leave %(name)s") % {"name": name} if myself else somebody.name,
        section="organisations", status=422 if request.method == "POST" else 200,
    )  # fmt: skip
