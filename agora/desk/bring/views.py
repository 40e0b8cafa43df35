"""The pages: what was brought in, a new one, its columns, its dry run, its end."""

from __future__ import annotations

import csv
import io
import uuid
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agora.desk.bring.forms import KINDS, ColumnsForm, NewForm
from agora.desk.pages import desk_page
from agora.exchange.bringing import columns as fields
from agora.exchange.bringing import jobs, services, writing
from agora.exchange.bringing.faults import SourceUnfit, fault_of
from agora.exchange.bringing.judging import Verdict
from agora.exchange.bringing.opening import given_path, opened
from agora.exchange.bringing.queries import (
    counts_of,
    import_for,
    imports_of,
    organisations_to_bring_for,
    rows_of,
)
from agora.exchange.bringing.sending import drafts_to_send
from agora.exchange.fetching import Client
from agora.exchange.models import Import, ImportRow, Source
from agora.kernel import throttle
from agora.kernel.errors import AgoraError
from agora.people.queries import Standing, organisation_names_among
from agora.people.viewing import signed_in
from agora.ui.asking import hidden, must, page_of, posted

State = Import.State
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATES = {
    State.COLUMNS: (gettext_lazy("waits for its columns"), "mine"),
    State.READING: (gettext_lazy("is being read"), "theirs"),
    State.READY: (gettext_lazy("read; nothing is written yet"), "mine"),
    State.WRITING: (gettext_lazy("is being brought in"), "theirs"),
    State.DONE: (gettext_lazy("brought in"), "done"),
    State.UNDOING: (gettext_lazy("is being taken back"), "theirs"),
    State.UNDONE: (gettext_lazy("taken back"), ""),
    State.FAILED: (gettext_lazy("could not be read"), "mine"),
}
VERDICTS = {
    Verdict.REJECTED: pgettext_lazy("a row of an import", "rejected"),
    Verdict.NEW: pgettext_lazy("a row of an import", "new"),
    Verdict.CHANGED: pgettext_lazy("a row of an import", "changed"),
    Verdict.UNCHANGED: pgettext_lazy("a row of an import", "unchanged"),
}
REFRESH = 4
"""Seconds after which the page of a working import asks again, with or without JavaScript."""


