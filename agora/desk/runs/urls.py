"""Addresses of the pages about runs."""

from django.urls import path

from agora.desk.runs import people, views

_RUN = "<uuid:run_id>/"

urlpatterns = [
    path("", views.runs, name="desk-runs"),
    path("new/<uuid:course_id>/", views.new, name="desk-run-new"),
    path(_RUN, views.run, name="desk-run"),
    path(f"{_RUN}edit/", views.edit, name="desk-run-edit"),
    path(f"{_RUN}act/", views.act, name="desk-run-act"),
    path(f"{_RUN}groups/", views.groups, name="desk-run-groups"),
    path(f"{_RUN}groups/<uuid:cohort_id>/", views.group, name="desk-run-group"),
    path(f"{_RUN}quotas/", views.quotas, name="desk-run-quotas"),
    path(f"{_RUN}questions/", views.questions, name="desk-run-questions"),
    path(f"{_RUN}people/", people.people, name="desk-run-people"),
    path(f"{_RUN}people.csv", people.table, name="desk-run-csv"),
    path(f"{_RUN}waiting/", people.waiting, name="desk-run-waiting"),
    path(f"{_RUN}applications/", people.applications, name="desk-run-applications"),
    path(
        f"{_RUN}applications/<uuid:enrolment_id>/", people.application, name="desk-run-application"
    ),
    path(f"{_RUN}announce/", views.announce, name="desk-run-announce"),
]
