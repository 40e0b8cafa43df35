"""What is searched and not found: shown once it was asked five times in a month, kept nowhere before."""

from __future__ import annotations

import pytest

from agora.statistics.closing import months_close
from agora.statistics.counting import counts_write
from agora.statistics.models import AskedWords, WordFigure
from tests.catalogue.shelf import put
from tests.statistics.counted import MONTH, reader

pytestmark = pytest.mark.django_db


def ask(words: str, times: int, tag: str = "en", **more: str) -> None:
    for _ in range(times):
        answer = reader().get(f"/{tag}/explore/", {"q": words, **more})
        assert answer.status_code == 200
        assert "X-Agora-Found" not in answer.headers
        counts_write()


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_words_are_kept_with_the_fifth_asking(tag, index):
    put("trees")
    index()
    ask("Zeppelin HARBOUR", 4, tag)
    row = AskedWords.objects.get()
    assert (row.words, row.number, row.is_few) == ("", 4, False)
    assert "zeppelin" not in repr(AskedWords.objects.values())
    ask("zeppelin  harbour", 1, tag)  # the same words, however they are written; from another page
    row.refresh_from_db()
    assert (row.words, row.number, row.language) == ("zeppelin harbour", 5, tag)


def test_words_that_find_enough_filters_and_personal_words_are_not_counted(index):
    for number in range(4):
        put(f"trees-{number}")
    index()
    ask("trees", 1)
    ask("zeppelin", 1, theme="housing")
    ask("noor@ondara.example", 1)
    ask("+34 612 345 678", 1)
    assert not AskedWords.objects.exists()
    put("canal")
    index()
    ask("canal", 1)
    assert AskedWords.objects.get().is_few


def test_clicking_again_and_again_counts_once():
    for _ in range(9):
        reader().get("/en/explore/", {"q": "zeppelin"})
    counts_write()
    assert AskedWords.objects.get().number == 1


def test_closing_the_month_keeps_what_was_asked_often_and_forgets_the_rest():
    for words, number in (("zeppelin", 7), ("", 4)):
        AskedWords.objects.create(
            month=MONTH, language="en", is_few=False, digest=f"{number}", words=words, number=number
        )
    assert months_close() == 2  # September, and October, in which nothing was counted
    assert not AskedWords.objects.exists()
    assert set(WordFigure.objects.values_list("span", "words", "number")) == {
        (span, "zeppelin", 7) for span in "mqya"
    }
