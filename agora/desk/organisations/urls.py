"""Addresses of the pages about organisations and the learning team."""

from django.urls import path

from agora.desk.organisations import invitations, learning_team, people, requests, views

_ONE = "organisations/<uuid:organisation_id>/"

urlpatterns = [
    path("organisations/", views.mine, name="desk-organisations"),
    path("organisations/ask/", views.ask, name="desk-organisation-ask"),
    path(_ONE, views.organisation, name="desk-organisation"),
    path(_ONE + "journal/", views.journal, name="desk-organisation-journal"),
    path(_ONE + "leave/", people.leave, name="desk-organisation-leave"),
    path(_ONE + "people/<uuid:person_id>/", people.person, name="desk-person"),
    path(_ONE + "people/<uuid:person_id>/hand-over/", people.hand_over, name="desk-hand-over"),
    path(_ONE + "invite/", invitations.invite, name="desk-invite"),
    path(
        _ONE + "invitations/<uuid:invitation_id>/resend/",
        invitations.resend,
        name="desk-invitation-resend",
    ),
    path(
        _ONE + "invitations/<uuid:invitation_id>/revoke/",
        invitations.revoke,
        name="desk-invitation-revoke",
    ),
    path(_ONE + "teams/new/", views.new_team, name="desk-new-team"),
    path(_ONE + "teams/<uuid:team_id>/join/", views.join_team, name="desk-team-join"),
    path(_ONE + "teams/<uuid:team_id>/leave/", views.leave_team, name="desk-team-leave"),
    path("invitations/<slug:secret>/", invitations.answer, name="desk-invitation"),
    path("team/", learning_team.team, name="desk-team"),
    path("team/invite/", learning_team.invite, name="desk-team-invite"),
    path("team/leave/", learning_team.leave, name="desk-team-quit"),
    path("team/journal/", learning_team.journal, name="desk-journal"),
    path("team/requests/", requests.requests, name="desk-team-requests"),
    path("team/requests/<uuid:request_id>/", requests.decide, name="desk-team-request"),
    path("team/organisations/new/", requests.make, name="desk-team-make"),
    path("team/people/<uuid:person_id>/", learning_team.person, name="desk-team-person"),
    path(
        "team/people/<uuid:person_id>/hand-over/",
        learning_team.hand_over,
        name="desk-team-hand-over",
    ),
    path("team/duties/<uuid:duty_id>/take/", learning_team.take, name="desk-duty-take"),
    path(
        "team/invitations/<uuid:invitation_id>/resend/",
        learning_team.resend,
        name="desk-team-invitation-resend",
    ),
    path(
        "team/invitations/<uuid:invitation_id>/revoke/",
        learning_team.revoke,
        name="desk-team-invitation-revoke",
    ),
]
