"""The desk's pages about organisations: what each shows, keeps, refuses and counts."""

from __future__ import annotations

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agora.journal.models import Entry
from agora.journal.services import entry_write
from agora.people.invitations import invitation_send, secret_of
from agora.people.models import (
    Account,
    Duty,
    Invitation,
    Membership,
    Organisation,
    OrganisationRequest,
    Person,
    Team,
)
from agora.people.queries import standing_of
from agora.topics.models import Concept
from tests.catalogue.shelf import found
from tests.desk.addresses.organisations import ASKED
from tests.web.reading import elements

pytestmark = pytest.mark.django_db


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def queries_of(client, address) -> int:
    client.get(address)  # what a process keeps is kept from now on
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def somebody_new(name, organisation, role="editor"):
    account = Account.objects.create_user(f"{name.lower()}@new.example")
    person = Person.objects.create(name=name, account=account)
    Membership.objects.create(person=person, organisation=organisation, role=role)
    return person


def test_each_sees_exactly_their_own_organisations(cast):
    def listed(role):
        page = cast.client(role).get("/en/desk/organisations/")
        return set(re.findall(r"/en/desk/organisations/([0-9a-f-]{36})/", page.content.decode()))

    ondara, brumal = str(cast.ondara.pk), str(cast.brumal.pk)
    assert listed("stranger") == set()
    assert listed("team") == set()
    assert listed("other") == {brumal}
    assert listed("lead") == {ondara, brumal}
    for role in ("member", "translator", "editor", "reviewer", "admin"):
        assert listed(role) == {ondara}


def test_a_lead_searches_and_others_search_in_their_own(cast):
    def found_by(role, text):
        return words(cast.client(role).get("/en/desk/organisations/", {"q": text}))

    assert "City of Brumal" in found_by("lead", "brum")
    assert "City of Ondara" not in found_by("lead", "brum")
    assert "City of Brumal" not in found_by("editor", "brum")
    assert "No organisation has such a name" in found_by("lead", "zzz")


def test_the_page_of_an_organisation_shows_its_own_people_teams_and_invitations(cast):
    other = standing_of(cast["other"].account)
    admin = standing_of(cast["admin"].account)
    for standing, organisation in ((other, cast.brumal), (admin, cast.ondara)):
        invitation_send(
            standing, email=f"new@{organisation.slug}.example", role="editor",
            organisation=organisation.pk, mail_language="en",
        )  # fmt: skip
    page = words(cast.client("admin").get(f"/en/desk/organisations/{cast.ondara.pk}/"))
    for name in ("Amina", "Beto", "Esi", "Farid", "Gita", "Learning team", "new@ondara.example"):
        assert name in page
    for name in ("Chidi", "Dalia", "Hiro", "Ines", "new@brumal.example"):
        assert name not in page


@pytest.mark.parametrize("role", ["member", "translator", "editor", "reviewer"])
def test_addresses_and_invitations_are_for_those_who_manage(role, cast):
    invitation_send(
        standing_of(cast["admin"].account), email="new@ondara.example", role="editor",
        organisation=cast.ondara.pk, mail_language="en",
    )  # fmt: skip
    page = cast.client(role).get(f"/en/desk/organisations/{cast.ondara.pk}/").content.decode()
    assert "@" not in page.split("<main", 1)[1]
    assert "/invite/" not in page
    assert "/people/" not in page
    assert "/journal/" not in page


def test_a_button_is_shown_to_exactly_those_who_may(cast):
    Team.objects.create(organisation=cast.ondara, name="Water", is_open=True)
    for role in ("member", "translator", "editor", "reviewer", "admin", "lead"):
        client = cast.client(role)
        address = f"/en/desk/organisations/{cast.ondara.pk}/"
        page = client.get(address)
        for link in elements(page, "a"):
            if (link.get("href") or "").startswith("/en/desk/"):
                assert client.get(link["href"]).status_code == 200, (role, link["href"])
        for form in elements(page, "form"):
            action = form.get("action") or ""
            if action.startswith("/en/desk/"):
                assert client.post(action).status_code == 302, (role, action)


