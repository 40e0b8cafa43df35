"""Addresses of what is getting old, under `/<language>/desk/ageing/`."""

from django.urls import path

from agora.desk.ageing import views

urlpatterns = [
    path("", views.ageing, name="desk-ageing"),
    path("<uuid:resource_id>/right/", views.right, name="desk-ageing-right"),
    path("<uuid:resource_id>/update/", views.update, name="desk-ageing-update"),
    path("<uuid:resource_id>/withdraw/", views.withdraw, name="desk-ageing-withdraw"),
]
