"""Addresses of the room `courses`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
