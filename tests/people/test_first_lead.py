"""The operator makes the first lead from the command line."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agora.journal.models import Entry
from agora.people.models import Account, Duty
from agora.people.queries import standing_of

pytestmark = pytest.mark.django_db


def team(*arguments):
    out = StringIO()
    call_command("team", *arguments, stdout=out)
    return out.getvalue()


def test_somebody_new_leads_the_whole_team_and_is_made_once():
    assert "leads the learning team now" in team("add-lead", "Ines@Network.example")
    assert "already" in team("add-lead", "ines@network.example")
    account = Account.objects.get()
    assert account.email == "ines@network.example"
    assert not account.has_usable_password()
    assert standing_of(account).is_lead
    assert Duty.objects.get().language == ""
    entry = Entry.objects.get(verb="duty-give")
    assert (entry.actor, entry.person) == (None, account.person.pk)
    assert "ines@network.example  ines  lead * *" in team("list")


def test_somebody_with_an_account_keeps_it(chidi):
    team("add-lead", chidi.account.email)
    assert standing_of(chidi.account).is_lead
    assert Account.objects.count() == 1


@pytest.mark.parametrize("address", ["", "no address", "a@b", "x@y.example\nBcc: z@y.example"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(CommandError, match="agora team add-lead"):
        team("add-lead", address)
    assert Account.objects.count() == 0
