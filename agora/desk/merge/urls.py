"""Addresses of likely pairs and merges, under `/<language>/desk/merge/`."""

from django.urls import path

from agora.desk.merge import views

urlpatterns = [
    path("", views.pairs, name="desk-merge"),
    path("done/", views.done, name="desk-merges"),
    path("done/<uuid:merge_id>/undo/", views.undo, name="desk-merge-undo"),
    path("<uuid:pair_id>/", views.pair, name="desk-pair"),
]
