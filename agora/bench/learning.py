"""What learning costs: a lesson, completing it, and how many may do so at once."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from agora.bench import corpus
from agora.bench.asking import Asked, asked_figures, cookie_of
from agora.bench.market import HOST, Market, MarketFailed, descendants
from agora.bench.reporting import Figures, middle, slow
from agora.bench.serving import cpu_seconds
from agora.bench.tutoring import tutor_page_cpu_ms
from agora.courses.models import Course, Enrolment, NodeProgress, Run
from agora.credentials import drawing
from agora.credentials.queries import certificate
from agora.credentials.services import achievement_ensure, credential_issue
from agora.editorial.services import document_read, version_publish
from agora.kernel import clock, ids
from agora.people.models import Account, Person

TARGETS: Final = {
    "lesson_cpu_ms": ("≤", 12.0),
    "completion_cpu_ms": ("≤", 6.0),
    "completions_per_s": ("≥", 250.0),
    "certificate_s": ("≤", 0.5),
    "tutor_page_cpu_ms": ("≤", 40.0),
}
NAMED: Final = tuple(TARGETS)
LESSONS: Final = 20
ASKERS: Final = 2
SLUG: Final = "bench-course"
GIVEN: Final = "learners.json"
"""What the askers send: the lessons' keys, and each learner's enrolment and cookie."""


def prepare(folder: Path, learners: int, signed_in: int) -> None:
    """Publish a course and enrol so many people in it, of whom some are signed in."""
    corpus.must_be_ours()
    course = _publish()
    run = Run.objects.create(course=course, original_language="en", is_published=True)
    accounts = [
        Account(id=ids.new_id(), email=f"learner-{number}@ondara.example")
        for number in range(learners)
    ]
    Account.objects.bulk_create(accounts, batch_size=500)
    Person.objects.bulk_create(
        (Person(account=one, name=f"Learner {number}") for number, one in enumerate(accounts)),
        batch_size=500,
    )
    enrolments = [
        Enrolment(
            run=run, account=one, state=Enrolment.State.ENROLLED, version_id=course.live_id,
            language="en", enrolled_at=clock.now(),
        )
        for one in accounts
    ]  # fmt: skip
    Enrolment.objects.bulk_create(enrolments, batch_size=500)
    given = {
        "lessons": [str(_key(f"lesson-{number}")) for number in range(LESSONS)],
        "learners": [
            [str(enrolment.pk), cookie_of(account)]
            for account, enrolment in list(zip(accounts, enrolments, strict=True))[:signed_in]
        ],
    }
    (folder / GIVEN).write_text(json.dumps(given))


def page_figures(folder: Path, rounds: int, people: int) -> dict[str, float | None]:
    """Processor milliseconds of pages in this process, those of tutors with so many people."""
    given = json.loads((folder / GIVEN).read_text())
    lesson = given["lessons"][0]
    # As on the first visit of each: where they are is written too.
    asked = {
        "lesson": Asked(
            given["learners"][0][1],
            [f"/{tag}/courses/{SLUG}/learn/{lesson}/" for tag in ("en", "es")],
        )
    }
    found: Figures = asked_figures(asked, rounds)
    return {
        "lesson_cpu_ms": found["lesson, ms"],
        "lesson_p95_cpu_ms": found["lesson, p95 ms"],
        "lesson_queries": found["lesson, queries"],
        "lesson_bytes_br": found["lesson, bytes"],
        "certificate_s": certificate_seconds(given),
        "tutor_page_cpu_ms": tutor_page_cpu_ms(people, rounds),
    }


def certificate_seconds(given: dict[str, Any], rounds: int = 5) -> float | None:
    """Processor seconds in which a certificate is signed and drawn, the middle of some.

    None where the system lacks what PDF is drawn with. The first one of a process, which reads the
    fonts, is left out.
    """
    if not drawing.can_draw():
        return None
    spent: list[float] = []
    for enrolment, _cookie in given["learners"][: rounds + 1]:
        mine = Enrolment.objects.get(pk=enrolment)
        achievement = achievement_ensure(
            kind="course",
            object_id=ids.fixed_id("bench", SLUG),
            version=1,
            original_language="en",
            texts={"en": {"name": "A course that is measured", "criteria": "All lessons."}},
        )
        before = time.process_time()
        made = credential_issue(
            achievement=achievement,
            registration=mine.pk,
            account=uuid.UUID(str(mine.account_id)),
            name="Amina of Ondara",
            language="en",
            assessed_in=["en", "es"],
            earned_at=clock.now(),
        )
        drawing.pdf(certificate(made, "en"))
        spent.append(time.process_time() - before)
    return round(middle(spent[1:]), 3)


def progress_kept() -> list[str]:
    """What stands in the database: enrolment and lesson of each completion."""
    return [
        f"{enrolment} {key}"
        for enrolment, key in NodeProgress.objects.values_list("enrolment_id", "node_key")
    ]


def completions(
    market: Market, *, seconds: float, connections: int, workers: int, say: Callable[[str], None]
) -> dict[str, float | None]:
    """Completions per second through HTTP, and what each cost the server's processes in all."""
    given = json.loads((market.folder / GIVEN).read_text())
    sends = _sends(given)
    with market.served(workers=workers, background=False) as served:
        say(f"completing lessons with {workers} web processes")
        _ask(served.port, sends[:200], seconds=30, connections=connections)
        before = sum(cpu_seconds(pid) for pid in descendants(served.pid))
        seen = _ask(served.port, sends[200:], seconds=seconds, connections=connections)
        spent = sum(cpu_seconds(pid) for pid in descendants(served.pid)) - before
    answered = sum(len(one["answered"]) for one in seen)
    if not answered:
        raise MarketFailed(f"No lesson was completed: {[one['others'] for one in seen]}")
    micros = [micro / 1000 for one in seen for micro in one["micros"]]
    asking = sum(one["cpu_seconds"] for one in seen)
    return {
        "completions": answered,
        "completions_refused": sum(sum(one["others"].values()) for one in seen),
        "completions_per_s": round(answered / max(one["seconds"] for one in seen), 1),
        "completion_cpu_ms": round(spent * 1000 / answered, 2),
        "completion_p50_ms": middle(micros),
        "completion_p95_ms": slow(micros),
        "askers_cpu_percent": round(100 * asking / max(asking + spent, 1e-9)),
    }


