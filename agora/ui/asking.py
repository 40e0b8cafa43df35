"""What views of every room do with what was asked: pages, forms, and what is nobody else's business."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, QueryDict

from agora.kernel.errors import AgoraError, InvalidDocument, NotYours

PER_PAGE: Final = 50


@contextmanager
def hidden() -> Iterator[None]:
    """What is not this person's does not exist for them."""
    try:
        yield
    except NotYours as error:
        raise Http404 from error


def must(allowed: bool) -> None:
    """What a rule refuses does not exist for this person."""
    if not allowed:
        raise Http404


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form sent, which may be nothing at all; None when none was sent."""
    return request.POST if request.method == "POST" else None


def explain(form: Form, error: AgoraError) -> None:
    """Put what a service refused beside the field it names."""
    if isinstance(error, InvalidDocument):
        for problem in error.problems:
            field = problem.field.rsplit(".", 1)[-1]
            form.add_error(field if field in form.fields else None, problem.message)
        return
    form.add_error(error.field if error.field in form.fields else None, error.message)


def page_of(request: HttpRequest, rows: Any, most: int = PER_PAGE) -> Page[Any]:
    """The page asked for; one that is none gives the nearest."""
    return Paginator(rows, most).get_page(request.GET.get("page"))


def id_in(text: str) -> uuid.UUID:
    """The id a form sent; what is none exists for nobody."""
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error
