"""What the pages of writing answer to whom."""

from agora.kernel.access import LANGUAGE, Work, reads, register

_READERS = ("translator", "editor", "reviewer", "admin", "lead")
_WRITERS = ("editor", "admin", "lead")
_DRAFT = f"{LANGUAGE}desk/drafts/<uuid:draft_id>/"


def _writes(status: int) -> dict[str, dict[str, int]]:
    return {"POST": dict.fromkeys(_WRITERS, status)}


register(
    {
        # Whoever writes for nobody reads there how to come to it; what they send is not taken.
        f"{LANGUAGE}desk/contribute/": Work({**reads("*"), **_writes(302)}, names_a_thing=False),
        f"{LANGUAGE}desk/lookup/<slug:sort>/": Work(reads("*"), names_a_thing=False),
        f"{LANGUAGE}desk/edit/<slug:kind>/<uuid:object_id>/": Work(
            {**reads(*_WRITERS), **_writes(302)}
        ),
        f"{LANGUAGE}desk/drafts/": Work(reads("*"), names_a_thing=False),
        # What is not complete yet is not sent (422).
        _DRAFT: Work({**reads(*_READERS), **_writes(422)}),
        f"{_DRAFT}history/": Work(reads(*_READERS)),
        f"{_DRAFT}preview/": Work(reads(*_READERS)),
        f"{_DRAFT}restore/": Work(_writes(302)),
        f"{_DRAFT}discard/": Work({**reads(*_WRITERS), **_writes(302)}),
        # Without a word to whom it is refused (422).
        f"{_DRAFT}move/": Work({**reads(*_WRITERS), **_writes(422)}),
        f"{_DRAFT}write/<slug:step>/": Work({**reads(*_WRITERS), **_writes(302)}),
    }
)
