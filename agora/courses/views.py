"""The page of a course."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from agora.catalogue.models import Resource
from agora.courses.models import Course
from agora.people.queries import Viewer


def course(request: HttpRequest, resource: Resource, viewer: Viewer) -> HttpResponse | None:
    """The page of a resource that is a course of this market; None for one that is not."""
    found = Course.objects.filter(pk=resource.pk).first()
    if found is None or (found.live_id is None and not found.interest_open):
        return None
    return None
