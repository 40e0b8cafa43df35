"""Draw and speak the media of the demonstration course; needs ffmpeg (with librsvg) and espeak-ng.

Not run at set-up: what it makes is committed under `agora/demo/content/courses/*/media/`. The words come from
`animation.yaml` and `podcast.yaml` beside that folder, the drawings from here. Names of parts to make may be
given: `drawings`, `animation`, `podcast`, `checklist`; all by default.
"""

from __future__ import annotations

import array
import html
import math
import re
import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
COURSE = ROOT / "agora" / "demo" / "content" / "courses" / "human-mobility-first-hour"
MEDIA = COURSE / "media"
LANGUAGES = ("en", "es", "fr", "pt", "ar")
FPS = 12
WIDTH, HEIGHT = 854, 480
RATE = 22_050

PAPER, INK, MUTED, LINE = "#FBF8F1", "#1D2433", "#5B6472", "#E4DDCF"
BLUE, GOLD, PEOPLE, PLANET, GOVERNMENT = "#17324D", "#E8A317", "#B4472B", "#1E7A55", "#3D4DA3"
GREY = "#B9B4A8"

# Variant and words per minute; the rates are chosen so that a sentence lasts about as long in each language.
VOICES = {
    "en": {"one": ("en-gb+f3", 138), "two": ("en-us+m3", 134)},
    "es": {"one": ("es-419+f2", 154), "two": ("es-419+m3", 152)},
    "fr": {"one": ("fr-fr+f4", 138), "two": ("fr-fr+m3", 134)},
    "pt": {"one": ("pt-br+f2", 154), "two": ("pt-br+m3", 150)},
    "ar": {"one": ("ar+f2", 164), "two": ("ar+m3", 160)},
}
SPEAKERS = {
    "one": {"en": "First voice", "es": "Primera voz", "fr": "Première voix", "pt": "Primeira voz",
            "ar": "الصوت الأول"},
    "two": {"en": "Second voice", "es": "Segunda voz", "fr": "Deuxième voix", "pt": "Segunda voz",
            "ar": "الصوت الثاني"},
}  # fmt: skip
_VOWELS = re.compile("[\u064c-\u0652\u0670]")


def plain(text: str) -> str:
    """The text as it is read: without the vowel signs that only the voice needs (tanwin is written)."""
    return _VOWELS.sub("", text)


# --- drawing -----------------------------------------------------------------------------------------


def ease(now: float, start: float, end: float) -> float:
    """From 0 at `start` to 1 at `end`, softly."""
    x = min(1.0, max(0.0, (now - start) / max(end - start, 1e-6)))
    return x * x * (3 - 2 * x)