def test_a_list_asks_as_often_for_three_as_for_one(cast):
    organisation = found("kitale")
    somebody_new("Ada", organisation, "admin")
    Membership.objects.filter(organisation=organisation).update(role="admin")
    admin = Person.objects.get(name="Ada")
    client = Client()
    client.force_login(admin.account)
    standing = standing_of(admin.account)
    pages = [
        "/en/desk/organisations/",
        f"/en/desk/organisations/{organisation.pk}/",
        f"/en/desk/organisations/{organisation.pk}/journal/",
    ]

    def more(number):
        for letter in "abc"[:number]:
            name = f"{number}{letter}"
            one = found(f"more-{name}")
            Membership.objects.create(person=admin, organisation=one)
            person = somebody_new(f"P{name}", organisation)
            team = Team.objects.create(organisation=organisation, name=name)
            Membership.objects.create(person=person, organisation=organisation, team=team)
            invitation_send(
                standing, email=f"{name}@x.example", role="editor", organisation=organisation.pk,
                mail_language="en",
            )  # fmt: skip
            entry_write(
                "role-give", "organisation", organisation.pk, actor=person.account_id,
                person=person.pk, organisation=organisation.pk, note="editor",
            )  # fmt: skip

    more(1)
    one = [queries_of(client, page) for page in pages]
    more(3)
    assert [queries_of(client, page) for page in pages] == one


def test_the_teams_lists_ask_as_often_for_three_as_for_one(cast):
    client = cast.client("lead")
    pages = ["/en/desk/team/", "/en/desk/team/requests/", "/en/desk/team/journal/"]
    kind = Concept.objects.get(scheme__key="organisation-kinds", key="network")
    axis = Concept.objects.get(scheme__key="pact-2022", key="people")
    standing = standing_of(cast["lead"].account)

    def more(number):
        for letter in "abc"[:number]:
            name = f"{number}{letter}"
            account = Account.objects.create_user(f"{name}@t.example")
            person = Person.objects.create(name=name, account=account)
            Duty.objects.create(person=person, role="reviewer", language="pt", axis=axis)
            OrganisationRequest.objects.create(
                name=name, kind=kind, why="Why not.", language="en", asked_by=person
            )
            invitation_send(standing, email=f"{name}@x.example", role="lead", mail_language="en")

    more(1)
    one = [queries_of(client, page) for page in pages]
    more(3)
    assert [queries_of(client, page) for page in pages] == one


def test_long_lists_are_paged(cast):
    for number in range(60):
        person = Person.objects.create(name=f"Member {number:02}")
        Membership.objects.create(person=person, organisation=cast.ondara)
    client, address = cast.client("admin"), f"/en/desk/organisations/{cast.ondara.pk}/"
    first, second = words(client.get(address)), words(client.get(address + "?page=2"))
    assert ("Member 00" in first, "Member 59" in first) == (True, False)
    assert ("Member 00" in second, "Member 59" in second) == (False, True)
    for page in ("0", "-1", "x", "9" * 50, "2&q=" + "y" * 500):
        assert client.get(f"{address}?page={page}").status_code == 200


def test_roles_are_given_by_ticking_and_extra_fields_count_for_nothing(cast):
    beto, client = cast["member"], cast.client("admin")
    address = f"/en/desk/organisations/{cast.ondara.pk}/people/{beto.person.pk}/"
    (editor,) = [
        one
        for one in elements(client.get(address), "input", name="roles")
        if one["value"] == "editor"
    ]
    assert "checked" not in editor.attributes
    extra = {
        "is_staff": "1", "is_superuser": "1", "organisation": str(cast.brumal.pk), "role": "admin",
        "person": str(cast["other"].person.pk), "duty": "lead", "duties": "lead", "account": "x",
    }  # fmt: skip
    answer = client.post(address, {"roles": ["editor", "trainer"], **extra})
    assert answer.status_code == 302
    assert standing_of(beto.account).roles == {cast.ondara.pk: frozenset({"editor", "trainer"})}
    assert standing_of(beto.account).duties == ()
    (editor,) = [
        one
        for one in elements(client.get(address), "input", name="roles")
        if one["value"] == "editor"
    ]
    assert "checked" in editor.attributes
    client.post(address, {})
    assert standing_of(beto.account).roles == {cast.ondara.pk: frozenset({"member"})}


@pytest.mark.parametrize("wrong", ["lead", "owner", "", "admin' OR 1=1", "moderator"])
def test_a_role_that_is_none_is_refused(wrong, cast):
    beto = cast["member"]
    before = list(Membership.objects.order_by("pk").values())
    written = Entry.objects.count()
    address = f"/en/desk/organisations/{cast.ondara.pk}/people/{beto.person.pk}/"
    answer = cast.client("admin").post(address, {"roles": [wrong]})
    assert answer.status_code == 422
    invite = f"/en/desk/organisations/{cast.ondara.pk}/invite/"
    data = {"email": "new@ondara.example", "role": wrong, "mail_language": "en"}
    assert cast.client("admin").post(invite, data).status_code == 422
    assert list(Membership.objects.order_by("pk").values()) == before
    assert (Entry.objects.count(), Invitation.objects.count()) == (written, 0)


