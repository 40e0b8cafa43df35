"""Background work: a thin layer over django-tasks with retries, re-queueing and periodic jobs.

A job takes ids and is enqueued inside the record's own transaction, so neither is lost without the
other. While a job runs, its worker leaves a sign of life for it (a `Beat` named `job:<id>`) every
`ALIVE`; a job without one for `LOST` had its worker killed and is put back. So an hour of work is
done once, and half-done work is done again.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import (
    DatabaseError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)
from django_tasks import task
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from agora.kernel import clock
from agora.kernel.models import Beat

logger = logging.getLogger(__name__)
RETRY_AFTER = (dt.timedelta(minutes=1), dt.timedelta(minutes=10), dt.timedelta(hours=2))
ALIVE = dt.timedelta(seconds=10)
LOST = dt.timedelta(seconds=90)
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


@dataclass(frozen=True)
class Beside:
    """Work with a loop of its own in the worker, so that nothing else waits for it."""

    name: str
    step: Callable[[], bool]
    pause: float


_beside: dict[str, Beside] = {}


def beside(name: str, step: Callable[[], bool], pause: float) -> None:
    """Register work that waits for others (slow hosts, say) and must not keep the jobs waiting.

    `step` does a little and says whether there was anything to do; a `Loop` calls it in the worker.
    """
    _beside[name] = Beside(name, step, pause)


def loops_beside() -> list[Loop]:
    """A loop for each, not yet started."""
    return [Loop(entry.name, entry.step, entry.pause) for entry in _beside.values()]


def job(function: Callable[..., None]) -> Task[Any, Any]:
    """Make a function a background job; `.enqueue(*ids)` schedules it in the open transaction."""
    return task()(function)


class WorkerLost(Exception):
    """The process that ran a job was killed as often as a job may fail."""


def _name_of(job_id: uuid.UUID) -> str:
    return f"job:{job_id}"


def _end(row: DBTaskResult[Any, Any], error: BaseException | None) -> None:
    """Write how a job ended, unless it was put back and taken by another worker meanwhile.

    A failed job is scheduled once more, later each time, three times at most.
    """
    fields: dict[str, Any] = {"status": TaskResultStatus.SUCCESSFUL, "finished_at": clock.now()}
    fields |= {"return_value": None, "exception_class_path": "", "traceback": ""}
    if error is not None:
        fields["status"] = TaskResultStatus.FAILED
        fields["exception_class_path"] = f"{type(error).__module__}.{type(error).__qualname__}"
        fields["traceback"] = "".join(traceback.format_exception(error))
        tries = len(row.worker_ids)
        if tries > len(RETRY_AFTER):
            logger.error("Job %s failed for good: %s", row.task_path, error)
        else:
            fields["status"] = TaskResultStatus.READY
            fields["run_after"] = clock.now() + RETRY_AFTER[tries - 1]
            fields["finished_at"] = None
    with transaction.atomic():
        mine = DBTaskResult.objects.filter(
            pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at
        )
        if not mine.update(**fields):
            logger.warning("Job %s ended after it had been given to another", row.task_path)
            return
        Beat.objects.filter(pk=_name_of(row.pk)).delete()


def _end_surely(row: DBTaskResult[Any, Any], error: BaseException | None) -> None:
    """The same, tried again while the database is locked: a job done is not to be done again."""
    for wait in (0.1, 0.5, 2.0, 5.0):
        try:
            return _end(row, error)
        except OperationalError:
            time.sleep(wait)
    return _end(row, error)


@contextmanager
def _signs_of_life(job_id: uuid.UUID) -> Iterator[None]:
    """Leave a sign of life for a job every `ALIVE` until the block ends.

    A short job ends before the first is due, and costs no connection.
    """
    done = threading.Event()

    def leave() -> None:
        pause = ALIVE.total_seconds()
        while not done.wait(pause):
            try:
                beat(_name_of(job_id))
                pause = ALIVE.total_seconds()
            except DatabaseError as error:  # locked, or gone for a moment
                logger.warning("No sign of life could be left for job %s: %s", job_id, error)
                pause = min(1.0, ALIVE.total_seconds())
                connection.close()
        connection.close()

    thread = threading.Thread(target=leave, name=f"alive {job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def run_next(worker: str) -> bool:
    """Run one ready job if there is one; says whether there was.

    The claim is a short transaction of its own. A locked database means: nothing claimed, try later.
    """
    try:
        with exclusive_transaction():
            row = DBTaskResult.objects.ready().get_locked()
            if row is not None:
                row.claim(worker)
                beat(_name_of(row.pk))
    except OperationalError:
        return False
    if row is None:
        return False
    failure: BaseException | None = None
    with _signs_of_life(row.pk):
        try:
            row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
        except Exception as error:  # a job may fail in any way; the queue must go on
            logger.warning("Job %s failed: %s", row.task_path, error)
            failure = error
        _end_surely(row, failure)
    return True


def requeue_lost() -> int:
    """Put back the jobs whose worker died; returns how many.

    Each goes back once, whoever else is looking: the row is changed only as it was read. A job
    whose worker died as often as a job may fail is given up, for it may be what kills them.
    """
    now, found = clock.now(), 0
    running = list(DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING))
    beats = Beat.objects.in_bulk([_name_of(row.pk) for row in running])
    for row in running:
        last = beats.get(_name_of(row.pk))
        at = last.at if last else row.started_at
        # A sign from the future was left before the clock was put right.
        if at is not None and now - LOST < at <= now + LOST:
            continue
        fields: dict[str, Any] = {"status": TaskResultStatus.READY, "started_at": None}
        if len(row.worker_ids) > len(RETRY_AFTER):
            logger.error("Job %s lost its worker too often", row.task_path)
            fields = {"status": TaskResultStatus.FAILED, "finished_at": now}
            fields["exception_class_path"] = f"{WorkerLost.__module__}.{WorkerLost.__qualname__}"
        found += DBTaskResult.objects.filter(
            pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at
        ).update(**fields)
    return found


def forget_finished() -> None:
    """Delete the records of jobs that ended long ago."""
    before = clock.now() - KEEP_FINISHED
    DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()
    Beat.objects.filter(pk__startswith="job:", at__lt=before).delete()


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
    periodic("jobs.requeue_lost", dt.timedelta(seconds=20), requeue_lost)
    periodic("jobs.forget_finished", dt.timedelta(hours=6), forget_finished)
