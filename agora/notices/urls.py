"""Addresses of the room `notices`."""

from django.urls import path

from agora.notices import views

urlpatterns = [path("ask/<slug:kind>/<uuid:object_id>/", views.enquire, name="enquire")]
