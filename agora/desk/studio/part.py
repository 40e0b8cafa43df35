"""Writing one part of a course, one language at a time: a module, a lesson, a block, or a setting."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
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
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agora.courses.blocks import block_kinds
from agora.desk.drafts.common import Held, around, asker_from
from agora.desk.drafts.files import files_of
from agora.desk.drafts.overview import head_of
from agora.desk.forms.engine import Around, StepForm, has_texts
from agora.desk.forms.moving import rows_change
from agora.desk.forms.options import groups_for
from agora.desk.pages import desk_page
from agora.desk.studio import tree
from agora.desk.studio.common import collided, course_or_404, document_at, seen_in
from agora.desk.studio.editors import fields_of, schema_of, untitled, with_ids
from agora.editorial.claims import languages_of
from agora.editorial.drafts import DraftMoved, draft_save
from agora.kernel import languages
from agora.kernel.editing import Field
from agora.kernel.errors import AgoraError, NotYours
from agora.media import tracks
from agora.media.services import file_store
from agora.media.sniffing import FileRefused
from agora.people.queries import Standing
from agora.people.viewing import signed_in
from agora.ui import wording

_LANGUAGE = Field("language", "", "language")


@dataclass
class Sheet:
    """One part being written: the document it was begun from, the part in it, how it is put back."""

    held: Held
    seen: int
    document: dict[str, Any]
    data: Mapping[str, Any]
    schema: Any
    fields: tuple[Field, ...]
    put: Callable[[Mapping[str, Any], dict[str, Any]], dict[str, Any]]
    title: str
    language: str
    path: str
    kind: str = ""
    about: str = ""
    lesson: str = ""
    anchor: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def part(
    request: HttpRequest, standing: Standing, draft_id: uuid.UUID, sort: str, key: uuid.UUID
) -> HttpResponse:
    """The questions about a module, a lesson or a block; a POST saves the answers."""
    held = course_or_404(standing, draft_id, write=True)
    seen = seen_in(request) if request.method == "POST" else held.draft.revision
    document = document_at(held, seen)
    one = tree.part(document, str(key))
    if sort not in tree.SORTS or one is None or one.sort != tree.SORTS[sort]:
        raise Http404
    if one.sort == "block" and str(one.data.get("kind")) not in block_kinds():
        raise Http404
    language = language_asked(request, held)
    kind = block_kinds().get(str(one.data.get("kind"))) if one.sort == "block" else None
    name = one.title(wording.reader(), held.original) or untitled(one)

    def put(whole: Mapping[str, Any], data: dict[str, Any]) -> dict[str, Any]:
        return tree.replaced(whole, one.key, data)

    return write(
        request,
        standing,
        Sheet(
            held,
            seen,
            document,
            one.data,
            schema_of(one.sort, one.data),
            fields_of(one.sort, one.data, held.original),
            put,
            name,
            language,
            reverse("studio-part", args=[draft_id, sort, key]),
            kind=str(kind.title) if kind else _("Module") if sort == "modules" else _("Lesson"),
            about=str(kind.about or kind.rule) if kind else "",
            lesson=one.over[-1].key
            if one.sort == "block"
            else one.key
            if one.sort == "lesson"
            else "",
            anchor=f"n-{one.key}",
        ),
    )


def language_asked(request: HttpRequest, held: Held) -> str:
    """The language to write in."""
    asked = request.POST.get("language") or request.GET.get("language") or ""
    return around(held, asker_from(request), asked).language


def write(request: HttpRequest, standing: Standing, sheet: Sheet) -> HttpResponse:
    """Draw the form, or save what was typed into it."""
    held = sheet.held
    here = replace(around(held, asker_from(request), sheet.language), schema=sheet.schema)
    if request.method != "POST":
        return _page(request, standing, sheet, StepForm(sheet.fields, sheet.data, here))
    what, place = request.POST.get("do", ""), ""
    data: QueryDict = request.POST
    if what.partition(":")[0] in ("add", "remove", "up", "down"):
        data, place = rows_change(request.POST, what)
    data, here, refused = _take_files(request, standing, sheet, here, data)
    form = StepForm(sheet.fields, sheet.data, here, data)
    changed = with_ids(sheet.schema, form.changed_document(), sheet.fields)
    for name, messages in refused.items():
        for message in messages:
            form.add_error(name if name in form.fields else None, message)
    _look_at_tracks(form)
    by_itself = what == "autosave"
    try:
        whole = sheet.put(sheet.document, changed)
        draft = draft_save(
            standing,
            held.draft.pk,
            whole,
            seen=sheet.seen,
            autosave=by_itself or bool(place) or bool(form.errors),
        )
    except DraftMoved as moved:
        if by_itself:
            return JsonResponse(
                {"moved": _("Somebody else changed the same text meanwhile.")}, status=409
            )
        return collided(request, standing, held, moved, sheet.path)
    except NotYours as error:
        raise Http404 from error
    except AgoraError as error:
        if by_itself:
            return JsonResponse({"refused": error.message}, status=422)
        form.add_error(None, error.message)
        return _page(request, standing, sheet, form, status=422)
    if by_itself:
        at = timezone.localtime(draft.changed_at)
        return JsonResponse(
            {
                "revision": draft.revision,
                "said": _("Saved at %(time)s") % {"time": wording.clock_time(at)},
                "set": form.positions(),
                "wrong": {name: errors[0] for name, errors in form.errors.items() if errors},
                "joined": draft.document != whole,
                "hints": "",
            }
        )
    if place or form.errors:
        if draft.document == whole:
            # The same form with what was typed, now over what was just saved.
            kept = data.copy()
            for name, number in form.positions().items():
                kept[name] = number
            errors = form.errors
            sheet = replace(
                sheet,
                held=Held(draft, held.sort, True),
                seen=draft.revision,
                document=draft.document,
                data=changed,
            )
            form = StepForm(sheet.fields, changed, here, kept)
            form.full_clean()
            for name, found in errors.items():
                if name in form.fields and name not in form.errors:
                    form.add_error(name, list(found))
        return _page(request, standing, sheet, form, status=200 if place else 422, place=place)
    return HttpResponseRedirect(_onwards(request, sheet, what))


def _onwards(request: HttpRequest, sheet: Sheet, what: str) -> str:
    verb, _colon, where = what.partition(":")
    language = sheet.language
    if verb == "language":
        try:
            language = languages.normalise(where or request.POST.get("other-language", ""))
        except ValueError:
            language = sheet.held.original
    if verb in ("language", "stay"):
        return f"{sheet.path}?language={language}"
    outline = reverse("studio", args=[sheet.held.draft.pk])
    return f"{outline}#{sheet.anchor}" if sheet.anchor else outline


def _take_files(
    request: HttpRequest, standing: Standing, sheet: Sheet, here: Around, data: QueryDict
) -> tuple[QueryDict, Around, dict[str, list[str]]]:
    """Store what was uploaded; a file of captions is read into its box, with every wrong line named."""
    owner = sheet.held.draft.organisation_id
    sent, refused = data.copy(), {}
    for name, upload in request.FILES.items():
        field = name.removesuffix(".upload")
        if not isinstance(upload, UploadedFile):
            continue
        if f"{field}.track" in sent:
            if (upload.size or 0) > tracks.MOST_BYTES:
                refused[field] = [_("A file of captions may have 5 MB at most.")]
                continue
            read = tracks.track_read(upload.read(), _kind_of(field))
            if read.faults:
                refused[field] = [fault.message for fault in read.faults]
            else:
                sent[field] = tracks.track_write(read)
            continue
        if f"{field}.here" not in sent:
            continue
        try:
            file = file_store(upload, by=standing.account, organisation=owner)
        except FileRefused as error:
            refused[field] = [error.message]
            continue
        sent[field] = str(file.pk)
    named = {value for name in sent for value in [sent.get(name.removesuffix(".here"))]
             if name.endswith(".here") and value}  # fmt: skip
    allowed = files_of(standing, owner, named) if named else frozenset()
    return sent, replace(here, files=allowed), refused


def _kind_of(field: str) -> Any:
    name = field.rpartition(".")[2]
    return name if name in ("chapters", "descriptions") else "captions"


def _look_at_tracks(form: StepForm) -> None:
    """Captions that cannot be read are kept as they were typed, and every wrong line is named."""
    for name, field in form.fields.items():
        text = form.cleaned_data.get(name) if field.spec.widget == "track" else None  # type: ignore[attr-defined]
        if isinstance(text, str) and text:
            for fault in tracks.track_read(text, _kind_of(name)).faults:
                form.add_error(name, fault.message)


def _page(
    request: HttpRequest,
    standing: Standing,
    sheet: Sheet,
    form: StepForm,
    *,
    status: int = 200,
    place: str = "",
) -> HttpResponse:
    held, reader = sheet.held, wording.reader()
    tags = list(
        dict.fromkeys([held.original, *sorted(languages_of(held.draft.document)), sheet.language])
    )
    others = [
        (heading, [choice for choice in choices if choice[0] not in tags])
        for heading, choices in groups_for(_LANGUAGE, None, [])
    ]
    return desk_page(
        request,
        standing,
        "desk/studio/part.html",
        {
            **head_of(request, held),
            "sheet": sheet,
            "form": form,
            "place": place,
            "tags": [(tag, languages.name(tag, reader), tag == sheet.language) for tag in tags],
            "other_languages": others,
            "has_texts": any(map(has_texts, sheet.fields)),
            "has_rich": any(_is_rich(spec) for spec in sheet.fields),
            "original_name": languages.name(held.original, reader),
            "place_language": languages.name(sheet.language, reader),
        },
        title=_("%(part)s: %(title)s") % {"part": sheet.title, "title": held.title},
        section="drafts",
        status=status,
    )


def _is_rich(spec: Field) -> bool:
    return spec.widget == "rich" or any(map(_is_rich, spec.rows))
