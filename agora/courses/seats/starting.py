"""What is registered for seats when the room starts."""

from __future__ import annotations

import datetime as dt

from agora.courses.seats import interests, letters, queries, seating, words
from agora.journal import verbs
from agora.kernel import jobs, kinds, personal


def register() -> None:
    """Personal columns, verbs, and what is done every so often."""
    personal.register("courses.Interest", "email", "delete", owner="email")
    personal.register("courses.SeatOffer", "email", "empty", owner="email")
    personal.register("courses.SeatOffer", "by", "empty", owner="by")
    personal.register("courses.SeatDecision", "by", "empty", owner="by")
    personal.register("courses.SeatDecision", "reason", "empty", owner="enrolment__account")
    personal.register("courses.ApplicationAnswer", "text", "delete", owner="enrolment__account")
    personal.register("courses.GenderAnswer", "gender", "delete", owner="enrolment__account")
    personal.register(
        "courses.Cohort", "name", "keep", owner=personal.NOBODY, reason="the name of a group"
    )
    verbs.register(words.ACTS)
    kinds.register_part("run", queries.run_describe)
    jobs.periodic("courses.offers", dt.timedelta(minutes=5), seating.offers_expire)
    jobs.periodic("courses.interests", dt.timedelta(hours=6), interests.interests_forget)
    jobs.periodic("courses.letters", dt.timedelta(days=1), letters.letters_forget)
