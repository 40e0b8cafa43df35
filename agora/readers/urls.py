"""Addresses of the room `readers`."""

from django.urls import path

from agora.readers.following import views as following
from agora.readers.lists import views as lists
from agora.readers.uses import views as uses

urlpatterns = [
    path("mine/", following.mine, name="mine"),
    path("mine/save/<uuid:resource_id>/", lists.save, name="resource-save"),
    path("mine/lists/", lists.lists, name="lists"),
    path("mine/lists/<uuid:list_id>/", lists.one, name="list"),
    path("mine/lists/<uuid:list_id>/delete/", lists.delete, name="list-delete"),
    path("mine/lists/<uuid:list_id>/give/", lists.give, name="list-give"),
    path("mine/lists/<uuid:list_id>/list.csv", lists.download, name="list-csv"),
    path("mine/lists/<uuid:list_id>/print/", lists.printed, name="list-print"),
    path("lists/<slug:secret>/", lists.shared, name="shared-list"),
    path("mine/searches/", following.searches, name="searches"),
    path("mine/searches/save/", following.search_save, name="search-save"),
    path("mine/searches/<uuid:search_id>/delete/", following.search_delete, name="search-delete"),
    path("mine/following/", following.following, name="following"),
    path("mine/follow/<slug:kind>/<uuid:object_id>/", following.follow, name="follow"),
    path("mine/digest/", following.digest, name="digest"),
    path("mine/digest/stop/<str:token>/", following.stop, name="digest-stop"),
    path("mine/uses/", uses.uses, name="uses"),
    path("mine/uses/new/<uuid:resource_id>/", uses.new, name="use-new"),
    path("mine/uses/<uuid:use_id>/", uses.mine, name="use-mine"),
    path("uses/<uuid:use_id>/", uses.public, name="use"),
]
