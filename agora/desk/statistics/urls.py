"""Addresses of the figures."""

from django.urls import path

from agora.desk.statistics import funders, views

urlpatterns = [
    path("", views.overview, name="statistics"),
    path("coverage/", views.coverage, name="statistics-coverage"),
    path("searches/", views.searches, name="statistics-searches"),
    path("funders/", funders.funders, name="statistics-funders"),
    path("tables/<slug:table>.csv", views.download, name="statistics-csv"),
    path("organisations/<uuid:object_id>/", views.organisation, name="statistics-organisation"),
    path(
        "organisations/<uuid:object_id>/<slug:table>.csv",
        views.organisation_download,
        name="statistics-organisation-csv",
    ),
    path("resources/<uuid:object_id>/", views.resource, name="statistics-resource"),
    path(
        "resources/<uuid:object_id>/<slug:table>.csv",
        views.resource_download,
        name="statistics-resource-csv",
    ),
]
