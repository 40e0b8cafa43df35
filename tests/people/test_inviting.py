"""Invitations: the secret goes out by mail alone, ends, can be taken back, and fits one address."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from agora.journal.models import Entry
from agora.kernel import clock
from agora.kernel.errors import AgoraError, NotYours
from agora.people import invitations
from agora.people.invitations import (
    AlreadyIn,
    InvitationOver,
    InvitedIsSomebodyElse,
    invitation_accept,
    invitation_decline,
    invitation_resend,
    invitation_revoke,
    invitation_send,
    secret_of,
)
from agora.people.models import Account, Duty, Invitation, Membership, Person
from agora.people.queries import standing_of
from tests.conftest import proven
from tests.notices.telling import html, plain, work

pytestmark = pytest.mark.django_db


def send(cast, by="admin", email="chidi@ondara.example", role="editor", **more):
    given = {"organisation": cast.ondara.pk, "mail_language": "fr"} | more
    return invitation_send(standing_of(cast[by].account), email=email, role=role, **given)


def secret_in(mail):
    found = set(re.findall(r"/fr/desk/invitations/([0-9a-f]+)/", plain(mail)))
    (secret,) = found
    assert secret in html(mail)
    return secret


def test_whoever_is_invited_gets_a_mail_and_joins_in_the_role(cast, mail_server):
    invitation = send(cast, email=" Chidi@Ondara.example ")
    assert work() == 1
    (mail,) = mail_server.wait(1)
    assert mail["X-Envelope-To"] == "chidi@ondara.example"
    assert mail["Content-Language"] == "fr"
    assert "List-Unsubscribe" not in mail
    assert "Gita" in str(mail["Subject"])
    assert "City of Ondara" in plain(mail)
    chidi = cast["stranger"]
    done = invitation_accept(chidi.account.pk, secret_in(mail))
    assert done.pk == invitation.pk
    assert standing_of(chidi.account).roles == {cast.ondara.pk: frozenset({"editor"})}
    entries = Entry.objects.filter(object_id=invitation.pk).values_list("verb", "actor", "note")
    assert list(entries.order_by("pk")) == [
        ("invitation-send", cast["admin"].account.pk, "editor"),
        ("invitation-accept", chidi.account.pk, "editor"),
    ]


def test_accepting_twice_is_one_membership_one_line_and_one_mail_to_the_inviter(cast, mail_server):
    invitation = send(cast)
    work()
    for _ in range(3):
        invitation_accept(cast["stranger"].account.pk, secret_of(invitation))
    assert Membership.objects.filter(person=cast["stranger"].person).count() == 1
    assert Entry.objects.filter(verb="invitation-accept").count() == 1
    work()
    mails = mail_server.wait(2)
    assert mails[1]["X-Envelope-To"] == "gita@ondara.example"
    assert "Chidi" in plain(mails[1])


def test_the_secret_is_nowhere_but_in_the_mail(cast, mail_server):
    invitation = send(cast)
    secret = secret_of(invitation)
    row = Invitation.objects.get()
    assert row.secret_digest == hashlib.sha256(secret.encode()).hexdigest()
    work()
    assert secret_in(mail_server.wait(1)[0]) == secret
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 (our tables)
            assert secret not in str(cursor.fetchall()), table
    assert secret not in str(DBTaskResult.objects.values())


def test_sending_the_same_invitation_twice_is_one_invitation_and_one_mail(cast, mail_server):
    first, second = send(cast), send(cast, email="CHIDI@ondara.example")
    assert first.pk == second.pk
    work()
    mail_server.wait(1)
    assert Entry.objects.filter(verb="invitation-send").count() == 1
    other = send(cast, role="translator")
    assert other.pk != first.pk


def test_the_mail_job_run_again_sends_nothing_more(cast, mail_server):
    from agora.notices.inviting import invitation_mail

    invitation = send(cast)
    work()
    invitation_mail.call(str(invitation.pk))
    mail_server.wait(1)


def test_after_fourteen_days_it_is_over_and_sent_again_it_is_not(cast, mail_server):
    start = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    chidi = cast["stranger"].account.pk
    with time_machine.travel(start, tick=False):
        invitation = send(cast)
        old = secret_of(invitation)
    with time_machine.travel(start + dt.timedelta(days=14), tick=False):
        with pytest.raises(InvitationOver), transaction.atomic():
            invitation_accept(chidi, old)
        again = invitation_resend(standing_of(cast["admin"].account), cast.ondara.pk, invitation.pk)
        with pytest.raises(NotYours), transaction.atomic():
            invitation_accept(chidi, old)
        invitation_accept(chidi, secret_of(again))
    assert Membership.objects.filter(person=cast["stranger"].person).exists()


def test_a_clock_turned_back_opens_nothing(cast):
    now = clock.now()
    invitation = send(cast)
    with time_machine.travel(now - dt.timedelta(days=400)), pytest.raises(InvitationOver):
        invitation_accept(cast["stranger"].account.pk, secret_of(invitation))


def test_it_fits_the_invited_address_alone(cast):
    invitation = send(cast, email="somebody@else.example")
    for role in ("stranger", "other", "lead"):
        for answer in (invitation_accept, invitation_decline):
            with pytest.raises(InvitedIsSomebodyElse), transaction.atomic():
                answer(cast[role].account.pk, secret_of(invitation))
    assert Invitation.objects.get().state == "open"


def test_an_address_nobody_has_proven_opens_nothing(cast):
    """Whoever enters somebody's address as their own gets no role by it."""
    invitation = send(cast, email="known@ondara.example")
    dalia = cast["other"].account
    EmailAddress.objects.create(user=dalia, email="known@ondara.example", verified=False)
    with pytest.raises(InvitedIsSomebodyElse), transaction.atomic():
        invitation_accept(dalia.pk, secret_of(invitation))
    EmailAddress.objects.filter(email="known@ondara.example").update(verified=True)
    invitation_accept(dalia.pk, secret_of(invitation))  # a second address of hers, proven


