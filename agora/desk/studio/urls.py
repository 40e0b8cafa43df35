"""Addresses of the studio, under `/<language>/desk/drafts/<draft>/course/`."""

from django.urls import path

from agora.desk.studio import checks, outline, part, preview, settings

urlpatterns = [
    path("", outline.outline, name="studio"),
    path("checks/", checks.checks, name="studio-checks"),
    path("preview/<uuid:lesson>/", preview.preview, name="studio-preview"),
    path("settings/<slug:which>/", settings.settings, name="studio-settings"),
    path("<slug:sort>/<uuid:key>/", part.part, name="studio-part"),
]
