"""What the pages of translating answer to whom."""

from agora.kernel.access import LANGUAGE, Work, reads, register

HERE = f"{LANGUAGE}desk/translate/"
THING = f"{HERE}<slug:kind>/<uuid:object_id>/"
TEXT = f"{THING}<str:into>/"

_WHO_WORK = ("translator", "editor", "reviewer", "admin", "other", "team", "lead")
_WHO_SEE = ("translator", "editor", "reviewer", "admin", "team", "lead")
_WHO_WRITE = ("translator", "editor", "admin", "lead")

register(
    {
        HERE: Work(reads(*_WHO_WORK), names_a_thing=False),
        f"{HERE}coverage/": Work(reads(*_WHO_WORK), names_a_thing=False),
        f"{HERE}coverage/download.csv": Work(reads(*_WHO_WORK), names_a_thing=False),
        THING: Work(reads(*_WHO_SEE)),
        # Saved, it leads back to itself.
        TEXT: Work({**reads(*_WHO_SEE), "POST": dict.fromkeys(_WHO_WRITE, 302)}),
        # Without a word what to do it is refused with 422.
        f"{TEXT}step/": Work({"POST": dict.fromkeys(_WHO_SEE, 422)}),
        f"{TEXT}text.po": Work(reads(*_WHO_SEE)),
        f"{TEXT}text.xlf": Work(reads(*_WHO_SEE)),
        f"{TEXT}upload/": Work(
            {**reads(*_WHO_WRITE), "POST": dict.fromkeys(_WHO_WRITE, 422)},
        ),
        f"{TEXT}upload/take/": Work({"POST": dict.fromkeys(_WHO_WRITE, 422)}),
    }
)
