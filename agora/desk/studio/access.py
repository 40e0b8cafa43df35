"""What the pages of the studio answer to whom."""

from agora.kernel.access import LANGUAGE, Work, reads, register

_READERS = ("translator", "editor", "reviewer", "admin", "lead")
_WRITERS = ("editor", "admin", "lead")
_COURSE = f"{LANGUAGE}desk/drafts/<uuid:draft_id>/course/"


def _writes(status: int) -> dict[str, dict[str, int]]:
    return {"POST": dict.fromkeys(_WRITERS, status)}


register(
    {
        # Without an act there is nothing to do (422).
        _COURSE: Work({**reads(*_READERS), **_writes(422)}),
        f"{_COURSE}checks/": Work(reads(*_READERS)),
        f"{_COURSE}preview/<uuid:lesson>/": Work(reads(*_READERS)),
        f"{_COURSE}settings/<slug:which>/": Work({**reads(*_WRITERS), **_writes(302)}),
        f"{_COURSE}<slug:sort>/<uuid:key>/": Work({**reads(*_WRITERS), **_writes(302)}),
    }
)
