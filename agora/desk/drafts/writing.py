"""One screen of a draft: saving it, saving by itself, rows that come and go, two writers at once."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agora.desk.drafts import conflict
from agora.desk.drafts.common import Held, around, asker_from, held_or_404, who
from agora.desk.drafts.files import files_of
from agora.desk.drafts.hints import filled_in, hints_for, with_topic
from agora.desk.drafts.overview import head_of
from agora.desk.forms.answers import Asker
from agora.desk.forms.engine import Around, StepForm, has_texts
from agora.desk.forms.faults import faults_of, marks_of
from agora.desk.forms.moving import rows_change
from agora.desk.forms.options import groups_for
from agora.desk.forms.paths import languages_in
from agora.desk.pages import desk_page
from agora.editorial.drafts import DraftMoved, draft_save
from agora.editorial.models import Draft
from agora.kernel import languages
from agora.kernel.editing import Field, Step
from agora.kernel.errors import AgoraError, NotYours
from agora.media.models import File
from agora.media.services import file_store
from agora.media.sniffing import FileRefused
from agora.people.queries import Standing
from agora.people.viewing import signed_in
from agora.ui import wording

_LANGUAGE = Field("language", "", "language")


@dataclass
class Screen:
    """What is being written: the draft, the screen, the language, and the revision it began from."""

    held: Held
    step: Step
    number: int
    seen: int
    language: str
    document: dict[str, Any]

    def path(self, step: str, language: str = "") -> str:
        """The address of a screen of this draft."""
        path = reverse("draft-step", args=[self.held.draft.pk, step])
        if language and language != self.held.original:
            return f"{path}?language={language}"
        return path


def _screen(request: HttpRequest, standing: Standing, draft_id: uuid.UUID, key: str) -> Screen:
    held = held_or_404(standing, draft_id, write=True)
    steps = held.sort.steps
    number = next((n for n, step in enumerate(steps) if step.key == key), None)
    if number is None:
        raise Http404
    seen, document = held.draft.revision, held.draft.document
    if request.method == "POST":
        sent = request.POST.get("seen", "")
        seen = int(sent) if sent.isdecimal() and len(sent) < 10 else 0
        if seen != held.draft.revision:
            older = held.draft.revisions.filter(number__lte=seen).order_by("-number")
            document = older.values_list("document", flat=True).first() or document
    asked = request.POST.get("language") or request.GET.get("language") or ""
    language = around(held, asker_from(request), asked).language
    return Screen(held, steps[number], number, seen, language, document)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def step(request: HttpRequest, standing: Standing, draft_id: uuid.UUID, step: str) -> HttpResponse:
    """A screen of the draft; a POST saves it, or changes its rows, or saves by itself."""
    screen = _screen(request, standing, draft_id, step)
    what = request.POST.get("do", "")
    here = around(screen.held, asker_from(request), screen.language)
    if request.method != "POST":
        form = StepForm(screen.step.fields, screen.document, here)
        return _page(request, standing, screen, form)
    data: QueryDict = request.POST
    place = ""
    if what.partition(":")[0] in ("add", "remove", "up", "down"):
        data, place = rows_change(request.POST, what)
    data, here, refused = _take_files(request, standing, screen, here, data)
    form = StepForm(screen.step.fields, screen.document, here, data)
    changed = form.changed_document()
    for name, message in refused.items():
        if name in form.fields:
            form.add_error(name, message)
    if what.startswith("topic:"):
        path, _colon, key = what.removeprefix("topic:").partition(":")
        changed = with_topic(screen.step, changed, path, key)
    by_itself = what == "autosave" or bool(place)
    try:
        draft = _save(standing, screen, changed, autosave=by_itself or bool(form.errors))
    except DraftMoved as moved:
        return _collided(request, standing, screen, form, moved, by_itself=what == "autosave")
    except NotYours as error:
        raise Http404 from error
    except AgoraError as error:
        if what == "autosave":
            return JsonResponse({"refused": error.message}, status=422)
        form.add_error(None, error.message)
        return _page(request, standing, screen, form, status=422)
    joined = draft.document != changed
    if what == "autosave":
        return _saved_by_itself(request, screen, draft, form, here.asker, joined=joined)
    if place or form.errors:
        renewed = _over(screen, draft, form, here, data, joined=joined)
        return _page(request, standing, *renewed, status=200 if place else 422, place=place)
    return HttpResponseRedirect(_onwards(request, screen, what))


def _save(standing: Standing, screen: Screen, changed: dict[str, Any], *, autosave: bool) -> Draft:
    return draft_save(standing, screen.held.draft.pk, changed, seen=screen.seen, autosave=autosave)


def _take_files(
    request: HttpRequest, standing: Standing, screen: Screen, here: Around, data: QueryDict
) -> tuple[QueryDict, Around, dict[str, str]]:
    """Store what was uploaded, and say which files whoever writes may name: theirs, and no other's."""
    owner = screen.held.draft.organisation_id
    sent, refused = data.copy(), {}
    for name, upload in request.FILES.items():
        field = name.removesuffix(".upload")
        if f"{field}.here" not in sent or not isinstance(upload, UploadedFile):
            continue
        try:
            file = file_store(upload, by=standing.account, organisation=owner)
        except FileRefused as error:
            refused[field] = error.message
            continue
        sent[field] = str(file.pk)
        _fill_beside(sent, field, file)
    named = {value for name in sent for value in [sent.get(name.removesuffix(".here"))]
             if name.endswith(".here") and value}  # fmt: skip
    allowed = files_of(standing, owner, named) if named else frozenset()
    return sent, replace(here, files=allowed), refused


