"""Addresses of the room `forums`."""

from django.urls import path

from agora.forums import views

urlpatterns = [
    path("forums/", views.forums, name="forums"),
    path("forums/<slug:slug>/", views.forum, name="forum"),
    path("forums/<slug:slug>/stands/<slug:stand_slug>/", views.stand, name="stand"),
    path("forums/<slug:slug>/stands/<slug:stand_slug>/qr.svg", views.stand_qr, name="stand-qr"),
]
