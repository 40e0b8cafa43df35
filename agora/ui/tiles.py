"""Covers drawn from an id, after azulejos, zellige and talavera: the same id, the same tile.

Everything is plain SVG with presentation attributes, so the content security policy has nothing to
refuse. Colours come from the page: `currentColor` is the axis, `--card` the ground.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache

SIDE = 40
AXES = ("people", "planet", "government")


def _pillow(n: int) -> str:
    k = 7 + n % 6
    return f"M0 0Q20 {k} 40 0Q{40 - k} 20 40 40Q20 {40 - k} 0 40Q{k} 20 0 0Z"


def _diamond(n: int) -> str:
    k = 2 + n % 4
    return f"M20 {k}L{40 - k} 20L20 {40 - k}L{k} 20Z"


def _khatim(n: int) -> str:
    k = 7 + n % 2
    return f"M{k} {k}H{40 - k}V{40 - k}H{k}ZM20 1.5L38.5 20L20 38.5L1.5 20Z"


def _star(n: int) -> str:
    k = 12 + n % 4
    j = 40 - k
    return f"M20 0L{j} {k}L40 20L{j} {j}L20 40L{k} {j}L0 20L{k} {k}Z"


def _petals(n: int) -> str:
    k = 8 + n % 5
    j = 40 - k
    return (
        f"M20 20Q{k} {k} 20 1Q{j} {k} 20 20Q{j} {k} 39 20Q{j} {j} 20 20"
        f"Q{j} {j} 20 39Q{k} {j} 20 20Q{k} {j} 1 20Q{k} {k} 20 20Z"
    )


def _leaves(n: int) -> str:
    k = 1 + n % 3
    j = 40 - k
    return (
        f"M{k} {k}Q20 {k} 19 19Q{k} 20 {k} {k}ZM{j} {k}Q{j} 20 21 19Q20 {k} {j} {k}Z"
        f"M{j} {j}Q20 {j} 21 21Q{j} 20 {j} {j}ZM{k} {j}Q{k} 20 19 21Q20 {j} {k} {j}Z"
    )


def _pinwheel(_n: int) -> str:
    return "M20 20V0H40ZM20 20H40V40ZM20 20V40H0ZM20 20H0V0Z"


def _bowls(n: int) -> str:
    if n % 2:
        return "M0 0A20 20 0 0 0 40 0ZM0 20A20 20 0 0 0 20 40H0ZM40 20A20 20 0 0 1 20 40H40Z"
    return "M0 0A20 20 0 0 0 20 20A20 20 0 0 0 0 40ZM40 0A20 20 0 0 1 20 20A20 20 0 0 1 40 40Z"


_MOTIFS: tuple[Callable[[int], str], ...] = (
    _pillow, _diamond, _khatim, _star, _petals, _leaves, _pinwheel, _bowls,
)  # fmt: skip
_LINES = (
    "M20 0A20 20 0 0 1 0 20M40 20A20 20 0 0 0 20 40M20 0A20 20 0 0 0 40 20M0 20A20 20 0 0 1 20 40",
    "M0 0L40 40M40 0L0 40M20 0L40 20L20 40L0 20Z",
    "M0 20Q10 8 20 20T40 20M0 0Q10-12 20 0T40 0M0 40Q10 28 20 40T40 40",
)
_CORNERS = (
    "",
    "M0 0h9L0 9ZM40 0v9L31 0ZM40 40h-9l9-9ZM0 40v-9l9 9Z",
    "M0 0h8A8 8 0 0 1 0 8ZM40 0v8A8 8 0 0 1 32 0ZM40 40h-8a8 8 0 0 1 8-8ZM0 40v-8a8 8 0 0 1 8 8Z",
    "M0 0h6v6H0ZM34 0h6v6h-6ZM34 34h6v6h-6ZM0 34h6v6H0Z",
)
_CENTRES = (
    "",
    "M20 14L26 20L20 26L14 20Z",
    "M20 15a5 5 0 0 1 0 10a5 5 0 0 1 0-10Z",
    "M20 12Q21 19 28 20Q21 21 20 28Q19 21 12 20Q19 19 20 12Z",
    "M16 16h8v8h-8Z",
)
_ACCENT = "#e8a317"


@lru_cache(maxsize=4096)
def motif(seed: str) -> str:
    """The inside of one tile of 40 × 40 units, chosen and shaped by `seed`."""
    dice = hashlib.blake2s(seed.encode(), digest_size=8).digest()
    solid = dice[0] % 3 == 0
    ink, ground = ("var(--card)", "currentColor") if solid else ("currentColor", "var(--card)")
    tint = "" if solid else '<path d="M0 0h40v40H0Z" fill="currentColor" opacity=".16"/>'
    drawn = [f'<path d="M0 0h40v40H0Z" fill="{ground}"/>{tint}']
    choice = dice[1] % (len(_MOTIFS) + len(_LINES))
    corner, centre = _CORNERS[dice[3] % len(_CORNERS)], _CENTRES[dice[4] % len(_CENTRES)]
    if choice < len(_MOTIFS):
        drawn.append(f'<path d="{_MOTIFS[choice](dice[2])}" fill="{ink}"/>')
        inner, outer = (ground, ink) if choice != 5 else (_ACCENT, ink)
    else:
        line, width = _LINES[choice - len(_MOTIFS)], 3 + dice[2] % 3
        drawn.append(f'<path d="{line}" fill="none" stroke="{ink}" stroke-width="{width}"/>')
        inner, outer = ink, ink
        if choice == len(_MOTIFS) + 1:
            corner, centre = "", ""
        centre = centre or _CENTRES[3]
    if corner and choice not in (0, 6, 7):
        drawn.append(f'<path d="{corner}" fill="{outer}" opacity=".55"/>')
    if centre:
        colour = _ACCENT if dice[5] % 2 else inner
        drawn.append(f'<path d="{centre}" fill="{colour}"/>')
    return "".join(drawn)


def tile(seed: str, serial: int = 0, size: int = SIDE) -> str:
    """A cover that fills its box; under 1 KB.

    `serial` tells two drawings of the same seed on one page apart, so that ids stay unique.
    """
    key = hashlib.blake2s(seed.encode(), digest_size=3).hexdigest()
    name = f"t{key}{serial or ''}"
    return (
        f'<svg class="tile" aria-hidden="true"><pattern id="{name}" viewBox="0 0 40 40" '
        f'width="{size}" height="{size}" patternUnits="userSpaceOnUse">{motif(seed)}</pattern>'
        f'<rect width="100%" height="100%" fill="url(#{name})"/></svg>'
    )


def mosaic(seed: str, columns: int = 6, rows: int = 5, kinds: int = 9) -> str:
    """A wall of tiles in the three axis colours, for a place where a picture would stand."""
    names = [f"m{index}" for index in range(kinds)]
    patterns = "".join(
        f'<pattern id="{name}" class="{AXES[index % 3]}" width="40" height="40" '
        f'patternUnits="userSpaceOnUse">{motif(f"{seed}{index}")}</pattern>'
        for index, name in enumerate(names)
    )
    squares, last = [], [-1] * columns
    for row in range(rows):
        before = -1
        for column in range(columns):
            roll = hashlib.blake2s(f"{seed}/{row}/{column}".encode(), digest_size=1).digest()[0]
            # Neighbours above and before never repeat, so the wall stays lively.
            while roll % kinds in (before, last[column]):
                roll += 1
            before = last[column] = roll % kinds
            squares.append(
                f'<path d="M{column * 40} {row * 40}h40v40h-40Z" fill="url(#{names[before]})"/>'
            )
    return (
        f'<svg class="mosaic" viewBox="0 0 {columns * 40} {rows * 40}" aria-hidden="true" '
        f'preserveAspectRatio="xMidYMid slice">{patterns}{"".join(squares)}</svg>'
    )


def initials(name: str) -> str:
    """One or two letters standing for a person or an organisation: “Ondara City Council” → “OC”."""
    words = [
        word.removeprefix("ال") if len(word) > len("ال") + 1 else word  # the Arabic article
        for word in name.replace("-", " ").split()
        if word[:1].isalnum()
    ]
    if len(words) == 1 and words[0].isupper():
        return words[0][:2]
    capitals = [word for word in words if word[0].isupper() or not word[0].isascii()]
    chosen = (capitals or words)[:2]
    return "".join(word[0] for word in chosen).upper() or "·"