def test_taken_back_it_leads_nowhere(cast):
    invitation = send(cast)
    invitation_revoke(standing_of(cast["admin"].account), cast.ondara.pk, invitation.pk)
    with pytest.raises(NotYours):
        invitation_accept(cast["stranger"].account.pk, secret_of(invitation))
    assert send(cast).pk != invitation.pk  # and one may be invited anew


def test_declined_it_stays_declined(cast):
    invitation = send(cast)
    chidi = cast["stranger"].account.pk
    invitation_decline(chidi, secret_of(invitation))
    invitation_decline(chidi, secret_of(invitation))
    with pytest.raises(InvitationOver), transaction.atomic():
        invitation_accept(chidi, secret_of(invitation))
    assert not Membership.objects.filter(person=cast["stranger"].person).exists()
    assert Entry.objects.filter(verb="invitation-decline").count() == 1


def test_an_invitation_is_worth_what_its_sender_may_still_give(cast):
    invitation = send(cast)
    membership = Membership.objects.filter(person=cast["admin"].person)
    membership.update(role="editor")
    with pytest.raises(InvitationOver), transaction.atomic():
        invitation_accept(cast["stranger"].account.pk, secret_of(invitation))
    membership.update(role="admin")
    Account.objects.filter(pk=cast["admin"].account.pk).update(is_active=False)
    with pytest.raises(InvitationOver), transaction.atomic():
        invitation_accept(cast["stranger"].account.pk, secret_of(invitation))


