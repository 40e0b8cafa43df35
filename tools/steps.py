"""How the tools speak: which step of how many, how long it has been, what it does."""

from __future__ import annotations

import time


class Steps:
    """Numbered lines with the seconds since the start."""

    def __init__(self, total: int) -> None:
        self._total, self._number, self._begin = total, 0, time.monotonic()

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self._begin

    def skip(self) -> None:
        """A step with nothing to do is counted and not named."""
        self._number += 1

    def say(self, text: str) -> None:
        """Begin the next step."""
        self._number += 1
        print(f"[{self._number}/{self._total}, {self.seconds:3.0f} s] {text}", flush=True)

    def note(self, text: str) -> None:
        """A line within a step."""
        print(f"        {text}", flush=True)