def test_the_last_admin_is_told_what_to_do(cast):
    gita = cast["admin"]
    address = f"/en/desk/organisations/{cast.ondara.pk}/people/{gita.person.pk}/"
    answer = cast.client("admin").post(address, {"roles": ["editor"]})
    assert answer.status_code == 422
    assert "Make a colleague an admin first" in words(answer)
    (editor,) = [one for one in elements(answer, "input", name="roles") if one["value"] == "editor"]
    assert "checked" in editor.attributes  # what was chosen is kept
    assert standing_of(gita.account).has(cast.ondara.pk, "admin")


def test_an_invitation_form_keeps_what_was_typed(cast):
    address = f"/en/desk/organisations/{cast.ondara.pk}/invite/"
    answer = cast.client("admin").post(
        address, {"email": "not an address", "role": "trainer", "mail_language": "pt"}
    )
    assert answer.status_code == 422
    (email,) = elements(answer, "input", name="email")
    assert email["value"] == "not an address"
    assert email["maxlength"] == "254"
    assert [one["value"] for one in elements(answer, "option") if "selected" in one.attributes] == [
        "pt"
    ]


def test_what_an_invitation_says_and_to_whom(cast):
    invitation = invitation_send(
        standing_of(cast["admin"].account), email=cast["stranger"].account.email, role="editor",
        organisation=cast.ondara.pk, mail_language="en",
    )  # fmt: skip
    address = f"/en/desk/invitations/{secret_of(invitation)}/"
    visitor = Client().get(address)
    for told in ("City of Ondara", "Gita", "Editor", "chidi@ondara.example"):
        assert told in words(visitor)
    assert elements(visitor, "form", method="post") == []
    hrefs = [a.get("href") or "" for a in elements(visitor, "a")]
    assert (
        f"/en/account/login/?next=%2Fen%2Fdesk%2Finvitations%2F{secret_of(invitation)}%2F" in hrefs
    )
    wrong = cast.client("other")
    assert "another address" in words(wrong.get(address))
    assert wrong.post(address, {"answer": "accept"}).status_code == 403
    right = cast.client("stranger")
    assert right.post(address, {"answer": "perhaps"}).status_code == 422
    done = right.post(address, {"answer": "accept"})
    assert done.headers["Location"] == f"/en/desk/organisations/{cast.ondara.pk}/?done=accepted"
    assert right.get(done.headers["Location"]).status_code == 200
    again = right.post(address, {"answer": "accept"})
    assert again.status_code == 302
    assert right.get(address).status_code == 410
    assert Membership.objects.filter(person=cast["stranger"].person).count() == 1


def test_looking_at_an_invitation_or_declining_makes_nobody_a_member(cast):
    invitation = invitation_send(
        standing_of(cast["admin"].account), email=cast["stranger"].account.email, role="editor",
        organisation=cast.ondara.pk, mail_language="en",
    )  # fmt: skip
    client, address = cast.client("stranger"), f"/en/desk/invitations/{secret_of(invitation)}/"
    client.get(address)
    client.head(address)
    assert client.post(address, {"answer": "decline"}).status_code == 302
    assert not Membership.objects.filter(person=cast["stranger"].person).exists()
    assert client.post(address, {"answer": "accept"}).status_code == 410


