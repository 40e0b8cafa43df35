"""A job whose worker is killed half-way runs again, once; a long one is not doubled."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from agora.kernel import clock, jobs
from agora.kernel.models import Beat
from tests.conftest import ROOT
from tests.kernel import jobs_for_tests as work

Start = Callable[[float, float], "subprocess.Popen[bytes]"]


@pytest.fixture
def worker(worlds: Any, world: str, transactional_db: None, tmp_path: Path) -> Iterator[Start]:
    """Starts a real worker on this test's database: seconds between signs, seconds until lost."""
    for name in jobs._periodic:
        if not name.startswith("jobs."):  # what it would do besides only costs time here
            Beat.objects.create(name=f"periodic:{name}", at=clock.now())
    started: list[subprocess.Popen[bytes]] = []
    environment = {
        **os.environ,
        "AGORA_DATA": str(tmp_path),
        "DATABASE_URL": worlds.address_of(str(connection.settings_dict["NAME"])),
    }

    def start(alive: float, lost: float) -> subprocess.Popen[bytes]:
        log = (tmp_path / f"log-{len(started)}").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.kernel.worker", str(alive), str(lost)],
            env=environment, cwd=ROOT, stdout=log, stderr=log,
        )  # fmt: skip
        log.close()
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()
    connection.close()


def said(path: Path) -> list[str]:
    """The lines a job wrote."""
    return path.read_text().split() if path.exists() else []


def until(what: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for it."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def status() -> str:
    """How the one job stands."""
    return str(DBTaskResult.objects.get().status)


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_is_killed_half_way_runs_again_exactly_once(worker, tmp_path):
    told, go = tmp_path / "told", tmp_path / "go"
    work.wait_for.enqueue(str(told), str(go))
    first = worker(0.3, 3)
    until(lambda: said(told) == ["begun"])
    first.kill()
    first.wait()
    assert status() == "RUNNING"  # nobody knows yet
    go.touch()
    worker(0.3, 3)
    worker(0.3, 3)
    until(lambda: status() == "SUCCESSFUL")
    time.sleep(4)  # as long as a lost one would need to be put back
    assert said(told) == ["begun", "begun", "done"]
    row = DBTaskResult.objects.get()
    assert (row.status, len(row.worker_ids)) == ("SUCCESSFUL", 2)
    assert not Beat.objects.filter(pk=f"job:{row.pk}").exists()


@pytest.mark.django_db(transaction=True)
def test_a_job_longer_than_the_time_until_lost_is_done_once_while_its_worker_lives(
    worker, tmp_path
):
    told = tmp_path / "told"
    work.last.enqueue(str(told), 10)
    worker(0.3, 2)
    worker(0.3, 2)
    until(lambda: status() == "SUCCESSFUL")
    time.sleep(1)
    assert said(told) == ["begun", "done"]


@pytest.mark.django_db(transaction=True)
def test_without_signs_of_life_the_same_job_is_taken_twice_and_ends_once(worker, tmp_path):
    # Shows that the test above can fail, and that who was overtaken does not write over the end.
    told, go = tmp_path / "told", tmp_path / "go"
    work.wait_for.enqueue(str(told), str(go))
    worker(600, 2)
    worker(600, 2)
    until(lambda: said(told).count("begun") >= 2)
    go.touch()
    until(lambda: said(told).count("done") >= 2)
    until(lambda: status() == "SUCCESSFUL")
    assert DBTaskResult.objects.count() == 1


# ---------------------------------------------------------------------- without a process


def _running(**fields: Any) -> DBTaskResult:
    work.last.enqueue("/nowhere", 0)
    row = DBTaskResult.objects.latest("enqueued_at")
    row.claim("somebody")
    DBTaskResult.objects.filter(pk=row.pk).update(**fields)
    return row


@pytest.mark.django_db
def test_a_job_is_lost_by_its_last_sign_of_life_and_not_by_its_age():
    now = clock.now()
    old = now - dt.timedelta(hours=5)
    alive, silent = _running(started_at=old), _running(started_at=old)
    never_seen, just_begun = _running(started_at=old), _running(started_at=now)
    from_the_future = _running(started_at=old)
    Beat.objects.create(name=f"job:{alive.pk}", at=now - dt.timedelta(seconds=60))
    Beat.objects.create(name=f"job:{silent.pk}", at=now - dt.timedelta(seconds=100))
    Beat.objects.create(name=f"job:{from_the_future.pk}", at=now + dt.timedelta(days=900))
    assert jobs.requeue_lost() == 3
    ready = set(DBTaskResult.objects.ready().values_list("pk", flat=True))
    assert ready == {silent.pk, never_seen.pk, from_the_future.pk}
    assert DBTaskResult.objects.get(pk=just_begun.pk).status == "RUNNING"
    assert jobs.requeue_lost() == 0


@pytest.mark.django_db
def test_a_job_that_keeps_killing_its_worker_is_given_up(caplog):
    row = _running(started_at=clock.now() - dt.timedelta(hours=1), worker_ids=["a", "b", "c", "d"])
    assert jobs.requeue_lost() == 1
    row.refresh_from_db()
    assert (row.status, row.exception_class_path) == ("FAILED", "agora.kernel.jobs.WorkerLost")
    assert "lost its worker too often" in caplog.text


@jobs.job
def fails() -> None:
    """Never works."""
    raise ValueError("no")


@pytest.mark.django_db
def test_a_failing_job_is_tried_four_times_and_later_each_time(caplog):
    fails.enqueue()
    waits = []
    for _ in range(4):
        assert jobs.run_next("test")
        row = DBTaskResult.objects.get()
        waits.append(round((row.run_after - clock.now()).total_seconds() / 60))
        DBTaskResult.objects.filter(status="READY").update(run_after=clock.now())
    assert waits[:3] == [1, 10, 120]
    assert row.status == "FAILED"
    assert row.exception_class_path == "builtins.ValueError"
    assert not jobs.run_next("test")
    assert "failed for good" in caplog.text
