"""All addresses: the language comes first, then the room's own."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from agora.api.api import api
from agora.credentials import urls as credentials
from agora.people.account import urls as accounts
from agora.web import urls as web

urlpatterns = [
    *web.neutral,
    path("api/v1/", api.urls),
    path("", include("agora.media.urls")),
    *credentials.neutral,
    *accounts.neutral,
    *i18n_patterns(
        path("", include("agora.web.urls")),
        path("", include("agora.catalogue.urls")),
        path("", include("agora.courses.urls")),
        path("", include("agora.plans.urls")),
        path("", include("agora.credentials.urls")),
        path("", include("agora.talk.urls")),
        path("", include("agora.forums.urls")),
        path("", include("agora.readers.urls")),
        path("", include("agora.notices.urls")),
        path("", include("agora.moderation.urls")),
        path("account/", include("agora.people.account.urls")),
        path("desk/", include("agora.desk.urls")),
        path("", include("agora.ui.urls")),
        prefix_default_language=True,
    ),
]

handler400 = "agora.web.views.bad_request"
handler403 = "agora.web.views.forbidden"
handler404 = "agora.web.views.not_found"
handler429 = "agora.people.account.views.common.too_many"  # asked for by django-allauth
handler500 = "agora.web.views.server_error"
