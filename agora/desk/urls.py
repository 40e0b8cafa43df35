"""Addresses of the desk."""

from django.urls import include, path

from agora.desk import views

urlpatterns = [
    path("", views.work, name="desk"),
    path("translate/", include("agora.desk.translate.urls")),
]
