"""What nobody would see is shown as a mark on the pages of translating."""

from __future__ import annotations

import pytest

from tests.editorial.translating.cases import KEY, PORTUGUESE, changed, publish, write

pytestmark = pytest.mark.django_db
PAGE = f"/en/desk/translate/resource/{KEY}/pt/"
MARK = '<mark class="unseen">U+200F</mark>'


def test_in_the_original_its_change_the_title_and_the_lists(book, tarsila):
    publish(changed(title="Water \u200ffor all"))
    client = tarsila.client()
    page = client.get(PAGE).content.decode()
    assert page.partition('class="segments"')[0].count(MARK) >= 1  # the heading
    assert MARK in page.partition('class="source"')[2].partition('class="target"')[0]
    for path in ("/en/desk/translate/", "/en/desk/translate/coverage/", f"{PAGE}upload/"):
        assert MARK in client.get(path).content.decode(), path
    write(tarsila, {"texts.*.title": PORTUGUESE["texts.*.title"]})
    publish(changed(title="Water for \u200ball"))
    change = client.get(PAGE).content.decode().partition('class="change-words"')[2]
    assert MARK in change.partition("</p>")[0]
    assert '<mark class="unseen">U+200B</mark>' in change.partition("</p>")[0]


def test_in_what_the_second_reader_reads(book, tarsila, rosa):
    write(tarsila, PORTUGUESE | {"texts.*.title": "\u00c1gua \u200fpara todos"})
    client = tarsila.client()
    assert client.post(f"{PAGE}step/", {"do": "send"}).status_code == 302
    target = rosa.client().get(PAGE).content.decode().partition('class="target"')[2]
    assert MARK in target.partition("</div>")[0]
