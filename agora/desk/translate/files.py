"""A language of a thing as a PO or XLIFF file, out and in. Nothing changes before it was looked at."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any, Final

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agora.desk.pages import desk_page
from agora.desk.translate import wording
from agora.desk.translate.terms import terms_in
from agora.desk.translate.views import path_of, subject_or_404
from agora.editorial.translating.queries import Subject, Work, open_translation, work_on
from agora.editorial.translating.segments import STALE
from agora.editorial.translating.uploads import REJECTED, UNCHANGED, Row, upload_judge, upload_take
from agora.exchange.translations import po, xliff
from agora.exchange.translations.contract import LARGEST, Came, File, Unit, Unreadable, must_fit
from agora.kernel import languages
from agora.kernel.errors import AgoraError
from agora.people.queries import Standing
from agora.people.viewing import signed_in

SALT: Final = "translation-upload"
KEPT: Final = 24 * 60 * 60
"""Seconds within which a file that was looked at may be taken."""
SHOWN_ROWS: Final = 400


def file_of(subject: Subject, work: Work) -> File:
    """The language of the thing as a file: notes say what each text is, and what the glossary says."""
    labels = wording.labels_of(subject.kind, work.document)
    units = []
    for one in work.segments:
        notes = [wording.label_of(one, labels)]
        if one.leaf.most and one.leaf.sort != "html":
            notes.append(_("At most %(most)d characters.") % {"most": one.leaf.most})
        notes += [
            _("Glossary: %(phrase)s = %(labels)s")
            % {"phrase": term.phrase, "labels": " / ".join(term.labels)}
            for term in terms_in(one.source, one.place.original, subject.language)
        ]
        units.append(
            Unit(one.key, one.source, one.target, one.previous, one.state == STALE, tuple(notes))
        )
    return File(
        subject.kind, str(subject.object_id), work.number, subject.original, subject.language,
        subject.title, tuple(units),
    )  # fmt: skip


def _download(
    standing: Standing, kind: str, object_id: uuid.UUID, into: str, form: str
) -> HttpResponse:
    subject = subject_or_404(standing, kind, object_id, into)
    file = file_of(subject, work_on(subject, open_translation(subject)))
    if form == "po":
        answer = HttpResponse(
            po.write(file), content_type="text/x-gettext-translation; charset=utf-8"
        )
    else:
        answer = HttpResponse(
            xliff.write(file), content_type="application/xliff+xml; charset=utf-8"
        )
    slug = str(work_slug(subject))
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="{slug}.{subject.language}.{form}"'
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def work_slug(subject: Subject) -> str:
    """A name for a file, of plain letters."""
    return f"{subject.kind}-{str(subject.object_id)[:8]}"


@require_safe
@signed_in
def download_po(
    request: HttpRequest, standing: Standing, kind: str, object_id: uuid.UUID, into: str
) -> HttpResponseBase:
    """The language as gettext PO."""
    return _download(standing, kind, object_id, into, "po")


@require_safe
@signed_in
def download_xliff(
    request: HttpRequest, standing: Standing, kind: str, object_id: uuid.UUID, into: str
) -> HttpResponseBase:
    """The language as XLIFF 2.0."""
    return _download(standing, kind, object_id, into, "xlf")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def upload(
    request: HttpRequest, standing: Standing, kind: str, object_id: uuid.UUID, into: str
) -> HttpResponseBase:
    """Choose a file; then see what it would change."""
    subject = subject_or_404(standing, kind, object_id, into, write=True)
    if request.method != "POST":
        return _form(request, standing, subject)
    given = request.FILES.get("file")
    try:
        if given is None:
            raise Unreadable(_("Choose a file first."))
        if (given.size or 0) > LARGEST:
            raise Unreadable(_("This file is too big: 2 MB are allowed."))
        work = work_on(subject, open_translation(subject))
        rows = _judged(subject, work, str(given.name), given.read())
    except Unreadable as error:
        return _form(request, standing, subject, alert=error.message, status=422)
    return _judgement(request, standing, subject, work, rows)


def _judged(subject: Subject, work: Work, name: str, data: bytes) -> list[Row]:
    is_po = not data[:200].lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\x00").startswith(b"<")
    came: Came
    if is_po:
        came = po.read(data)
    else:
        came = xliff.read(data, {one.key: one.source for one in work.segments})
    must_fit(came, subject.kind, subject.object_id, subject.language)
    return upload_judge(work, came.entries, unsure_is_refused=is_po)


def _form(
    request: HttpRequest,
    standing: Standing,
    subject: Subject,
    *,
    alert: str = "",
    status: int = 200,
) -> HttpResponse:
    return desk_page(
        request, standing, "desk/translate/upload.html",
        {"subject": subject, "here": path_of(subject), "alert": alert, **_names(subject)},
        title=_("Bring a translated file back"), section="translate", status=status,
    )  # fmt: skip


def _names(subject: Subject) -> dict[str, Any]:
    reader = get_language() or "en"
    return {
        "into_name": languages.name(subject.language, reader),
        "into_direction": languages.direction(subject.language),
        "original_direction": languages.direction(subject.original),
    }


def _judgement(
    request: HttpRequest,
    standing: Standing,
    subject: Subject,
    work: Work,
    rows: list[Row],
    *,
    alert: str = "",
    status: int = 200,
) -> HttpResponse:
    labels = wording.labels_of(subject.kind, work.document)
    names = {one.key: wording.label_of(one, labels) for one in work.segments}
    counts = Counter(row.verdict for row in rows)
    shown = [row for row in rows if row.verdict != UNCHANGED]
    return desk_page(
        request, standing, "desk/translate/judged.html",
        {
            "subject": subject,
            "here": path_of(subject),
            "rows": [(row, names.get(row.key, row.key)) for row in shown[:SHOWN_ROWS]],
            "more": max(0, len(shown) - SHOWN_ROWS),
            "counts": counts,
            "takes": counts["new"] + counts["changed"],
            "rejected": counts[REJECTED],
            "unchanged": counts[UNCHANGED],
            "payload": _packed(standing, subject, rows),
            "alert": alert,
            **_names(subject),
        },
        title=_("What this file would change"), section="translate", status=status,
    )  # fmt: skip


def _bound(standing: Standing, subject: Subject) -> str:
    return f"{standing.account}/{subject.kind}/{subject.object_id}/{subject.language}"


def _packed(standing: Standing, subject: Subject, rows: list[Row]) -> str:
    """What the file changes, signed, so that nothing of it is kept until it is taken."""
    return signing.dumps(
        {
            "for": _bound(standing, subject),
            "rows": [
                [row.key, row.verdict, row.after, row.confirmed, *row.seen]
                for row in rows
                if row.changes
            ],
        },
        salt=SALT,
        compress=True,
    )


@require_POST
@signed_in
def take(
    request: HttpRequest, standing: Standing, kind: str, object_id: uuid.UUID, into: str
) -> HttpResponseBase:
    """Take what was looked at."""
    subject = subject_or_404(standing, kind, object_id, into, write=True)
    try:
        packed = signing.loads(request.POST.get("payload", ""), salt=SALT, max_age=KEPT)
        if packed["for"] != _bound(standing, subject):
            raise signing.BadSignature
        rows = [
            Row(key, verdict, "", "", after, confirmed=confirmed, seen=(source, was))
            for key, verdict, after, confirmed, source, was in packed["rows"]
        ]
    except signing.BadSignature:
        return _form(
            request, standing, subject, status=422,
            alert=_("This is not the file you looked at, or it was too long ago. Choose it again."),
        )  # fmt: skip
    try:
        outcome = upload_take(standing, subject, rows)
    except AgoraError as error:
        return _form(request, standing, subject, alert=error.message, status=409)
    if outcome.wrong or outcome.clashes:
        sentence = _(
            "%(kept)d texts were taken. %(left)d changed here meanwhile and were left as they are: "
            "choose the file again to see them."
        ) % {"kept": outcome.kept, "left": len(outcome.wrong) + len(outcome.clashes)}
        return _form(request, standing, subject, alert=sentence, status=409)
    return HttpResponseRedirect(f"{path_of(subject)}?said=took#work")
