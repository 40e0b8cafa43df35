"""Addresses of the room `credentials`: pages, and what machines ask for without a language."""

from django.urls import path

from agora.credentials import views

neutral = [
    path(".well-known/did.json", views.did_document, name="did"),
    path(
        "did/organisations/<uuid:organisation_id>/did.json",
        views.did_document,
        name="did-organisation",
    ),
    path("credentials/<uuid:credential_id>", views.file, name="credential-file"),
    path("credentials/status/<uuid:list_id>", views.status_list, name="credential-status"),
]

urlpatterns = [
    path("mine/certificates/", views.certificates, name="certificates"),
    path("mine/certificates/<uuid:credential_id>/", views.one, name="certificate"),
    path(
        "mine/certificates/<uuid:credential_id>/certificate.pdf", views.pdf, name="certificate-pdf"
    ),
    path(
        "mine/certificates/<uuid:credential_id>/certificate.json",
        views.own_file,
        name="certificate-json",
    ),
    path("check/", views.check, name="check"),
    path("check/<slug:code>/", views.check_one, name="check-one"),
    path("check/<slug:code>/manage/", views.manage, name="check-manage"),
]
