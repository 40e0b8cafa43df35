"""The rooms and their floors, read from the contract in pyproject.toml."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "agora"


def floors() -> dict[str, int]:
    """Each room's floor, counted from the ground; neighbours share one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (contract,) = (
        one for one in project["tool"]["importlinter"]["contracts"] if one["type"] == "layers"
    )
    found = {}
    for number, layer in enumerate(reversed(contract["layers"])):
        for room in layer.split("|"):
            found[room.strip()] = number
    return found


def room_of(module: str) -> str:
    """`people` for `agora.people.models`; empty for what is not ours."""
    parts = module.split(".")
    return parts[1] if parts[0] == "agora" and len(parts) > 1 else ""


def sources(
    *, without: tuple[str, ...] = ("migrations",)
) -> Iterator[tuple[str, Path, ast.Module]]:
    """Every Python file of the package as (room, path, syntax tree)."""
    for path in sorted(PACKAGE.glob("*/**/*.py")):
        inside = path.relative_to(PACKAGE)
        if not set(without) & set(inside.parts):
            yield inside.parts[0], path, ast.parse(path.read_text(encoding="utf-8"))


def shown(path: Path, line: int = 0) -> str:
    """`agora/people/models.py:12`."""
    return f"{path.relative_to(ROOT)}:{line}" if line else str(path.relative_to(ROOT))
