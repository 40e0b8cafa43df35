"""Organisations, their people, invitations and teams; the learning team."""

from __future__ import annotations

import uuid

from agora.kernel.access import LANGUAGE
from agora.people.colleagues import organisation_for
from agora.people.invitations import invitation_send, secret_of
from agora.people.models import Duty, Invitation, Membership, OrganisationRequest, Person, Team
from agora.people.queries import standing_of
from agora.topics.models import Concept
from tests.desk.addresses import Example
from tests.desk.cast import Cast

NEVER = uuid.UUID(int=99)
ASKED = {
    "name": "City of Kitale",
    "kind": "local-government",
    "place": "Kenya",
    "website": "https://kitale.example",
    "why": "We would like to offer our waste plan.",
    "language": "en",
}


def one(cast: Cast, end: str = "") -> str:
    """Ondara's page, or one under it."""
    return f"en/desk/organisations/{cast.ondara.pk}/{end}"


def under(end: str, **data: object) -> object:
    """A page under an organisation that names nothing else."""

    def make(cast: Cast) -> Example:
        elsewhere = f"en/desk/organisations/{NEVER}/{end}"
        return Example(one(cast, end), data, (elsewhere,))

    return make


def invited(cast: Cast, role: str, email: str, organisation: object) -> Invitation:
    """An open invitation by whoever has this role in the cast."""
    standing = standing_of(cast[role].account)
    key = None if organisation is None else organisation_for(standing, organisation.pk).pk
    invitation = invitation_send(
        standing,
        email=email,
        role="reviewer",
        organisation=key,
        mail_language="en",
    )
    assert invitation.state == "open"
    return invitation


def of_a_person(end: str, **data: object) -> object:
    """A page about Beto in Ondara; Brumal's admin does not belong there."""

    def make(cast: Cast) -> Example:
        sent = {key: value(cast) if callable(value) else value for key, value in data.items()}
        begin = f"en/desk/organisations/{cast.ondara.pk}/people"
        return Example(
            f"{begin}/{cast['member'].person.pk}/{end}",
            sent,
            (
                f"{begin}/{cast['other'].person.pk}/{end}",
                f"{begin}/{cast['lead'].person.pk}/{end}",
                f"{begin}/{NEVER}/{end}",
                f"en/desk/organisations/{NEVER}/people/{cast['member'].person.pk}/{end}",
            ),
        )

    return make


def of_an_invitation(end: str) -> object:
    """Ondara's invitation; Brumal's, and the learning team's, are not under Ondara."""

    def make(cast: Cast) -> Example:
        mine = invited(cast, "admin", "new@ondara.example", cast.ondara)
        theirs = invited(cast, "other", "new@brumal.example", cast.brumal)
        teams = invited(cast, "lead", "new@team.example", None)
        begin = f"en/desk/organisations/{cast.ondara.pk}/invitations"
        return Example(
            f"{begin}/{mine.pk}/{end}/",
            foreign=(
                f"{begin}/{theirs.pk}/{end}/",
                f"{begin}/{teams.pk}/{end}/",
                f"{begin}/{NEVER}/{end}/",
            ),
        )

    return make


def of_a_team(end: str) -> object:
    """An open team of Ondara; Brumal's is not under Ondara."""

    def make(cast: Cast) -> Example:
        team, _new = Team.objects.get_or_create(
            organisation=cast.ondara, name="Water", defaults={"is_open": True}
        )
        Team.objects.filter(pk=cast.brumal_team.pk).update(is_open=True)
        begin = f"en/desk/organisations/{cast.ondara.pk}/teams"
        return Example(
            f"{begin}/{team.pk}/{end}/",
            foreign=(f"{begin}/{cast.brumal_team.pk}/{end}/", f"{begin}/{NEVER}/{end}/"),
        )

    return make


def an_answer(cast: Cast) -> Example:
    """The stranger is invited to Ondara."""
    invitation = invited(cast, "admin", cast["stranger"].account.email, cast.ondara)
    return Example(
        f"en/desk/invitations/{secret_of(invitation)}/",
        {"answer": "accept"},
        (f"en/desk/invitations/{'0' * 64}/", f"en/desk/invitations/{invitation.secret_digest}/"),
    )


def a_request(cast: Cast) -> Example:
    """The stranger asks for an organisation."""
    request, _new = OrganisationRequest.objects.get_or_create(
        name="City of Kitale",
        kind=Concept.objects.get(scheme__key="organisation-kinds", key="local-government"),
        asked_by=cast["stranger"].person,
        why="We would like to learn.",
        language="en",
    )
    begin = "en/desk/team/requests"
    return Example(f"{begin}/{request.pk}/", {"decision": "approve"}, (f"{begin}/{NEVER}/",))


