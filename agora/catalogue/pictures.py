"""The picture a messenger shows beside a link: tiles from the id, in the axis' colour."""

from __future__ import annotations

import hashlib
import io
import unicodedata

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
_PAPER, _INK, _BRAND = "#FBF8F1", "#1D2433", "#17324D"
_COLOURS = {"people": "#B4472B", "planet": "#1E7A55", "government": "#3D4DA3"}


def _drawable(text: str) -> bool:
    """Whether Pillow's own face has these letters: Latin ones."""
    return all(not char.isalpha() or "LATIN" in unicodedata.name(char, "") for char in text)


def _lines(
    text: str, font: ImageFont.ImageFont, draw: ImageDraw.ImageDraw, width: int
) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and draw.textlength(f"{lines[-1]} {word}", font=font) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > 5:
        lines = [*lines[:4], f"{lines[4].rstrip('.,;:')} …"]
    return lines


def share_picture(seed: str, axes: tuple[str, ...], title: str, site: str) -> bytes:
    """A PNG of 1200 × 630 px with a palette; the title where its letters can be drawn."""
    colour = _COLOURS.get(axes[0] if axes else "", _BRAND)
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    draw = ImageDraw.Draw(image)
    digest = hashlib.blake2b(seed.encode(), digest_size=8).digest()
    side = 105
    for row in range(HEIGHT // side):
        for column in range(3):
            x, y = column * side, row * side
            motif = (digest[0] + (row + column) % 2 * digest[1]) % 4
            draw.rectangle((x, y, x + side, y + side), fill=colour if motif % 2 else _PAPER)
            on = _PAPER if motif % 2 else colour
            middle = (x + side / 2, y + side / 2)
            if motif < 2:
                draw.ellipse((x + 12, y + 12, x + side - 12, y + side - 12), fill=on)
                draw.polygon(
                    [(middle[0], y + 26), (x + side - 26, middle[1]),
                     (middle[0], y + side - 26), (x + 26, middle[1])],
                    fill=colour if motif % 2 else _PAPER,
                )  # fmt: skip
            else:
                for corner in ((x, y), (x + side, y), (x, y + side), (x + side, y + side)):
                    draw.ellipse(
                        (corner[0] - 46, corner[1] - 46, corner[0] + 46, corner[1] + 46), fill=on
                    )
    draw.rectangle((315, 0, WIDTH, HEIGHT), fill=_PAPER)
    stripe = 30
    for number in range((WIDTH - 315) // stripe + 1):
        x = 315 + number * stripe
        fill = colour if number % 2 == 0 else "#F0E6D8"
        draw.rectangle((x, 0, x + stripe, 26), fill=fill)
        draw.ellipse((x, 11, x + stripe, 41), fill=fill)
    if _drawable(title):
        font = ImageFont.load_default(56)
        y = 120
        for line in _lines(title, font, draw, WIDTH - 315 - 110):  # type: ignore[arg-type]  # one of Pillow's two font classes
            draw.text((370, y), line, fill=_INK, font=font)
            y += 74
    draw.text((370, HEIGHT - 90), site, fill=colour, font=ImageFont.load_default(40))
    out = io.BytesIO()
    image.quantize(48).save(out, "PNG", optimize=True)
    return out.getvalue()
