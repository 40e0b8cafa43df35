"""Background work: a thin layer over django-tasks with retries, re-queueing and periodic jobs.

A job takes ids and is enqueued inside the record's own transaction, so neither is lost without the
other. A job whose worker died is put back when it has been running longer than `STALE`.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, close_old_connections, transaction
from django_tasks import task
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from agora.kernel import clock
from agora.kernel.models import Beat

logger = logging.getLogger(__name__)
RETRY_AFTER = (dt.timedelta(minutes=1), dt.timedelta(minutes=10), dt.timedelta(hours=2))
STALE = dt.timedelta(minutes=15)
KEEP_FINISHED = dt.timedelta(days=14)


@dataclass(frozen=True)
class Periodic:
    """Something to do every so often."""

    name: str
    every: dt.timedelta
    run: Callable[[], object]


_periodic: dict[str, Periodic] = {}


def periodic(name: str, every: dt.timedelta, run: Callable[[], object]) -> None:
    """Register work to be done every so often; called from a room's `ready()`."""
    _periodic[name] = Periodic(name, every, run)


def job(function: Callable[..., None]) -> Task[Any, Any]:
    """Make a function a background job; `.enqueue(*ids)` schedules it in the open transaction."""
    return task()(function)


def _retry_or_give_up(row: DBTaskResult[Any, Any]) -> None:
    """Schedule a failed job once more, later each time, three times at most."""
    tries = len(row.worker_ids)
    if tries > len(RETRY_AFTER):
        logger.error("Job %s failed for good: %s", row.task_path, row.exception_class_path)
        return
    DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.FAILED).update(
        status=TaskResultStatus.READY,
        run_after=clock.now() + RETRY_AFTER[tries - 1],
        finished_at=None,
    )


def run_next(worker: str) -> bool:
    """Run one ready job if there is one; says whether there was.

    The claim is a short transaction of its own. A locked database means: nothing claimed, try later.
    """
    try:
        with exclusive_transaction():
            row = DBTaskResult.objects.ready().get_locked()
            if row is not None:
                row.claim(worker)
    except OperationalError:
        return False
    if row is None:
        return False
    try:
        row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except Exception as error:  # a job may fail in any way; the queue must go on
        logger.warning("Job %s failed: %s", row.task_path, error)
        row.set_failed(error)
        _retry_or_give_up(row)
    else:
        row.set_successful(None)
    return True


def requeue_lost() -> int:
    """Put back the jobs whose worker died; returns how many."""
    return DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lt=clock.now() - STALE
    ).update(status=TaskResultStatus.READY, started_at=None)


def forget_finished() -> None:
    """Delete the records of jobs that ended long ago."""
    DBTaskResult.objects.finished().filter(finished_at__lt=clock.now() - KEEP_FINISHED).delete()


def run_due_periodic() -> None:
    """Run each periodic job whose time has come, one process at a time."""
    for entry in _periodic.values():
        now = clock.now()
        with transaction.atomic():
            beat, new = Beat.objects.select_for_update().get_or_create(
                pk=f"periodic:{entry.name}", defaults={"at": now}
            )
            due = new or not now - entry.every < beat.at <= now
            if due:
                Beat.objects.filter(pk=beat.pk).update(at=now)
        if due:
            entry.run()


def beat(name: str) -> None:
    """Leave a sign of life."""
    now = clock.now()
    if not Beat.objects.filter(pk=name).update(at=now):
        Beat.objects.bulk_create([Beat(name=name, at=now)], ignore_conflicts=True)


class Loop(threading.Thread):
    """Calls `step` again and again until stopped; sleeps `pause` seconds when a step had nothing.

    A locked or vanished database is logged and tried again; it never ends the loop.
    """

    def __init__(self, name: str, step: Callable[[], bool], pause: float) -> None:
        super().__init__(name=name, daemon=True)
        self._step, self._pause = step, pause
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Ask the loop to end after the present step."""
        self._stopped.set()

    def run(self) -> None:
        """The loop itself."""
        failures = 0
        while not self._stopped.is_set():
            busy = False
            try:
                close_old_connections()
                busy = self._step()
                failures = 0
            except Exception:  # the loop must outlive any fault of a step
                failures += 1
                logger.exception("%s: a step failed (%d in a row)", self.name, failures)
            if not busy:
                self._stopped.wait(min(self._pause * (1 + failures), 30))
        close_old_connections()


def register_periodic() -> None:
    """The queue's own housekeeping."""
    periodic("jobs.requeue_lost", dt.timedelta(minutes=1), requeue_lost)
    periodic("jobs.forget_finished", dt.timedelta(hours=6), forget_finished)
