"""Asking for one's certificate."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from agora.courses.certificates.services import (
    certificate_give,
    certificates_of,
    has_certificate,
)
from agora.courses.models import Enrolment
from agora.courses.pages.learning import learner
from agora.courses.queries.titles import CourseAt, course_title
from agora.kernel.errors import AgoraError
from agora.people.models import Person
from agora.ui.asking import explain, posted
from agora.ui.meta import meta
from agora.ui.rows import Link


class NameForm(forms.Form):
    """The name that the certificate bears."""

    name = forms.CharField(
        label=gettext_lazy("Name on the certificate"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
        help_text=gettext_lazy("As it stands in your papers. It can be corrected once."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@learner
def certificate(request: HttpRequest, mine: Enrolment, course: CourseAt) -> HttpResponse:
    """The name is looked at once more, then the certificate is made."""
    reader = request.LANGUAGE_CODE
    at = f"/{reader}/courses/{course.slug}/learn/"
    if mine.state != Enrolment.State.COMPLETED:
        return HttpResponseRedirect(f"{at}progress/")
    there = certificates_of([mine.pk]).get(mine.pk)
    if there is not None:
        return redirect("certificate", there.pk)
    form = NameForm(posted(request), initial={"name": _name_of(mine)})
    if request.method == "POST" and form.is_valid():
        try:
            made = certificate_give(mine, name=form.cleaned_data["name"], language=reader)
            return redirect("certificate", made.pk)
        except AgoraError as error:
            explain(form, error)
    return render(
        request,
        "courses/certificate.html",
        {
            "nav": "mine",
            "course": course_title(course.id, reader),
            "course_path": f"/{reader}/courses/{course.slug}/",
            "at": at,
            "form": form,
            "meta": meta(_("Your certificate"), robots="noindex"),
        },
        status=422 if request.method == "POST" else 200,
    )


def _name_of(mine: Enrolment) -> str:
    """The name somebody gave; nothing where it was made of their address."""
    found = (
        Person.objects.filter(account=mine.account_id).values_list("name", "account__email").first()
    )
    if found is None or found[0] == (found[1] or "").partition("@")[0]:
        return ""
    return str(found[0])


def onwards(request: HttpRequest, enrolment: Enrolment) -> Iterable[Link]:
    """On the page of a completed course: the certificate, or the way to it."""
    if enrolment.version_id is None or not has_certificate(enrolment.version_id):
        return
    there = certificates_of([enrolment.pk]).get(enrolment.pk)
    if there is not None:
        yield Link(_("Your certificate"), reverse("certificate", args=[there.pk]))
        return
    yield Link(
        _("Get your certificate"),
        f"{request.path.removesuffix('finished/')}certificate/",
        note=_("You check the name it bears, and it is made at once."),
    )