def test_somebody_asks_for_their_organisation_and_a_lead_approves(cast):
    chidi, ines = cast.client("stranger"), cast.client("lead")
    extra = {"state": "approved", "organisation": str(cast.ondara.pk), "asked_by": "x"}
    for _ in range(2):
        answer = chidi.post("/es/desk/organisations/ask/", ASKED | extra)
        assert answer.headers["Location"] == "/es/desk/organisations/?done=asked"
    request = OrganisationRequest.objects.get()
    assert (request.state, request.organisation, request.asked_by) == (
        "open", None, cast["stranger"].person,
    )  # fmt: skip
    assert "City of Kitale" in words(chidi.get("/en/desk/organisations/"))
    assert "City of Kitale" not in words(cast.client("other").get("/en/desk/organisations/"))
    page = words(ines.get(f"/en/desk/team/requests/{request.pk}/"))
    for told in ("Chidi", "Kenya", "https://kitale.example", "We would like to offer our waste"):
        assert told in page
    ines.post(f"/en/desk/team/requests/{request.pk}/", {"decision": "approve", "answer": ""})
    made = Organisation.objects.get(slug="city-of-kitale")
    assert chidi.get(f"/en/desk/organisations/{made.pk}/invite/").status_code == 200
    assert Client().get("/en/organisations/city-of-kitale/").status_code == 200
    late = ines.post(
        f"/en/desk/team/requests/{request.pk}/", {"decision": "decline", "answer": "x"}
    )
    assert late.status_code == 409
    assert "A colleague has decided this meanwhile" in words(late)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"), ({"name": "n" * 201}, "name"), ({"name": "a\u202eb"}, "name"),
        ({"name": "a\u200bb"}, "name"), ({"kind": "planet"}, "kind"), ({"place": "Atlantis"}, "place"),
        ({"website": "javascript:alert(1)"}, "website"), ({"website": "http://x y"}, "website"),
        ({"why": "short"}, "why"), ({"why": "w" * 2001}, "why"), ({"language": "xx"}, "language"),
    ],
)  # fmt: skip
def test_a_request_with_a_mistake_is_kept_in_the_form(change, field, cast):
    answer = cast.client("stranger").post("/en/desk/organisations/ask/", ASKED | change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert OrganisationRequest.objects.count() == 0
    if field != "name":
        assert elements(answer, "input", name="name")[0]["value"] == "City of Kitale"


def test_a_name_that_reads_like_anothers_is_refused_with_what_to_do(cast):
    data = ASKED | {"name": "City of Brumal", "admin_email": "first@brumal.example"}
    answer = cast.client("lead").post("/en/desk/team/organisations/new/", data)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["name"]
    assert "Another organisation is called" in words(answer)
    assert "texts." not in words(answer)
    assert Invitation.objects.count() == 0


def test_a_name_with_script_in_it_is_text_on_every_page(cast):
    evil = "<script>alert(1)</script>\"'>{{ 7 }}"
    Person.objects.filter(pk=cast["member"].person.pk).update(name=evil)
    Team.objects.create(organisation=cast.ondara, name=evil, is_open=True)
    chidi = cast["stranger"]
    Person.objects.filter(pk=chidi.person.pk).update(name=evil)
    request = OrganisationRequest.objects.create(
        name=evil, why=evil, language="en", asked_by=chidi.person, website="https://x.example",
        kind=Concept.objects.get(scheme__key="organisation-kinds", key="network"),
    )  # fmt: skip
    Duty.objects.create(person=chidi.person, role="translator")
    for role, address in (
        ("admin", f"organisations/{cast.ondara.pk}/"),
        ("admin", f"organisations/{cast.ondara.pk}/people/{cast['member'].person.pk}/"),
        ("admin", f"organisations/{cast.ondara.pk}/people/{cast['editor'].person.pk}/hand-over/"),
        ("lead", "team/"), ("lead", f"team/people/{chidi.person.pk}/"), ("lead", "team/requests/"),
        ("lead", f"team/requests/{request.pk}/"), ("stranger", "organisations/"),
    ):  # fmt: skip
        body = cast.client(role).get(f"/en/desk/{address}").content.decode()
        assert "<script>alert" not in body
        assert "&lt;script&gt;alert(1)" in body
        assert "{{ 7 }}" in body


def test_the_journal_says_who_did_what_and_only_to_those_who_manage(cast):
    beto = cast["member"]
    address = f"/en/desk/organisations/{cast.ondara.pk}/"
    cast.client("admin").post(f"{address}people/{beto.person.pk}/", {"roles": ["editor"]})
    cast.client("other").post(
        f"/en/desk/organisations/{cast.brumal.pk}/people/{cast['other'].person.pk}/",
        {"roles": ["admin", "trainer"]},
    )
    for role in ("admin", "lead"):
        page = words(cast.client(role).get(f"{address}journal/"))
        assert "Gita · gave a role · Beto · Editor" in page
        assert "Dalia" not in page
    everything = words(cast.client("lead").get("/en/desk/team/journal/"))
    assert "Dalia · gave a role" in everything
    assert "Gita · gave a role · Beto · City of Ondara · Editor" in everything


def test_a_stranger_under_ones_own_organisation_is_not_there_and_nothing_changes(cast):
    """B2 once more by hand, with things that could be changed."""
    before = [
        list(model.objects.order_by("pk").values()) for model in (Membership, Team, Invitation)
    ]
    begin = f"/en/desk/organisations/{cast.ondara.pk}/"
    dalia = cast["other"].person.pk
    for address, data in (
        (f"people/{dalia}/", {"roles": ["admin"]}),
        (f"people/{dalia}/hand-over/", {"heir": str(cast["editor"].person.pk)}),
        (f"people/{uuid.UUID(int=1)}/", {"roles": ["admin"]}),
        (f"teams/{cast.brumal_team.pk}/join/", {}),
    ):
        for role in ("admin", "lead"):
            assert cast.client(role).post(begin + address, data).status_code == 404
    for heir in (dalia, uuid.UUID(int=1)):
        answer = cast.client("admin").post(
            f"{begin}people/{cast['editor'].person.pk}/hand-over/", {"heir": str(heir)}
        )
        assert answer.status_code == 422
    after = [
        list(model.objects.order_by("pk").values()) for model in (Membership, Team, Invitation)
    ]
    assert after == before
