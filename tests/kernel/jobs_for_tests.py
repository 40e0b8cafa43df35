"""Jobs that tests enqueue; `worker.py` beside it runs them."""

from __future__ import annotations

import os
import time
from pathlib import Path

from agora.kernel import jobs


def note(path: str, word: str) -> None:
    """Write a line, surely on disk."""
    with Path(path).open("a") as file:
        file.write(f"{word}\n")
        file.flush()
        os.fsync(file.fileno())


@jobs.job
def wait_for(path: str, go: str) -> None:
    """Say that it began, wait for a file, say that it is done."""
    note(path, "begun")
    end = time.monotonic() + 60
    while not Path(go).exists() and time.monotonic() < end:
        time.sleep(0.05)
    note(path, "done")


@jobs.job
def last(path: str, seconds: float) -> None:
    """Say that it began, work so long, say that it is done."""
    note(path, "begun")
    time.sleep(seconds)
    note(path, "done")
