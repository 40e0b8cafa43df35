"""What the pages of the addresses answer to whom."""

from agora.kernel.access import LANGUAGE, Work, reads, register

LINKS = f"{LANGUAGE}desk/links/"
ONE = f"{LINKS}<uuid:link_id>/"
_THEIRS = ("editor", "admin", "team", "lead")

register(
    {
        LINKS: Work(reads(*_THEIRS, "other"), names_a_thing=False),
        f"{ONE}again/": Work({"POST": dict.fromkeys(_THEIRS, 302)}),
        f"{ONE}right/": Work({"POST": dict.fromkeys(_THEIRS, 302)}),
    }
)
