"""What the pages of bringing in answer to whom: editors and admins of an organisation, and leads."""

from agora.kernel.access import LANGUAGE, Work, reads, register

BRING = f"{LANGUAGE}desk/bring/"
ONE = f"{BRING}<uuid:import_id>/"
_WRITERS = ("editor", "admin", "lead")
_ALL = (*_WRITERS, "other")
_DOES = {"POST": dict.fromkeys(_WRITERS, 302)}

register(
    {
        BRING: Work(reads(*_ALL), names_a_thing=False),
        f"{BRING}new/": Work(
            {**reads(*_ALL), "POST": dict.fromkeys(_ALL, 422)}, names_a_thing=False
        ),
        f"{BRING}template.<str:form>": Work(reads(*_ALL), names_a_thing=False),
        ONE: Work(reads(*_WRITERS)),
        f"{ONE}rejected.csv": Work(reads(*_WRITERS)),
        f"{ONE}columns/": Work({**reads(*_WRITERS), **_DOES}),
        f"{ONE}start/": Work(_DOES),
        f"{ONE}send/": Work(_DOES),
        f"{ONE}undo/": Work(_DOES),
        f"{ONE}drop/": Work(_DOES),
    }
)
