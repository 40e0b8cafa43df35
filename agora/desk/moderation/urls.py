"""Addresses of reports and decisions, under `/<language>/desk/`."""

from django.urls import path

from agora.desk.moderation import providing, views

urlpatterns = [
    path("reports/", views.reports, name="desk-reports"),
    path("reports/<uuid:matter_id>/", views.one, name="desk-report"),
    path("reports/<uuid:matter_id>/appeal/", views.appeal, name="desk-report-appeal"),
    path("decisions/", providing.decisions, name="desk-decisions"),
    path("decisions/<uuid:decision_id>/", providing.one, name="desk-decision"),
]
