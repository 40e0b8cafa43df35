"""The holder's certificates, the public check, and what other machines ask for."""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from agora.credentials import checking, did, drawing, logic, rules, services
from agora.credentials.errors import NotACredential
from agora.credentials.forms import CheckForm, DiscloseForm, NameForm, RevokeForm
from agora.credentials.models import Credential
from agora.credentials.queries import (
    certificate,
    credential_at,
    credential_by_code,
    credential_of,
    credentials_of,
    document_of,
)
from agora.kernel import throttle
from agora.kernel.errors import AgoraError
from agora.people.queries import Standing
from agora.people.viewing import signed_in, standing_from, viewer_from
from agora.ui.asking import explain, hidden, must, page_of, posted
from agora.ui.meta import meta
from agora.ui.mine import mine_page

READS = ["GET", "HEAD", "POST"]
JSON_LD = "application/vc+ld+json"
CHECKS, FETCHES, SECONDS = 60, 20, 600


def _account(standing: Standing) -> uuid.UUID:
    if standing.account is None:
        raise Http404
    return standing.account


def qr(path: str) -> str:
    """A picture that leads to a page of the market."""
    drawn: str = segno.make(f"{settings.SITE_URL}{path}", error="m").svg_inline(
        scale=4, border=2, svgclass="qr", lineclass=None, dark="#000", light="#fff", omitsize=False
    )
    return mark_safe(drawn)  # made of a path of ours alone


# ------------------------------------------------------------------------------- the holder's own


def _mine(
    request: HttpRequest, template: str, context: dict[str, Any], *, title: str, status: int = 200
) -> HttpResponse:
    return mine_page(request, template, context, title=title, section="certificates", status=status)


@require_safe
@signed_in
def certificates(request: HttpRequest, standing: Standing) -> HttpResponse:
    """My certificates."""
    page = page_of(request, credentials_of(_account(standing)))
    rows = [certificate(row, request.LANGUAGE_CODE) for row in page.object_list]
    return _mine(
        request,
        "credentials/certificates.html",
        {"rows": rows, "page_of_rows": page},
        title=_("My certificates"),
    )


def _own(standing: Standing, credential_id: uuid.UUID) -> Credential:
    row = credential_of(_account(standing), credential_id)
    if row is None:
        raise Http404
    return row


def _disclosure(row: Credential) -> dict[str, bool]:
    return {name: getattr(row, name) for name in DiscloseForm.base_fields}


@require_http_methods(READS)
@signed_in
def one(request: HttpRequest, standing: Standing, credential_id: uuid.UUID) -> HttpResponse:
    """One of my certificates: to read, to take along, to share, to correct."""
    row = _own(standing, credential_id)
    disclose, name = DiscloseForm(_disclosure(row)), NameForm({"name": row.name})
    if request.method == "POST" and request.POST.get("do") == "disclose":
        disclose = DiscloseForm(posted(request))
        if disclose.is_valid():
            with hidden():
                services.credential_disclose(_account(standing), row.pk, **disclose.cleaned_data)
            messages.success(request, _("The page of your certificate shows what you chose."))
            return redirect("certificate", row.pk)
    elif request.method == "POST" and request.POST.get("do") == "rename":
        name = NameForm(posted(request))
        if name.is_valid():
            try:
                with hidden():
                    new = services.credential_rename(
                        standing, row.pk, name=name.cleaned_data["name"]
                    )
                messages.success(
                    request, _("Here is your certificate with the right name and a new number.")
                )
                return redirect("certificate", new.pk)
            except AgoraError as error:
                explain(name, error)
    elif request.method == "POST":
        raise Http404
    it = certificate(row, row.language)
    return _mine(
        request,
        "credentials/certificate.html",
        {
            "it": it,
            "reason": services.reason_said(row),
            "successor": Credential.objects.filter(replaces=row)
            .values_list("pk", flat=True)
            .first(),
            "form": name if name.errors else disclose,
            "disclose": disclose,
            "naming": name,
            "may_rename": not it.is_revoked and (row.replaces_id is None or bool(name.errors)),
            "link": f"{settings.SITE_URL}{it.check_path}",
            "qr": qr(it.check_path),
            "can_draw": drawing.can_draw(),
        },
        title=it.title,
        status=422 if request.method == "POST" else 200,
    )


@require_safe
@signed_in
def pdf(request: HttpRequest, standing: Standing, credential_id: uuid.UUID) -> HttpResponse:
    """My certificate as a PDF file, in its language."""
    row = _own(standing, credential_id)
    must(row.revoked_at is None and bool(row.name) and drawing.can_draw())
    content = drawing.pdf(certificate(row, row.language))
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="certificate-{row.code}.pdf"'
    return response


@require_safe
@signed_in
def own_file(request: HttpRequest, standing: Standing, credential_id: uuid.UUID) -> HttpResponse:
    """The signed file of my certificate, to keep."""
    row = _own(standing, credential_id)
    must(bool(row.document))
    response = HttpResponse(row.document, content_type=JSON_LD)
    response.headers["Content-Disposition"] = f'attachment; filename="certificate-{row.code}.json"'
    return response


# ------------------------------------------------------------------------------- the public check


def _number_in(what: str) -> str:
    """The number in what somebody wrote: itself, or the link of its page."""
    code = logic.code_read(what)
    parts = [part for part in urlsplit(what).path.split("/") if part] if "/" in what else []
    if not code and "check" in parts[:-1]:
        code = logic.code_read(parts[parts.index("check") + 1])
    return code


def _file_in(what: str) -> str:
    """The credential behind a link of ours, where its holder shares it."""
    begin = f"{settings.SITE_URL}/credentials/"
    if not what.startswith(begin):
        return ""
    try:
        return document_of(uuid.UUID(what.removeprefix(begin)), None) or ""
    except ValueError:
        return ""