def mix(one: str, other: str, part: float) -> str:
    """A colour between two."""
    pairs = [(int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def rect(x: float, y: float, w: float, h: float, fill: str, r: float = 0, more: str = "") -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="{r}" fill="{fill}" {more}/>'


def disc(x: float, y: float, r: float, fill: str, more: str = "") -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{fill}" {more}/>'


def path(d: str, fill: str = "none", more: str = "") -> str:
    return f'<path d="{d}" fill="{fill}" {more}/>'


def person(x: float, y: float, size: float, colour: str, opacity: float = 1) -> str:
    """Somebody standing with the feet at (x, y)."""
    s = size
    return (
        f'<g fill="{colour}" opacity="{opacity:.2f}">'
        f'<circle cx="{x:.1f}" cy="{y - s * 0.84:.1f}" r="{s * 0.16:.1f}"/>'
        f'<path d="M{x - s * 0.22:.1f} {y:.1f} v{-s * 0.42:.1f} a{s * 0.22:.1f} {s * 0.22:.1f} 0 0 1 '
        f'{s * 0.44:.1f} 0 v{s * 0.42:.1f} z"/></g>'
    )


def house(
    x: float,
    y: float,
    w: float,
    h: float,
    wall: str,
    roof: str,
    windows: list[str],
    door: str = BLUE,
) -> str:
    """A house standing on y, with two windows per floor."""
    out = [
        rect(x, y - h, w, h, wall),
        path(
            f"M{x - 6:.1f} {y - h:.1f} L{x + w / 2:.1f} {y - h - w * 0.42:.1f} L{x + w + 6:.1f} {y - h:.1f} z",
            roof,
        ),
        rect(x + w * 0.4, y - h * 0.3, w * 0.2, h * 0.3, door),
    ]
    for n, colour in enumerate(windows):
        column, row = n % 2, n // 2
        out.append(
            rect(
                x + w * (0.16 + 0.44 * column),
                y - h * 0.86 + row * h * 0.27,
                w * 0.24,
                h * 0.17,
                colour,
                2,
            )
        )
    return "".join(out)


def awning(width: float) -> str:
    """The market's striped, scalloped edge along the top."""
    step, out = 28.0, []
    for n in range(math.ceil(width / step)):
        colour = (PEOPLE, PAPER, GOLD, PAPER)[n % 4]
        x = n * step
        out.append(path(f"M{x} 0 h{step} v14 a{step / 2} {step / 2} 0 0 1 {-step} 0 z", colour))
    return f"<g>{''.join(out)}</g>"


def page(body: str, width: float = WIDTH, height: float = HEIGHT, back: str = PAPER) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{rect(0, 0, width, height, back)}{body}</svg>'
    )


def tree(x: float, y: float, s: float, colour: str = PLANET) -> str:
    return rect(x - s * 0.06, y - s * 0.5, s * 0.12, s * 0.5, "#6B4A2E") + disc(
        x, y - s * 0.68, s * 0.34, colour
    )


# The scenes: a time in seconds, the duration, to the drawing.


def scene_arrival(t: float, d: float) -> str:
    dawn = ease(t, 0, d * 0.7)
    sky = mix("#2B3F5C", "#F6D9A8", dawn)
    sun = disc(640, 300 - 130 * dawn, 46, mix("#D9772B", GOLD, dawn))
    hill = path("M0 330 Q210 250 430 320 T854 290 V480 H0 z", mix("#23423B", "#7FA98A", dawn))
    lit = mix("#F7C65B", "#CFE0EA", dawn)
    homes = "".join(
        house(x, 380, w, h, mix(a, b, dawn), c, [lit] * 4)
        for x, w, h, a, b, c in (
            (420, 74, 92, "#6B4A3A", "#F1D7B5", PEOPLE), (508, 86, 120, "#3B4A5C", "#F8F1E2", GOVERNMENT),
            (610, 70, 84, "#4A5B47", "#DDE8D3", PLANET), (692, 92, 108, "#5C4B3B", "#F4C98D", PEOPLE),
        )
    )  # fmt: skip
    road = rect(0, 400, WIDTH, 46, "#6A6A6E") + "".join(
        rect(x, 421, 34, 4, "#E9E4D6") for x in range(10, WIDTH, 70)
    )
    x = -190 + 400 * ease(t, 0.3, d * 0.6)
    bounce = 1.2 * math.sin(t * 9) * (1 - ease(t, d * 0.5, d * 0.6))
    bus = (
        f'<g transform="translate({x:.1f} {bounce:.1f})">{rect(0, 342, 172, 74, PEOPLE, 10)}'
        + "".join(rect(12 + 33 * n, 354, 26, 24, "#DCEAF2", 4) for n in range(4))
        + rect(146, 354, 20, 40, "#DCEAF2", 4)
        + rect(0, 386, 146, 5, GOLD)
        + disc(38, 416, 14, INK) + disc(38, 416, 6, GREY) + disc(134, 416, 14, INK) + disc(134, 416, 6, GREY)
        + "</g>"
    )  # fmt: skip
    people = ""
    for n, colour in enumerate((GOVERNMENT, PLANET, BLUE, GOLD)):
        come = ease(t, d * 0.62 + n * 0.45, d * 0.62 + n * 0.45 + 1.0)
        size = 62 if n != 2 else 44
        people += person(250 + come * (20 + 34 * n), 448, size, colour, come)
    return sun + hill + homes + tree(392, 382, 70) + tree(810, 384, 80) + road + bus + people, sky  # type: ignore[return-value]


def scene_within(t: float, d: float) -> str:
    land = path(
        "M130 90 Q300 40 470 80 T640 150 Q690 260 600 360 T330 420 Q150 420 110 290 T130 90 z",
        "#E7EBD3",
    )
    border = path(
        "M130 90 Q300 40 470 80 T640 150 Q690 260 600 360 T330 420 Q150 420 110 290 T130 90 z",
        more=f'stroke="{MUTED}" stroke-width="4" stroke-dasharray="12 9"',
    )
    river = path(
        "M420 76 Q380 190 450 260 T420 420",
        more='stroke="#9CC3D6" stroke-width="9" stroke-linecap="round"',
    )
    towns = {"a": (290, 250), "b": (530, 220), "c": (330, 350)}
    villages = [
        (170, 150),
        (200, 300),
        (230, 120),
        (560, 330),
        (600, 170),
        (470, 370),
        (370, 140),
        (520, 120),
        (180, 230),
    ]
    out = land + river + border
    for x, y in villages:
        out += path(f"M{x - 9} {y} v-9 l9 -9 l9 9 v9 z", "#9A7B5A")
    for n, (x, y) in enumerate(towns.values()):
        grow = 1 + 0.25 * ease(t, d * 0.3, d * 0.9)
        colour = (PEOPLE, GOVERNMENT, PLANET)[n]
        block = "".join(
            rect(x + dx * grow, y - h * grow, 15 * grow, h * grow, colour, 1)
            for dx, h in ((-26, 24), (-9, 40), (8, 30))
        )
        out += disc(x, y - 10, 44 * grow, "#F7E7C4") + block
    ways = [
        (0, "a"),
        (1, "c"),
        (2, "a"),
        (3, "b"),
        (4, "b"),
        (5, "c"),
        (6, "a"),
        (7, "b"),
        (8, "a"),
    ]
    for n, (village, town) in enumerate(ways):
        for again in range(2):
            start = 0.5 + n * 0.28 + again * d * 0.45
            part = ease(t, start, start + 1.9)
            (x0, y0), (x1, y1) = villages[village], towns[town]
            if 0 < part < 1:
                out += person(
                    x0 + (x1 - x0) * part,
                    y0 + (y1 - y0) * part - 20 * math.sin(part * math.pi),
                    30,
                    INK,
                )
    between = ease(t, d * 0.62, d * 0.85)
    if 0 < between < 1:
        out += person(
            290 + 240 * between,
            250 - 30 * between - 24 * math.sin(between * math.pi),
            32,
            GOVERNMENT,
        )
    abroad = ease(t, d * 0.3, d * 0.6)
    if abroad > 0:
        out += person(540 + 210 * abroad, 225 + 40 * abroad, 34, PEOPLE)
    out += path("M735 90 Q840 120 860 240 T760 420 Q720 330 742 250 T735 90 z", "#EFE3CF")
    if abroad > 0.9:
        out += person(750, 265, 34, PEOPLE)
    return out


def scene_hundred(t: float, d: float) -> str:
    chosen = {17, 44, 62, 88}
    out = ""
    for n in range(100):
        row, column = divmod(n, 10)
        x, y = 157 + column * 60, 84 + row * 41
        appear = ease(t, 0.004 * n * d, 0.004 * n * d + 0.5)
        colour, size = GREY, 34.0
        if n in chosen:
            turn = ease(t, d * 0.46, d * 0.58)
            colour, size = mix(GREY, PEOPLE, turn), 34 + 7 * turn
        elif t > d * 0.7:
            colour = mix(GREY, "#7C8FA3", ease(t, d * 0.7, d * 0.85))
        out += person(x, y, size, colour, appear)
    return out


def scene_forced(t: float, d: float) -> str:
    ground = rect(0, 380, WIDTH, 100, "#E9DCC3")
    home = house(60, 380, 120, 120, "#C9B79C", "#7A4B3A", ["#4A4F57"] * 4, "#4A3A30")
    drift = 8 * math.sin(t * 0.9)
    cloud = "".join(
        disc(x + drift, y, r, "#4B5160")
        for x, y, r in ((70, 130, 38), (118, 110, 48), (172, 124, 42), (128, 146, 42))
    )
    bolt = (
        path("M128 178 l-16 40 h16 l-12 34 l38 -48 h-18 l12 -26 z", GOLD) if t % 2.4 < 0.5 else ""
    )
    border = path(
        "M600 60 V460", more=f'stroke="{MUTED}" stroke-width="5" stroke-dasharray="16 12"'
    )
    out = ground + cloud + bolt + home + border
    for n in range(10):
        stays = n < 6
        goal = (250 + 52 * n) if stays else (650 + 46 * (n - 6))
        part = ease(t, 0.4 + (9 - n) * 0.32, d * 0.62 + (9 - n) * 0.1)
        x = 150 + (goal - 150) * part
        hop = 3 * abs(math.sin(t * 6 + n)) * (1 if 0 < part < 1 else 0)
        colour = mix(INK, PEOPLE if stays else GOVERNMENT, ease(t, d * 0.72, d * 0.82))
        y = 420 + (n % 2) * 22
        out += person(
            x,
            y - hop,
            58 - 10 * (n % 3 == 1),
            colour,
            ease(t, 0.3 + (9 - n) * 0.32, 0.6 + (9 - n) * 0.32),
        )
    return out


def sign(kind: str) -> str:
    """A sign of 80 by 80 on a white card."""
    inside = {
        "bed": rect(14, 44, 52, 12, PEOPLE, 3) + rect(14, 26, 6, 38, BLUE) + rect(60, 40, 6, 24, BLUE)
        + rect(22, 34, 16, 10, GOLD, 4),
        "book": path("M40 26 Q26 18 14 24 V58 Q26 52 40 60 z", GOVERNMENT)
        + path("M40 26 Q54 18 66 24 V58 Q54 52 40 60 z", "#6E7CCB"),
        "doctor": rect(33, 18, 14, 44, PLANET, 3) + rect(18, 33, 44, 14, PLANET, 3),
        "paper": rect(22, 14, 36, 52, "#F4ECD8", 2, f'stroke="{BLUE}" stroke-width="3"')
        + disc(33, 28, 6, PEOPLE) + rect(42, 25, 11, 4, BLUE) + rect(29, 42, 24, 4, BLUE) + rect(29, 51, 18, 4, BLUE),
    }[kind]  # fmt: skip
    return rect(0, 0, 80, 80, "#FFFFFF", 12, f'stroke="{LINE}" stroke-width="3"') + inside


def scene_door(t: float, d: float) -> str:
    ground = rect(0, 410, WIDTH, 70, "#E4D6B8")
    hall = (
        rect(290, 170, 274, 240, "#F3E2C2") + path("M270 170 L427 84 L584 170 z", PEOPLE)
        + rect(421, 44, 6, 46, BLUE) + path("M427 46 l44 12 l-44 14 z", GOLD)
        + disc(427, 138, 20, PAPER) + path("M427 126 v12 l8 6", more=f'stroke="{BLUE}" stroke-width="3"')
        + "".join(rect(x, 204, 40, 54, "#9FC0D1", 4) for x in (318, 380, 434, 496))
        + "".join(rect(x, 170, 12, 240, "#E5CFA5") for x in (296, 546))
    )  # fmt: skip
    wide = ease(t, 0.6, 2.2)
    door = (
        rect(372, 290, 110, 120, "#FFE7A8")
        + rect(372, 290, 55 * (1 - 0.85 * wide), 120, BLUE)
        + rect(482 - 55 * (1 - 0.85 * wide), 290, 55 * (1 - 0.85 * wide), 120, BLUE)
    )
    out = ground + tree(240, 412, 110) + tree(622, 412, 120) + hall + door
    for n, (kind, x, y) in enumerate(
        (("bed", 60, 150), ("book", 150, 250), ("doctor", 714, 150), ("paper", 624, 250))
    ):
        start = d * 0.36 + n * d * 0.1
        come = ease(t, start, start + 0.5)
        out += f'<g transform="translate({x} {y + 24 * (1 - come):.1f})" opacity="{come:.2f}">{sign(kind)}</g>'
    for n, x in enumerate((404, 428, 452)):
        out += person(
            x,
            470 - 44 * ease(t, 1.2 + n * 0.7, 3.4 + n * 0.7),
            58 - 8 * n,
            (PLANET, GOVERNMENT, PEOPLE)[n],
        )
    return out


def scene_lamps(t: float, d: float) -> str:
    gate = (
        rect(0, 400, 290, 80, "#3A4658") + rect(90, 300, 16, 100, "#7B8492") + rect(60, 262, 76, 46, "#656E7C", 4)
        + f'<g transform="rotate(-4 98 320)">{rect(98, 314, 150, 10, "#8D95A1")}'
        + "".join(rect(112 + 36 * n, 314, 18, 10, "#5A6371") for n in range(4)) + "</g>"
    )  # fmt: skip
    street = rect(290, 400, 564, 80, "#2A3445")
    out = gate + street
    walls = ("#4E4A50", "#45505C", "#505544", "#56483F")
    roofs = (PEOPLE, GOVERNMENT, PLANET, PEOPLE)
    for n in range(4):
        windows = []
        for k in range(6 if n % 2 else 4):
            start = d * 0.42 + n * 0.55 + k * 0.28
            windows.append(mix("#2E3645", "#FFD66B", ease(t, start, start + 0.4)))
        out += house(
            330 + n * 130,
            400,
            96,
            150 if n % 2 else 112,
            walls[n],
            mix("#3B3F49", roofs[n], ease(t, d * 0.5 + n * 0.4, d * 0.8 + n * 0.2)),
            windows,
            "#6B4A2E",
        )
    for n in range(4):
        x = 308 + n * 132
        on = ease(t, d * 0.36 + n * 0.6, d * 0.36 + n * 0.6 + 0.5)
        out += disc(x, 304, 46, "#FFD66B", f'opacity="{0.28 * on:.2f}"') + rect(
            x - 3, 306, 6, 112, "#151B26"
        )
        out += disc(x, 304, 10, mix("#556070", "#FFE9A8", on))
    walk = ease(t, 0.4, d * 0.9)
    out += person(160 + 330 * walk, 452, 62, mix("#8A93A0", GOLD, ease(t, d * 0.4, d * 0.7)))
    out += person(196 + 330 * walk, 454, 44, mix("#7A8390", PEOPLE, ease(t, d * 0.4, d * 0.7)))
    out += person(560, 452, 62, mix("#5F6A78", PLANET, ease(t, d * 0.5, d * 0.7)))
    stars = "".join(disc((n * 137) % 854, 50 + (n * 61) % 150, 1.6, "#C9D3E0") for n in range(26))
    return stars + out, "#1B2536"  # type: ignore[return-value]


def scene_table(t: float, d: float) -> str:
    out = path("M0 370 H854 V480 H0 z", "#EADFC8")
    lamp = rect(425, 20, 4, 90, INK) + path("M386 140 L402 108 H452 L468 140 z", GOLD)
    glow = path("M386 140 L250 400 H604 L468 140 z", "#FFEFC2", 'opacity="0.65"')
    out += glow + lamp
    seats = [(-172, 318), (-112, 296), (-40, 286), (40, 286), (112, 296), (172, 318)]
    colours = (PEOPLE, GOVERNMENT, PLANET, GOLD, BLUE, "#8A4F7D")
    back = ""
    for n, (dx, y) in enumerate(seats):
        side = -1 if n < 3 else 1
        order = (2 - n) if n < 3 else (n - 3)
        part = ease(t, 0.2 + order * 0.7, 2.2 + order * 0.7)
        x = 427 + dx + side * 420 * (1 - part)
        nod = 2.2 * math.sin(t * 2.2 + n) * (1 if part >= 1 else 0)
        back += person(x, y + 60 + nod, 128 - 22 * (n in (1, 5)), colours[n])
    table = '<ellipse cx="427" cy="368" rx="240" ry="46" fill="#8A5A34"/><ellipse cx="427" cy="360" rx="240" ry="46" fill="#B07A48"/>'
    things = ""
    for n, kind in enumerate(("bed", "book", "doctor", "paper")):
        come = ease(t, d * 0.5 + n * 0.45, d * 0.5 + n * 0.45 + 0.5)
        things += f'<g opacity="{come:.2f}" transform="translate({280 + n * 76} {334 - 6 * come:.1f}) scale(0.62)">{sign(kind)}</g>'
    return out + back + table + things


SCENES: dict[str, Callable[[float, float], Any]] = {
    "arrival": scene_arrival,
    "within": scene_within,
    "hundred": scene_hundred,
    "forced": scene_forced,
    "door": scene_door,
    "lamps": scene_lamps,
    "table": scene_table,
}


def frame(key: str, t: float, d: float) -> str:
    """One picture of the animation."""
    drawn = SCENES[key](t, d)
    body, back = drawn if isinstance(drawn, tuple) else (drawn, PAPER)
    fade = max(1 - ease(t, 0, 0.35), ease(t, d - 0.3, d))
    veil = rect(0, 0, WIDTH, HEIGHT, PAPER, more=f'opacity="{fade:.2f}"') if fade > 0 else ""
    return page(body + veil + awning(WIDTH), back=back)


# --- still drawings ------------------------------------------------------------------------------------


def text(
    x: float, y: float, words: str, size: float, colour: str = INK, weight: str = "bold"
) -> str:
    return (
        f'<text x="{x}" y="{y}" font-family="DejaVu Sans" font-size="{size}" font-weight="{weight}" '
        f'fill="{colour}" text-anchor="middle">{words}</text>'
    )


# Million people living outside their country of birth: IOM, World Migration Report 2024, table 1 of chapter 2.
MIGRANTS = ((1970, 84), (1980, 102), (1990, 153), (2000, 173), (2010, 221), (2020, 281))
# Per cent of people who live in towns: UN DESA, World Urbanization Prospects 2018; 2050 is a projection.
URBAN = ((1950, 30), (1990, 43), (2018, 55), (2050, 68))


def infographic_migrants() -> str:
    """Columns of small people; one stands for ten million."""
    out = awning(1200)
    for n, (year, million) in enumerate(MIGRANTS):
        x = 110 + n * 196
        count = round(million / 10)
        for k in range(count):
            row, column = divmod(k, 3)
            out += person(x - 40 + column * 40, 560 - row * 46, 40, PEOPLE if n == 5 else "#C98A6F")
        top = 560 - math.ceil(count / 3) * 46
        out += text(x, top - 6, str(million), 34, BLUE)
        out += text(x, 620, str(year), 28, MUTED)
    out += rect(30, 572, 1140, 4, INK)
    return page(out, 1200, 675)


def infographic_urban() -> str:
    """Four blocks with a hundred windows each; a lit window is a person of a hundred who lives in a town."""
    out = awning(1200)
    for n, (year, share) in enumerate(URBAN):
        x, coming = 60 + n * 285, year > 2024
        edge = f'stroke="{BLUE}" stroke-width="4" stroke-dasharray="{"12 8" if coming else "none"}"'
        out += rect(x, 170, 230, 400, mix(BLUE, PAPER, 0.35) if coming else BLUE, 4, edge)
        for k in range(100):
            row, column = divmod(k, 10)
            lit = k < share
            out += rect(
                x + 12 + column * 21, 540 - row * 39, 15, 24,
                GOLD if lit else (mix(BLUE, PAPER, 0.5) if coming else "#2C4A68"), 2,
            )  # fmt: skip
        out += text(x + 115, 146, f"{share} %", 44, PEOPLE if n == 3 else BLUE)
        out += text(x + 115, 626, str(year), 28, MUTED)
    out += rect(30, 570, 1140, 4, INK)
    return page(out, 1200, 675)


def cover() -> str:
    """The picture of the course: the town at day, people arriving."""
    body, back = scene_arrival(10, 9)  # type: ignore[misc]
    return page(body + awning(WIDTH), back=back)


def podcast_cover() -> str:
    """A square: two people at a counter under the awning."""
    out = (
        f'<g transform="scale(2.5)">{awning(560)}</g>'
        + disc(700, 640, 420, "#F7E3B8")
        + person(470, 1010, 620, PEOPLE) + person(930, 1010, 620, GOVERNMENT)
        + rect(180, 900, 1040, 70, "#8A5A34", 12) + rect(220, 970, 960, 300, "#B07A48")
        + "".join(path(f"M{700 - r} {420} a{r} {r} 0 0 1 {2 * r} 0", more=f'stroke="{GOLD}" stroke-width="22" stroke-linecap="round"') for r in (60, 120, 180))
    )  # fmt: skip
    return page(out, 1400, 1400)


def picture(svg: str, target: Path, width: int) -> None:
    """Write a drawing as a small PNG with a palette."""
    with tempfile.TemporaryDirectory() as folder:
        source, raw = Path(folder, "a.svg"), Path(folder, "a.png")
        source.write_text(svg)
        run("ffmpeg", "-i", source, "-vf", f"scale={width}:-1:flags=area", "-frames:v", "1", raw)
        with Image.open(raw) as drawn:
            drawn.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(target, optimize=True)


def drawings() -> None:
    """The pictures that stand still."""
    picture(infographic_migrants(), MEDIA / "infographic-migrants.png", 1200)
    picture(infographic_urban(), MEDIA / "infographic-towns.png", 1200)
    picture(cover(), MEDIA / "cover.png", WIDTH)
    picture(podcast_cover(), MEDIA / "podcast-cover.png", 1400)
    picture(frame("table", 8, 9), MEDIA / "animation-poster.png", WIDTH)


# --- speech --------------------------------------------------------------------------------------------


def run(*command: object) -> None:
    words = [str(word) for word in command]
    if words[0] == "ffmpeg":
        words[1:1] = ["-hide_banner", "-loglevel", "error", "-y", "-nostdin"]
    subprocess.run(words, check=True)


def speak(words: str, language: str, voice: str, faster: float = 1.0) -> bytes:
    """Samples (16 bit, mono, 22,050 Hz) of a synthetic voice that says this."""
    name, rate = VOICES[language][voice]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "said.wav")
        run("espeak-ng", "-v", name, "-s", round(rate * faster), "-w", target, words)
        with wave.open(str(target)) as said:
            samples = said.readframes(said.getnframes())
    return trimmed(samples)


