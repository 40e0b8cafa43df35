"""Addresses of the desk."""

from django.urls import include, path

from agora.desk import views

urlpatterns = [
    path("", views.work, name="desk"),
    path("", include("agora.desk.drafts.urls")),
    path("review/", include("agora.desk.review.urls")),
]
