"""The first lesson page, with all that a browser fetches for it, weighs at most 40 kB."""

from __future__ import annotations

import re

import pytest

from tests.courses import making as make

pytestmark = pytest.mark.django_db

MOST_BYTES, MOST_REQUESTS = 40_000, 8
_FETCHED = re.compile(
    r'<(?:link rel="(?:stylesheet|icon)"|script type="module"|img)[^>]*?(?:href|src)="([^"]+)"'
)


def _bytes(answer) -> int:
    return len(b"".join(answer.streaming_content) if answer.streaming else answer.content)


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_the_first_lesson_page_weighs_little(amina, language):
    words = (
        "<p>" + "A city that knows who arrives can plan schools, homes and advice. " * 60 + "</p>"
    )
    long = {**make.text_block("long"), "texts": make.says(en={"title": "Long", "body": words})}
    make.enrol(
        make.run_of(make.publish(make.document(make.module("m", make.lesson("l1", long))))),
        amina.account,
    )
    client = amina.client()
    path = f"/{language}/courses/small-course/learn/{make.key('l1')}/"
    page = client.get(path, headers={"accept-encoding": "br"})
    assert page.headers["Content-Encoding"] == "br"
    files = sorted(set(_FETCHED.findall(client.get(path).content.decode())))
    assert any(name.endswith(".css") for name in files)
    sizes = {path: _bytes(page)}
    for name in files:
        answer = client.get(name, headers={"accept-encoding": "br"})
        assert answer.status_code == 200, name
        sizes[name] = _bytes(answer)
    assert sum(sizes.values()) <= MOST_BYTES, sizes
    assert len(sizes) <= MOST_REQUESTS, sizes