def trimmed(samples: bytes) -> bytes:
    """Without the silence at both ends."""
    values = array.array("h", samples)
    loud = [n for n in range(0, len(values), 64) if abs(values[n]) > 300]
    if not loud:
        return samples
    return values[max(0, loud[0] - 600) : loud[-1] + 1200].tobytes()


def seconds(samples: bytes) -> float:
    return len(samples) / 2 / RATE


def silence(duration: float) -> bytes:
    return b"\0\0" * round(duration * RATE)


def sound(samples: bytes, target: Path) -> None:
    with wave.open(str(target), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples)


def clock(at: float) -> str:
    milli = round(at * 1000)
    return f"{milli // 3_600_000:02d}:{milli // 60_000 % 60:02d}:{milli // 1000 % 60:02d}.{milli % 1000:03d}"


def vtt(cues: list[tuple[float, float, str]], target: Path) -> None:
    """Write cues as WebVTT."""
    blocks = [
        f"{n}\n{clock(a)} --> {clock(b)}\n{words}\n" for n, (a, b, words) in enumerate(cues, 1)
    ]
    target.write_text("WEBVTT\n\n" + "\n".join(blocks), encoding="utf-8")


def folded(words: str) -> str:
    """A caption on two lines at most, of similar length."""
    if len(words) <= 46:
        return words
    middle = len(words) // 2
    spaces = [m.start() for m in re.finditer(" ", words)]
    at = min(spaces, key=lambda place: abs(place - middle))
    return f"{words[:at]}\n{words[at + 1 :]}"


