"""Addresses on the way to a seat."""

from django.urls import path

from agora.courses.seats import views

_RUN = "courses/<slug:slug>/runs/<uuid:run_id>/"

urlpatterns = [
    path("courses/<slug:slug>/interest/", views.interest, name="course-interest"),
    path(_RUN, views.run, name="course-run"),
    path(f"{_RUN}enrol/", views.enrol, name="course-enrol"),
    path(f"{_RUN}seat/", views.seat, name="course-seat"),
    path(f"{_RUN}team/", views.team, name="course-team"),
    path("seats/interest/<str:token>/", views.interest_confirm, name="interest-confirm"),
    path("seats/interest/<str:token>/stop/", views.interest_stop, name="interest-stop"),
    path("seats/opening/<str:token>/", views.opening, name="opening"),
    path("seats/offer/<str:token>/", views.offer, name="seat-offer"),
]
