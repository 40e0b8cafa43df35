"""The whole glossary as a file: made in the background, told apart by what it was made from."""

from __future__ import annotations

import gzip

import pytest

from agora.kernel.models import Seed
from agora.topics import downloads, skos
from agora.topics.models import Concept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small() -> None:
    """One domain only: the whole takes seconds."""
    Concept.objects.filter(scheme__key="glossary").exclude(domain="care").update(withdrawn=True)


def test_a_missing_file_is_told_to_come_and_comes_from_the_background(client):
    for end in skos.ENDS.values():
        answer = client.get(f"/glossary.{end}")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert answer.headers["Cache-Control"] == "no-store"
    assert [downloads.prepare_next() for _time in range(4)] == [True, True, True, False]
    for form, end in skos.ENDS.items():
        packed = client.get(f"/glossary.{end}", headers={"accept-encoding": "gzip, br"})
        plain = client.get(f"/glossary.{end}", headers={"accept-encoding": ""})
        assert (packed.status_code, plain.status_code) == (200, 200)
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        body = b"".join(plain.streaming_content)
        assert gzip.decompress(b"".join(packed.streaming_content)) == body
        assert body.decode() == "".join(skos.written(form, "http://localhost:8000"))
        assert plain.headers["Content-Type"] == skos.MEDIA_TYPES[form]
        assert plain.headers["Content-Disposition"] == f'attachment; filename="glossary.{end}"'
        assert "Accept-Encoding" in packed.headers["Vary"]
        again = client.get(f"/glossary.{end}", headers={"if-none-match": packed.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_another_glossary_or_another_site_means_another_file(settings):
    first = downloads.prepare("turtle")
    settings.SITE_URL = "https://learning.example.org"
    second = downloads.prepare("turtle")
    assert (first.exists(), second.exists()) == (False, True)
    assert b"https://learning.example.org/id/" in gzip.decompress(second.read_bytes())
    Seed.objects.filter(pk="topics").update(digest="f" * 64)
    third = downloads.prepare("turtle")
    assert [path.name for path in downloads.folder().iterdir()] == [third.name]


def test_before_set_up_nothing_is_made():
    Seed.objects.filter(pk="topics").delete()
    assert not downloads.prepare_next()