LOUD = "highpass=f=90,acompressor=threshold=-20dB:ratio=3,loudnorm=I=-18:TP=-2:LRA=7"


def animation() -> None:
    """The film in five languages: one course of pictures, five voices, each sentence at the same time in all."""
    scenes = yaml.safe_load((COURSE / "animation.yaml").read_text())["scenes"]
    said: dict[str, list[list[bytes]]] = {code: [] for code in LANGUAGES}
    for scene in scenes:
        for code in LANGUAGES:
            said[code].append([speak(line[code], code, "one") for line in scene["said"]])
    starts: list[float] = []
    cues: dict[str, list[tuple[float, float, str]]] = {code: [] for code in LANGUAGES}
    tracks = dict.fromkeys(LANGUAGES, b"")
    at, lengths = 0.0, []
    for number, scene in enumerate(scenes):
        starts.append(at)
        begin = at
        at += 0.7
        for place, line in enumerate(scene["said"]):
            middle = sorted(seconds(said[code][number][place]) for code in LANGUAGES)[2] * 1.1
            for code in LANGUAGES:
                spoken = said[code][number][place]
                if seconds(spoken) > middle:
                    faster = min(1.2, seconds(spoken) / middle)
                    said[code][number][place] = speak(line[code], code, "one", faster)
            slot = max(seconds(said[code][number][place]) for code in LANGUAGES)
            for code in LANGUAGES:
                spoken = said[code][number][place]
                tracks[code] += silence(at - seconds(tracks[code])) + spoken
                cues[code].append((at, at + slot + 0.2, folded(plain(line[code]))))
            at += slot + 0.4
        at = math.ceil((at + 0.3) * FPS) / FPS
        lengths.append(at - begin)
    print(f"animation: {at:.1f} s")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        number = 0
        for scene, length in zip(scenes, lengths, strict=True):
            for n in range(round(length * FPS)):
                Path(folder, f"f{number:05d}.svg").write_text(frame(scene["key"], n / FPS, length))
                number += 1
        picture_track = folder / "pictures.mp4"
        run(
            "ffmpeg", "-framerate", FPS, "-i", folder / "f%05d.svg", "-c:v", "libx264", "-preset", "veryslow",
            "-tune", "animation", "-crf", 34, "-pix_fmt", "yuv420p", "-g", FPS * 10, picture_track,
        )  # fmt: skip
        small_track = folder / "pictures.webm"
        run(
            "ffmpeg", "-i", picture_track, "-vf", "scale=426:240", "-c:v", "libvpx-vp9", "-crf", 52, "-b:v", 0,
            "-row-mt", 1, "-cpu-used", 2, small_track,
        )  # fmt: skip
        for code in LANGUAGES:
            track = folder / f"{code}.wav"
            sound(tracks[code] + silence(at - seconds(tracks[code])), track)
            audio = MEDIA / f"animation.{code}.mp3"
            run(
                "ffmpeg",
                "-i",
                track,
                "-af",
                LOUD,
                "-ar",
                RATE,
                "-c:a",
                "libmp3lame",
                "-b:a",
                "24k",
                audio,
            )
            run(
                "ffmpeg", "-i", picture_track, "-i", track, "-c:v", "copy", "-af", LOUD, "-ar", RATE, "-c:a", "aac",
                "-b:a", "24k", "-metadata:s:a:0", f"language={code}", "-movflags", "+faststart",
                MEDIA / f"animation.{code}.mp4",
            )  # fmt: skip
            run(
                "ffmpeg", "-i", small_track, "-i", track, "-c:v", "copy", "-af", LOUD, "-ar", 24_000, "-c:a",
                "libopus", "-b:a", "14k", "-metadata:s:a:0", f"language={code}", MEDIA / f"animation-small.{code}.webm",
            )  # fmt: skip
    ends = [*starts[1:], at]
    for code in LANGUAGES:
        vtt(cues[code], MEDIA / f"animation.captions.{code}.vtt")
        for kind, field in (("chapters", "title"), ("descriptions", "seen")):
            marks = [(a, b, s[field][code]) for a, b, s in zip(starts, ends, scenes, strict=True)]
            vtt(marks, MEDIA / f"animation.{kind}.{code}.vtt")


