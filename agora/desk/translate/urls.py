"""Addresses of translating."""

from django.urls import path

from agora.desk.translate import files, lists, views

_TEXT = "<slug:kind>/<uuid:object_id>/<str:into>/"

urlpatterns = [
    path("", lists.work, name="translate"),
    path("coverage/", lists.coverage, name="translate-coverage"),
    path("coverage/download.csv", lists.coverage_csv, name="translate-coverage-csv"),
    path("<slug:kind>/<uuid:object_id>/", lists.thing, name="translate-thing"),
    path(_TEXT, views.text, name="translate-text"),
    path(f"{_TEXT}step/", views.step, name="translate-step"),
    path(f"{_TEXT}text.po", files.download_po, name="translate-po"),
    path(f"{_TEXT}text.xlf", files.download_xliff, name="translate-xliff"),
    path(f"{_TEXT}upload/", files.upload, name="translate-upload"),
    path(f"{_TEXT}upload/take/", files.take, name="translate-take"),
]
