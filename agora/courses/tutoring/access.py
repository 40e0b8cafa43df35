"""What the pages of tutors and organisers answer to whom.

In the example the member tutors a group of a run of Ondara's course; its editor and admin organise.
"""

from agora.kernel.access import LANGUAGE, Work, reads, register

_RUN = f"{LANGUAGE}courses/<slug:slug>/runs/<uuid:run_id>/"
TUTOR = f"{_RUN}tutor/"
PERSON = f"{TUTOR}people/<uuid:enrolment>/"
ORGANISE = ("editor", "admin", "lead")
GUIDE = ("member", *ORGANISE)
_READS = Work(reads(*GUIDE))


def _takes(*roles: str, status: int = 422) -> dict[str, dict[str, int]]:
    return {"POST": dict.fromkeys(roles, status)}


register(
    {
        TUTOR: _READS,
        f"{TUTOR}people/": _READS,
        PERSON: _READS,
        f"{PERSON}attempts/": Work(_takes(*GUIDE)),
        f"{PERSON}progress/": Work(_takes(*GUIDE)),
        f"{TUTOR}questions/": _READS,
        f"{TUTOR}marking/": _READS,
        f"{TUTOR}marking/<uuid:attempt>/": Work({**reads(*GUIDE), **_takes(*GUIDE)}),
        f"{TUTOR}messages/": _READS,
        f"{TUTOR}messages/new/": Work({**reads(*GUIDE), **_takes(*GUIDE)}),
        f"{TUTOR}messages/<uuid:message>/": _READS,
    }
)
