"""How much work it is to tell many people that a run is open: `agora bench openings`."""

from __future__ import annotations

import random
import time
from typing import Final

from django.core import mail
from django.test.utils import override_settings

from agora.bench.reporting import Figures
from agora.catalogue.models import Resource
from agora.courses.models import Course, CourseVersion, Interest, Run
from agora.courses.seats import letters
from agora.kernel import clock
from agora.kernel.languages import TAGS
from agora.topics.models import Place

TARGETS: Final = {"preparing the notices, CPU s": ("≤", 60.0)}


def opening_figures(people: int) -> Figures:
    """Processor seconds until a notice is written, drawn and handed over for so many people.

    They read five languages in the zones of many cities. The mails end in memory: what a mail server
    costs is its own. What it makes, it leaves behind.
    """
    chance = random.Random(6)
    run = _run()
    places = list(
        Place.objects.exclude(timezone="").order_by("pk").values_list("pk", flat=True)[:200]
    )
    now = clock.now()
    Interest.objects.bulk_create(
        (
            Interest(
                course=run.course,
                email=f"reader-{number}@ondara.example",
                language=chance.choice(TAGS),
                place_id=chance.choice([*places, None]),
                confirmed_at=now,
            )
            for number in range(people)
        ),
        batch_size=500,
    )
    figures: Figures = {"people": people, "places": len(places)}
    waiting = Interest.objects.filter(course=run.course, confirmed_at__isnull=False)
    begin = time.process_time()
    figures["notices"] = letters.openings_write(run, waiting.values_list("pk", flat=True))
    figures["writing a row for each, CPU s"] = _since(begin)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        again = time.process_time()
        letters.openings_send.call(str(run.pk))
        figures["drawing and handing over, each noted before and after, CPU s"] = _since(again)
        figures["mails"] = len(mail.outbox)
        mail.outbox = []
    figures["preparing the notices, CPU s"] = _since(begin)
    return figures


def _since(begin: float) -> float:
    return round(time.process_time() - begin, 1)


def _run() -> Run:
    resource = Resource.objects.order_by("pk").first()
    if resource is None:
        raise LookupError("no resource to make a course of")
    course, _new = Course.objects.get_or_create(resource=resource)
    course.live, _made = CourseVersion.objects.get_or_create(
        course=course,
        number=1,
        defaults={"change": "equivalent", "original_language": resource.original_language},
    )
    course.save()
    return Run.objects.create(
        course=course,
        original_language="en",
        is_published=True,
        starts=clock.now(),
        timezone="Africa/Nairobi",
    )
