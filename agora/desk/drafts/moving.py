"""Passing a draft to another organisation."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agora.desk.drafts.common import held_or_404, organisation_called, writes_for
from agora.desk.drafts.overview import head_of
from agora.desk.pages import desk_page
from agora.editorial import rules
from agora.editorial.moving import draft_move
from agora.kernel.errors import AgoraError, NotYours
from agora.people.queries import Standing
from agora.people.viewing import signed_in


class MoveForm(forms.Form):
    """Whose it shall be: one of one's own or, for a lead, any."""

    to = forms.ChoiceField(required=False)
    other = forms.CharField(max_length=200, required=False)

    def __init__(self, data: Any, *, owners: list[tuple[str, str]], any_other: bool) -> None:
        super().__init__(data, auto_id="id.%s", use_required_attribute=False)
        self.fields["to"].label = _("For whom you write")
        self.fields["to"].choices = [("", "—"), *owners]  # type: ignore[attr-defined]
        self.fields["to"].error_messages = {"invalid_choice": _("Choose one from the list.")}
        self.fields["other"].label = _("Another organisation")
        if not owners:
            del self.fields["to"]
        if not any_other:
            del self.fields["other"]

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        found = super().clean() or {}
        if not self.errors and not (found.get("to") or found.get("other")):
            self.add_error(next(iter(self.fields), None), _("Choose one from the list."))
        return found


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def move(request: HttpRequest, standing: Standing, draft_id: uuid.UUID) -> HttpResponse:
    """Ask to whom, then pass the draft on."""
    held = held_or_404(standing, draft_id, write=True)
    mine = set(standing.organisations(*rules.WRITERS)) - {held.draft.organisation_id}
    named = writes_for(request, [key for key in mine if rules.may_move(standing, held.draft, key)])
    owners = sorted(((str(key), name) for key, name in named.items()), key=lambda pair: pair[1])
    form = MoveForm(request.POST or None, owners=owners, any_other=standing.is_lead)
    refused, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                other = form.cleaned_data.get("other")
                to = organisation_called(request, other) if other else form.cleaned_data["to"]
                moved = draft_move(standing, draft_id, uuid.UUID(str(to)))
                return HttpResponseRedirect(reverse("draft", args=[moved.pk]))
            except NotYours:
                held_or_404(standing, draft_id, write=True)
                raise
            except AgoraError as error:
                if error.field in form.fields:
                    form.add_error(error.field, error.message)
                else:
                    refused, status = error.message, 409
    return desk_page(
        request,
        standing,
        "desk/drafts/move.html",
        {**head_of(request, held), "form": form, "refused": refused},
        title=_("Pass this draft to another organisation"),
        section="drafts",
        status=status,
    )
