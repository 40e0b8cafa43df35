"""Addresses of the room `talk`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
