"""Which place somebody means by what they type."""

from __future__ import annotations

from agora.topics.lookup import fold
from agora.topics.queries import Spot, vocabulary

MOST = 5


def place_label(spot: Spot, reader: str) -> str:
    """“Palmira, Colombia”: a city or region with its country."""
    above = vocabulary().places.get(spot.parent or "")
    if spot.kind in ("city", "administrative") and above is not None:
        return f"{spot.label(reader)}, {above.label(reader)}"
    return spot.label(reader)


def place_meant(text: str, reader: str) -> tuple[Spot | None, tuple[str, ...]]:
    """The one place a text names; where that is not clear, the labels of those that may be meant."""
    asked = fold(text)
    if not asked:
        return None, ()
    first = fold(text.split(",")[0])
    exact: list[Spot] = []
    near: list[Spot] = []
    for key, spot in vocabulary().places.items():
        names = {fold(name) for name in spot.names.values()}
        if asked == key or asked == fold(place_label(spot, reader)):
            return spot, ()
        if asked in names or first in names:
            exact.append(spot)
        elif any(name.startswith(first) for name in names):
            near.append(spot)
    if len(exact) == 1:
        return exact[0], ()
    found = exact or near
    return None, tuple(sorted(place_label(one, reader) for one in found))[:MOST]
