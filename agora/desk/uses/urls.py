"""Addresses of the reports that wait."""

from django.urls import path

from agora.desk.uses import views

urlpatterns = [
    path("", views.waiting, name="desk-uses"),
    path("<uuid:use_id>/", views.one, name="desk-use"),
]
