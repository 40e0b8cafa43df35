"""Addresses of the room `courses`: each part says its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("agora.courses.recordings.urls")),
    path("", include("agora.courses.certificates.urls")),
    path("", include("agora.courses.pages.urls")),
    path("", include("agora.courses.seats.urls")),
    path("", include("agora.courses.tutoring.urls")),
]
