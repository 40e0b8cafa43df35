"""Addresses of the room `media`, without a language."""

from django.urls import path

from agora.media import views

urlpatterns = [path("media/<uuid:object_id>/", views.file, name="file")]
