"""Addresses of tracks, transcripts and the podcast."""

from django.urls import path

from agora.courses.recordings import views

AT = "courses/recordings/<uuid:version>/<uuid:block>/<str:language>/"

urlpatterns = [
    path("courses/<slug:slug>/podcast.xml", views.podcast, name="course-podcast"),
    path(AT, views.transcript_page, name="course-transcript"),
    path(f"{AT}<str:name>", views.track, name="course-track"),
]
