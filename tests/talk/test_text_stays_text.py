"""What somebody writes is text wherever it is shown: in lists, threads, reports and mails."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html as lxml_html

from agora.moderation.models import Matter
from agora.talk.logic import paragraphs, pieces
from agora.talk.models import Post
from agora.talk.queries import panel
from agora.talk.templatetags.talk import as_paragraphs
from tests.attacks.vectors import naughty, vectors
from tests.notices.telling import html
from tests.talk.talking import KIND, TREES, asked, at, opening, place_at, said, work

OURS = {"p", "br", "a", "mark"}


def wrong_in(markup: str, *, allowed: set[str] = OURS) -> list[str]:
    """Elements and attributes that somebody's text could not have made."""
    found = []
    for element in lxml_html.fragment_fromstring(f"<div>{markup}</div>").iterdescendants():
        if element.tag not in allowed:
            found.append(str(element.tag))
        for name, value in element.attrib.items():
            if name == "href" and not re.match(r"https?://", value):
                found.append(value)
            elif name not in ("href", "rel", "dir", "class"):
                found.append(name)
    return found


def test_every_attack_we_know_is_shown_as_the_text_it_is():
    made = vectors()
    assert len(made) > 300
    for text in made:
        assert wrong_in(as_paragraphs(text)) == [], text


@pytest.mark.data
def test_the_naughty_strings_are_shown_as_the_text_they_are(data_folder: Path):
    for text in naughty(data_folder):
        assert wrong_in(as_paragraphs(text)) == [], text


def test_the_alarm_would_ring():
    assert wrong_in("<script>x</script><a href='javascript:x' onclick='y'>z</a>") == [
        "script", "javascript:x", "onclick",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://a.example/x?y=1&z=2.", ["https://a.example/x?y=1&z=2"]),
        ("(https://a.example/a_(b))", ["https://a.example/a_(b)"]),
        ("HTTP://A.EXAMPLE/,then", ["HTTP://A.EXAMPLE/,then"]),
        ("انظر https://a.example/ب؟", ["https://a.example/ب"]),
        ("javascript:alert(1) data:text/html,x //a.example ftp://a.example", []),
        ("https://bank.example@evil.example/", []),
        ("https://[::1 http://", []),
        ("https://a.example/\u202egnp.exe", ["https://a.example/"]),
        ('https://a.example/"onmouseover="x', ["https://a.example/"]),
    ],
)
def test_only_addresses_of_pages_become_links(text, links):
    assert [address for _said, address in pieces(text) if address] == links
    assert "".join(said for said, _address in pieces(text)) == text


def test_empty_lines_part_paragraphs_and_other_lines_stay():
    assert paragraphs("a\nb\n\n \n c \n") == ["a\nb", "c"]
    assert as_paragraphs("a\nb\n\nc") == '<p dir="auto">a<br>b</p><p dir="auto">c</p>'


@pytest.mark.django_db
def test_hostile_words_are_text_in_list_thread_panel_report_desk_and_mail(
    amina, beto, cast, ondara, mail_server
):
    attack = "<img src=x onerror=alert('talk')>"
    thread = asked(amina, ondara, f"{attack}title", f"{attack}opening", anchor=TREES)
    said(beto, thread, f"{attack}reply <script>alert(1)</script>")
    post = opening(thread)
    report = at(thread, f"posts/{post.pk}/report/")
    pages = [
        beto.client().get(address).text
        for address in (place_at(ondara), at(thread), report)
    ]  # fmt: skip
    pages.append(amina.client().get(at(thread, f"posts/{post.pk}/edit/")).text)
    pages.append(amina.client().get(at(thread, f"posts/{post.pk}/remove/")).text)
    beto.client().post(report, {"reason": "harmful", "text": f"{attack}report"})
    lead = cast["lead"].client()
    pages.append(lead.get("/en/desk/reports/").text)
    pages.append(lead.get(f"/en/desk/reports/{Matter.objects.get().pk}/").text)
    pages.append(lead.get(at(thread)).text)
    work()
    pages += [html(mail) for mail in mail_server.mails if mail.get_body(("html",))]
    assert len(mail_server.mails) == 2  # the answer, and the report
    for page in pages:
        assert attack not in page
        assert "<script>alert" not in page
        assert "&lt;img src=x onerror=" in page
    assert Post.objects.count() == 2
    assert panel(KIND, ondara.pk, TREES, reader="en", standing=_standing(amina)) is not None


def _standing(somebody):
    from agora.people.queries import standing_of

    return standing_of(somebody.account)
