"""What the pages of figures answer to whom."""

from agora.kernel.access import LANGUAGE, Work, reads, register

HERE = f"{LANGUAGE}desk/statistics/"
ORGANISATION = f"{HERE}organisations/<uuid:object_id>/"
RESOURCE = f"{HERE}resources/<uuid:object_id>/"
_TEAM = ("team", "lead")
_EDITORS = ("editor", "admin", *_TEAM)

register(
    {
        # An editor finds their organisations there, and nothing of the market.
        HERE: Work(reads("other", *_EDITORS), names_a_thing=False),
        f"{HERE}coverage/": Work(reads(*_TEAM), names_a_thing=False),
        f"{HERE}searches/": Work(reads(*_TEAM), names_a_thing=False),
        f"{HERE}funders/": Work(reads(*_TEAM), names_a_thing=False),
        f"{HERE}tables/<slug:table>.csv": Work(reads(*_TEAM)),
        ORGANISATION: Work(reads(*_EDITORS)),
        f"{ORGANISATION}<slug:table>.csv": Work(reads(*_EDITORS)),
        RESOURCE: Work(reads(*_EDITORS)),
        f"{RESOURCE}<slug:table>.csv": Work(reads(*_EDITORS)),
    }
)
