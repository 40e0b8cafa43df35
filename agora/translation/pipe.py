"""A row of programs kept running: a text and a NUL go in, its translation and a NUL come out.

Each text carries a number in square brackets, which every program hands on as it is: an answer
with another number belongs to something else, and is never taken for a translation.

Each program is told to answer at every NUL, so one start serves many texts. A row that is
silent for too long or ends by itself is killed whole, and started again by the next text;
after repeated failures it rests, longer each time.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Final

from agora.translation.modes import PATH, Command

logger = logging.getLogger(__name__)

LONGEST_REST: Final = 60.0
SILENT_REST: Final = 5.0
"""Seconds a row rests at least after it was silent; one that ended may start again at once."""

_GRACE: Final = 5.0
_ENVIRONMENT: Final = {"PATH": PATH, "LC_ALL": "C.UTF-8"}


class _Ended(Exception):
    """A program of the row ended by itself."""


class _Silent(Exception):
    """No answer within the time allowed."""


class Pipe:
    """One row of programs, for one direction. Threads take turns."""

    def __init__(self, name: str, commands: Sequence[Command], seconds: float) -> None:
        self.name = name
        self._commands = tuple(commands)
        self._seconds = seconds
        self._lock = threading.Lock()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._asked = 0
        self._failures = 0
        self._rests_until = 0.0
        self._used = 0.0

    @property
    def is_running(self) -> bool:
        """Whether its programs were started and not ended by us."""
        return bool(self._processes)

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The ids of its programs, in order."""
        return tuple(process.pid for process in self._processes)

    def ask(self, texts: Sequence[bytes]) -> list[bytes | None]:
        """The answer to each text; None where the row failed, rests, or is busy for too long.

        A text must hold no NUL and no unfinished bracket. Each answer may take the time allowed. The text at which
        the row ended is given up; those after it are tried once more with a new row.
        """
        answers: list[bytes | None] = [None] * len(texts)
        if not texts or not self._lock.acquire(timeout=self._seconds):
            return answers
        try:
            at = 0
            while at < len(texts) and time.monotonic() >= self._rests_until:
                at = self._round(texts, answers, at)
        finally:
            self._used = time.monotonic()
            self._lock.release()
        return answers

    def _round(self, texts: Sequence[bytes], answers: list[bytes | None], at: int) -> int:
        """Answer from `at` on until all is done or the row fails; returns where to go on."""
        got = 0
        try:
            if not self._processes:
                self._start()
            for answer in self._exchange(texts[at:]):
                answers[at + got] = answer
                got += 1
        except (_Ended, _Silent, OSError) as error:
            if got:
                self._failures = 0
            self._failed(error)
            return at + got + 1
        self._failures = 0
        return at + got

    def _exchange(self, texts: Sequence[bytes]) -> Iterator[bytes]:
        """Write all, read all, yielding each answer as it comes."""
        stdin, stdout = self._processes[0].stdin, self._processes[-1].stdout
        if stdin is None or stdout is None:
            raise _Ended
        entry, out = stdin.fileno(), stdout.fileno()
        tails = [b"[%d]" % (self._asked + number) for number in range(len(texts))]
        self._asked += len(texts)
        left = memoryview(
            b"".join(text + end + b"\0" for text, end in zip(texts, tails, strict=True))
        )
        tails.reverse()
        kept = b""
        poll = select.poll()
        poll.register(out, select.POLLIN)
        if poll.poll(0):
            raise _Ended  # it says something unasked, or is gone
        poll.register(entry, select.POLLOUT)
        writing = True
        deadline = time.monotonic() + self._seconds
        while tails:
            remaining = deadline - time.monotonic()
            ready = dict(poll.poll(max(0.0, remaining) * 1000)) if remaining > 0 else {}
            if not ready:
                raise _Silent
            if writing and entry in ready:
                if ready[entry] & (select.POLLERR | select.POLLHUP | select.POLLNVAL):
                    raise _Ended
                left = left[os.write(entry, left[:16_384]) :]
                if not left:
                    poll.unregister(entry)
                    writing = False
            if out in ready:
                part = os.read(out, 65_536)
                if not part:
                    raise _Ended
                *whole, kept = (kept + part).split(b"\0")
                for answer in whole:
                    if not tails or not answer.endswith(tails[-1]):
                        raise _Ended  # it is out of step
                    deadline = time.monotonic() + self._seconds
                    yield answer.removesuffix(tails.pop())

    def _start(self) -> None:
        started: list[subprocess.Popen[bytes]] = []
        try:
            for command in self._commands:
                before = started[-1].stdout if started else subprocess.PIPE
                started.append(
                    subprocess.Popen(  # noqa: S603 (the operator's installed programs, no shell)
                        command,
                        stdin=before,
                        stdout=subprocess.PIPE,
                        stderr=subprocess.DEVNULL,
                        env=_ENVIRONMENT,
                        cwd="/",
                        bufsize=0,
                        process_group=started[0].pid if started else 0,
                    )
                )
                if len(started) > 1 and started[-2].stdout is not None:
                    started[-2].stdout.close()
        except OSError:
            _kill(started)
            raise
        self._processes = started
        for end in (started[0].stdin, started[-1].stdout):
            if end is not None:
                os.set_blocking(end.fileno(), False)

    def _failed(self, error: Exception) -> None:
        silent = isinstance(error, _Silent)
        self._failures += 1
        rest = 0.0 if self._failures == 1 else min(2.0 ** (self._failures - 2), LONGEST_REST)
        if silent:
            rest = min(max(rest, SILENT_REST * self._failures), LONGEST_REST)
        self._rests_until = time.monotonic() + rest
        if silent:
            what = f"did not answer within {self._seconds:g} seconds"
        elif isinstance(error, _Ended):
            what = "ended by itself or lost its place"
        else:
            what = f"cannot be used ({error})"
        logger.warning(
            "%s %s; its programs were ended, and the search goes on without it (next try in %.0f s)",
            self.name,
            what,
            rest,
        )
        self._end()

    def _end(self) -> None:
        _kill(self._processes)
        self._processes = []

    def close(self) -> None:
        """End the programs; the next text starts them again."""
        with self._lock:
            self._end()

    def close_if_idle(self, seconds: float) -> bool:
        """End the programs unless they were used lately or are being used; says if none run."""
        if not self._lock.acquire(blocking=False):
            return False
        try:
            if self._processes and time.monotonic() - self._used >= seconds:
                self._end()
            return not self._processes
        finally:
            self._lock.release()

    def forget(self) -> None:
        """In a forked child: the programs belong to the parent, and so do the locks."""
        self._lock = threading.Lock()
        for process in self._processes:
            for end in (process.stdin, process.stdout):
                if end is not None:
                    with contextlib.suppress(OSError):
                        end.close()
            process.returncode = 0  # not ours to wait for
        self._processes = []


def _kill(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """End the whole group for good and wait until every program is gone."""
    if not processes:
        return
    # The first one, not waited for yet, keeps the group's number from being used again.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(processes[0].pid, signal.SIGKILL)
    for process in processes:
        with contextlib.suppress(OSError):
            process.kill()
        for end in (process.stdin, process.stdout):
            if end is not None:
                with contextlib.suppress(OSError):
                    end.close()
    for process in processes:
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            logger.warning("The program with the process id %d cannot be ended", process.pid)
