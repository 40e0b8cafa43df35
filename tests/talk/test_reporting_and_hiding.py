"""A post is reported and hidden by the learning team, or at once by a moderator of the place."""

from __future__ import annotations

import pytest
from django.test import Client

from agora.journal.models import Entry
from agora.moderation.errors import AnotherMustDecide
from agora.moderation.models import Appeal, Decision, Matter, Report
from agora.moderation.services import matter_decide
from agora.people.models import Duty
from agora.people.queries import standing_of
from agora.talk.models import Post
from tests.notices.telling import html, plain
from tests.talk.talking import asked, at, opening, place_at, said, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(cast):
    """Another moderator of the learning team than the lead."""
    Duty.objects.create(person=cast["team"].person, role=Duty.Role.MODERATOR)
    return cast["team"]


def _report(somebody, thread, post, **more):
    data = {"reason": "harmful", "text": "It insults people.", "tell_me": "on"} | more
    return somebody.client().post(at(thread, f"posts/{post.pk}/report/"), data)


def _decide(somebody, matter, outcome, ground="harmful"):
    path = f"/en/desk/reports/{matter.pk}/"
    matter.refresh_from_db()
    return somebody.client().post(
        path, {"outcome": outcome, "ground": ground, "words": "It insults.", "seen": matter.turn}
    )


def test_a_reported_post_is_hidden_its_author_appeals_and_wins(
    amina, beto, cast, ondara, second, mail_server
):
    thread = asked(amina, ondara, "Streets", language="en")
    post = said(beto, thread, "Words that hurt", language="en")
    amina.client().post(at(thread, f"posts/{post.pk}/answer/"))
    assert _report(beto, thread, post).status_code == 404  # nobody reports their own
    assert _report(amina, thread, post).status_code == 302
    matter = Matter.objects.get()
    assert (matter.kind, matter.object_id, matter.author_id, matter.title, matter.language) == (
        "post", post.pk, beto.account.pk, "Streets", "en",
    )  # fmt: skip
    assert matter.organisation_id is None
    # Whoever decides comes from nowhere near the place, and reads that thread and no other.
    other = asked(amina, ondara, "Another")
    lead = cast["lead"]
    page = lead.client().get(f"/en/{matter.path.split('#')[0]}")
    assert "Words that hurt" in page.text
    assert lead.client().get(at(other)).status_code == 404
    assert lead.client().get(place_at(ondara)).status_code == 404
    assert lead.client().post(at(thread), {"body": "x"}).status_code == 404
    assert "Passed to the provider" not in lead.client().get(f"/en/desk/reports/{matter.pk}/").text
    work()
    mail_server.mails.clear()
    assert _decide(lead, matter, "hidden").status_code == 302
    post.refresh_from_db()
    thread.refresh_from_db()
    assert (bool(post.hidden_at), post.hidden_by_team, post.is_answer) == (True, True, False)
    assert thread.state == "open"
    seen = cast["translator"].client().get(at(thread)).text
    assert "Words that hurt" not in seen
    assert (
        "Hidden by the learning team after a report: <bdi>It harms or insults people</bdi>" in seen
    )
    assert "Words that hurt" in beto.client().get(at(thread)).text
    # A moderator of the place cannot overrule them.
    hide = at(thread, f"posts/{post.pk}/hide/")
    assert cast["admin"].client().post(hide, {"do": "show"}).status_code == 422
    work()
    told = {str(mail["X-Envelope-To"]): plain(mail) for mail in mail_server.mails}
    assert set(told) == {beto.account.email, amina.account.email}
    assert "hid “Streets” from the market" in told[beto.account.email]
    assert "You may appeal once" in told[beto.account.email]
    decision = Decision.objects.get()
    desk = f"/en/desk/decisions/{decision.pk}/"
    assert desk in told[beto.account.email]
    assert amina.client().get(desk).status_code == 404
    assert "Appeal" in beto.client().get(desk).text
    assert beto.client().get("/en/desk/decisions/").status_code == 200
    assert beto.client().post(desk, {"words": "I quoted somebody."}).status_code == 302
    matter.refresh_from_db()
    answer = second.client().post(
        f"/en/desk/reports/{matter.pk}/appeal/",
        {"outcome": "reversed", "words": "It was a quotation.", "seen": matter.turn},
    )
    assert answer.status_code == 302
    assert Appeal.objects.count() == 1
    post.refresh_from_db()
    assert (post.hidden_at, post.hidden_by_team, post.hidden_why) == (None, False, "")
    assert "Words that hurt" in cast["translator"].client().get(at(thread)).text


