"""How much memory this process took at the most while something ran."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass
class Grown:
    """Kilobytes above what was held before."""

    most: int = 0


def _held(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    raise AssertionError(f"no {name}")


@contextmanager
def growing() -> Iterator[Grown]:
    """The highest resident memory within the block; the kernel is told to forget earlier heights."""
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("This system does not say how much memory a process held at the most.")
    grown = Grown()
    Path("/proc/self/clear_refs").write_text("5")
    before = _held("VmRSS")
    yield grown
    grown.most = _held("VmHWM") - before
