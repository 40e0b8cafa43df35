"""What is registered for tutors and organisers when the room starts."""

from __future__ import annotations

import datetime as dt

from agora.courses.blocks.prompt import register_panel
from agora.courses.tutoring import counting, talking, words
from agora.journal import verbs
from agora.kernel import jobs, personal
from agora.talk import places


def register() -> None:
    """The place of talk, the panel below prompts, personal columns, verbs."""
    places.register(talking.KIND, talking.PLACE)
    register_panel(talking.panel)
    verbs.register(words.ACTS)
    personal.register("courses.GroupMessage", "sent_by", "empty", owner="sent_by")
    personal.register("courses.GroupMessageRecipient", "account", "delete", owner="account")
    personal.register("courses.SurveyAnswer", "text", "delete", owner="reply__enrolment__account")
    jobs.periodic("courses.tallies", dt.timedelta(minutes=5), counting.tallies_refresh)
