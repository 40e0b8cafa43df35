"""Addresses of the desk."""

from django.urls import include, path

from agora.desk import views
from agora.desk.review import reading

urlpatterns = [
    path("", views.work, name="desk"),
    path("", include("agora.desk.organisations.urls")),
    path("", include("agora.desk.notices.urls")),
    path("", include("agora.desk.drafts.urls")),
    path("", include("agora.desk.moderation.urls")),
    path("bring/", include("agora.desk.bring.urls")),
    path("translate/", include("agora.desk.translate.urls")),
    path("merge/", include("agora.desk.merge.urls")),
    path("ageing/", include("agora.desk.ageing.urls")),
    path("links/", include("agora.desk.links.urls")),
    path("uses/", include("agora.desk.uses.urls")),
    path("runs/", include("agora.desk.runs.urls")),
    path("statistics/", include("agora.desk.statistics.urls")),
    path("taking/", include("agora.desk.taking.urls")),
    path("review/", include("agora.desk.review.urls")),
    path("reading/<slug:secret>/", reading.reading, name="group-reading"),
]
