"""The life of a submission: sent, asked about, sent again, approved or declined, published."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from agora.catalogue.models import Resource
from agora.editorial.drafts import DraftMoved, draft_save
from agora.editorial.models import Draft, Message, Submission, SubmissionAxis, Version
from agora.editorial.review import services
from agora.editorial.review.errors import DecidedMeanwhile, LiveMoved, OwnWork, WrongStep
from agora.editorial.services import document_read
from agora.journal.models import Entry
from agora.kernel import clock
from agora.kernel.errors import AgoraError, InvalidDocument, NotYours
from agora.people.models import Membership
from tests.catalogue.shelf import put, written
from tests.editorial.reviewing import (
    drafted,
    on_duty,
    sent,
    somebody,
    standing,
    works_for,
)

pytestmark = pytest.mark.django_db
State = Submission.State


@pytest.fixture
def dora(db):
    """Dora reviews for the learning team."""
    return on_duty(somebody("Dora"))


@pytest.fixture
def emil(db):
    """Emil reviews as well."""
    return on_duty(somebody("Emil"))


def verbs(submission):
    return list(
        Message.objects.filter(submission=submission).order_by("at").values_list("verb", flat=True)
    )


def journal():
    return list(
        Entry.objects.exclude(kind="organisation").order_by("pk").values_list("verb", "actor")
    )


def test_a_draft_is_sent_asked_about_sent_again_approved_and_live(amina, dora, ondara):
    draft = drafted(amina, ondara, axes=["planet"])
    submission = services.submission_send(standing(amina), draft.pk, note="Ready", seen=1)
    assert (submission.state, submission.turn, submission.revision) == (State.WAITING, 1, 1)
    assert submission.document == document_read("resource", draft.document).model_dump(mode="json")
    assert (submission.language, submission.title) == ("en", "Waste guide")
    assert list(SubmissionAxis.objects.values_list("key", flat=True)) == ["planet"]

    submission = services.submission_ask(
        standing(dora), submission.pk, seen_turn=1, text="Say how long it takes."
    )
    assert (submission.state, submission.turn, submission.decided_by) == (
        State.CHANGES_ASKED, 2, dora.account.pk,
    )  # fmt: skip
    draft = draft_save(
        standing(amina), draft.pk, {**draft.document, "duration_minutes": 30}, seen=1
    )
    again = services.submission_send(standing(amina), draft.pk, note="Added.", seen=2)
    assert (again.pk, again.state, again.turn, again.revision) == (
        submission.pk, State.WAITING, 3, 2,
    )  # fmt: skip
    assert not Resource.objects.exists()

    assert Draft.objects.get().base_number is None
    done = services.submission_approve(standing(dora), submission.pk, seen_turn=3)
    assert (done.state, done.turn, done.published_number) == (State.PUBLISHED, 4, 1)
    resource = Resource.objects.get(pk=draft.object_id)
    assert (resource.duration_minutes, resource.version) == (30, 1)
    assert Version.objects.get(object_id=draft.object_id).published_by == dora.account.pk
    assert not Draft.objects.exists()
    assert Submission.objects.get().draft_id is None
    assert verbs(submission) == ["send", "ask", "send", "approve", "publish"]
    assert journal() == [
        ("submit", amina.account.pk),
        ("ask-change", dora.account.pk),
        ("submit", amina.account.pk),
        ("approve", dora.account.pk),
        ("publish", dora.account.pk),
    ]


def test_a_draft_that_is_not_ready_is_refused_with_every_problem_and_nothing_is_sent(amina, ondara):
    draft = drafted(amina, ondara, published="2022-13", slug="waste-guide")
    with pytest.raises(InvalidDocument) as refusal:
        services.submission_send(standing(amina), draft.pk, seen=1)
    assert [problem.field for problem in refusal.value.problems] == ["published"]
    draft = drafted(amina, ondara, licence="cc-perhaps", themes=["wast"])
    with pytest.raises(InvalidDocument) as refusal:
        services.submission_send(standing(amina), draft.pk, seen=1)
    assert sorted(problem.field for problem in refusal.value.problems) == ["licence", "themes"]
    assert not Submission.objects.exists()
    assert not Resource.objects.exists()
    assert journal() == []


def test_trying_whether_it_could_be_published_leaves_nothing_live(amina, ondara, client):
    submission = sent(amina, ondara)
    assert not Resource.objects.exists()
    assert not Version.objects.filter(kind="resource").exists()
    assert client.get("/en/resources/waste-guide/").status_code == 404
    assert client.get(f"/id/{submission.object_id}").status_code == 404


def test_sending_twice_is_one_submission(amina, ondara):
    draft = drafted(amina, ondara)
    first = services.submission_send(standing(amina), draft.pk, seen=1)
    second = services.submission_send(standing(amina), draft.pk, seen=1)
    assert (first.pk, first.turn) == (second.pk, second.turn)
    assert verbs(first) == ["send"]


def test_whoever_sends_names_the_revision_they_saw(amina, ondara):
    draft = drafted(amina, ondara)
    draft_save(standing(amina), draft.pk, {**draft.document, "duration_minutes": 5}, seen=1)
    with pytest.raises(DraftMoved):
        services.submission_send(standing(amina), draft.pk, seen=1)
    assert not Submission.objects.exists()


def test_what_is_sent_stays_as_it_was_while_the_draft_goes_on(amina, dora, ondara):
    submission = sent(amina, ondara)
    draft = Draft.objects.get()
    draft_save(standing(amina), draft.pk, {**draft.document, "duration_minutes": 5}, seen=1)
    services.submission_approve(standing(dora), submission.pk, seen_turn=1)
    assert Resource.objects.get().duration_minutes is None
    # What was written meanwhile is kept, over what is live now.
    draft.refresh_from_db()
    assert (draft.document["duration_minutes"], draft.base_number) == (5, 1)


@pytest.mark.parametrize("how", ["sent", "wrote"])
def test_nobody_decides_about_their_own(how, amina, beto, dora, emil, ondara):
    works_for(dora, ondara, "editor")
    draft = drafted(dora if how == "wrote" else amina, ondara)
    if how == "wrote":
        draft = draft_save(
            standing(dora), draft.pk, {**draft.document, "duration_minutes": 5}, seen=1
        )
    sender = amina if how == "wrote" else dora
    submission = services.submission_send(standing(sender), draft.pk, seen=draft.revision)
    asked = [
        lambda: services.submission_approve(standing(dora), submission.pk, seen_turn=1),
        lambda: services.submission_ask(standing(dora), submission.pk, seen_turn=1, text="x"),
        lambda: services.submission_decline(standing(dora), submission.pk, seen_turn=1, reason="x"),
    ]
    for step in asked:
        with pytest.raises(OwnWork):
            step()
    assert Submission.objects.get().state == State.WAITING
    assert journal() == [("submit", sender.account.pk)]
    services.submission_approve(standing(emil), submission.pk, seen_turn=1)


def test_who_wrote_is_remembered_when_the_draft_began_anew(amina, dora, emil, ondara):
    """A writer does not become a judge by a new draft of the same submission."""
    works_for(dora, ondara, "editor")
    draft = drafted(dora, ondara)
    submission = services.submission_send(standing(dora), draft.pk, seen=1)
    services.submission_ask(standing(emil), submission.pk, seen_turn=1, text="More.")
    kind, key, document = draft.kind, draft.object_id, draft.document
    draft.delete()
    draft = drafted(amina, ondara)
    Draft.objects.filter(pk=draft.pk).update(kind=kind, object_id=key, document=document)
    services.submission_send(standing(amina), draft.pk, seen=1)
    with pytest.raises(OwnWork):
        services.submission_approve(standing(dora), submission.pk, seen_turn=3)


def test_a_lead_does_not_approve_their_own_either(dora, emil, ondara):
    lead = on_duty(somebody("Lena"), "lead")
    submission = sent(lead, None)
    with pytest.raises(OwnWork):
        services.submission_approve(standing(lead), submission.pk, seen_turn=1)
    services.submission_approve(standing(dora), submission.pk, seen_turn=1)


def test_of_two_reviewers_the_second_is_told_who_decided_what(amina, dora, emil, ondara):
    submission = sent(amina, ondara)
    services.submission_decline(standing(dora), submission.pk, seen_turn=1, reason="Not a guide.")
    before = journal()
    with pytest.raises(DecidedMeanwhile) as told:
        services.submission_approve(standing(emil), submission.pk, seen_turn=1)
    assert told.value.message.startswith("Dora declined it on ")
    assert (told.value.by, told.value.verb) == (dora.account.pk, "decline")
    assert not Resource.objects.exists()
    assert journal() == before


@pytest.mark.parametrize(
    "state", [State.CHANGES_ASKED, State.DECLINED, State.WITHDRAWN, State.PUBLISHED]
)
def test_no_step_is_skipped(state, amina, dora, ondara):
    """Whoever knows the addresses and the turn still cannot go where the state does not lead."""
    submission = sent(amina, ondara)
    me = standing(dora)
    if state == State.CHANGES_ASKED:
        services.submission_ask(me, submission.pk, seen_turn=1, text="More.")
    elif state == State.DECLINED:
        services.submission_decline(me, submission.pk, seen_turn=1, reason="No.")
    elif state == State.WITHDRAWN:
        services.submission_withdraw(standing(amina), submission.pk, seen_turn=1)
    else:
        services.submission_approve(me, submission.pk, seen_turn=1)
    turn = Submission.objects.get().turn
    before, live = journal(), Resource.objects.count()
    steps = {
        "approve": lambda: services.submission_approve(me, submission.pk, seen_turn=turn),
        "ask": lambda: services.submission_ask(me, submission.pk, seen_turn=turn, text="x"),
        "clear": lambda: services.submission_clear(me, submission.pk, seen_turn=turn),
    }
    if state != State.CHANGES_ASKED:
        steps["decline"] = lambda: services.submission_decline(
            me, submission.pk, seen_turn=turn, reason="x"
        )
        steps["withdraw"] = lambda: services.submission_withdraw(
            standing(amina), submission.pk, seen_turn=turn
        )
    for name, step in steps.items():
        with pytest.raises((WrongStep, NotYours)):
            step()
        assert (Submission.objects.get().state, Submission.objects.get().turn) == (state, turn), (
            name
        )
    assert (journal(), Resource.objects.count()) == (before, live)


def test_a_decision_needs_its_words(amina, dora, ondara):
    submission = sent(amina, ondara)
    for step in (
        lambda: services.submission_ask(standing(dora), submission.pk, seen_turn=1, text="  "),
        lambda: services.submission_decline(standing(dora), submission.pk, seen_turn=1, reason=""),
        lambda: services.submission_comment(standing(dora), submission.pk, text="\n"),
        lambda: services.submission_comment(standing(dora), submission.pk, text="x" * 5001),
    ):
        with pytest.raises(AgoraError) as refusal:
            step()
        assert refusal.value.field == "text"


# ------------------------------------------------------------------ who


def test_strangers_and_other_organisations_find_nothing(amina, beto, chidi, dora, ondara):
    submission = sent(amina, ondara)
    other = works_for(somebody("Otto"), put_organisation("otherton"), "admin")
    for who in (chidi, beto, other):
        me = standing(who)
        for step in (
            lambda me=me: services.submission_approve(me, submission.pk, seen_turn=1),
            lambda me=me: services.submission_ask(me, submission.pk, seen_turn=1, text="x"),
            lambda me=me: services.submission_decline(me, submission.pk, seen_turn=1, reason="x"),
            lambda me=me: services.submission_clear(me, submission.pk, seen_turn=1),
            lambda me=me: services.submission_withdraw(me, submission.pk, seen_turn=1),
            lambda me=me: services.submission_comment(me, submission.pk, text="x"),
            lambda me=me: services.submission_assign(me, submission.pk, assignee=me.account),
            lambda me=me: services.submission_send(me, submission.draft_id, seen=1),
        ):
            with pytest.raises(NotYours):
                step()
    # The provider may write and take back, not decide.
    for step in (
        lambda: services.submission_approve(standing(amina), submission.pk, seen_turn=1),
        lambda: services.submission_ask(standing(amina), submission.pk, seen_turn=1, text="x"),
        lambda: services.submission_assign(standing(amina), submission.pk, assignee=None),
    ):
        with pytest.raises(NotYours):
            step()
    assert verbs(submission) == ["send"]


def put_organisation(slug):
    from tests.catalogue.shelf import found

    return found(slug)


@pytest.mark.parametrize(
    ("language", "axis", "may"),
    [("", "", True), ("es", "", True), ("es", "people", True), ("", "people", True),
     ("fr", "", False), ("", "planet", False), ("es", "planet", False), ("fr", "people", False)],
)  # fmt: skip
def test_a_duty_covers_its_language_and_axis(language, axis, may, amina, ondara):
    who = on_duty(somebody("Fatou"), language=language, axis=axis)
    submission = sent(
        amina, ondara, axes=["people"], original_language="es",
        texts={"es": {"title": "Guía"}},
    )  # fmt: skip
    if may:
        services.submission_approve(standing(who), submission.pk, seen_turn=1)
    else:
        with pytest.raises(NotYours):
            services.submission_approve(standing(who), submission.pk, seen_turn=1)


def test_a_reviewer_of_the_organisation_is_none_of_the_learning_team(amina, ondara):
    gita = works_for(somebody("Gita"), ondara, "reviewer")
    submission = sent(amina, ondara)
    services.submission_comment(standing(gita), submission.pk, text="I read it.")
    assert verbs(submission) == ["send", "answer"]
    with pytest.raises(NotYours):
        services.submission_approve(standing(gita), submission.pk, seen_turn=1)


def test_a_submission_is_given_to_those_who_may_decide(amina, chidi, dora, emil, ondara):
    submission = sent(amina, ondara)
    for wrong in (chidi, amina):
        with pytest.raises(AgoraError) as refusal:
            services.submission_assign(standing(dora), submission.pk, assignee=wrong.account.pk)
        assert refusal.value.field == "assignee"
    done = services.submission_assign(standing(dora), submission.pk, assignee=emil.account.pk)
    assert (done.assignee, done.turn) == (emil.account.pk, 1)
    services.submission_assign(standing(dora), submission.pk, assignee=emil.account.pk)
    assert journal()[1:] == [("assign", dora.account.pk)]


def test_an_organisation_with_an_approver_says_yes_first(amina, dora, ondara):
    hana = works_for(somebody("Hana"), ondara, "approver")
    submission = sent(amina, ondara)
    assert submission.state == State.CLEARING
    with pytest.raises(WrongStep):
        services.submission_approve(standing(dora), submission.pk, seen_turn=1)
    with pytest.raises(NotYours):
        services.submission_ask(standing(dora), submission.pk, seen_turn=1, text="x")
    submission = services.submission_clear(standing(hana), submission.pk, seen_turn=1)
    assert (submission.state, submission.turn) == (State.WAITING, 2)
    with pytest.raises(NotYours):
        services.submission_ask(standing(hana), submission.pk, seen_turn=2, text="x")
    services.submission_approve(standing(dora), submission.pk, seen_turn=2)


def test_an_approver_who_wrote_it_is_not_waited_for(amina, ondara):
    works_for(amina, ondara, Membership.Role.APPROVER)
    assert sent(amina, ondara).state == State.WAITING


# ------------------------------------------------------------------ what is live moved on


def _over(amina, ondara, **fields):
    live = put("waste-guide", owner="ondara", title="Waste guide")
    return live, drafted(amina, ondara, over=live, **fields)


def test_what_others_published_meanwhile_is_joined_and_not_overwritten(amina, dora, ondara):
    live, draft = _over(amina, ondara, duration_minutes=30)
    submission = services.submission_send(standing(amina), draft.pk, seen=1)
    put("waste-guide", owner="ondara", title="Waste guide", licence="cc-by")
    services.submission_approve(standing(dora), submission.pk, seen_turn=1, seen_live=2)
    live.refresh_from_db()
    assert (live.duration_minutes, live.licence.key, live.version) == (30, "cc-by", 3)


def test_a_reviewer_who_compared_with_an_older_version_is_told(amina, dora, ondara):
    _live, draft = _over(amina, ondara, duration_minutes=30)
    submission = services.submission_send(standing(amina), draft.pk, seen=1)
    put("waste-guide", owner="ondara", title="Waste guide", licence="cc-by")
    with pytest.raises(LiveMoved, match="while you were reading"):
        services.submission_approve(standing(dora), submission.pk, seen_turn=1, seen_live=1)
    assert Submission.objects.get().state == State.WAITING


def test_changes_at_the_same_place_go_back_to_the_provider_who_chooses(amina, dora, ondara):
    live, draft = _over(amina, ondara, duration_minutes=30)
    submission = services.submission_send(standing(amina), draft.pk, seen=1)
    put("waste-guide", owner="ondara", title="Waste guide", duration_minutes=45)
    with pytest.raises(LiveMoved) as told:
        services.submission_approve(standing(dora), submission.pk, seen_turn=1, seen_live=2)
    assert [(c.path, c.before, c.after) for c in told.value.conflicts] == [
        ("duration_minutes", 45, 30)
    ]
    services.submission_ask(standing(dora), submission.pk, seen_turn=1, text="See what is live.")
    with pytest.raises(LiveMoved):
        services.submission_send(standing(amina), draft.pk, seen=1)
    services.submission_send(standing(amina), draft.pk, seen=1, keep_mine=True)
    services.submission_approve(standing(dora), submission.pk, seen_turn=3, seen_live=2)
    live.refresh_from_db()
    assert live.duration_minutes == 30


def test_what_was_withdrawn_meanwhile_does_not_come_back_unseen(amina, dora, ondara):
    from agora.editorial.review.merging import NOTHING_LIVE
    from agora.editorial.services import content_withdraw

    live, draft = _over(amina, ondara, duration_minutes=30)
    submission = services.submission_send(standing(amina), draft.pk, seen=1)
    content_withdraw("resource", live.pk, "A mistake in it.")
    with pytest.raises(LiveMoved, match="withdrawn"):
        services.submission_approve(standing(dora), submission.pk, seen_turn=1)
    services.submission_approve(standing(dora), submission.pk, seen_turn=1, seen_live=NOTHING_LIVE)
    live.refresh_from_db()
    assert live.withdrawn_at is None


# ------------------------------------------------------------------ at an hour


def _later(**spans):
    return clock.now() + dt.timedelta(**spans)


def _pass_time(monkeypatch, **spans):
    then = _later(**spans)
    monkeypatch.setattr(clock, "now", lambda: then)


def test_what_is_approved_for_an_hour_is_published_then_and_once(amina, dora, ondara, monkeypatch):
    submission = sent(amina, ondara)
    done = services.submission_approve(
        standing(dora), submission.pk, seen_turn=1, publish_at=_later(hours=2)
    )
    assert done.state == State.APPROVED
    assert services.submission_publish_due() == 0
    assert not Resource.objects.exists()
    with pytest.raises(WrongStep):
        services.submission_send(standing(amina), submission.draft_id, seen=1)
    _pass_time(monkeypatch, hours=3)
    assert services.submission_publish_due() == 1
    assert services.submission_publish_due() == 0
    assert Resource.objects.get().version == 1
    assert Submission.objects.get().state == State.PUBLISHED
    assert [verb for verb, _actor in journal()] == ["submit", "approve", "publish"]


@pytest.mark.parametrize("spans", [{"hours": -1}, {"days": 400}])
def test_an_hour_that_is_over_or_too_far_is_refused(spans, amina, dora, ondara):
    submission = sent(amina, ondara)
    with pytest.raises(AgoraError) as refusal:
        services.submission_approve(
            standing(dora), submission.pk, seen_turn=1, publish_at=_later(**spans)
        )
    assert refusal.value.field == "publish_at"
    assert Submission.objects.get().state == State.WAITING


def test_a_job_that_dies_half_way_publishes_nothing_and_the_next_one_once(
    amina, dora, ondara, monkeypatch
):
    submission = sent(amina, ondara)
    services.submission_approve(
        standing(dora), submission.pk, seen_turn=1, publish_at=_later(hours=1)
    )
    _pass_time(monkeypatch, hours=2)

    class Killed(BaseException):
        pass

    def dies(*_args, **_named):
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr("agora.editorial.review.deciding.tell_provider", dies)
        with pytest.raises(Killed):
            services.submission_publish_due()
    assert not Resource.objects.exists()
    assert Submission.objects.get().state == State.APPROVED
    assert services.submission_publish_due() == 1
    assert Version.objects.filter(kind="resource").count() == 1


def test_what_cannot_be_published_at_its_hour_waits_for_the_reviewers_again(
    amina, dora, ondara, monkeypatch
):
    live, draft = _over(amina, ondara, duration_minutes=30)
    submission = services.submission_send(standing(amina), draft.pk, seen=1)
    services.submission_approve(
        standing(dora), submission.pk, seen_turn=1, publish_at=_later(hours=1), seen_live=1
    )
    put("waste-guide", owner="ondara", title="Waste guide", duration_minutes=45)
    _pass_time(monkeypatch, hours=2)
    assert services.submission_publish_due() == 0
    held = Submission.objects.get()
    assert (held.state, held.turn, held.publish_at) == (State.WAITING, 3, None)
    assert verbs(submission)[-1] == "hold"
    assert services.submission_publish_due() == 0
    live.refresh_from_db()
    assert live.duration_minutes == 45


def test_a_reviewer_may_think_again_before_the_hour(amina, dora, ondara, monkeypatch):
    submission = sent(amina, ondara)
    services.submission_approve(
        standing(dora), submission.pk, seen_turn=1, publish_at=_later(hours=1)
    )
    services.submission_ask(standing(dora), submission.pk, seen_turn=2, text="One more thing.")
    _pass_time(monkeypatch, hours=2)
    assert services.submission_publish_due() == 0
    assert not Resource.objects.exists()


def test_one_thing_has_one_open_submission(amina, ondara):
    submission = sent(amina, ondara)
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.create(
            kind=submission.kind, object_id=submission.object_id, title="x", language="en",
            document={}, revision=1, state=State.CLEARING,
        )  # fmt: skip


def test_an_unknown_submission_is_not_there(dora):
    with pytest.raises(NotYours):
        services.submission_approve(standing(dora), uuid.uuid4(), seen_turn=1)


def test_a_draft_of_one_organisation_cannot_be_published_as_anothers(amina, ondara):
    put_organisation("otherton")
    draft = drafted(amina, ondara, owner="otherton")
    from agora.kernel import editing

    if editing.sort_of("resource", written("x")) is None:
        pytest.skip("no sort of resource is registered yet")
    with pytest.raises(InvalidDocument) as refusal:
        services.submission_send(standing(amina), draft.pk, seen=1)
    assert [problem.field for problem in refusal.value.problems] == ["owner"]
