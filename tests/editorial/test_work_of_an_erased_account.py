"""Whoever erases their account leaves no work lying under a name that is gone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agora.editorial.models import Submission, TranslatedSegment, Translation
from agora.editorial.review.services import submission_assign
from agora.journal.models import Entry
from agora.people.account.erasing import account_erase
from tests.desk.writing import words_of
from tests.editorial.reviewing import on_duty, sent, somebody, standing
from tests.editorial.translating.cases import KEY, PORTUGUESE, write
from tests.editorial.translating.conftest import book, tarsila  # noqa: F401

pytestmark = pytest.mark.django_db
PAGE = f"/en/desk/translate/resource/{KEY}/pt/"


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    settings.COPIES = tmp_path / "copies"


def test_a_review_is_nobodys_again_and_the_queue_and_its_thread_say_so(amina, ondara):
    dora, emil = on_duty(somebody("Dora")), on_duty(somebody("Emil"))
    waiting = sent(amina, ondara, title="Waste guide")
    submission_assign(standing(dora), waiting.pk, assignee=dora.account.pk)
    free = "/en/desk/review/?assignee=nobody"
    assert "Waste guide" not in words_of(emil.client().get(free))
    assert account_erase(dora.account.pk)
    assert Submission.objects.get(pk=waiting.pk).assignee is None
    assert "Waste guide" in words_of(emil.client().get(free))
    page = words_of(emil.client().get(f"/en/desk/review/{waiting.pk}/"))
    assert "It is nobody’s again: whoever reviewed it has erased their account" in page
    assert Entry.objects.filter(verb="review-left", object_id=waiting.object_id).count() == 1
    # Once more, as after a restored backup, says nothing twice.
    account_erase(dora.account.pk)
    assert Entry.objects.filter(verb="review-left").count() == 1


def test_what_was_decided_long_ago_stays_as_it_was(amina, ondara):
    dora = on_duty(somebody("Dora"))
    decided = sent(amina, ondara)
    submission_assign(standing(dora), decided.pk, assignee=dora.account.pk)
    Submission.objects.filter(pk=decided.pk).update(state="declined")
    account_erase(dora.account.pk)
    assert Submission.objects.get(pk=decided.pk).assignee == dora.account.pk


def test_a_translation_is_free_for_the_next_who_finds_what_was_written(book, tarsila, ondara_team):  # noqa: F811
    from tests.conftest import _join, _somebody

    other = _join(_somebody("Teo"), ondara_team, "translator")
    write(tarsila, PORTUGUESE)
    assert "Begun, and nobody’s now" not in words_of(other.client().get("/en/desk/translate/"))
    account_erase(tarsila.account.pk)
    assert Translation.objects.get(object_id=KEY).claimed_by is None
    said = words_of(other.client().get("/en/desk/translate/"))
    assert "Begun, and nobody’s now" in said
    assert "Nobody holds this translation now; what was begun is below." in words_of(
        other.client().get(PAGE)
    )
    write(other, {"texts.*.summary": "Outro resumo."})
    assert Translation.objects.get(object_id=KEY).claimed_by == other.account.pk
    assert TranslatedSegment.objects.filter(target="Planejar o primeiro ano").exists()
