"""Addresses of the room `talk`."""

from django.urls import path

from agora.talk import views

PLACE = "talk/<slug:kind>/<uuid:place_id>/"
THREAD = f"{PLACE}<uuid:thread_id>/"
POST = f"{THREAD}posts/<uuid:post_id>/"

urlpatterns = [
    path(PLACE, views.threads, name="talk"),
    path(f"{PLACE}new/", views.new, name="talk-new"),
    path(f"{PLACE}follow/", views.follow_place, name="talk-follow"),
    path(THREAD, views.thread, name="talk-thread"),
    path(f"{THREAD}follow/", views.follow_thread, name="talk-thread-follow"),
    path(f"{THREAD}state/", views.state, name="talk-thread-state"),
    path(f"{POST}edit/", views.edit, name="talk-post-edit"),
    path(f"{POST}remove/", views.remove, name="talk-post-remove"),
    path(f"{POST}answer/", views.answer, name="talk-post-answer"),
    path(f"{POST}hide/", views.hide, name="talk-post-hide"),
    path(f"{POST}report/", views.report, name="talk-post-report"),
]
