"""The page cache stays small whatever is asked."""

from django.core.cache import caches


def test_a_large_answer_is_given_but_not_kept(market, client):
    first = client.get("/sitemap-pages.xml")
    assert len(first.content) > 120_000
    assert len(caches["pages"]._cache) == 0
    again = client.get("/sitemap-pages.xml", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_page_is_kept(market, client):
    client.get("/en/about/")
    assert len(caches["pages"]._cache) == 1
