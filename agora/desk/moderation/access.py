"""What the pages about reports and decisions answer to whom."""

from agora.kernel.access import LANGUAGE, Work, reads, register

REPORTS = f"{LANGUAGE}desk/reports/"
DECISIONS = f"{LANGUAGE}desk/decisions/"
_THEIRS = ("translator", "editor", "reviewer", "admin")

# The learning team's reviewer is no moderator; a lead may do all that moderators may.
register(
    {
        REPORTS: Work(reads("lead"), names_a_thing=False),
        f"{REPORTS}<uuid:matter_id>/": Work({**reads("lead"), "POST": {"lead": 422}}),
        f"{REPORTS}<uuid:matter_id>/appeal/": Work({"POST": {"lead": 422}}),
        DECISIONS: Work(reads(*_THEIRS, "other"), names_a_thing=False),
        f"{DECISIONS}<uuid:decision_id>/": Work(
            {**reads(*_THEIRS), "POST": {"editor": 422, "admin": 422}}
        ),
    }
)
