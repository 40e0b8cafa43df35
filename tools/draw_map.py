"""Draws the world for the map: land outlines from world-atlas, flattened by Equal Earth.

The drawing is a backdrop for dots, so it is coarse on purpose: whole units, no small islands, no
Antarctica, no borders.
"""

from __future__ import annotations

import itertools
import json
import math
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from agora.ui.projection import HEIGHT, WIDTH, project  # noqa: E402 - after the path is set

Point = tuple[float, float]
SOURCE = ROOT / "node_modules" / "world-atlas" / "land-110m.json"
TARGET = ROOT / "agora" / "ui" / "static" / "vendor" / "world.svg"
SMALLEST = 9.0  # Square units below which an island is left out.
TOLERANCE = 0.55  # Units a simplified outline may stray from the real one.


def arcs_of(topology: dict) -> list[list[Point]]:
    """The arcs in degrees: TopoJSON stores whole steps from point to point."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    result = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        result.append(points)
    return result


def rings_of(topology: dict) -> list[list[Point]]:
    """Every outer and inner outline, in degrees."""
    arcs = arcs_of(topology)
    rings = []
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for ring in polygon:
                points: list[Point] = []
                for index in ring:
                    arc = arcs[index] if index >= 0 else arcs[~index][::-1]
                    points += arc[1:] if points else arc
                rings.append(points)
    return rings


def parted(ring: list[Point]) -> list[list[Point]]:
    """The ring, or its two halves where it crosses the date line, each pressed to its own edge."""
    whole, turn = [ring[0]], 0
    for (before, _), (longitude, latitude) in itertools.pairwise(ring):
        if abs(longitude - before) > 180:
            turn += 360 if longitude < before else -360
        whole.append((longitude + turn, latitude))
    least, most = min(x for x, _ in whole), max(x for x, _ in whole)
    shifts = [shift for shift in (-360, 0, 360) if least + shift < 180 and most + shift > -180]
    return [pressed([(x + shift, y) for x, y in whole]) for shift in shifts]


def pressed(ring: list[Point]) -> list[Point]:
    """What lies beyond the date line comes back to it, as one straight edge."""
    count = len(ring)
    kept = []
    for index, (x, y) in enumerate(ring):
        around = (x, ring[index - 1][0], ring[(index + 1) % count][0])
        if min(around) <= 180 and max(around) >= -180:
            kept.append((max(-180, min(180, x)), y))
    return kept


def area(points: list[Point]) -> float:
    """The area inside, by the shoelace formula."""
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def simplified(points: list[Point], tolerance: float) -> list[Point]:
    """Ramer, Douglas and Peucker's simplification."""
    if len(points) < 3:
        return points
    (ax, ay), (bx, by) = points[0], points[-1]
    length = math.hypot(bx - ax, by - ay)
    worst, at = 0.0, 0
    for index, (x, y) in enumerate(points[1:-1], 1):
        if length:
            far = abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length
        else:
            far = math.hypot(x - ax, y - ay)
        if far > worst:
            worst, at = far, index
    if worst <= tolerance:
        return [points[0], points[-1]]
    return simplified(points[: at + 1], tolerance)[:-1] + simplified(points[at:], tolerance)


def outline(points: list[Point]) -> str:
    """A closed path in whole units, each step relative to the last."""
    whole = [(round(x), round(y)) for x, y in points]
    x, y = whole[0]
    steps = []
    for next_x, next_y in whole[1:]:
        dx, dy = next_x - x, next_y - y
        if dx or dy:
            steps.append(f"{dx}{'' if dy < 0 else ' '}{dy}")
            x, y = next_x, next_y
    joined = steps[0] if steps else ""
    for step in steps[1:]:
        joined += step if step.startswith("-") else f" {step}"
    return f"M{whole[0][0]} {whole[0][1]}l{joined}z"


def draw(topology: dict) -> str:
    """The drawing as one SVG path."""
    paths = []
    for ring in rings_of(topology):
        if max(latitude for _, latitude in ring) < -60:
            continue
        for part in parted(ring):
            flat = [project(latitude, longitude) for longitude, latitude in part]
            if area(flat) < SMALLEST:
                continue
            half = len(flat) // 2
            first, second = flat[: half + 1], flat[half:]
            shape = simplified(first, TOLERANCE)[:-1] + simplified(second, TOLERANCE)
            if len(shape) > 3:
                paths.append(outline(shape[:-1]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path fill="#b9aa88" fill-rule="evenodd" d="{"".join(paths)}"/></svg>\n'
    )


def main(source: Path = SOURCE, target: Path = TARGET) -> int:
    """Writes the drawing; returns its size in bytes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.write_text(draw(json.loads(source.read_text())))


if __name__ == "__main__":
    print(f"{TARGET.relative_to(ROOT)}: {main()} bytes")
