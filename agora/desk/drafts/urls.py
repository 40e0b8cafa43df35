"""Addresses of writing, under `/<language>/desk/`."""

from django.urls import include, path

from agora.desk.drafts import (
    contribute,
    history,
    listing,
    looking,
    moving,
    opening,
    overview,
    preview,
    writing,
)

urlpatterns = [
    path("contribute/", contribute.contribute, name="contribute"),
    path("lookup/<slug:sort>/", looking.lookup, name="desk-lookup"),
    path("edit/<slug:kind>/<uuid:object_id>/", opening.edit, name="desk-edit"),
    path("drafts/", listing.drafts, name="drafts"),
    path("drafts/<uuid:draft_id>/", overview.draft, name="draft"),
    path("drafts/<uuid:draft_id>/history/", history.history, name="draft-history"),
    path("drafts/<uuid:draft_id>/restore/", history.restore, name="draft-restore"),
    path("drafts/<uuid:draft_id>/discard/", overview.discard, name="draft-discard"),
    path("drafts/<uuid:draft_id>/move/", moving.move, name="draft-move"),
    path("drafts/<uuid:draft_id>/preview/", preview.preview, name="draft-preview"),
    path("drafts/<uuid:draft_id>/write/<slug:step>/", writing.step, name="draft-step"),
    path("drafts/<uuid:draft_id>/course/", include("agora.desk.studio.urls")),
]
