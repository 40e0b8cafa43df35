"""Once a week everything a stranger may read is written to files, which stay at one address."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json

import pytest

from agora.exchange.whole import open_data
from agora.kernel import clock
from tests.catalogue.shelf import put


@pytest.fixture
def written(ondara):
    put("open-guide", owner="ondara", licence="cc-by", title="=SUM(A1)")
    put("inner-guide", owner="ondara", visibility="organisation")
    return {one.name: one for one in open_data.dump_write()}


def body(response):
    return b"".join(response.streaming_content)


def test_only_what_a_stranger_may_read_is_in_it_each_row_with_its_licence(written, client):
    lines = body(client.get("/open-data/resources.jsonl")).splitlines()
    records = [json.loads(line) for line in lines]
    assert [one["license"]["id"] for one in records] == [
        "https://creativecommons.org/licenses/by/4.0/"
    ]
    table = body(client.get("/open-data/resources.csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(table.splitlines()))
    assert [(row["title"], row["licence"]) for row in rows] == [
        ("'=SUM(A1)", "https://creativecommons.org/licenses/by/4.0/")
    ]
    organisations = body(client.get("/open-data/organisations.jsonl")).splitlines()
    assert [json.loads(line)["slug"] for line in organisations] == ["ondara"]
    everything = b"".join(open_data.path_of(name).read_bytes() for name in written)
    assert b"inner-guide" not in everything
    assert b"@ondara" not in everything


def test_the_page_and_the_description_say_size_and_hash_of_what_is_sent(written, client):
    said = json.loads(body(client.get("/open-data/catalogue.jsonld")))
    told = {
        one["dcat:downloadURL"]["@id"].rsplit("/", 1)[1]: one["spdx:checksum"]["spdx:checksumValue"]
        for one in said["dcat:distribution"]
    }
    for name in ("resources.jsonl", "resources.csv", "organisations.jsonl"):
        sent = body(client.get(f"/open-data/{name}"))
        assert hashlib.sha256(sent).hexdigest() == told[name] == written[name].sha256
        assert len(sent) == written[name].size
        for language in ("en", "ar"):
            assert written[name].sha256 in client.get(f"/{language}/open-data/").content.decode()


def test_whoever_has_a_file_already_is_not_sent_it_again(written, client):
    first = client.get("/open-data/resources.csv")
    body(first)
    tag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    assert client.get("/open-data/resources.csv", headers={"If-None-Match": tag}).status_code == 304
    assert (
        client.get("/open-data/resources.csv", headers={"If-Modified-Since": changed}).status_code
        == 304
    )
    again = client.get("/open-data/resources.csv", headers={"If-None-Match": '"other"'})
    assert (again.status_code, bool(body(again))) == (200, True)
    for name in ("written.json", "..%2fsecret-key", "nothing"):
        assert client.get(f"/open-data/{name}").status_code == 404


def test_it_is_written_anew_when_a_week_is_over_and_what_is_hidden_since_is_gone(
    written, client, monkeypatch
):
    put("open-guide", owner="ondara", visibility="organisation")
    open_data.dump_when_due()
    assert body(client.get("/open-data/resources.jsonl")) != b""
    later = clock.now() + dt.timedelta(days=7, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    open_data.dump_when_due()
    assert body(client.get("/open-data/resources.jsonl")) == b""


def test_before_the_first_time_the_page_says_so(db, client):
    assert client.get("/en/open-data/").status_code == 200
    assert client.get("/open-data/resources.csv").status_code == 404