def _fill_beside(sent: QueryDict, field: str, file: File) -> None:
    """What a file says of itself goes into the empty questions beside it."""
    facts = getattr(file, "facts", None)
    row = field.rpartition(".")[0]
    for name, value in (
        ("size_bytes", file.size_bytes),
        ("pages", facts.pages if facts else None),
        ("format", "pdf" if file.media_type == "application/pdf" else None),
    ):
        if value and sent.get(f"{row}.{name}") == "":
            sent[f"{row}.{name}"] = str(value)


def _saved_by_itself(
    request: HttpRequest,
    screen: Screen,
    draft: Draft,
    form: StepForm,
    asker: Asker,
    *,
    joined: bool,
) -> HttpResponse:
    at = timezone.localtime(draft.changed_at)
    hints = hints_for(screen.held, screen.step, draft.document, screen.language, asker)
    return JsonResponse(
        {
            "revision": draft.revision,
            "said": _("Saved at %(time)s") % {"time": wording.clock_time(at)},
            "set": form.positions(),
            "wrong": {name: errors[0] for name, errors in form.errors.items() if errors},
            "joined": joined,
            "hints": render_to_string("desk/drafts/_hints.html", {"hints": hints}, request=request),
        }
    )


def _over(
    screen: Screen, draft: Draft, form: StepForm, here: Any, data: QueryDict, *, joined: bool
) -> tuple[Screen, StepForm]:
    """The same form with what was typed, now over the draft as it was just saved.

    Where somebody else's changes came in with it, it is drawn anew with them; only where an answer
    must be mended does it stay over what it began from, and the next saving joins both again.
    """
    if joined and form.errors:
        return screen, form
    saved = replace(screen, seen=draft.revision, document=draft.document)
    saved.held = Held(draft, screen.held.sort, True)
    if joined:
        return saved, StepForm(screen.step.fields, draft.document, here)
    kept = data.copy()
    for name, number in form.positions().items():
        kept[name] = number
    renewed = StepForm(screen.step.fields, draft.document, here, kept)
    renewed.full_clean()
    return saved, renewed


def _onwards(request: HttpRequest, screen: Screen, what: str) -> str:
    """Where one goes on after saving."""
    verb, _colon, where = what.partition(":")
    steps = screen.held.sort.steps
    if verb == "go" and any(one.key == where for one in steps):
        return screen.path(where, screen.language)
    if verb == "language":
        chosen = where or request.POST.get("other-language", "")
        try:
            return screen.path(screen.step.key, languages.normalise(chosen) if chosen else "")
        except ValueError:
            return screen.path(screen.step.key)
    if verb in ("stay", "topic"):
        return screen.path(screen.step.key, screen.language)
    if verb != "close":
        for one in steps[screen.number + 1 :]:
            if screen.language == screen.held.original or any(map(has_texts, one.fields)):
                return screen.path(one.key, screen.language)
    return reverse("draft", args=[screen.held.draft.pk])


def _collided(
    request: HttpRequest,
    standing: Standing,
    screen: Screen,
    form: StepForm,
    moved: DraftMoved,
    *,
    by_itself: bool,
) -> HttpResponse:
    """Somebody else changed the same places: both are shown, and nothing is written until chosen."""
    name = (
        who([moved.draft.changed_by]).get(moved.draft.changed_by) if moved.draft.changed_by else ""
    )
    if by_itself:
        return JsonResponse(
            {
                "moved": _("%(name)s changed the same text meanwhile.") % {"name": name}
                if name
                else _("Somebody else changed the same text meanwhile.")
            },
            status=409,
        )
    chosen = conflict.chosen(screen.held, moved, request.POST)
    if chosen is not None:
        try:
            draft_save(standing, moved.draft.pk, chosen, seen=moved.draft.revision)
            return HttpResponseRedirect(_onwards(request, screen, request.POST.get("then", "")))
        except DraftMoved as again:
            moved = again
    held = Held(moved.draft, screen.held.sort, True)
    return desk_page(
        request,
        standing,
        "desk/drafts/conflict.html",
        {
            **head_of(request, held),
            "screen": screen,
            "by": name,
            "conflicts": conflict.places(held, moved, asker_from(request), request.POST),
            "typed": conflict.typed(request.POST),
        },
        title=_("Two texts for the same place"),
        section="drafts",
        status=409,
    )


def _page(
    request: HttpRequest,
    standing: Standing,
    screen: Screen,
    form: StepForm,
    *,
    status: int = 200,
    place: str = "",
) -> HttpResponse:
    held, reader = screen.held, wording.reader()
    faults = faults_of(held.sort, held.sort.tidy(held.draft.document))
    tags = list(dict.fromkeys([*languages_in(held.draft.document), screen.language]))
    here = set(tags)
    filled, notes = filled_in(request, held, screen.step)
    asker = form.around.asker
    others = [
        (heading, [choice for choice in choices if choice[0] not in here])
        for heading, choices in groups_for(_LANGUAGE, None, [])
    ]
    return desk_page(
        request,
        standing,
        "desk/drafts/step.html",
        {
            **head_of(request, held),
            "screen": screen,
            "form": form,
            "marks": marks_of(held.sort, held.draft.document, faults),
            "tags": [(tag, languages.name(tag, reader), tag == screen.language) for tag in tags],
            "other_languages": others,
            "has_texts": any(map(has_texts, screen.step.fields)),
            "has_rich": any(spec.widget == "rich" for spec in screen.step.fields),
            "last": screen.number == len(held.sort.steps) - 1,
            "place": place,
            "hints": hints_for(held, screen.step, screen.document, screen.language, asker),
            "filled": filled,
            "notes": notes if screen.number == 0 else [],
            "original_name": languages.name(held.original, reader),
            "place_language": languages.name(screen.language, reader),
        },
        title=_("%(step)s: %(title)s") % {"step": screen.step.title, "title": held.title},
        section="drafts",
        status=status,
    )
