"""What the pages about what is getting old answer to whom."""

from agora.kernel.access import LANGUAGE, Work, reads, register

AGEING = f"{LANGUAGE}desk/ageing/"
ONE = f"{AGEING}<uuid:resource_id>/"
_DECIDE = ("editor", "admin", "lead")

register(
    {
        AGEING: Work(reads(*_DECIDE, "team", "other"), names_a_thing=False),
        f"{ONE}right/": Work({"POST": dict.fromkeys(_DECIDE, 302)}),
        f"{ONE}update/": Work({"POST": dict.fromkeys(_DECIDE, 302)}),
        f"{ONE}withdraw/": Work({**reads(*_DECIDE), "POST": dict.fromkeys(_DECIDE, 302)}),
    }
)
