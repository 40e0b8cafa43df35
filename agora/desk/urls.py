"""Addresses of the desk."""

from django.urls import path

from agora.desk import views

urlpatterns = [path("", views.work, name="desk")]
