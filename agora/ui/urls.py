"""The address of the pattern page."""

from django.urls import path

from agora.ui import views

urlpatterns = [path("patterns/", views.patterns, name="patterns")]
