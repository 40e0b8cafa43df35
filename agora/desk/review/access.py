"""What the pages of the review answer to whom."""

from agora.kernel.access import LANGUAGE, Work, reads, register

REVIEW = f"{LANGUAGE}desk/review/"
ONE = f"{REVIEW}<uuid:submission_id>/"
GROUP = f"{ONE}group/"
READING = f"{LANGUAGE}desk/reading/<slug:secret>/"
_TEAM = ("team", "lead")
_PROVIDER = ("translator", "editor", "reviewer", "admin")
_WRITERS = ("editor", "admin", "lead")


def _does(*roles: str, status: int = 302) -> dict[str, dict[str, int]]:
    return {"POST": dict.fromkeys(roles, status)}


register(
    {
        REVIEW: Work(reads(*_TEAM), names_a_thing=False),
        f"{REVIEW}sent/": Work(reads(*_PROVIDER, "other"), names_a_thing=False),
        f"{REVIEW}due/": Work(reads("editor", "admin", "other", *_TEAM), names_a_thing=False),
        f"{REVIEW}due/<uuid:look_id>/": Work(_does("editor", "admin", *_TEAM)),
        f"{REVIEW}topics/": Work(reads(*_TEAM), names_a_thing=False),
        f"{REVIEW}topics/<int:suggestion_id>/": Work(_does(*_TEAM)),
        ONE: Work(reads(*_PROVIDER, *_TEAM)),
        f"{ONE}preview/": Work(reads(*_PROVIDER, *_TEAM)),
        f"{ONE}approve/": Work(_does(*_TEAM)),
        f"{ONE}ask/": Work(_does(*_TEAM)),
        f"{ONE}assign/": Work(_does(*_TEAM)),
        # Only an approver of the organisation, who is none of the ten, lets it go.
        f"{ONE}clear/": Work(_does()),
        f"{ONE}comment/": Work(_does(*_PROVIDER, *_TEAM)),
        f"{ONE}decline/": Work(_does(*_TEAM)),
        f"{ONE}withdraw/": Work(_does(*_WRITERS)),
        # The example's group has read and waits for answers.
        GROUP: Work(reads(*_PROVIDER, *_TEAM)),
        f"{GROUP}open/": Work(_does(*_TEAM)),
        f"{GROUP}invite/": Work(_does(*_TEAM)),
        f"{GROUP}until/": Work(_does(*_TEAM)),
        f"{GROUP}close/": Work(_does(*_TEAM)),
        f"{GROUP}release/": Work(_does(*_TEAM)),
        f"{GROUP}members/<uuid:member_id>/remove/": Work(_does(*_TEAM)),
        f"{GROUP}comments/<uuid:message_id>/answer/": Work(_does("editor", "admin", *_TEAM)),
        # Whoever has the mail reads and comments; the secret is the permission.
        READING: Work({**reads("visitor", "*"), "POST": {"visitor": 302, "*": 302}}),
    }
)
