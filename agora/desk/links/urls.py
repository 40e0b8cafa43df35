"""Addresses of the list of addresses, under `/<language>/desk/links/`."""

from django.urls import path

from agora.desk.links import views

urlpatterns = [
    path("", views.links, name="desk-links"),
    path("<uuid:link_id>/again/", views.again, name="desk-link-again"),
    path("<uuid:link_id>/right/", views.right, name="desk-link-right"),
]
