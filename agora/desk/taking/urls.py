"""Addresses of taking out, under `/<language>/desk/taking/`."""

from django.urls import path

from agora.desk.taking import views

urlpatterns = [
    path("", views.archives, name="taking"),
    path("<uuid:archive_id>/archive.zip", views.archive, name="taking-archive"),
]
