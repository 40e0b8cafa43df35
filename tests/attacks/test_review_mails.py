"""Markup that somebody writes in a review is text in every mail about it, and what nobody sees is marked."""

from __future__ import annotations

import pytest

from agora.editorial.review import services
from tests.attacks.vectors import vectors
from tests.editorial.reviewing import on_duty, sent, somebody, standing
from tests.notices.telling import html, work

pytestmark = pytest.mark.django_db
DIRECTED = "safe\u202egnp.exe"
MARKUP = [text for text in vectors() if "<" in text and "\n" not in text and len(text) < 280][::15]


@pytest.mark.parametrize("step", ["comment", "answer", "ask", "decline"])
def test_markup_of_a_review_is_text_in_its_mails(step, amina, ondara, mail_server):
    dora = on_duty(somebody("Dora"))
    assert len(MARKUP) > 20
    for number, payload in enumerate(MARKUP):
        paper = sent(amina, ondara, f"paper-{number}", title=payload)
        if step in ("comment", "answer"):
            who = dora if step == "comment" else amina
            services.submission_comment(standing(who), paper.pk, text=payload)
        elif step == "ask":
            services.submission_ask(standing(dora), paper.pk, seen_turn=1, text=payload)
        else:
            services.submission_decline(standing(dora), paper.pk, seen_turn=1, reason=payload)
    work()
    assert len(mail_server.mails) >= 2 * len(MARKUP)
    for mail in mail_server.mails:
        said = html(mail)
        assert not [payload for payload in MARKUP if payload in said]
        assert "&lt;" in said


def test_what_nobody_sees_is_taken_out_of_the_title_and_marked_in_the_thread(amina, ondara):
    dora = on_duty(somebody("Dora"))
    paper = sent(amina, ondara, title=DIRECTED)
    services.submission_comment(standing(dora), paper.pk, text=DIRECTED)
    client = dora.client()
    thread, queue = (
        client.get(address).content.decode()
        for address in (f"/en/desk/review/{paper.pk}/", "/en/desk/review/")
    )
    assert 'safe<mark class="unseen">U+202E</mark>gnp.exe' in thread
    assert "safegnp.exe" in queue
    assert "\u202e" not in thread + queue
