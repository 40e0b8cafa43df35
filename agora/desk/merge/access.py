"""What the pages about likely pairs and merges answer to whom."""

from agora.kernel.access import LANGUAGE, Work, reads, register

MERGE = f"{LANGUAGE}desk/merge/"
PAIR = f"{MERGE}<uuid:pair_id>/"
DONE = f"{MERGE}done/"
_TEAM = ("team", "lead")

register(
    {
        MERGE: Work({**reads(*_TEAM), "POST": dict.fromkeys(_TEAM, 422)}, names_a_thing=False),
        PAIR: Work({**reads(*_TEAM), "POST": dict.fromkeys(_TEAM, 302)}),
        DONE: Work(reads(*_TEAM), names_a_thing=False),
        f"{DONE}<uuid:merge_id>/undo/": Work({"POST": dict.fromkeys(_TEAM, 302)}),
    }
)
