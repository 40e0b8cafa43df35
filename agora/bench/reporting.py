"""How a measurement is told: the command, the machine, a table beside its targets, one JSON line."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import time
from collections.abc import Mapping, Sequence
from statistics import quantiles

Figures = dict[str, int | float]


def machine() -> str:
    """What the figures depend on; never the machine's name."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"{cores} cores ({platform.machine()}), Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}"
    )


def heading(command: str) -> str:
    """The two lines every measurement begins with."""
    return f"command: agora bench {command}\nmachine: {machine()}"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Aligned columns, the first to the left and the rest to the right."""
    lines = [list(head), *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def against(figures: Figures, targets: Mapping[str, tuple[str, float]]) -> str:
    """Each target with what was measured and whether it is met; `targets` say `≤` or `≥`."""
    rows = []
    for name, (sign, target) in targets.items():
        if name in figures:
            met = figures[name] <= target if sign == "≤" else figures[name] >= target
            rows.append((name, figures[name], f"{sign} {target:,g}", "met" if met else "MISSED"))
    return table(("target", "measured", "wanted", ""), rows) if rows else ""


def last_line(figures: Figures) -> str:
    """The figures for programs."""
    return json.dumps(figures)


def yardstick() -> float:
    """Milliseconds of processor time for a fixed piece of Python, the median of nine.

    Processor time itself grows when others use the same cores; compare runs by this.
    """
    times = []
    for _ in range(9):
        start = time.process_time()
        sum(n * n for n in range(100_000))
        times.append((time.process_time() - start) * 1000)
    return middle(times)


def middle(values: Sequence[float]) -> float:
    """The median."""
    return round(sorted(values)[len(values) // 2], 2)


def slow(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return round(quantiles(values, n=20)[-1] if len(values) > 1 else values[0], 2)
