"""Addresses of the room `web`: those in a language, and those without one."""

from django.urls import path

from agora.web import glossary, open_data, sitemaps, views

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("api/", views.api, name="api"),
    path("open-data/", open_data.page, name="open-data"),
    path("topics/", views.topics, name="topics"),
    path("glossary/", glossary.index, name="glossary"),
    path("topics/<slug:scheme>/<str:key>/", views.topic, name="topic"),
    path("places/<slug:key>/", views.place, name="place"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/<slug:slug>/", views.organisation, name="organisation"),
]

neutral = [
    path("", views.root, name="root"),
    path("id/<uuid:object_id>", views.by_id, name="by-id"),
    path("glossary.ttl", glossary.download, {"form": "turtle"}, name="glossary-turtle"),
    path("glossary.rdf", glossary.download, {"form": "rdfxml"}, name="glossary-rdfxml"),
    path("glossary.jsonld", glossary.download, {"form": "jsonld"}, name="glossary-jsonld"),
    path("open-data/<str:name>", open_data.file, name="open-data-file"),
    path("health", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:name>.xml", sitemaps.part, name="sitemap-part"),
]
