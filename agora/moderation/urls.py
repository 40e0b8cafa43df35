"""Addresses of the room `moderation`."""

from django.urls import path

from agora.moderation import views

urlpatterns = [path("report/<slug:kind>/<uuid:object_id>/", views.report, name="report")]
