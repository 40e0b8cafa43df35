"""When an officer leaves, everything of theirs passes to a named colleague in one act, or nothing does."""

from __future__ import annotations

import pytest
from django.db import transaction

from agora.editorial.drafts import drafts_of
from agora.editorial.models import Draft, Submission
from agora.journal.models import Entry
from agora.kernel import ids
from agora.kernel.errors import NotYours
from agora.people import upstairs
from agora.people.handing_over import NeedsAnHeir, handover
from agora.people.invitations import invitation_accept, invitation_send, secret_of
from agora.people.keeping import LastAdmin
from agora.people.models import Duty, Handover, Invitation, Membership, Team
from agora.people.queries import heir_of, standing_of
from agora.people.services import duty_give
from tests.notices.telling import plain, work

pytestmark = pytest.mark.django_db


def draft(organisation, by, title="A draft"):
    return Draft.objects.create(
        kind="resource", object_id=ids.new_id(), organisation=organisation, title=title,
        document={"slug": "x"}, created_by=by.account.pk, changed_by=by.account.pk,
    )  # fmt: skip


def submission(organisation, by, assignee=None, state="waiting"):
    return Submission.objects.create(
        kind="resource", object_id=ids.new_id(), organisation=organisation, title="Sent",
        language="en", document={}, revision=1, state=state, submitted_by=by.account.pk,
        assignee=assignee.account.pk if assignee else None,
    )  # fmt: skip


def roles_in(somebody, organisation):
    return set(
        Membership.objects.filter(person=somebody.person, organisation=organisation).values_list(
            "role", flat=True
        )
    )


def test_an_admin_hands_over_what_an_editor_did_in_one_act(cast, mail_server):
    amina, beto, gita = cast["editor"], cast["member"], cast["admin"]
    mine, theirs = draft(cast.ondara, amina), draft(cast.brumal, amina)
    invitation = invitation_send(
        standing_of(gita.account), email="chidi@ondara.example", role="trainer",
        organisation=cast.ondara.pk, mail_language="en",
    )  # fmt: skip
    Invitation.objects.update(invited_by=amina.person)
    before = Entry.objects.count()
    done = handover(standing_of(gita.account), cast.ondara.pk, amina.person.pk, beto.person.pk)
    assert (done.roles, done.work) == (1, 1)
    assert roles_in(amina, cast.ondara) == set()
    assert roles_in(beto, cast.ondara) == {"editor", "member"}
    assert Membership.objects.filter(person=beto.person, team=cast.ondara_team).exists()
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.created_by, theirs.created_by) == (beto.account.pk, amina.account.pk)
    assert mine.changed_by == amina.account.pk  # who wrote what is not rewritten
    assert Invitation.objects.get(pk=invitation.pk).invited_by == beto.person
    entry = Entry.objects.latest("pk")
    assert Entry.objects.count() == before + 1
    assert (entry.verb, entry.actor, entry.person, entry.organisation) == (
        "handover", gita.account.pk, amina.person.pk, cast.ondara.pk,
    )  # fmt: skip
    assert str(beto.person.pk) in entry.note
    assert "Beto" not in entry.note
    assert mine not in drafts_of(standing_of(amina.account))
    assert heir_of(amina.account.pk, cast.ondara.pk) == beto.account.pk
    work()
    told = [mail for mail in mail_server.mails if mail["X-Envelope-To"] == "beto@ondara.example"]
    assert len(told) == 1
    assert "Amina" in plain(told[0])


def test_when_one_part_fails_nothing_passes(cast, monkeypatch):
    amina, beto, gita = cast["editor"], cast["member"], cast["admin"]
    mine = draft(cast.ondara, amina)

    def broken(*_given):
        raise OSError("the disk is full")

    monkeypatch.setitem(upstairs._holdings, "zz", upstairs.Holding("zz", lambda *_: 0, broken))
    with pytest.raises(OSError, match="full"), transaction.atomic():
        handover(standing_of(gita.account), cast.ondara.pk, amina.person.pk, beto.person.pk)
    mine.refresh_from_db()
    assert mine.created_by == amina.account.pk
    assert roles_in(amina, cast.ondara) == {"editor"}
    assert roles_in(beto, cast.ondara) == {"member"}
    assert Handover.objects.count() == 0


def test_the_last_admin_leaves_only_by_handing_over(cast):
    gita, beto = cast["admin"], cast["member"]
    with pytest.raises(LastAdmin), transaction.atomic():
        handover(standing_of(gita.account), cast.ondara.pk, gita.person.pk, None)
    assert roles_in(gita, cast.ondara) == {"admin"}
    handover(standing_of(gita.account), cast.ondara.pk, gita.person.pk, beto.person.pk)
    assert roles_in(gita, cast.ondara) == set()
    assert "admin" in roles_in(beto, cast.ondara)
    assert not standing_of(gita.account).works_here


def test_an_editor_who_leaves_passes_on_work_and_no_role(cast):
    amina, beto = cast["editor"], cast["member"]
    mine = draft(cast.ondara, amina)
    with pytest.raises(NeedsAnHeir) as refusal, transaction.atomic():
        handover(standing_of(amina.account), cast.ondara.pk, amina.person.pk, None)
    assert refusal.value.field == "heir"
    handover(standing_of(amina.account), cast.ondara.pk, amina.person.pk, beto.person.pk)
    mine.refresh_from_db()
    assert mine.created_by == beto.account.pk
    assert roles_in(beto, cast.ondara) == {"member"}  # nobody gives a role they may not give


def test_who_has_nothing_open_just_leaves(cast):
    beto = cast["member"]
    handover(standing_of(beto.account), cast.ondara.pk, beto.person.pk, None)
    assert roles_in(beto, cast.ondara) == set()
    assert Entry.objects.latest("pk").verb == "membership-end"
    assert Handover.objects.count() == 0
    with pytest.raises(NotYours), transaction.atomic():  # pressed twice
        handover(standing_of(beto.account), cast.ondara.pk, beto.person.pk, None)