@require_safe
@signed_in
def imports(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What was brought in so far."""
    _must_bring(standing)
    page = page_of(request, imports_of(standing))
    owners = {run.source.organisation_id for run in page}
    named = organisation_names_among(
        organisations_to_bring_for(standing).filter(pk__in=owners), request.LANGUAGE_CODE
    )
    rows = [
        {
            "run": run,
            "kind": KINDS[Source.Kind(run.source.kind)],
            "state": STATES[State(run.state)],
            "owner": named[run.source.organisation_id].name
            if run.source.organisation_id in named
            else "",
        }
        for run in page
    ]
    return desk_page(
        request, standing, "desk/bring/imports.html", {"rows": rows, "page_of": page},
        title=_("Bring in"), section="bring",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """A file or an address, for an organisation."""
    _must_bring(standing)
    allowed = organisations_to_bring_for(standing)
    named = organisation_names_among(allowed, request.LANGUAGE_CODE).values()
    owners = sorted(((str(one.id), one.name) for one in named), key=lambda pair: pair[1])
    form = NewForm(
        posted(request),
        request.FILES if request.method == "POST" else None,
        owners=owners,
        initial=_again(request, standing),
    )
    if request.method == "POST" and form.is_valid():
        if not throttle.allowed(request, "bring", 60, 3600, by=str(standing.account)):
            form.add_error(None, _("You began very many imports. Wait an hour, then go on."))
        else:
            run = _begin(standing, form)
            step = "bring-columns" if run.state == State.COLUMNS else "bring-import"
            return HttpResponseRedirect(reverse(step, args=(run.pk,)))
    return desk_page(
        request, standing, "desk/bring/new.html",
        {"form": form, "publishes": services.may_publish(standing), "fields": fields.FIELDS},
        title=_("Bring something in"), section="bring",
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


def _again(request: HttpRequest, standing: Standing) -> dict[str, Any]:
    """What a former import says, for the next one of its source."""
    try:
        run = imports_of(standing).filter(pk=uuid.UUID(request.GET.get("like", ""))).first()
    except ValueError:
        return {}
    if run is None:
        return {}
    source = run.source
    address = source.name if "://" in source.name else ""
    return {
        "organisation": str(source.organisation_id), "kind": source.kind, "url": address,
        "language": source.language,
    }  # fmt: skip


@transaction.atomic
def _begin(standing: Standing, form: NewForm) -> Import:
    found = form.cleaned_data
    file = found["file"]
    run = services.import_begin(
        form.owner(),
        found["kind"],
        file.name if file else found["url"],
        by=standing.account,
        publishes=services.may_publish(standing),
        language=found["language"],
        content=file.read() if file else None,
        ask_columns=bool(file) and found["kind"] == Source.Kind.TABLE,
    )
    if run.state == State.READING:
        jobs.read_job.enqueue(str(run.pk))
    return run


@require_safe
@signed_in
def template(request: HttpRequest, standing: Standing, form: str) -> HttpResponse:
    """The template to fill in."""
    _must_bring(standing)
    if form == "csv":
        answer = HttpResponse(
            "\ufeff" + fields.template_csv(), content_type="text/csv; charset=utf-8"
        )
    elif form == "xlsx":
        answer = HttpResponse(fields.template_sheet(), content_type=SHEET)
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="agora-template.{form}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def columns(request: HttpRequest, standing: Standing, import_id: uuid.UUID) -> HttpResponse:
    """Which column is which field; remembered for the source."""
    run = _run(standing, import_id)
    must(run.state in (State.COLUMNS, State.READY, State.FAILED) and bool(run.stored))
    try:
        found = opened(run.source.kind, given_path(run.stored), run.source.name, Client())
    except SourceUnfit as error:
        return _one(request, standing, run, fault=error.message, status=422)
    heads = [head for head in found.columns if head]
    chosen = fields.guessed(run.source.kind, heads, run.source.mapping)
    samples = dict(next(iter(found.records)).values) if run.source.kind == Source.Kind.TABLE else {}
    form = ColumnsForm(posted(request), heads=heads, chosen=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                services.columns_choose(run.pk, form.mapping())
                jobs.read_job.enqueue(str(run.pk))
        except AgoraError as error:
            form.add_error(None, error.message)
        else:
            return HttpResponseRedirect(reverse("bring-import", args=(run.pk,)))
    rows = [(form[f"c{n}"], samples.get(head, "")[:120]) for n, head in enumerate(heads)]
    return desk_page(
        request, standing, "desk/bring/columns.html", {"form": form, "rows": rows, "run": run},
        title=_("Which column is which"), section="bring",
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@require_safe
@signed_in
def one(request: HttpRequest, standing: Standing, import_id: uuid.UUID) -> HttpResponse:
    """One import: its progress, its rows with their reasons, and what can be done."""
    return _one(request, standing, _run(standing, import_id))


def _one(
    request: HttpRequest, standing: Standing, run: Import, *, fault: str = "", status: int = 200
) -> HttpResponse:
    counts = counts_of(run)
    shown = request.GET.get("show", "")
    if shown not in counts:
        shown = next((verdict for verdict in counts if counts[verdict]), "")
    page = page_of(request, rows_of(run, shown))
    tabs = [(key, VERDICTS[Verdict(key)], count, key == shown) for key, count in counts.items()]
    going = run.state in Import.WORKING
    to_write = counts[Verdict.NEW] + counts[Verdict.CHANGED]
    unsent = drafts_to_send(run).count() if run.state == State.DONE and not run.publishes else 0
    kept = _kept(run) if run.state in (State.UNDOING, State.UNDONE) else []
    answer = desk_page(
        request, standing, "desk/bring/import.html",
        {
            "run": run,
            "kind": KINDS[Source.Kind(run.source.kind)],
            "state": STATES[State(run.state)],
            "fault": fault or (fault_of(run.fault).sentence if run.fault else ""),
            "tabs": tabs, "shown": shown, "page_of": page, "rows": [_shown(row) for row in page],
            "going": going, "to_write": to_write,
            "unsent": unsent, "kept": kept, "undone": run.undone + len(kept),
            "to_undo": run.rows.filter(after__isnull=False).count() if run.state == State.UNDOING else 0,
            "columns": bool(run.stored) and run.source.kind == Source.Kind.TABLE and run.state in (State.COLUMNS, State.READY, State.FAILED),
        },
        title=_("Import"), section="bring", status=status,
    )  # fmt: skip
    if going:
        answer["Refresh"] = str(REFRESH)
    return answer


def _kept(run: Import) -> list[str]:
    """What was edited since, so that it was not taken back."""
    rows = run.rows.filter(state=ImportRow.State.KEPT).order_by("number")
    return [title or address for title, address in rows.values_list("title", "address")]


def _shown(row: ImportRow) -> dict[str, Any]:
    """A row with its reasons as sentences."""
    reasons = [fault_of(one).sentence for one in row.says.get("faults", ())]
    locked = [_field_word(path) for path in row.says.get("locked", ())]
    return {
        "row": row,
        "reasons": reasons,
        "notes": [fault_of(one).sentence for one in row.says.get("notes", ())],
        "changed": ", ".join(dict.fromkeys(_field_word(p) for p in row.says.get("changed", ()))),
        "locked": ", ".join(dict.fromkeys(locked)),
    }


_WORDS = {field.key: field.label for field in fields.FIELDS} | {
    "body": gettext_lazy("Text"), "editions": gettext_lazy("Address"),
    "contributions": gettext_lazy("Authors"), "original_language": gettext_lazy("Language"),
    "duration_minutes": gettext_lazy("Minutes"), "targets": gettext_lazy("Sustainable Development Goals"),
}  # fmt: skip


def _field_word(path: str) -> str:
    """What a place in a document is called to whoever filled in the template."""
    parts = path.split(".")
    return str(next((_WORDS[part] for part in reversed(parts) if part in _WORDS), parts[0]))


@require_safe
@signed_in
def rejected(request: HttpRequest, standing: Standing, import_id: uuid.UUID) -> HttpResponse:
    """The rejected rows with their reasons, to correct them; no cell is a formula."""
    run = _run(standing, import_id)
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow([_("Row"), _("Title"), _("Address"), _("Reason")])
    for row in rows_of(run, Verdict.REJECTED).iterator(chunk_size=500):
        cells = (str(row.line or ""), row.title, row.address, " ".join(_shown(row)["reasons"]))
        writer.writerow([fields.safe_cell(cell) for cell in cells])
    answer = HttpResponse("\ufeff" + made.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="rejected.csv"'
    return answer


@require_POST
@signed_in
def act(request: HttpRequest, standing: Standing, import_id: uuid.UUID, step: str) -> HttpResponse:
    """Start it, send its drafts, take it back, or throw it away."""
    run = _run(standing, import_id)
    try:
        with transaction.atomic():
            if step == "start":
                services.import_start(run.pk)
                jobs.write_job.enqueue(str(run.pk))
            elif step == "send":
                services.import_must_be_done(run.pk)
                jobs.send_job.enqueue(str(run.pk), str(standing.account))
            elif step == "undo":
                writing.undo_start(run.pk)
                jobs.undo_job.enqueue(str(run.pk), str(standing.account))
            else:
                services.import_drop(run.pk)
                return HttpResponseRedirect(reverse("bring"))
    except AgoraError as error:
        run.refresh_from_db()
        return _one(request, standing, run, fault=error.message, status=422)
    return HttpResponseRedirect(reverse("bring-import", args=(run.pk,)))


def _run(standing: Standing, import_id: uuid.UUID) -> Import:
    with hidden():
        return import_for(standing, import_id)


def _must_bring(standing: Standing) -> None:
    must(organisations_to_bring_for(standing).exists())
