"""What a text says is what is read: in data for machines, in templates' braces, in seven languages."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from agora.catalogue.models import Resource, ResourceText
from agora.editorial.models import Version
from agora.editorial.services import document_read
from agora.editorial.translating.queries import subject_for
from agora.kernel import jobs
from agora.people.models import Duty
from agora.people.queries import standing_of
from tests.attacks.vectors import naughty
from tests.catalogue.shelf import found, gather, key_of, put, stand
from tests.web.reading import elements

pytestmark = pytest.mark.django_db

HOSTILE = (
    "</script><script>alert(1)</script>",
    "</SCRIPT ><img src=x onerror=alert(1)>",
    "<!--<script>",
    "\u2028\u2029</script>",
    '"},"x":{"y":"',
    "\\u003c/script\\u003e",
    "]]></script><![CDATA[",
    "&lt;/script&gt; & &amp;",
)
BRACES = (
    "{{ 7*7 }} {% now 'Y' %} {# x #} {url} {0} {name!r} %s %(title)s %d %% ${7*7} #{7*7} <%= 7*7 %> "
    "{{ settings.SECRET_KEY }} {% include 'ui/base.html' %} {% load x %}"
)


# ---------------------------------------------------------------------- JSON in pages


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_cannot_leave_the_data_that_pages_hold_for_machines(title, client, index):
    found("office", name="Office of Ondara")
    put("hostile", title=title, contributions=[{"role": "publisher", "organisation": "office"},
        {"role": "author", "name": title[:200]}])  # fmt: skip
    put("plain", title="Plain", contributions=[{"role": "publisher", "organisation": "office"},
        {"role": "author", "name": "Plain"}])  # fmt: skip
    index()
    expected = Resource.objects.get(slug="hostile").texts.get().title
    benign = elements(client.get("/en/resources/plain/"), "script")
    answer = client.get("/en/resources/hostile/")
    scripts = elements(answer, "script")
    assert [s.get("type") for s in scripts] == [s.get("type") for s in benign]
    (data,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', answer.content.decode(), re.DOTALL
    )
    said = json.loads(data)
    assert said["name"] == expected
    assert said["author"][0]["name"] == expected
    assert "<" not in data
    listing = client.get("/en/explore/").content.decode()
    for data in re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', listing, re.DOTALL
    ):
        assert "<" not in data
        names = [one["name"] for one in json.loads(data)["mainEntity"]["itemListElement"]]
        assert expected in names


# ---------------------------------------------------------------------- braces


@pytest.fixture
def braces(ondara):
    """A resource, a forum and a stand whose every text is full of braces."""
    put(
        "braces",
        owner="ondara",
        texts={
            "en": {
                "title": BRACES, "summary": BRACES, "body": f"<p>{html.escape(BRACES)}</p>",
                "why": BRACES, "outcomes": [BRACES],
            },
        },
        contributions=[{"role": "publisher", "organisation": "ondara"}],
        editions=[{"language": "en", "url": "https://a.example/x", "note": BRACES}],
    )  # fmt: skip
    gather(
        "fair", title=BRACES,
        stands=[stand("s", "ondara", texts={"en": {"title": BRACES, "summary": BRACES}})],
    )  # fmt: skip


def _read(answer) -> str:
    return html.unescape(answer.content.decode())


def test_braces_stay_as_they_are_on_every_page(braces, client, index):
    index()
    said = " ".join(BRACES.split())
    for address in (
        "/en/resources/braces/", "/es/resources/braces/", "/en/forums/fair/", "/fr/forums/",
        "/en/forums/fair/stands/s/", "/en/explore/", "/en/",
        "/en/organisations/ondara/",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 200, address
        text = " ".join(_read(answer).split())
        assert said in text, address
        assert "SECRET_KEY }}" in text, address


def test_braces_stay_as_they_are_in_files_for_machines(braces, client, index):
    index()
    feed = ET.fromstring(client.get("/en/explore/feed.atom").content)  # noqa: S314 (our own)
    titles = [one.text for one in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert BRACES in titles
    rows = list(
        csv.reader(io.StringIO(client.get("/en/explore/download.csv").content.decode("utf-8-sig")))
    )
    assert any(BRACES in cell for row in rows for cell in row)
    assert BRACES in json.dumps(client.get("/en/explore/download.json").json(), ensure_ascii=False)
    api = client.get(f"/api/v1/resources/{key_of('resource', 'braces')}").json()
    assert BRACES in json.dumps(api, ensure_ascii=False)
    bib = client.get("/en/resources/braces/cite.bib")
    assert bib.status_code == 200


@pytest.mark.django_db(transaction=True)
def test_braces_stay_as_they_are_in_mails(braces, client, mail_server):
    key = key_of("resource", "braces")
    answer = client.post(
        f"/en/ask/resource/{key}/",
        {"name": "Ada", "email": "ada@there.example", "text": f"About this: {BRACES}"},
    )
    assert answer.status_code == 200
    assert jobs.run_next("test")
    (mail,) = mail_server.wait(1)
    plain = mail.get_body(("plain",)).get_content()
    rich = html.unescape(mail.get_body(("html",)).get_content())
    assert f"About this: {BRACES}" in plain
    assert f"“{BRACES}”" in " ".join(plain.split())
    assert BRACES in " ".join(rich.split())
    assert str(mail["Subject"]).strip().startswith("A question about “{{ 7*7 }} {% now 'Y' %}")


def test_braces_stay_as_they_are_in_files_of_translators(braces, chidi):
    import polib

    Duty.objects.create(person=chidi.person, role="lead")
    key = key_of("resource", "braces")
    assert subject_for(standing_of(chidi.account), "resource", key, "pt")
    client = chidi.client()
    answer = client.get(f"/en/desk/translate/resource/{key}/pt/text.po")
    assert answer.status_code == 200
    content = answer.content if not answer.streaming else b"".join(answer.streaming_content)
    file = polib.pofile(content.decode())
    originals = [entry.msgid for entry in file]
    assert BRACES in originals
    for entry in file:  # a brace is no placeholder that a tool may insist on
        assert not {"python-format", "python-brace-format", "c-format"} & set(entry.flags)


# ---------------------------------------------------------------------- seven languages


SEVEN = ("en", "es", "fr", "pt", "ar", "sw", "zh-Hant")

# The rule, said once more and apart from the code: what is taken out, and nothing else.
TAKEN_OUT = {
    *(chr(code) for code in range(0x20) if chr(code) not in "\t\n\r"),
    "\x7f",  # control characters
    *map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))),  # bidirectional overrides
    "\ufffe", "\uffff",  # no characters
}  # fmt: skip


def as_kept(text: str) -> str:
    """What a line is kept as: NFC, runs of white space as one space, and the above taken out."""
    text = "".join(sign for sign in text if sign not in TAKEN_OUT)
    text = text.encode("utf-8", "replace").decode("utf-8")
    return " ".join(unicodedata.normalize("NFC", text).split())


@pytest.mark.data
def test_the_naughty_strings_come_back_byte_for_byte_in_seven_languages(data_folder: Path):
    strings = [text[:400] for text in naughty(data_folder) if as_kept(text[:400])]
    assert len(strings) > 450
    for start in range(0, len(strings), 60):
        part = strings[start : start + 60]
        slug = f"blns-{start}"
        put(
            slug,
            texts={
                tag: {
                    "title": part[number % len(part)][:300],
                    "summary": part[-1 - number % len(part)],
                    "outcomes": part,
                    "body": "".join(f"<p>{html.escape(text)}</p>" for text in part),
                }
                for number, tag in enumerate(SEVEN)
            },
        )
        rows = {row.language: row for row in ResourceText.objects.filter(resource__slug=slug)}
        assert set(rows) == set(SEVEN)
        version = Version.objects.get(kind="resource", object_id=key_of("resource", slug))
        again = document_read("resource", version.document).model_dump(mode="json")
        assert again == version.document
        for number, tag in enumerate(SEVEN):
            text = version.document["texts"][tag]
            assert text["title"] == rows[tag].title == as_kept(part[number % len(part)][:300])
            assert text["summary"] == rows[tag].summary == as_kept(part[-1 - number % len(part)])
            assert text["outcomes"] == [as_kept(one) for one in part]
            told = [
                html.unescape(one) for one in re.findall("<p>(.*?)</p>", text["body"], re.DOTALL)
            ]
            assert [" ".join(one.split()) for one in told] == [as_kept(one) for one in part]


def test_what_cleaning_takes_out_is_what_the_rule_says_and_nothing_else():
    from agora.kernel.documents import _CONTROL

    taken = {chr(code) for code in range(0x110000) if _CONTROL.match(chr(code))}
    assert taken == TAKEN_OUT