def test_hiding_the_first_post_hides_the_thread_and_showing_brings_it_back(
    amina, beto, cast, ondara
):
    thread = asked(amina, ondara, "An ugly title")
    said(beto, thread)
    _report(beto, thread, opening(thread))
    matter = Matter.objects.get()
    _decide(cast["lead"], matter, "hidden")
    assert beto.client().get(at(thread)).status_code == 404
    assert "An ugly title" not in beto.client().get(place_at(ondara)).text
    assert amina.client().get(at(thread)).status_code == 200
    assert "An ugly title" in cast["admin"].client().get(place_at(ondara)).text
    _decide(cast["lead"], matter, "shown", "settled")
    assert beto.client().get(at(thread)).status_code == 200


def test_what_its_author_removed_meanwhile_cannot_be_hidden(amina, beto, cast, ondara):
    thread = asked(amina, ondara)
    post = said(beto, thread)
    _report(amina, thread, post)
    beto.client().post(at(thread, f"posts/{post.pk}/remove/"))
    assert _decide(cast["lead"], Matter.objects.get(), "hidden").status_code == 422
    assert _decide(cast["lead"], Matter.objects.get(), "dismissed", "settled").status_code == 302


def test_nobody_of_the_team_decides_about_their_own_words(amina, cast, ondara):
    from agora.people.models import Membership

    lead = cast["lead"]
    Membership.objects.create(person=lead.person, organisation=ondara, role="member")
    thread = asked(lead, ondara)
    _report(amina, thread, opening(thread))
    with pytest.raises(AnotherMustDecide):
        matter_decide(
            standing_of(lead.account), Matter.objects.get().pk, outcome="dismissed",
            ground="nothing", words="Mine is fine.", seen_turn=1,
        )  # fmt: skip


def test_a_moderator_of_the_place_hides_at_once_and_the_author_is_told(
    amina, beto, cast, ondara, mail_server
):
    thread = asked(amina, ondara, "Streets")
    post = said(beto, thread, "Buy my ladders")
    hide = at(thread, f"posts/{post.pk}/hide/")
    assert amina.client().post(hide, {"why": "no"}).status_code == 404
    admin = cast["admin"].client()
    assert admin.post(hide, {"why": "  "}).status_code == 422
    work()
    mail_server.mails.clear()
    assert admin.post(hide, {"why": "Advertising <b>"}).status_code == 302
    page = amina.client().get(at(thread)).text
    assert "Buy my ladders" not in page
    assert "Hidden by a moderator: <bdi>Advertising &lt;b&gt;</bdi>" in page
    assert admin.post(hide, {"why": "Again"}).status_code == 422
    edit = at(thread, f"posts/{post.pk}/edit/")
    assert beto.client().post(edit, {"body": "x", "language": "en"}).status_code == 404
    work()
    (mail,) = mail_server.wait(1)
    assert mail["X-Envelope-To"] == beto.account.email
    assert "Advertising <b>" in plain(mail)
    assert "Advertising &lt;b&gt;" in html(mail)
    assert admin.post(hide, {"do": "show"}).status_code == 302
    assert "Buy my ladders" in amina.client().get(at(thread)).text
    assert list(
        Entry.objects.filter(verb__in=("post-hide", "post-show"))
        .order_by("pk")
        .values_list("verb", flat=True)
    ) == ["post-hide", "post-show"]


def test_a_stranger_reports_and_hides_nothing(amina, chidi, ondara):
    thread = asked(amina, ondara)
    post = opening(thread)
    assert _report(chidi, thread, post).status_code == 404
    assert (
        chidi.client().post(at(thread, f"posts/{post.pk}/hide/"), {"why": "x"}).status_code == 404
    )
    # The market's own page of reports knows nothing of posts.
    assert Client().get(f"/en/report/post/{post.pk}/").status_code == 404
    assert (Report.objects.count(), Post.objects.filter(hidden_at__isnull=False).count()) == (0, 0)


def test_a_report_without_a_reason_is_refused_and_its_words_kept(amina, beto, ondara):
    thread = asked(amina, ondara)
    answer = _report(beto, thread, opening(thread), reason="")
    assert answer.status_code == 422
    assert "It insults people." in answer.text
