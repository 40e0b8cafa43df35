"""A browser seeks in a recording that the running market hands out, and a broken download goes on."""

from __future__ import annotations

import http.client
import uuid
from urllib.parse import urlsplit

import pytest

from tests.media.giving import media

pytestmark = [pytest.mark.browser]

TURNS = 8_000

STORED = """
from pathlib import Path
from agora.media.services import file_store
from tests.catalogue.shelf import put
from tests.media.giving import upload
file = file_store(upload("talk.mp3", Path({path!r}).read_bytes()), by=None, organisation=None)
put({slug!r}, editions=[{{"language": "en", "file": str(file.pk)}}])
print(file.pk, round(file.media_facts.seconds))
"""


@pytest.fixture
def recording(live_market, tmp_path):
    """A sound of four hours: the frames of the short one again and again; its path and bytes."""
    frames = media("tone.mp3")[45 + 180 :]
    content = frames * TURNS
    path = tmp_path / "talk.mp3"
    path.write_bytes(content)
    slug = f"talk-{uuid.uuid4().hex[:8]}"
    said = live_market.run("shell", "-v", "0", "-c", STORED.format(path=str(path), slug=slug))
    key, seconds = said.split()[-2:]
    assert int(seconds) > 12_000
    return f"/media/{key}/", content


def ask(live_market, path, method="GET", **headers):
    connection = http.client.HTTPConnection(urlsplit(live_market.url).netloc, timeout=20)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


PLAYED = """
async ([path, where]) => {
  const player = document.createElement("audio");
  player.preload = "metadata";
  player.src = path;
  const told = (name) => new Promise((done, fail) => {
    player.addEventListener(name, done, {once: true});
    player.addEventListener("error", () => fail(new Error(player.error.message)), {once: true});
  });
  await told("loadedmetadata");
  const sought = told("seeked");
  player.currentTime = where;
  await sought;
  return [player.currentTime, player.seekable.length && player.seekable.end(0)];
}
"""


def test_a_browser_seeks_and_a_broken_download_goes_on(live_market, recording, browser_page):
    path, content = recording
    seen = []
    browser_page.on(
        "response",
        lambda answer: path in answer.url and seen.append((answer.status, answer.headers)),
    )
    browser_page.goto("/en/about/")
    at, end = browser_page.evaluate(PLAYED, [path, 12_000])
    assert at == pytest.approx(12_000, abs=1)
    assert end > 12_000
    assert {status for status, _headers in seen} == {206}
    assert any(not said["content-range"].startswith("bytes 0-") for _status, said in seen)

    status, headers, body = ask(live_market, path)
    named = {name.lower(): value for name, value in headers.items()}
    assert (status, body) == (200, content)
    assert named["content-length"] == str(len(content))
    assert named["content-type"] == "audio/mpeg"
    status, headers, rest = ask(live_market, path, Range="bytes=100000-", If_Range=named["etag"])
    assert (status, rest) == (206, content[100_000:])
    status, headers, nothing = ask(live_market, path, "HEAD", Range="bytes=5-")
    assert (status, nothing) == (200, b"")
    assert {name.lower(): value for name, value in headers.items()}["content-length"] == str(
        len(content)
    )
    assert ask(live_market, path, If_None_Match=named["etag"])[0] == 304
    assert ask(live_market, path, Range=f"bytes={len(content)}-")[0] == 416
