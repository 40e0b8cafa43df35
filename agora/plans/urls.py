"""Addresses of the room `plans`."""

from django.urls import path

from agora.plans import views

urlpatterns = [
    path("mine/actions/", views.actions, name="actions"),
    path("mine/actions/new/", views.new, name="action-new"),
    path("mine/actions/<uuid:action_id>/", views.action, name="action"),
    path("mine/actions/brief/<uuid:enrolment_id>/", views.brief, name="course-brief"),
    path("mine/follow-ups/<uuid:follow_up_id>/", views.follow_up, name="follow-up"),
]