def podcast() -> None:
    """The episode in five languages, each in its own time."""
    chapters = yaml.safe_load((COURSE / "podcast.yaml").read_text())["chapters"]
    for code in LANGUAGES:
        track, cues, marks = silence(0.4), [], []
        for chapter in chapters:
            begin = seconds(track) if marks else 0.0
            for line in chapter["lines"]:
                start = seconds(track)
                track += speak(line[code], code, line["voice"])
                words = f"<v {SPEAKERS[line['voice']][code]}>{folded(plain(line[code]))}"
                cues.append((start, seconds(track), words))
                track += silence(0.5)
            track += silence(0.6)
            marks.append((begin, seconds(track), chapter["title"][code]))
        with tempfile.TemporaryDirectory() as folder:
            raw = Path(folder, "episode.wav")
            sound(track, raw)
            run(
                "ffmpeg", "-i", raw, "-af", LOUD, "-ar", RATE, "-c:a", "libmp3lame", "-b:a", "24k", "-id3v2_version", 3,
                MEDIA / f"podcast.{code}.mp3",
            )  # fmt: skip
        print(f"podcast {code}: {seconds(track):.1f} s")
        vtt(cues, MEDIA / f"podcast.transcript.{code}.vtt")
        vtt(marks, MEDIA / f"podcast.chapters.{code}.vtt")


