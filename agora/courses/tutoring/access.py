"""What the pages of tutors and organisers answer to whom.

In the example the member tutors a group of a run of Ondara's course; its editor and admin organise.
"""

from agora.kernel.access import LANGUAGE, Work, reads, register

RUN = f"{LANGUAGE}courses/<slug:slug>/runs/<uuid:run_id>/"
TUTOR = f"{RUN}tutor/"
PERSON = f"{TUTOR}people/<uuid:enrolment>/"
ORGANISE = ("editor", "admin", "lead")
GUIDE = ("member", *ORGANISE)
_READS = Work(reads(*GUIDE))


def _takes(*roles: str, status: int = 422) -> dict[str, dict[str, int]]:
    return {"POST": dict.fromkeys(roles, status)}


def _answers(asked: str, status: int, other: str) -> dict[str, dict[str, int]]:
    """Whoever is not asked now is led onwards."""
    return {method: {asked: status, other: 302} for method in ("GET", "HEAD")}


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
        f"{TUTOR}survey/": Work({**reads(*GUIDE), **_takes(*ORGANISE)}),
        f"{TUTOR}survey.csv": _READS,
        f"{TUTOR}funnel/": Work(reads(*ORGANISE)),
        f"{TUTOR}funnel.csv": Work(reads(*ORGANISE)),
        # The translator learns in the example; the reviewer has completed it.
        f"{RUN}helpers/": Work(reads("translator", "reviewer")),
        f"{RUN}survey/before/": Work(
            {
                **_answers("translator", 200, "reviewer"),
                "POST": {"translator": 302, "reviewer": 302},
            }
        ),
        f"{RUN}survey/after/": Work(
            {
                **_answers("reviewer", 200, "translator"),
                "POST": {"reviewer": 302, "translator": 302},
            }
        ),
    }
)
