"""Addresses of the room `catalogue`."""

from django.urls import path

from agora.catalogue import views

_PLURALS = ("resources", "practices", "collections", "articles", "courses")

urlpatterns = [
    path("explore/", views.explore, name="explore"),
    path("explore/feed.atom", views.feed, name="feed"),
    path("explore/download.csv", views.download_csv, name="download-csv"),
    path("explore/download.json", views.download_json, name="download-json"),
    path("suggest/", views.suggest, name="suggest"),
]
for _plural in _PLURALS:
    _name = _plural.removesuffix("s")
    urlpatterns += [
        path(f"{_plural}/<slug:slug>/", views.resource, name=_name),
        path(f"{_plural}/<slug:slug>/cite.bib", views.bibtex, name=f"{_name}-bibtex"),
        path(
            f"{_plural}/<slug:slug>/reference-group/",
            views.reference_group,
            name=f"{_name}-reference-group",
        ),
        path(f"{_plural}/<slug:slug>/qr.svg", views.qr, name=f"{_name}-qr"),
        path(f"{_plural}/<slug:slug>/picture.png", views.picture, name=f"{_name}-picture"),
    ]