SHEET = """<!doctype html><html lang="{lang}" dir="{dir}"><head><meta charset="utf-8"><title>{title}</title><style>
@page {{ size: A4; margin: 18mm }} body {{ font: 12pt/1.45 "DejaVu Sans", sans-serif; color: #1D2433 }}
h1 {{ color: #17324D; border-block-end: 3mm solid #E8A317; padding-block-end: 3mm }}
ol {{ padding-inline-start: 8mm }} li {{ padding-block: 2.2mm; border-block-end: .3mm solid #E4DDCF }}
li::after {{ content: ""; float: inline-end; inline-size: 6mm; block-size: 6mm; border: .5mm solid #1D2433;
margin-inline-start: 4mm }} li:last-child {{ min-block-size: 24mm }} .foot {{ color: #5B6472; font-size: 9.5pt }}
</style></head><body><main><h1>{title}</h1><p>{lead}</p><ol>{points}</ol><p class="foot">{foot}</p></main></body></html>"""


def checklist() -> None:
    """The list to take along as a tagged PDF; needs Chromium besides."""
    words = yaml.safe_load((COURSE / "checklist.yaml").read_text())
    for code in LANGUAGES:
        said = {name: html.escape(words[name][code]) for name in ("title", "lead", "foot")}
        points = "".join(f"<li>{html.escape(point[code])}</li>" for point in words["points"])
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "list.html")
            source.write_text(
                SHEET.format(lang=code, dir="rtl" if code == "ar" else "ltr", points=points, **said)
            )
            run(
                "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                "--export-tagged-pdf", f"--user-data-dir={folder}/profile",
                f"--print-to-pdf={MEDIA / f'checklist.{code}.pdf'}", source.as_uri(),
            )  # fmt: skip


PARTS: dict[str, Callable[[], None]] = {
    "drawings": drawings,
    "animation": animation,
    "podcast": podcast,
    "checklist": checklist,
}


def main(names: list[str]) -> None:
    """Make the parts named, or all."""
    MEDIA.mkdir(parents=True, exist_ok=True)
    for name in names or PARTS:
        PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
