"""What the pages about reports from cities answer to whom."""

from agora.kernel.access import LANGUAGE, Work, reads, register

USES = f"{LANGUAGE}desk/uses/"
_TEAM = ("team", "lead")

register(
    {
        USES: Work(reads(*_TEAM), names_a_thing=False),
        f"{USES}<uuid:use_id>/": Work({**reads(*_TEAM), "POST": dict.fromkeys(_TEAM, 302)}),
    }
)
