"""Real exports of WordPress and real feeds go through, and what attacks the reader gets a sentence."""

import io

import pytest

from agora.catalogue.models import ResourceText
from agora.editorial.models import Version
from agora.exchange.bringing import feeds, wordpress
from agora.exchange.bringing.documents import candidate_of
from agora.exchange.bringing.faults import SourceUnfit
from agora.exchange.bringing.services import setting_of
from agora.exchange.models import Source
from tests.exchange.bringing.given import bring

WXR = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><language>es</language>
<wp:wxr_version>1.2</wp:wxr_version>%s</channel></rss>"""
ITEM = """<item><title>Uno</title><link>https://example.org/1</link><guid>1</guid>
<content:encoded><![CDATA[<p onclick="x()">Hola <script>alert(1)</script>mundo</p>]]></content:encoded>
<wp:post_type>post</wp:post_type><wp:status>publish</wp:status></item>"""


@pytest.mark.data
@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["64-block-test-data.xml", "theme-preview.xml", "themeunittestdata.wordpress.xml"]
)
def test_an_export_comes_in_by_dry_run_then_really_then_unchanged(data_folder, ondara, name):
    path = data_folder / "wordpress_export" / name
    dry, _ = bring("wordpress", path, "--dry-run")
    real, _ = bring("wordpress", path)
    again, _ = bring("wordpress", path)
    new, rejected = (int(dry.split(f" {word}")[0].split()[-1]) for word in ("new", "rejected"))
    assert new >= 7
    assert dry == f"Nothing was written. {real}"
    assert real.startswith(f"{new} new, 0 changed, 0 unchanged, {rejected} rejected")
    assert again.startswith(f"0 new, 0 changed, {new} unchanged, {rejected} rejected")
    assert Version.objects.filter(kind="resource").count() == new
    assert not any(
        "<script" in body or "<!-- wp:" in body
        for body in ResourceText.objects.values_list("body", flat=True)
    )


def opened(tmp_path, text):
    path = tmp_path / "export.xml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return wordpress.export_open(path)


def test_what_is_not_public_in_wordpress_stays_there(tmp_path):
    hidden = ITEM.replace("publish<", "private<")
    locked = ITEM.replace("</item>", "<wp:post_password>x</wp:post_password></item>")
    found = opened(tmp_path, WXR % (ITEM + hidden + locked))
    codes = [[fault.code for fault in record.faults] for record in found.records]
    assert codes == [[], ["wordpress-status"], ["wordpress-password"]]
    assert found.language == "es"


def test_a_million_nested_tags_end_with_a_sentence_and_what_stood_before_is_read(tmp_path):
    deep = "<item><title>" + "<a>" * 1_000_000
    records = list(opened(tmp_path, WXR.split("</channel>")[0] % (ITEM + deep)).records)
    assert [record.values.get("title") for record in records] == ["Uno", None]
    assert records[1].faults[0].code == "deep-here"


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_a_file_that_declares_entities_is_refused(tmp_path, declared):
    text = (WXR % ITEM.replace("Uno", "&b;")).replace("<rss", f"{declared}<rss", 1)
    with pytest.raises(SourceUnfit) as refused:
        list(opened(tmp_path, text).records)
    assert refused.value.fault.code == "xml-entities"
    with pytest.raises(SourceUnfit) as refused:
        feeds.feed_open(text.encode())
    assert refused.value.fault.code == "xml-entities"


def test_a_feed_nested_without_end_is_refused_also_when_it_is_broken():
    deep = b"<a>" * 300_000
    for text in (b"<rss><channel>" + deep, b"<rss & <channel>" + deep):
        with pytest.raises(SourceUnfit) as refused:
            feeds.feed_open(text)
        assert refused.value.fault.code == "xml-deep"


def test_what_breaks_off_is_told_with_its_line(tmp_path):
    records = list(
        opened(tmp_path, (WXR % ITEM).replace("</channel></rss>", "<item><title>x")).records
    )
    assert records[0].values["title"] == "Uno"
    assert records[1].faults[0].code == "broken-here"
    with pytest.raises(SourceUnfit) as refused:
        opened(tmp_path, "<rss><channel></rss>")
    assert refused.value.fault.code == "xml-broken"


@pytest.mark.data
@pytest.mark.django_db
def test_every_feed_of_the_corpus_is_read_or_refused_by_name(data_folder, ondara):
    refused, rows, bad = {}, 0, []
    for path in sorted((data_folder / "feeds").rglob("*.xml")):
        content = path.read_bytes()
        source = Source(organisation=ondara, kind="feed", name=path.name)
        try:
            found = feeds.feed_open(content)
            setting = setting_of(source, found)
            for record in found.records:
                made = candidate_of(record, setting)
                rows += 1
                if made.document:
                    for text in made.document.texts.values():
                        low = text.body.lower()
                        if (
                            "<script" in low
                            or " onclick" in low
                            or "javascript:" in low
                            or "<style" in low
                        ):
                            bad.append((path.name, low[:80]))
                else:
                    assert made.faults, path
        except SourceUnfit as error:
            refused[path.name] = error.fault.code
    assert bad == []
    assert rows > 600
    assert set(refused.values()) <= {"no-items", "not-a-feed", "xml-deep", "xml-entities", "empty"}


def test_a_post_is_cleaned_on_the_server(tmp_path):
    record = next(iter(opened(tmp_path, WXR % ITEM).records))
    assert "onclick" in record.values["content"]  # cleaned by the document, not by luck
    assert io.StringIO(record.values["content"]).read().startswith("<p")
