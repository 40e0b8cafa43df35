"""Addresses of a learner's pages."""

from django.urls import path

from agora.courses.pages import learning

AT = "courses/<slug:slug>/learn/"

urlpatterns = [
    path("mine/courses/", learning.mine, name="my-courses"),
    path(AT, learning.resume, name="learn"),
    path(f"{AT}progress/", learning.progress, name="learn-progress"),
    path(f"{AT}finished/", learning.finished, name="learn-finished"),
    path(f"{AT}new-version/", learning.new_version, name="learn-new-version"),
    path(f"{AT}<uuid:lesson>/", learning.lesson, name="lesson"),
    path(f"{AT}<uuid:lesson>/<uuid:block>/", learning.block, name="lesson-block"),
]
