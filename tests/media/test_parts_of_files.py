"""A part of a file can be asked for: players seek, and a download that broke off goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from agora.editorial.services import content_withdraw
from agora.media.services import file_store
from tests.catalogue.shelf import put
from tests.media.giving import media, pdf, upload
from tests.web.hidden import file_named

pytestmark = pytest.mark.django_db

WORDS = bytes(range(256)) * 4


@pytest.fixture
def file():
    file = file_named("words.pdf", WORDS)
    put("guide", editions=[{"language": "en", "file": str(file.pk)}])
    file.refresh_from_db()
    return file


def asked(client, file, **headers):
    return client.get(f"/media/{file.pk}/", headers=headers)


def body(answer):
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-", 0, 1023),
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=1000-", 1000, 1023),
        ("bytes=1000-999999", 1000, 1023),
        ("bytes=-24", 1000, 1023),
        ("bytes=-5000", 0, 1023),
        ("Bytes = 1023-1023", 1023, 1023),
    ],
)
def test_a_part_is_given(client, file, wanted, first, last):
    answer = asked(client, file, range=wanted)
    assert answer.status_code == 206
    assert body(answer) == WORDS[first : last + 1]
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/1024"
    assert answer.headers["Content-Length"] == str(last + 1 - first)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("wanted", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_what_the_file_does_not_have_is_refused_with_its_length(client, file, wanted):
    answer = asked(client, file, range=wanted)
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == "bytes */1024"
    assert answer.content == b""


@pytest.mark.parametrize(
    "wanted",
    ["", "bytes", "bytes=", "bytes=-", "bytes=9-3", "bytes=a-b", "words=0-3", "bytes=0-1,5-6",
     "bytes=0x1-5", "bytes=" + "9" * 40 + "-", "bytes=-1-5", "bytes=١-٣"],
)  # fmt: skip
def test_what_is_not_understood_is_answered_with_the_whole(client, file, wanted):
    answer = asked(client, file, range=wanted)
    assert (answer.status_code, body(answer)) == (200, WORDS)
    assert answer.headers["Content-Length"] == "1024"


def test_a_broken_download_goes_on_only_in_the_same_file(client, file):
    whole = asked(client, file)
    tag, changed = whole.headers["ETag"], whole.headers["Last-Modified"]
    assert tag == f'"{file.sha256}"'
    for known in (tag, changed):
        answer = asked(client, file, range="bytes=1000-", if_range=known)
        assert (answer.status_code, body(answer)) == (206, WORDS[1000:])
    for other in ('"other"', f"W/{tag}", "Mon, 01 Jan 2024 00:00:00 GMT"):
        answer = asked(client, file, range="bytes=1000-", if_range=other)
        assert (answer.status_code, body(answer)) == (200, WORDS)


def test_who_has_the_file_already_gets_no_body(client, file):
    tag = asked(client, file).headers["ETag"]
    for headers in ({}, {"range": "bytes=0-9"}):
        answer = asked(client, file, if_none_match=tag, **headers)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == tag
    assert asked(client, file, if_none_match='"other"').status_code == 200
    assert asked(client, file, if_match='"other"').status_code == 412


def test_head_says_the_same_without_the_body(client, file):
    answer = client.head(f"/media/{file.pk}/", headers={"range": "bytes=0-9"})
    assert answer.status_code == 200
    assert answer.headers["Content-Length"] == "1024"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["ETag"] == f'"{file.sha256}"'
    assert b"".join(answer) == b""


def test_parts_heads_and_tags_are_nobodys_who_may_not_have_the_file(amina, chidi, ondara):
    file = file_store(upload("a.pdf", pdf("Words")), by=amina.account.pk, organisation=ondara.pk)
    url, tag = f"/media/{file.pk}/", f'"{file.sha256}"'
    for client in (Client(), chidi.client()):
        assert client.get(url, headers={"range": "bytes=0-9"}).status_code == 404
        assert client.get(url, headers={"range": "bytes=99999-"}).status_code == 404
        assert client.get(url, headers={"if-none-match": tag}).status_code == 404
        assert client.head(url).status_code == 404
        assert client.head(url, headers={"range": "bytes=0-9"}).status_code == 404
        assert client.post(url).status_code == 405
    answer = amina.client().get(url, headers={"range": "bytes=0-4"})
    assert (answer.status_code, body(answer)) == (206, b"%PDF-")
    assert answer.headers["Cache-Control"].startswith("private")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_what_anybody_may_have_is_kept_for_minutes_and_played_elsewhere(client, file, amina):
    for somebody in (client, amina.client()):
        answer = asked(somebody, file)
        assert answer.headers["Cache-Control"] == "public, max-age=600"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_what_only_members_may_have_is_kept_by_nobody_else(ondara, amina):
    file = file_named("own.pdf", WORDS)
    put("own", visibility="organisation", owner="ondara", editions=[{"language": "en", "file": str(file.pk)}])  # fmt: skip
    answer = asked(amina.client(), file, range="bytes=0-9")
    assert answer.status_code == 206
    assert answer.headers["Cache-Control"].startswith("private")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_withdrawn_thing_takes_the_parts_of_its_file_along(client, file):
    from agora.catalogue.models import Resource

    content_withdraw("resource", Resource.objects.get(slug="guide").pk, "Outdated.")
    assert asked(client, file, range="bytes=0-9").status_code == 404


def test_a_part_of_a_file_missing_from_the_disk_is_not_found(client, file):
    Path(file.stored.path).unlink()
    assert asked(client, file, range="bytes=0-9").status_code == 404


def test_a_video_is_handed_out_as_what_it_is(amina, ondara):
    file = file_store(
        upload("a.mp4", media("clip.mp4")), by=amina.account.pk, organisation=ondara.pk
    )
    content = Path(file.stored.path).read_bytes()
    answer = asked(amina.client(), file, range="bytes=0-")
    assert (answer.status_code, body(answer)) == (206, content)
    assert answer.headers["Content-Type"] == "video/mp4"


def test_a_part_costs_as_many_queries_as_the_whole(client, file, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as whole:
        body(asked(client, file))
    with django_assert_num_queries(len(whole)):
        body(asked(client, file, range="bytes=5-9"))
