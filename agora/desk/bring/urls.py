"""Addresses of bringing in, under `/<language>/desk/bring/`."""

from django.urls import path

from agora.desk.bring import views

_ONE = "<uuid:import_id>/"

urlpatterns = [
    path("", views.imports, name="bring"),
    path("new/", views.new, name="bring-new"),
    path("template.<str:form>", views.template, name="bring-template"),
    path(_ONE, views.one, name="bring-import"),
    path(f"{_ONE}rejected.csv", views.rejected, name="bring-rejected"),
    path(f"{_ONE}columns/", views.columns, name="bring-columns"),
    path(f"{_ONE}start/", views.act, {"step": "start"}, name="bring-start"),
    path(f"{_ONE}send/", views.act, {"step": "send"}, name="bring-send"),
    path(f"{_ONE}undo/", views.act, {"step": "undo"}, name="bring-undo"),
    path(f"{_ONE}drop/", views.act, {"step": "drop"}, name="bring-drop"),
]