@never_cache
@require_http_methods(READS)
def check(request: HttpRequest) -> HttpResponse:
    """Check a certificate of this market by its number, or a credential from wherever."""
    form, found = CheckForm(posted(request), request.FILES or None), None
    status = 200
    if request.method == "POST":
        status = 422
        if not throttle.allowed(request, "check", CHECKS, SECONDS):
            form.add_error(None, _("Too many checks from your network. Wait ten minutes."))
            status = 429
        elif form.is_valid():
            try:
                answer = _check(
                    form, may_fetch=throttle.allowed(request, "check-fetch", FETCHES, SECONDS)
                )
                if isinstance(answer, str):
                    return redirect("check-one", answer)
                found, status = answer, 200
            except NotACredential as error:
                explain(form, error)
    return render(
        request,
        "credentials/check.html",
        {
            "form": form,
            "found": found,
            "meta": meta(
                _("Check a certificate"),
                description=_("Whether a certificate or a digital badge is genuine."),
            ),
        },
        status=status,
    )


def _check(form: CheckForm, *, may_fetch: bool) -> str | checking.Found:
    """The number to look up, or what was found out about a credential."""
    what, file = form.cleaned_data["what"].strip(), form.cleaned_data["file"]
    if file is not None:
        if file.size > checking.MOST_PICTURE:
            raise NotACredential(_("The file is larger than 2 MB. Choose a smaller one."), "file")
        return checking.credential_check(checking.text_in(file.read()), may_fetch=may_fetch)
    if code := _number_in(what):
        if credential_at(code) is None:
            raise NotACredential(
                _("No certificate of this market has this number. Compare it sign by sign."), "what"
            )
        return logic.code_said(code)
    if what.startswith(("http://", "https://")):
        kept = _file_in(what)
        if not kept:
            raise NotACredential(
                _(
                    "We do not follow links. Open it, and paste the text of the credential that lies "
                    "there."
                ),
                "what",
            )
        what = kept
    return checking.credential_check(what, may_fetch=may_fetch)


@never_cache
@require_safe
def check_one(request: HttpRequest, code: str) -> HttpResponse:
    """What the holder of a certificate lets everybody see who has its number."""
    it = credential_by_code(code, viewer_from(request), request.LANGUAGE_CODE)
    if it is None:
        raise Http404
    row = credential_at(it.code)
    standing = standing_from(request)
    manages = row is not None and rules.may_revoke(standing, row.achievement)
    return render(
        request,
        "credentials/check_one.html",
        {
            "it": it,
            "manages": manages,
            "meta": meta(_("Certificate %(number)s") % {"number": it.number}, robots="noindex"),
        },
    )


@require_http_methods(READS)
@signed_in
def manage(request: HttpRequest, standing: Standing, code: str) -> HttpResponse:
    """Take a certificate back, or correct its name: for who issued it."""
    row = credential_at(logic.code_read(code))
    if row is None or not rules.may_revoke(standing, row.achievement):
        raise Http404
    revoke, name = RevokeForm(), NameForm({"name": row.name})
    if request.method == "POST":
        do = request.POST.get("do")
        must(do in ("revoke", "rename"))
        form: RevokeForm | NameForm
        if do == "revoke":
            form = revoke = RevokeForm(posted(request))
        else:
            form = name = NameForm(posted(request))
        if form.is_valid():
            try:
                with hidden():
                    return _managed(request, standing, row, do=str(do), said=form.cleaned_data)
            except AgoraError as error:
                explain(form, error)
    return _mine(
        request,
        "credentials/manage.html",
        {
            "it": certificate(row, request.LANGUAGE_CODE),
            "reason": services.reason_said(row),
            "revoke": revoke,
            "naming": name,
            "form": revoke if revoke.errors else name,
        },
        title=_("Certificate %(number)s") % {"number": logic.code_said(row.code)},
        status=422 if request.method == "POST" else 200,
    )


def _managed(
    request: HttpRequest, standing: Standing, row: Credential, *, do: str, said: dict[str, Any]
) -> HttpResponse:
    if do == "revoke":
        services.credential_revoke(standing, row.pk, reason=said["reason"])
        messages.success(request, _("The certificate is taken back."))
        return redirect("check-one", row.code)
    new = services.credential_rename(standing, row.pk, name=said["name"])
    messages.success(request, _("A certificate with the right name takes its place."))
    return redirect("check-one", new.code)


# ------------------------------------------------------------------------------- for machines


def _open(response: HttpResponse) -> HttpResponse:
    """A verifier in somebody's browser may read it too."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@never_cache
@require_safe
def file(request: HttpRequest, credential_id: uuid.UUID) -> HttpResponse:
    """The signed credential: for its holder, and for everybody where the holder shares it."""
    document = document_of(credential_id, viewer_from(request).account)
    if document is None:
        raise Http404
    return _open(HttpResponse(document, content_type=JSON_LD))


# Not in the cache of pages either: what was taken back is so at once.
@never_cache
@require_safe
def status_list(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """Which credentials of an issuer were taken back: bits, and nobody's name."""
    document = services.status_list_signed(list_id)
    if document is None:
        raise Http404
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return _open(HttpResponse(text, content_type=JSON_LD))


@never_cache
@require_safe
def did_document(request: HttpRequest, organisation_id: uuid.UUID = did.MARKET) -> HttpResponse:
    """The public keys of the market, or of an organisation on it."""
    document = services.did_document_of(organisation_id)
    if document is None:
        raise Http404
    return _open(JsonResponse(document, content_type="application/did+ld+json"))
