"""The address of a course's certificate for whoever completed it."""

from django.urls import path

from agora.courses.certificates import views

urlpatterns = [
    path("courses/<slug:slug>/learn/certificate/", views.certificate, name="learn-certificate"),
]
