"""What the pages about organisations and the learning team answer to whom."""

from agora.kernel.access import LANGUAGE, Work, reads, register

_DESK = f"{LANGUAGE}desk/"
_ONE = f"{_DESK}organisations/<uuid:organisation_id>/"
_TEAM = f"{_DESK}team/"
OF_IT = ("member", "translator", "editor", "reviewer", "admin")
MANAGE = ("admin", "lead")
MAKE_TEAMS = ("editor", "admin", "lead")


def _form(*roles: str, sent: int = 302) -> Work:
    """A form for these roles; what the example sends is answered with `sent`."""
    return Work({**reads(*roles), "POST": dict.fromkeys(roles, sent)})


def _act(*roles: str) -> Work:
    """A button: the act is done and leads on."""
    return Work({"POST": dict.fromkeys(roles, 302)})


register(
    {
        f"{_DESK}organisations/": Work(reads("*"), names_a_thing=False),
        f"{_DESK}organisations/ask/": Work({**reads("*"), "POST": {"*": 302}}, names_a_thing=False),
        _ONE: Work(reads(*OF_IT, "lead")),
        f"{_ONE}journal/": Work(reads(*MANAGE)),
        # The only admin cannot leave without handing over.
        f"{_ONE}leave/": Work(
            {**reads(*OF_IT), "POST": {**dict.fromkeys(OF_IT, 302), "admin": 422}}
        ),
        f"{_ONE}people/<uuid:person_id>/": _form(*MANAGE),
        f"{_ONE}people/<uuid:person_id>/hand-over/": _form(*MANAGE),
        f"{_ONE}invite/": _form(*MANAGE),
        f"{_ONE}invitations/<uuid:invitation_id>/resend/": _act(*MANAGE),
        f"{_ONE}invitations/<uuid:invitation_id>/revoke/": _act(*MANAGE),
        f"{_ONE}teams/new/": _form(*MAKE_TEAMS),
        f"{_ONE}teams/<uuid:team_id>/join/": _act(*OF_IT),
        f"{_ONE}teams/<uuid:team_id>/leave/": _act(*OF_IT),
        # Whoever has the mail may look; the address it went to is the stranger's in the example.
        f"{_DESK}invitations/<slug:secret>/": Work(
            {
                **reads("visitor", "*"),
                "POST": {"visitor": 302, "*": 403, "stranger": 302},
            }
        ),
        _TEAM: Work(reads("team", "lead"), names_a_thing=False),
        f"{_TEAM}invite/": Work(_form("lead").answers, names_a_thing=False),
        f"{_TEAM}leave/": Work(
            {**reads("team", "lead"), "POST": {"team": 302, "lead": 422}}, names_a_thing=False
        ),
        f"{_TEAM}journal/": Work(reads("lead"), names_a_thing=False),
        f"{_TEAM}requests/": Work(reads("lead"), names_a_thing=False),
        f"{_TEAM}requests/<uuid:request_id>/": _form("lead"),
        f"{_TEAM}organisations/new/": Work(_form("lead").answers, names_a_thing=False),
        f"{_TEAM}people/<uuid:person_id>/": _form("lead"),
        f"{_TEAM}people/<uuid:person_id>/hand-over/": _form("lead"),
        f"{_TEAM}duties/<uuid:duty_id>/take/": _act("lead"),
        f"{_TEAM}invitations/<uuid:invitation_id>/resend/": _act("lead"),
        f"{_TEAM}invitations/<uuid:invitation_id>/revoke/": _act("lead"),
    }
)
