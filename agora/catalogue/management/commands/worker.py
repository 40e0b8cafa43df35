"""`agora worker`: the one process that writes the index and runs the jobs."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from typing import Any

from agora.catalogue.indexing import index_catch_up
from agora.catalogue.search.contract import IndexBusy
from agora.kernel import jobs
from agora.kernel.console import Command as Base

HOUSEKEEPING = 20.0
"""Seconds between two looks at what is due."""


class Command(Base):
    """Index what changed, run what is due, be seen to live; and what rooms have run beside."""

    needs_database = True

    help = "Run the background worker: indexing and jobs. `agora serve` starts one by itself."
    example = "agora worker"

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until told to stop; the step under way is finished first."""
        done = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: done.set())
        name = f"{socket.gethostname()[:30]}-{os.getpid()}"
        housekeeping = [0.0]

        def index() -> bool:
            try:
                return index_catch_up() > 0
            except IndexBusy:  # `agora reindex` or `agora demo` is writing
                return False

        def work() -> bool:
            if time.monotonic() - housekeeping[0] > HOUSEKEEPING:
                housekeeping[0] = time.monotonic()
                jobs.run_due_periodic()
            return jobs.run_next(name)

        def live() -> bool:
            jobs.beat(f"worker:{socket.gethostname()[:30]}")
            return False

        loops = [
            jobs.Loop("indexer", index, 0.3),
            jobs.Loop("jobs", work, 1.0),
            jobs.Loop("alive", live, 20.0),  # its own: a long job would keep it waiting
            *jobs.loops_beside(),
        ]
        for loop in loops:
            loop.start()
        done.wait()
        for loop in loops:
            loop.stop()
        for loop in loops:
            loop.join(timeout=15)
