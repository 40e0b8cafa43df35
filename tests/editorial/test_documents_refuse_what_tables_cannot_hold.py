"""What a database column or a browser could not take is refused at the door, with the field's name."""

import pytest

from agora.editorial.services import document_read, version_publish
from agora.kernel import ids
from agora.kernel.errors import InvalidDocument


def resource(**changes):
    """A resource document with some parts changed."""
    return {
        "slug": "guide",
        "type": "handbook",
        "original_language": "en",
        "texts": {"en": {"title": "A guide"}},
        **changes,
    }


@pytest.mark.parametrize(
    "address",
    [
        "http://[abc.def",
        "http://ex℀mple.com/",
        "http://a.b:x/",
        "http://a.b:99999999/",
        "http://user:pw@evil.example/",
        "javascript:alert(1)",
        "https://nodot/",
        "ftp://a.example/",
    ],
)
def test_an_address_no_browser_opens_is_refused(db, address):
    with pytest.raises(InvalidDocument) as refused:
        document_read("resource", resource(editions=[{"language": "en", "url": address}]))
    assert [problem.field for problem in refused.value.problems] == ["editions.0.url"]


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"duration_minutes": 10**7}, "duration_minutes"),
        ({"editions": [{"language": "en", "pages": 10**7}]}, "editions.0.pages"),
        ({"provenance": [{"name": "x", "fields": ["y" * 61]}]}, "provenance.0.fields.0"),
        ({"slug": "k" * 181}, "slug"),
        ({"texts": {"en": {"title": "t" * 301}}}, "texts.en.title"),
        ({"published": "2022-13"}, "published"),
        ({"original_language": "not a language"}, "original_language"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_too_much_is_refused_by_name(db, part, field):
    with pytest.raises(InvalidDocument) as refused:
        document_read("resource", resource(**part))
    assert [problem.field for problem in refused.value.problems] == [field]


def test_two_things_with_one_longest_address_both_fit(db):
    slugs = [
        version_publish(
            "resource",
            ids.new_id(),
            document_read("resource", resource(slug="k" * 180)),
        ).slug
        for _turn in range(2)
    ]
    assert slugs == ["k" * 180, "k" * 178 + "-2"]


def test_the_longest_of_everything_is_published(db):
    """Every limit of the document is within what the tables of either database hold."""
    document = resource(
        slug="s" * 180,
        texts={
            "en": {
                "title": "t" * 300,
                "summary": "s" * 2000,
                "body": "<p>" + "b" * 90_000 + "</p>",
                "why": "w" * 1000,
                "outcomes": ["o" * 500] * 7,
            }
        },
        type="practice",
        editions=[{"language": "en", "url": "https://a.example/" + "p" * 900, "pages": 10**6}],
        contributions=[{"role": "author", "name": "n" * 200}],
        provenance=[{"source": "https://a.example/" + "p" * 900, "fields": ["f" * 60]}],
        practice={
            "cost": {"amount": "9999999999999.99", "currency": "COP"},
            "texts": {"en": {"problem": "<p>" + "p" * 19_000 + "</p>"}},
            "series": [
                {
                    "key": "k" * 60,
                    "unit": {"en": "u" * 120},
                    "texts": {"en": {"title": "t" * 300}},
                    "figures": [
                        {
                            "value": "99999999999.9999",
                            "status": "press",
                            "source": {"name": "n" * 300},
                        }
                    ],
                }
            ],
        },
    )
    published = version_publish("resource", ids.new_id(), document_read("resource", document))
    assert published.changed


def test_a_longest_practice_has_a_page(db, client, index):
    document = resource(
        type="practice",
        practice={
            "cost": {"amount": "9999999999999.99", "currency": "COP"},
            "texts": {"en": {"problem": "<p>x</p>"}},
        },
    )
    version_publish("resource", ids.new_id(), document_read("resource", document))
    index()
    assert client.get("/en/practices/guide/").status_code == 200