def killed(
    market: Market, *, seconds: float, connections: int, workers: int, say: Callable[[str], None]
) -> dict[str, float | None]:
    """Kill every process of the server in the middle of it; what was answered must be there."""
    given = json.loads((market.folder / GIVEN).read_text())
    sends = list(reversed(_sends(given)))
    with market.served(workers=workers, background=False) as served:
        family = [served.pid, *descendants(served.pid)]

        def kill() -> None:
            for pid in family:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

        say("killing the server while lessons are completed")
        timer = threading.Timer(seconds / 2, kill)
        timer.start()
        seen = _ask(served.port, sends, seconds=seconds, connections=connections)
        timer.join()
    halves = [sends[number::ASKERS] for number in range(ASKERS)]
    told = {
        halves[number][place][2] for number, one in enumerate(seen) for place in one["answered"]
    }
    kept = set(json.loads(market.run("bench", "learning", "--inside", "kept").splitlines()[-1]))
    return {"completed_before_kill": len(told), "lost_by_kill": len(told - kept)}


def _sends(given: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Path, cookie, and what will be kept of it: every learner, lesson by lesson."""
    return [
        (f"/en/courses/{SLUG}/learn/{lesson}/", cookie, f"{enrolment} {lesson}")
        for lesson in given["lessons"]
        for enrolment, cookie in given["learners"]
    ]


def _ask(
    port: int, sends: list[tuple[str, str, str]], *, seconds: float, connections: int
) -> list[dict[str, Any]]:
    askers = []
    for number in range(ASKERS):
        asker = subprocess.Popen(  # noqa: S603 (our own program)
            [sys.executable, str(Path(__file__).with_name("learning_load.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        wanted = {
            "host": HOST,
            "port": port,
            "sends": [(path, cookie) for path, cookie, _kept in sends[number::ASKERS]],
            "connections": max(1, connections // ASKERS),
            "seconds": seconds,
        }
        if asker.stdin is not None:
            asker.stdin.write(json.dumps(wanted))
            asker.stdin.close()
            asker.stdin = None
        askers.append(asker)
    seen = []
    for asker in askers:
        out, err = asker.communicate(timeout=seconds + 90)
        if asker.returncode:
            raise MarketFailed(f"The server did not keep answering: {err.strip()[-300:]}")
        seen.append(json.loads(out))
    return seen


def _key(name: str) -> uuid.UUID:
    return ids.fixed_id("bench-node", name)


def _publish() -> Course:
    """A course of `LESSONS` lessons with three texts each, in two languages."""
    words = "<p>" + "What a city learns from another one it keeps longer. " * 12 + "</p>"

    def said(title: str, **more: str) -> dict[str, Any]:
        return {
            tag: {"state": "reviewed", "title": f"{title} {tag}", **more} for tag in ("en", "es")
        }

    lessons = [
        {
            "key": str(_key(f"lesson-{number}")),
            "texts": said(f"Lesson {number}"),
            "blocks": [
                {
                    "key": str(_key(f"block-{number}-{place}")),
                    "kind": "text",
                    "texts": said(f"Part {place}", body=words),
                }
                for place in range(3)
            ],
        }
        for number in range(LESSONS)
    ]
    modules = [
        {
            "key": str(_key(f"module-{number}")),
            "texts": said(f"Module {number}"),
            "lessons": lessons[number * 5 : number * 5 + 5],
        }
        for number in range(LESSONS // 5)
    ]
    document = {
        "slug": SLUG,
        "original_language": "en",
        "type": "course",
        "texts": {tag: {"state": "reviewed", "title": f"A course {tag}"} for tag in ("en", "es")},
        "course": {"modules": modules},
    }
    key = ids.fixed_id("bench-course", SLUG)
    version_publish("resource", key, document_read("resource", document))
    return Course.objects.get(pk=key)
