"""Beginning: from a link, from a file, or from an empty form."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agora.catalogue.editing import OWN_TYPES
from agora.desk.drafts.common import asker_from, organisation_called, writes_for
from agora.desk.drafts.hints import remember_prefill
from agora.desk.forms.options import groups_for
from agora.desk.pages import desk_page
from agora.editorial import rules
from agora.editorial.drafts import draft_start, may_begin
from agora.editorial.models import Draft
from agora.exchange.fetching import FetchFailed
from agora.exchange.prefill.services import Prefill, prefill, prefill_file
from agora.kernel import addresses, editing, throttle
from agora.kernel.editing import Field
from agora.kernel.errors import AgoraError, NotYours
from agora.media.services import file_store
from agora.media.sniffing import FileRefused
from agora.people.queries import Standing
from agora.people.viewing import signed_in
from agora.ui import wording

REMEMBERED = "desk.organisation"
TEAM = "team"
_LANGUAGE = Field("language", "", "language")


def sorts_for(standing: Standing) -> list[editing.Editing]:
    """What this person may begin at all."""
    mine = standing.organisations(*rules.WRITERS)
    return [
        sort
        for sort in editing.sorts()
        if may_begin(standing, sort, None) or any(may_begin(standing, sort, key) for key in mine)
    ]


class _Link(forms.CharField):
    """Asked for only by whoever goes this way; the form says so."""

    def validate(self, value: Any) -> None:
        """See `BeginForm.clean`."""


class _File(forms.FileField):
    """As `_Link`."""

    def validate(self, value: Any) -> None:
        """See `BeginForm.clean`."""


class BeginForm(forms.Form):
    """The way, what it is, in which language, and for whom."""

    way = forms.ChoiceField(choices=[("link", ""), ("file", ""), ("form", "")])
    url = _Link(max_length=1000)
    file = _File()
    sort = forms.ChoiceField()
    language = forms.ChoiceField()
    organisation = forms.ChoiceField()
    other = forms.CharField(max_length=200, required=False)

    def __init__(
        self, *args: Any, sorts: list[tuple[str, str]], owners: list[tuple[str, str]],
        tongues: Any, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **{**kwargs, "auto_id": "id.%s", "use_required_attribute": False})
        self.fields["url"].label = _("Web address")
        self.fields["url"].help_text = _("Of the page or the PDF, as the browser shows it.")
        self.fields["url"].widget = forms.TextInput(
            attrs={"inputmode": "url", "dir": "ltr", "autocomplete": "off", "maxlength": 1000}
        )
        self.fields["file"].label = _("File")
        self.fields["sort"].label = _("What is it?")
        self.fields["sort"].choices = sorts  # type: ignore[attr-defined]
        self.fields["language"].label = _("Language you write in")
        self.fields["language"].choices = tongues  # type: ignore[attr-defined]
        self.fields["organisation"].label = _("For whom you write")
        self.fields["organisation"].choices = owners  # type: ignore[attr-defined]
        self.fields["other"].label = _("Another organisation")
        self.fields["way"].error_messages = {"required": _("Choose how to begin.")}
        for name in ("sort", "language", "organisation"):
            self.fields[name].error_messages = {
                "required": _("Choose one from the list."),
                "invalid_choice": _("Choose one from the list."),
            }

    def clean(self) -> dict[str, Any]:
        """A link needs its address, a file itself."""
        found = super().clean() or {}
        if found.get("way") == "link" and not found.get("url"):
            self.add_error("url", _("Paste the web address here first."))
        if found.get("way") == "file" and not found.get("file") and "file" not in self.errors:
            self.add_error("file", _("Choose a file first."))
        return found


def _owners(request: HttpRequest, standing: Standing) -> list[tuple[str, str]]:
    """For whom this person may write: their organisations, and the learning team."""
    named = writes_for(request, standing.organisations(*rules.WRITERS))
    owners = sorted(((str(key), name) for key, name in named.items()), key=lambda pair: pair[1])
    if rules.may_write(standing, Draft(organisation_id=None)):
        owners.append((TEAM, _("The learning team")))
    return owners


def _named_by_a_lead(
    request: HttpRequest, standing: Standing, chosen: str
) -> list[tuple[str, str]]:
    """A lead writes for any organisation; for everybody else another one is not there."""
    try:
        key = uuid.UUID(chosen)
    except ValueError as error:
        raise Http404 from error
    name = writes_for(request, [key]).get(key) if standing.is_lead else None
    if name is None:
        raise Http404
    return [(chosen, name)]


def _owner(request: HttpRequest, standing: Standing, form: BeginForm) -> uuid.UUID | None:
    """The organisation that was chosen; a lead may name any other."""
    other = form.cleaned_data["other"]
    if other and standing.is_lead:
        return organisation_called(request, other)
    chosen = form.cleaned_data["organisation"]
    return None if chosen == TEAM else uuid.UUID(chosen)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def contribute(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Three ways to begin; a POST makes the draft and leads to its first screen."""
    owners, sorts = _owners(request, standing), sorts_for(standing)
    if not owners or not sorts:
        if request.method == "POST":
            raise Http404
        return desk_page(
            request, standing, "desk/drafts/no_organisation.html", {}, title=_("Contribute"),
            section="contribute",
        )  # fmt: skip
    chosen = request.POST.get("organisation")
    if chosen and chosen not in dict(owners):
        owners += _named_by_a_lead(request, standing, chosen)
    remembered = request.session.get(REMEMBERED)
    form = BeginForm(
        request.POST or None,
        request.FILES or None,
        sorts=[(sort.name, str(sort.title)) for sort in sorts],
        owners=owners,
        tongues=[
            (heading, choices) if heading else choice
            for heading, choices in groups_for(_LANGUAGE, None, [])
            for choice in (choices if not heading else [None])
        ],
        initial={
            "way": "link",
            "sort": "resource",
            "language": wording.reader(),
            "organisation": remembered if remembered in dict(owners) else owners[0][0],
        },
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _begin(request, standing, form)
            except NotYours as error:
                raise Http404 from error
            except AgoraError as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
    return desk_page(
        request,
        standing,
        "desk/drafts/contribute.html",
        {"form": form, "sorts": sorts, "owners": owners},
        title=_("Contribute"),
        section="contribute",
        status=status,
    )


def _begin(request: HttpRequest, standing: Standing, form: BeginForm) -> HttpResponse:
    said = form.cleaned_data
    sort = editing.sort_named(said["sort"])
    owner = _owner(request, standing, form)
    if sort is None or not may_begin(standing, sort, owner):
        raise Http404
    found = _prefilled(request, standing, form, owner)
    draft = draft_start(
        standing,
        sort.name,
        language=str(
            (found.document if found else {}).get("original_language") or said["language"]
        ),
        organisation=owner,
        document=_laid_over(sort, found.document) if found else {},
    )
    if found is not None:
        remember_prefill(request, draft.pk, found)
    request.session[REMEMBERED] = str(owner) if owner else TEAM
    return HttpResponseRedirect(reverse("draft-step", args=[draft.pk, sort.steps[0].key]))


def _prefilled(
    request: HttpRequest, standing: Standing, form: BeginForm, owner: uuid.UUID | None
) -> Prefill | None:
    """What the link or the file says of itself. Raises AgoraError at the field, in plain words."""
    said, asker = form.cleaned_data, asker_from(request)
    slug = addresses.at("organisation", owner) if owner else None
    if said["way"] == "link":
        if not throttle.allowed(request, "prefill", most=60, seconds=3600):
            raise AgoraError(
                _("Too many links came from your network. Try again in an hour, or use the form."),
                "url",
            )
        try:
            return prefill(
                said["url"], reader=said["language"], viewer=asker.viewer, organisation=slug
            )
        except FetchFailed as error:
            raise AgoraError(error.message, "url") from error
    if said["way"] == "file":
        try:
            file = file_store(said["file"], by=standing.account, organisation=owner)
        except FileRefused as error:
            raise AgoraError(error.message, "file") from error
        return prefill_file(file, reader=said["language"], viewer=asker.viewer, organisation=slug)
    return None


def _laid_over(sort: editing.Editing, found: dict[str, Any]) -> dict[str, Any]:
    """What was found, as a document of this sort: its type stays what was chosen."""
    document = {key: value for key, value in found.items() if key not in ("owner", "slug")}
    if sort.name in OWN_TYPES:
        document["type"] = sort.name
    elif sort.name == "course":
        document["type"] = "course"
    elif document.get("type") in OWN_TYPES:
        document.pop("type")
    return document
