"""A reference group reads a paper before it is published: invited, commenting in private, answered, then public.

Dora leads the group for the learning team; Amina wrote the paper for Ondara; Rosa and Omar are invited
and have no account.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest

from agora.editorial.models import GroupMember, GroupReview, Message
from agora.editorial.review import services as review
from agora.editorial.review.errors import OwnWork, WrongStep
from agora.editorial.review.group import mailing, members, reading, services
from agora.journal.models import Entry
from agora.kernel import clock
from agora.kernel.errors import AgoraError, NotYours
from agora.people.keeping import person_at
from tests.editorial.reviewing import on_duty, sent, somebody, standing, works_for
from tests.notices.telling import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def dora(db):
    """Dora reviews for the learning team."""
    return on_duty(somebody("Dora"))


@pytest.fixture
def paper(amina, ondara):
    """What Amina sent for Ondara."""
    return sent(amina, ondara, title="Streets for all")


def opened(dora, paper, days=10):
    return services.group_open(
        standing(dora), paper.pk, question="Does it hold in small towns?",
        closes_at=clock.now() + dt.timedelta(days=days),
    )  # fmt: skip


def invited(dora, paper, email="rosa@readers.example", **more):
    member = services.group_invite(standing(dora), paper.pk, email=email, **more)
    return member, reading.secret_of(member)


def closed(dora, paper):
    return services.group_close(standing(dora), paper.pk)


def answered(by, paper, message, outcome="accepted", text=""):
    return services.group_answer(standing(by), paper.pk, message.pk, outcome=outcome, text=text)


def texts(comments):
    return [one.text for one in comments]


def later(monkeypatch, **time):
    now = clock.now() + dt.timedelta(**time)
    monkeypatch.setattr(clock, "now", lambda: now)


def test_from_the_invitation_to_the_public_log(dora, amina, ondara, paper):
    group = opened(dora, paper)
    _rosa, key = invited(dora, paper, name="Rosa")
    _omar, other = invited(dora, paper, "omar@readers.example")
    first = members.reading_comment(key, field="texts.en.summary", text="Say for whom.")
    members.reading_comment(other, text="A map would help.")

    # While the group reads, each sees their own, the learning team all, the provider nothing.
    assert texts(reading.said_by(reading.member_for(key))) == ["Say for whom."]
    assert texts(reading.all_said(standing(dora), group, paper)) == [
        "Say for whom.", "A map would help.",
    ]  # fmt: skip
    assert reading.all_said(standing(amina), group, paper) == ()

    group = closed(dora, paper)
    seen = reading.all_said(standing(amina), group, paper)
    assert texts(seen) == ["Say for whom.", "A map would help."]
    assert [one.by for one in seen] == ["", ""]  # nobody agreed to be named
    assert [one.by for one in reading.all_said(standing(dora), group, paper)] == [
        "Rosa", "omar@readers.example",
    ]  # fmt: skip
    answered(amina, paper, first)
    second = Message.objects.get(text="A map would help.")
    answered(amina, paper, second, "not-accepted", "There is no open map of it.")
    assert reading.said_by(reading.member_for(key))[0].outcome == ""  # not before the release

    services.group_release(standing(dora), paper.pk)
    assert reading.said_by(reading.member_for(key))[0].outcome == "accepted"
    assert not reading.has_log("resource", paper.object_id)  # the paper is not published yet
    review.submission_approve(standing(dora), paper.pk, seen_turn=1)
    (log,) = reading.logs_of("resource", paper.object_id)
    assert [(one.text, one.outcome, one.answer) for one in log.comments] == [
        ("Say for whom.", "accepted", ""),
        ("A map would help.", "not-accepted", "There is no open map of it."),
    ]
    assert (log.question, log.count("accepted")) == ("Does it hold in small towns?", 1)
    assert list(
        Entry.objects.filter(verb__startswith="group").order_by("pk").values_list("verb", flat=True)
    ) == [
        "group-open", "group-invite", "group-invite", "group-close", "group-answer", "group-answer",
        "group-release",
    ]  # fmt: skip


def test_a_name_stands_only_where_its_bearer_agreed(dora, amina, paper):
    opened(dora, paper)
    _member, key = invited(dora, paper, name="Rosa")
    with pytest.raises(AgoraError, match="Write your name"):
        members.reading_name(key, name=" ", is_named=True)
    with pytest.raises(AgoraError):
        members.reading_name(key, name="R\u202eosa", is_named=True)
    members.reading_comment(key, text="Good.")
    members.reading_name(key, name="Rosa R.", is_named=True)
    group = closed(dora, paper)
    assert [one.by for one in reading.all_said(standing(amina), group, paper)] == ["Rosa R."]


def test_the_writers_neither_lead_the_group_nor_are_in_it(dora, amina, ondara, paper):
    works_for(dora, ondara, "editor")
    on_duty(amina)
    with pytest.raises(OwnWork):
        opened(amina, paper)
    opened(dora, paper)
    theirs = person_at("amina@post.example", name="Amina").account
    assert theirs  # an address of somebody else
    member, _key = invited(dora, paper, "amina@post.example")
    assert member.account == theirs.pk
    amina.account.emailaddress_set.create(email="am@post.example", verified=True)
    with pytest.raises(AgoraError, match="fresh eyes"):
        invited(dora, paper, "am@post.example")


def test_the_provider_cannot_open_invite_close_or_release(dora, amina, paper):
    mine = standing(amina)
    with pytest.raises(NotYours):
        opened(amina, paper)
    opened(dora, paper)
    member, _key = invited(dora, paper)
    for refused in (
        lambda: services.group_invite(mine, paper.pk, email="x@readers.example"),
        lambda: services.group_close(mine, paper.pk),
        lambda: services.group_until(mine, paper.pk, closes_at=clock.now()),
        lambda: services.group_remove(mine, paper.pk, member.pk),
        lambda: services.group_release(mine, paper.pk),
    ):
        with pytest.raises(NotYours):
            refused()


def test_nobody_approves_while_the_group_reads(dora, paper):
    opened(dora, paper)
    with pytest.raises(WrongStep, match="reference group still reads"):
        review.submission_approve(standing(dora), paper.pk, seen_turn=1)
    closed(dora, paper)
    assert review.submission_approve(standing(dora), paper.pk, seen_turn=1).state == "published"


def test_a_comment_of_another_group_is_not_answered_here(dora, amina, ondara, paper):
    other = sent(amina, ondara, "water-guide")
    opened(dora, paper)
    opened(dora, other)
    _member, key = invited(dora, other)
    theirs = members.reading_comment(key, text="Of the other.")
    thread = review.submission_comment(standing(dora), paper.pk, text="Of the thread.")
    closed(dora, paper)
    closed(dora, other)
    for message in (theirs, thread):
        with pytest.raises(NotYours):
            answered(amina, paper, message)


def test_answers_come_after_the_reading_with_a_reason_and_before_the_release(dora, amina, paper):
    opened(dora, paper)
    _member, key = invited(dora, paper)
    said = members.reading_comment(key, text="Say for whom.")
    with pytest.raises(WrongStep, match="still reads"):
        answered(amina, paper, said)
    with pytest.raises(WrongStep, match="still reads"):
        services.group_release(standing(dora), paper.pk)
    closed(dora, paper)
    with pytest.raises(AgoraError, match="Give the reason"):
        answered(amina, paper, said, "partly", "  ")
    with pytest.raises(AgoraError, match="Choose what became"):
        answered(amina, paper, said, "perhaps", "x")
    with pytest.raises(WrongStep, match="no answer yet"):
        services.group_release(standing(dora), paper.pk)
    answered(amina, paper, said, "partly", "Half of it.")
    answered(amina, paper, said, "accepted")  # changed one's mind
    services.group_release(standing(dora), paper.pk)
    with pytest.raises(WrongStep, match="released already"):
        answered(amina, paper, said, "partly", "No, half.")


def test_a_group_that_said_nothing_leaves_nothing_to_release(dora, paper):
    opened(dora, paper)
    closed(dora, paper)
    with pytest.raises(WrongStep, match="nothing to release"):
        services.group_release(standing(dora), paper.pk)


def test_a_link_ends_and_another_invitation_makes_the_older_one_useless(dora, paper, monkeypatch):
    opened(dora, paper, days=10)
    _member, old = invited(dora, paper)
    later(monkeypatch, seconds=1)
    _member, new = invited(dora, paper)
    assert GroupMember.objects.count() == 1
    with pytest.raises(NotYours):
        reading.member_for(old)
    assert reading.member_for(new).email == "rosa@readers.example"
    later(monkeypatch, days=39)
    with pytest.raises(WrongStep, match="closed"):
        members.reading_comment(new, text="Late.")
    assert reading.member_for(new)
    later(monkeypatch, days=2)
    with pytest.raises(reading.ReadingOver):
        reading.member_for(new)


def test_who_is_taken_out_reads_no_more_and_what_they_said_stays(dora, paper):
    group = opened(dora, paper)
    member, key = invited(dora, paper)
    members.reading_comment(key, text="Say for whom.")
    services.group_remove(standing(dora), paper.pk, member.pk)
    with pytest.raises(NotYours):
        reading.member_for(key)
    assert texts(reading.all_said(standing(dora), group, paper)) == ["Say for whom."]
    with pytest.raises(NotYours):
        services.group_remove(standing(dora), paper.pk, uuid.uuid4())


def test_a_member_takes_back_their_own_comment_and_no_other(dora, paper):
    opened(dora, paper)
    _rosa, key = invited(dora, paper)
    _omar, other = invited(dora, paper, "omar@readers.example")
    said = members.reading_comment(key, text="Say for whom.")
    assert members.reading_comment(key, text="Say for whom.") == said  # pressed twice
    with pytest.raises(NotYours):
        members.reading_take_back(other, said.pk)
    members.reading_take_back(key, said.pk)
    assert not Message.objects.filter(audience="group").exists()


@pytest.mark.parametrize("days", [-1, 0, 181])
def test_a_reading_ends_within_half_a_year(days, dora, paper):
    with pytest.raises(AgoraError, match="within half a year"):
        opened(dora, paper, days=days)
    assert not GroupReview.objects.exists()


def test_a_paper_has_one_group(dora, paper):
    opened(dora, paper)
    with pytest.raises(WrongStep, match="reads this already"):
        opened(dora, paper)


def test_what_the_group_says_is_not_in_the_thread(dora, amina, paper):
    from agora.editorial.review.queries import thread

    opened(dora, paper)
    _member, key = invited(dora, paper)
    members.reading_comment(key, text="For the group alone.")
    assert "For the group alone." not in [one.text for one in thread(paper)]


# ---------------------------------------------------------------------- mails


def mails_to(mail_server, address):
    return [mail for mail in mail_server.mails if address in str(mail["X-Envelope-To"])]


def test_members_are_mailed_in_their_language_with_a_link_that_opens_the_page(
    dora, paper, mail_server, client
):
    opened(dora, paper)
    member, key = invited(dora, paper, name="Rosa", language="es")
    work()
    work()
    (mail,) = mails_to(mail_server, "rosa@readers.example")
    text = mail.get_body(("plain",)).get_content()
    page = mail.get_body(("html",)).get_content()
    assert mail["Content-Language"] == "es"
    link = re.search(r"https?://\S+/desk/reading/\w+/", text)[0]
    assert link in page
    assert link in mail["List-Unsubscribe"]
    assert "Dora" in text
    assert "Does it hold in small towns?" in text
    path = link.split("8000", 1)[-1]
    assert path == f"/es/desk/reading/{key}/"
    assert client.get(path).status_code == 200
    member.refresh_from_db()
    assert member.mailed_at
    assert member.opened_at


def test_a_mail_server_that_is_away_delays_the_invitation_and_loses_nothing(dora, paper, settings):
    opened(dora, paper)
    member, _key = invited(dora, paper)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(OSError, match="refused"):
        mailing.group_mail.func(str(member.pk), mailing.INVITATION)
    member.refresh_from_db()
    assert (member.mailed_at, member.mail_taken_at) == (None, None)


def test_the_quiet_are_reminded_once_before_the_end(dora, paper, mail_server, monkeypatch):
    opened(dora, paper, days=10)
    invited(dora, paper)
    _omar, key = invited(dora, paper, "omar@readers.example")
    _lina, away = invited(dora, paper, "lina@readers.example")
    work()
    members.reading_comment(key, text="A map would help.")
    members.reading_decline(away)
    assert mailing.groups_remind() == 0
    later(monkeypatch, days=8)
    assert mailing.groups_remind() == 1
    work()
    assert mailing.groups_remind() == 0
    assert len(mails_to(mail_server, "rosa@readers.example")) == 2
    assert len(mails_to(mail_server, "omar@readers.example")) == 1
    assert len(mails_to(mail_server, "lina@readers.example")) == 1


def test_when_its_time_is_over_the_provider_is_told_and_then_who_commented(
    dora, amina, paper, mail_server, monkeypatch
):
    opened(dora, paper, days=10)
    _member, key = invited(dora, paper)
    said = members.reading_comment(key, text="Say for whom.")
    work()
    assert services.groups_pass_on() == 0
    later(monkeypatch, days=11)
    assert services.groups_pass_on() == 1
    assert services.groups_pass_on() == 0
    answered(amina, paper, said)
    services.group_release(standing(dora), paper.pk)
    work()
    subjects = [str(mail["Subject"]).strip() for mail in mails_to(mail_server, amina.account.email)]
    assert subjects == [
        "“Streets for all”: the reference group has read it",
        "“Streets for all”: comments and answers are released",
    ]
    assert [
        str(mail["Subject"]).strip() for mail in mails_to(mail_server, "rosa@readers.example")
    ] == [
        "Please read before it is published: “Streets for all”",
        "What became of your comments on “Streets for all”",
    ]


def test_when_nobody_said_anything_the_learning_team_is_told(dora, paper, mail_server):
    opened(dora, paper)
    closed(dora, paper)
    work()
    told = mails_to(mail_server, dora.account.email)
    assert [str(mail["Subject"]).strip() for mail in told][-1:] == [
        "“Streets for all”: the reference group said nothing"
    ]


# ---------------------------------------------------------------------- what is kept of people


def test_with_an_account_goes_the_name_and_what_was_said_stays_unnamed(dora, amina, paper):
    from agora.people.account.erasing import account_erase

    opened(dora, paper)
    account = person_at("omar@readers.example", name="Omar").account
    _member, key = invited(dora, paper, "omar@readers.example", name="Omar")
    members.reading_comment(key, text="A map would help.")
    members.reading_name(key, name="Omar", is_named=True)
    assert account_erase(account.pk)
    group = closed(dora, paper)
    (said,) = reading.all_said(standing(dora), group, paper)
    assert (said.by, said.text) == ("", "A map would help.")
    assert not GroupMember.objects.exists()
