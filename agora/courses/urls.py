"""Addresses of the room `courses`."""

from django.urls import include, path

urlpatterns = [path("", include("agora.courses.seats.urls"))]