@pytest.mark.parametrize(
    "role", ["editor", "member", "translator", "reviewer", "stranger", "other", "team"]
)
def test_who_may_not_give_a_role_may_not_invite_into_it(role, cast, mail_server):
    for grant in ("admin", "editor", "member"):
        with pytest.raises(NotYours), transaction.atomic():
            send(cast, by=role, role=grant, email="new@ondara.example")
    with pytest.raises(NotYours), transaction.atomic():
        send(cast, by=role, role="lead", email="new@ondara.example", organisation=None)
    assert Invitation.objects.count() == DBTaskResult.objects.count() == 0


def test_an_admin_invites_nobody_into_the_learning_team(cast):
    for role in Duty.Role.values:
        with pytest.raises(NotYours), transaction.atomic():
            send(cast, by="admin", role=role, organisation=None)
    with pytest.raises(NotYours):
        send(cast, by="admin", role="lead")


def test_a_lead_invites_into_the_learning_team_for_a_part_of_it(cast, mail_server):
    from agora.topics.models import Concept

    axis = Concept.objects.get(scheme__key="pact-2022", key="planet")
    for _ in range(2):
        invitation = send(
            cast, by="lead", role="reviewer", organisation=None, language="pt", axis=axis
        )
    work()
    (mail,) = mail_server.wait(1)
    invitation_accept(cast["stranger"].account.pk, secret_in(mail))
    duty = Duty.objects.get(person=cast["stranger"].person)
    assert (duty.role, duty.language, duty.axis) == ("reviewer", "pt", axis)
    assert standing_of(cast["stranger"].account).on_duty("reviewer", language="pt", axes=["planet"])
    assert not standing_of(cast["stranger"].account).on_duty("reviewer", language="es")
    assert invitation.organisation is None


def test_somebody_who_has_the_role_is_not_invited_to_it(cast):
    with pytest.raises(AlreadyIn) as refusal:
        send(cast, email=cast["editor"].account.email)
    assert refusal.value.field == "email"
    send(cast, email=cast["editor"].account.email, role="trainer")


def test_another_organisations_invitation_is_not_mine_to_touch(cast):
    invitation = send(cast)
    other, gita = (standing_of(cast[role].account) for role in ("other", "admin"))
    for act in (invitation_resend, invitation_revoke):
        for standing, organisation in (
            (other, cast.ondara.pk), (other, cast.brumal.pk), (gita, cast.brumal.pk), (gita, None),
        ):  # fmt: skip
            with pytest.raises(NotYours), transaction.atomic():
                act(standing, organisation, invitation.pk)
    assert Invitation.objects.get().state == "open"


def test_only_so_many_may_be_open(cast, monkeypatch):
    monkeypatch.setattr(invitations, "MOST_OPEN", 2)
    send(cast, email="a@ondara.example")
    send(cast, email="b@ondara.example")
    with pytest.raises(AgoraError, match="Too many"):
        send(cast, email="c@ondara.example")


def test_somebody_new_gets_a_person_as_they_accept(cast):
    invitation = send(cast, email="new@ondara.example")
    account = proven(Account.objects.create_user("new@ondara.example"))
    invitation_accept(account.pk, secret_of(invitation))
    person = Person.objects.get(account=account)
    assert (person.name, person.language) == ("new", "fr")


def test_with_another_key_of_the_installation_an_invitation_can_be_mailed_still(
    cast, mail_server, settings
):
    invitation = send(cast)
    settings.SECRET_KEY = "another" * 10
    work()
    (mail,) = mail_server.wait(1)
    invitation_accept(cast["stranger"].account.pk, secret_in(mail))
    invitation.refresh_from_db()
    assert invitation.state == "accepted"


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "ar", "xx"])
def test_the_mail_speaks_the_language_that_was_chosen(language, cast, mail_server):
    send(cast, mail_language=language)
    work()
    (mail,) = mail_server.wait(1)
    spoken = language if language != "xx" else "en"
    assert mail["Content-Language"] == spoken
    assert f"http://localhost:8000/{spoken}/desk/invitations/" in plain(mail)
    assert ('dir="rtl"' in html(mail)) == (language == "ar")
