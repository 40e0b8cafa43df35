"""A file goes to whoever may see what it belongs to, and to nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from agora.editorial.services import content_withdraw
from tests.catalogue.shelf import put
from tests.web.hidden import file_named

pytestmark = pytest.mark.django_db


def test_a_file_of_a_public_thing_is_a_download_and_never_run(client):
    file = file_named("guía <b>.pdf", b"%PDF-1.7 words")
    put("guide", editions=[{"language": "en", "file": str(file.pk)}])
    answer = client.get(f"/media/{file.pk}/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 words"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=600"
    assert client.get("/en/resources/guide/").context["it"].editions[0].url == f"/media/{file.pk}/"


def test_a_web_page_among_the_files_is_not_shown_as_one(client):
    file = file_named("page.html", b"<script>alert(1)</script>")
    file.media_type = "text/html"
    file.save()
    put("guide", editions=[{"language": "en", "file": str(file.pk)}])
    answer = client.get(f"/media/{file.pk}/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_file_that_belongs_to_nothing_is_nobodys(client, amina):
    file = file_named("lost.pdf")
    assert client.get(f"/media/{file.pk}/").status_code == 404
    assert amina.client().get(f"/media/{file.pk}/").status_code == 404


def test_each_role_gets_the_files_of_what_it_may_see(amina, beto, chidi, ondara_team):
    files = {}
    for kind in ("public", "network", "organisation", "team"):
        files[kind] = file_named(f"{kind}.pdf")
        put(
            f"{kind}-guide", visibility=kind, owner="ondara",
            team=str(ondara_team.pk) if kind == "team" else None,
            editions=[{"language": "en", "file": str(files[kind].pk)}],
        )  # fmt: skip
    clients = {
        "visitor": Client(),
        "chidi": chidi.client(),
        "amina": amina.client(),
        "beto": beto.client(),
    }
    found = {
        name: [
            kind
            for kind, file in files.items()
            if client.get(f"/media/{file.pk}/").status_code == 200
        ]
        for name, client in clients.items()
    }
    everything = ["public", "network", "organisation", "team"]
    assert found == {
        "visitor": ["public"], "chidi": ["public", "network"], "amina": everything, "beto": everything,
    }  # fmt: skip


def test_a_file_goes_with_the_thing_that_was_withdrawn(client):
    file = file_named("old.pdf")
    thing = put("guide", editions=[{"language": "en", "file": str(file.pk)}])
    assert client.get(f"/media/{file.pk}/").status_code == 200
    content_withdraw("resource", thing.pk, "Outdated.")
    assert client.get(f"/media/{file.pk}/").status_code == 404


def test_a_file_shared_with_a_public_thing_stays_public(client, ondara):
    file = file_named("shared.pdf")
    put(
        "hidden",
        visibility="organisation",
        owner="ondara",
        editions=[{"language": "en", "file": str(file.pk)}],
    )
    assert client.get(f"/media/{file.pk}/").status_code == 404
    put("guide", editions=[{"language": "en", "file": str(file.pk)}])
    assert client.get(f"/media/{file.pk}/").status_code == 200


def test_a_file_missing_from_the_disk_is_not_found_and_breaks_nothing(client):
    file = file_named("vanished.pdf")
    put("guide", editions=[{"language": "en", "file": str(file.pk)}])
    Path(file.stored.path).unlink()
    assert client.get(f"/media/{file.pk}/").status_code == 404
    assert client.get("/en/resources/guide/").status_code == 200
