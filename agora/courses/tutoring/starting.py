"""What is registered for tutors and organisers when the room starts."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.http import HttpRequest

from agora.courses.blocks.prompt import register_panel
from agora.courses.models import Enrolment
from agora.courses.pages import finishing
from agora.courses.tutoring import counting, surveys, talking, words
from agora.courses.tutoring.certified import register_holders
from agora.credentials.models import Credential
from agora.journal import verbs
from agora.kernel import jobs, personal
from agora.talk import places
from agora.ui.rows import Link


def holders(rows: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Those of these enrolments that a certificate was given for which stands."""
    standing = Credential.objects.filter(revoked_at__isnull=True)
    return rows.filter(pk__in=standing.values("registration"))


def asked_at_the_end(_request: HttpRequest, enrolment: Enrolment) -> list[Link]:
    """The same questions again, for whoever has completed the course."""
    due = surveys.survey_due(enrolment)
    return [due] if due else []


def register() -> None:
    """The place of talk, the panel below prompts, personal columns, verbs."""
    places.register(talking.KIND, talking.PLACE)
    register_panel(talking.panel)
    register_holders(holders)
    finishing.register(asked_at_the_end)
    verbs.register(words.ACTS)
    personal.register("courses.GroupMessage", "sent_by", "empty", owner="sent_by")
    personal.register("courses.GroupMessageRecipient", "account", "delete", owner="account")
    personal.register("courses.SurveyAnswer", "text", "delete", owner="reply__enrolment__account")
    jobs.periodic("courses.tallies", dt.timedelta(minutes=5), counting.tallies_refresh)
