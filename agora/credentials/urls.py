"""Addresses of the room `credentials`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
