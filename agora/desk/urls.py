"""Addresses of the desk."""

from django.urls import include, path

from agora.desk import views
from agora.desk.review import reading

urlpatterns = [
    path("", views.work, name="desk"),
    path("", include("agora.desk.organisations.urls")),
    path("", include("agora.desk.notices.urls")),
    path("", include("agora.desk.drafts.urls")),
    path("translate/", include("agora.desk.translate.urls")),
    path("uses/", include("agora.desk.uses.urls")),
    path("review/", include("agora.desk.review.urls")),
    path("reading/<slug:secret>/", reading.reading, name="group-reading"),
]
