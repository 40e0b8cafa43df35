"""Addresses of the pages about mails."""

from django.urls import path

from agora.desk.notices import views

urlpatterns = [
    path("notices/", views.preferences, name="desk-notices"),
    path("notices/stop/<str:token>/", views.stop, name="desk-notices-stop"),
]
