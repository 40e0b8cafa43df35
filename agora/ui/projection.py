"""The map's projection: places on a flat drawing of the world.

Equal Earth keeps areas true, so no continent is made to look larger than it is: B. Šavrič,
T. Patterson and B. Jenny, “The Equal Earth map projection”, International Journal of Geographical
Information Science 33 (3), 2018, https://doi.org/10.1080/13658816.2018.1504949.
"""

from __future__ import annotations

import math

WIDTH = 1000
HEIGHT = 485

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = math.sqrt(3) / 2
_SCALE = WIDTH / (2 * math.pi / (_M * _A1))


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees north and east → (x, y) in a box of 1000 × 485, y growing southwards.

    The poles lie within one unit outside the box. ValueError for a latitude beyond ±90° or a
    longitude beyond ±180°.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"{latitude}, {longitude} is not a place on Earth.")
    theta = math.asin(_M * math.sin(math.radians(latitude)))
    square = theta * theta
    sixth = square**3
    slope = _A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)
    across = math.radians(longitude) * math.cos(theta) / (_M * slope)
    up = theta * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))
    return round(WIDTH / 2 + _SCALE * across, 2), round(HEIGHT / 2 - _SCALE * up, 2)