@pytest.mark.parametrize("role", ["editor", "member", "reviewer", "other", "team", "stranger"])
def test_others_end_nobodys_membership(role, cast):
    translator = cast["translator"]
    with pytest.raises(NotYours):
        handover(
            standing_of(cast[role].account), cast.ondara.pk, translator.person.pk,
            cast["member"].person.pk,
        )  # fmt: skip
    assert roles_in(translator, cast.ondara) == {"translator"}


def test_the_heir_is_a_colleague_who_can_sign_in(cast):
    gita, amina, beto = cast["admin"], cast["editor"], cast["member"]
    standing = standing_of(gita.account)
    for heir in (cast["other"], cast["stranger"], cast["lead"]):
        with pytest.raises(NotYours), transaction.atomic():
            handover(standing, cast.ondara.pk, amina.person.pk, heir.person.pk)
    with pytest.raises(NeedsAnHeir), transaction.atomic():
        handover(standing, cast.ondara.pk, amina.person.pk, amina.person.pk)
    beto.account.is_active = False
    beto.account.save()
    with pytest.raises(NotYours):
        handover(standing, cast.ondara.pk, amina.person.pk, beto.person.pk)


def test_reviews_in_hand_pass_to_a_colleague_of_the_learning_team(cast):
    hiro, ines = cast["team"], cast["lead"]
    open_one = submission(cast.ondara, cast["editor"], hiro)
    own = submission(cast.ondara, ines, hiro)
    ended = submission(cast.ondara, cast["editor"], hiro, state="published")
    with pytest.raises(NeedsAnHeir), transaction.atomic():
        handover(standing_of(hiro.account), None, hiro.person.pk, None)
    done = handover(standing_of(ines.account), None, hiro.person.pk, ines.person.pk)
    assert (done.roles, done.work) == (1, 2)
    for one in (open_one, own, ended):
        one.refresh_from_db()
    assert open_one.assignee == ines.account.pk
    assert own.assignee is None  # nobody reviews what they sent themselves
    assert ended.assignee == hiro.account.pk
    assert not Duty.objects.filter(person=hiro.person).exists()
    assert set(Duty.objects.filter(person=ines.person).values_list("role", flat=True)) == {
        "lead", "reviewer",
    }  # fmt: skip


def test_the_last_lead_leaves_only_by_handing_over(cast):
    ines, hiro = cast["lead"], cast["team"]
    with pytest.raises(LastAdmin), transaction.atomic():
        handover(standing_of(ines.account), None, ines.person.pk, None)
    handover(standing_of(ines.account), None, ines.person.pk, hiro.person.pk)
    assert standing_of(hiro.account).is_lead
    assert not standing_of(ines.account).works_here


def test_a_lead_of_a_part_does_not_end_the_duties_of_a_lead_of_all(cast):
    ines, hiro = cast["lead"], cast["team"]
    duty_give(standing_of(ines.account), hiro.person.pk, "lead", language="pt")
    with pytest.raises(NotYours):
        handover(standing_of(hiro.account), None, ines.person.pk, hiro.person.pk)
    assert Duty.objects.filter(person=ines.person).exists()


def test_an_heir_who_leaves_in_turn_is_followed(cast):
    amina, beto, esi = cast["editor"], cast["member"], cast["translator"]
    standing = standing_of(cast["admin"].account)
    handover(standing, cast.ondara.pk, amina.person.pk, beto.person.pk)
    handover(standing, cast.ondara.pk, beto.person.pk, esi.person.pk)
    assert heir_of(amina.account.pk, cast.ondara.pk) == esi.account.pk
    assert heir_of(amina.account.pk, cast.brumal.pk) == amina.account.pk
    Membership.objects.create(person=amina.person, organisation=cast.ondara)
    assert heir_of(amina.account.pk, cast.ondara.pk) == amina.account.pk  # back again


def test_two_who_handed_over_to_each_other_and_left_are_no_endless_way(cast, ondara):
    amina, beto = cast["editor"], cast["member"]
    Handover.objects.create(organisation=ondara, leaver=amina.person, heir=beto.person)
    Handover.objects.create(organisation=ondara, leaver=beto.person, heir=amina.person)
    Membership.objects.filter(person__in=[amina.person, beto.person]).delete()
    assert heir_of(amina.account.pk, ondara.pk) in (amina.account.pk, beto.account.pk)


def test_an_invitation_of_somebody_who_handed_over_can_still_be_accepted(cast, mail_server):
    gita, beto, chidi = cast["admin"], cast["member"], cast["stranger"]
    invitation = invitation_send(
        standing_of(gita.account), email=chidi.account.email, role="editor",
        organisation=cast.ondara.pk, mail_language="en",
    )  # fmt: skip
    handover(standing_of(gita.account), cast.ondara.pk, gita.person.pk, beto.person.pk)
    invitation_accept(chidi.account.pk, secret_of(invitation))
    assert roles_in(chidi, cast.ondara) == {"editor"}


def test_who_was_in_two_teams_leaves_both_to_the_heir(cast):
    amina, beto = cast["editor"], cast["member"]
    water = Team.objects.create(organisation=cast.ondara, name="Water")
    Membership.objects.create(
        person=amina.person, organisation=cast.ondara, team=water, role="member"
    )
    handover(standing_of(cast["admin"].account), cast.ondara.pk, amina.person.pk, beto.person.pk)
    teams = Membership.objects.filter(person=beto.person, team__isnull=False)
    assert set(teams.values_list("team__name", flat=True)) == {"Learning team", "Water"}
