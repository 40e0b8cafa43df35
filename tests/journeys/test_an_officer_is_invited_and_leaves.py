"""An organisation's people over a year: invited, given a role, handed over; in two languages.

The operator makes Ines the first lead. She brings the city of Kitale onto the market and invites Tano. He has
no account: he signs up with the code that is mailed to him, accepts, and invites Wanja. When he leaves, she takes
over everything; he sees nothing of it any more, and the journal says who did what.
"""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from agora.kernel import jobs
from agora.people.models import Account, Person
from agora.people.queries import standing_of
from tests.desk.test_organisations import words
from tests.people.signing import code_in, text_of

pytestmark = pytest.mark.django_db
INES, TANO, WANJA = "ines@network.example", "tano@kitale.example", "wanja@kitale.example"


def mails_to(address, mail_server):
    while jobs.run_next("test"):
        pass
    return [mail for mail in mail_server.mails if mail["X-Envelope-To"] == address]


def come_in(reader, address, mail_server, *, name, link=""):
    """Sign in, or up, by a code, from the page a mail leads to."""
    client = Client()
    where = f"/{reader}/account/login/?next={link}"
    known = Account.objects.filter(email=address).exists()
    if known:
        assert client.post(where, {"login": address}).status_code == 302
    else:
        where = f"/{reader}/account/signup/?next={link}"
        assert client.post(where, {"email": address, "name": name}).status_code == 302
    code = code_in(mails_to(address, mail_server)[-1])
    page = f"/{reader}/account/login/code/" if known else f"/{reader}/account/confirm-email/"
    answer = client.post(page + f"?next={link}", {"code": code}, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return client


def link_in(mail, what):
    (found,) = set(re.findall(rf"http://localhost:8000(/\w\w/desk/{what}[^\s>]*)", text_of(mail)))
    return found


@pytest.mark.parametrize("reader", ["en", "pt"])
def test_an_officer_is_invited_hands_over_and_leaves(reader, db, mail_server):
    call_command("team", "add-lead", INES, stdout=StringIO())
    ines = come_in(reader, INES, mail_server, name="Ines")
    made = ines.post(
        f"/{reader}/desk/team/organisations/new/",
        {
            "name": "City of Kitale", "kind": "local-government", "place": "Kenya", "website": "",
            "language": reader, "admin_email": TANO,
        },
    )  # fmt: skip
    assert made.status_code == 302, words(made)
    city = made.headers["Location"].split("?")[0]

    (invitation,) = mails_to(TANO, mail_server)
    link = link_in(invitation, "invitations/")
    assert link.startswith(f"/{reader}/")
    assert "City of Kitale" in words(Client().get(link))
    tano = come_in(reader, TANO, mail_server, name="Tano", link=link)
    welcome = tano.post(link, {"answer": "accept"})
    assert welcome.headers["Location"] == f"{city}?done=accepted"

    data = {"email": WANJA, "role": "member", "mail_language": reader}
    assert tano.post(f"{city}invite/", data).status_code == 302
    link = link_in(mails_to(WANJA, mail_server)[0], "invitations/")
    wanja = come_in(reader, WANJA, mail_server, name="Wanja", link=link)
    assert wanja.post(link, {"answer": "accept"}).status_code == 302
    assert wanja.get(f"{city}invite/").status_code == 404  # a member invites nobody

    alone = tano.post(f"{city}leave/", {"heir": ""})
    assert alone.status_code == 422  # nobody would look after the city
    heir = Person.objects.get(account__email=WANJA)
    assert tano.post(f"{city}leave/", {"heir": str(heir.pk)}).status_code == 302
    assert tano.get(city).status_code == 404
    assert wanja.get(f"{city}invite/").status_code == 200
    assert standing_of(heir.account).organisations("admin")
    assert link_in(mails_to(WANJA, mail_server)[-1], "organisations/") == city

    journal = words(wanja.get(f"{city}journal/"))
    # The operator knew no more of the first lead than the address.
    assert journal.index("Tano ·") < journal.index("ines ·")
    assert tano.get(f"{city}journal/").status_code == 404