def of_the_team(end: str, **data: object) -> object:
    """A page about the learning team's reviewer; Gita, Ondara's admin, is not of the team."""

    def make(cast: Cast) -> Example:
        begin = "en/desk/team/people"
        return Example(
            f"{begin}/{cast['team'].person.pk}/{end}",
            {key: value(cast) if callable(value) else value for key, value in data.items()},
            (f"{begin}/{cast['admin'].person.pk}/{end}", f"{begin}/{NEVER}/{end}"),
        )

    return make


def a_duty(cast: Cast) -> Example:
    """The reviewer's duty."""
    duty = Duty.objects.get(person=cast["team"].person)
    begin = "en/desk/team/duties"
    return Example(f"{begin}/{duty.pk}/take/", foreign=(f"{begin}/{NEVER}/take/",))


def of_a_team_invitation(end: str) -> object:
    """The learning team's invitation; Ondara's is not among them."""

    def make(cast: Cast) -> Example:
        mine = invited(cast, "lead", "new@team.example", None)
        theirs = invited(cast, "admin", "new@ondara.example", cast.ondara)
        begin = "en/desk/team/invitations"
        return Example(
            f"{begin}/{mine.pk}/{end}/",
            foreign=(f"{begin}/{theirs.pk}/{end}/", f"{begin}/{NEVER}/{end}/"),
        )

    return make


def person_of(role: str) -> object:
    """The id of whoever has this role."""
    return lambda cast: str(cast[role].person.pk)


def leaving(cast: Cast) -> Example:
    """Everybody leaves Ondara without an heir: the only admin may not."""
    assert Membership.objects.filter(organisation=cast.ondara, role="admin").count() == 1
    assert Person.objects.filter(memberships__organisation=cast.ondara).distinct().count() == 5
    return Example(one(cast, "leave/"), {"heir": ""}, (f"en/desk/organisations/{NEVER}/leave/",))


_DESK = f"{LANGUAGE}desk/"
_ONE = f"{_DESK}organisations/<uuid:organisation_id>/"
_TEAM = f"{_DESK}team/"

ADDRESSES = {
    f"{_DESK}organisations/": Example("en/desk/organisations/"),
    f"{_DESK}organisations/ask/": Example("en/desk/organisations/ask/", ASKED),
    _ONE: under(""),
    f"{_ONE}journal/": under("journal/"),
    f"{_ONE}leave/": leaving,
    f"{_ONE}people/<uuid:person_id>/": of_a_person("", roles=["editor"]),
    f"{_ONE}people/<uuid:person_id>/hand-over/": of_a_person(
        "hand-over/", heir=person_of("editor")
    ),
    f"{_ONE}invite/": under("invite/", email="n@ondara.example", role="editor", mail_language="pt"),
    f"{_ONE}invitations/<uuid:invitation_id>/resend/": of_an_invitation("resend"),
    f"{_ONE}invitations/<uuid:invitation_id>/revoke/": of_an_invitation("revoke"),
    f"{_ONE}teams/new/": under("teams/new/", name="Air"),
    f"{_ONE}teams/<uuid:team_id>/join/": of_a_team("join"),
    f"{_ONE}teams/<uuid:team_id>/leave/": of_a_team("leave"),
    f"{_DESK}invitations/<slug:secret>/": an_answer,
    _TEAM: Example("en/desk/team/"),
    f"{_TEAM}invite/": Example(
        "en/desk/team/invite/",
        {"email": "n@team.example", "role": "translator", "language": "pt", "mail_language": "pt"},
    ),
    f"{_TEAM}leave/": Example("en/desk/team/leave/", {"heir": ""}),
    f"{_TEAM}journal/": Example("en/desk/team/journal/"),
    f"{_TEAM}requests/": Example("en/desk/team/requests/"),
    f"{_TEAM}requests/<uuid:request_id>/": a_request,
    f"{_TEAM}organisations/new/": Example(
        "en/desk/team/organisations/new/", {**ASKED, "admin_email": "first@kitale.example"}
    ),
    f"{_TEAM}people/<uuid:person_id>/": of_the_team("", role="translator", language="pt"),
    f"{_TEAM}people/<uuid:person_id>/hand-over/": of_the_team("hand-over/", heir=person_of("lead")),
    f"{_TEAM}duties/<uuid:duty_id>/take/": a_duty,
    f"{_TEAM}invitations/<uuid:invitation_id>/resend/": of_a_team_invitation("resend"),
    f"{_TEAM}invitations/<uuid:invitation_id>/revoke/": of_a_team_invitation("revoke"),
}
