"""What games share: the server keeps where somebody is, and only moves of its own page move."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from agora.courses.models import GameState
from agora.kernel import clock

if TYPE_CHECKING:
    from django.http import QueryDict

    from agora.courses.models import Enrolment
    from agora.courses.queries.content import BlockView

LOT: Final = random.SystemRandom()


def shuffled(things: Sequence[str]) -> list[str]:
    """In an order by lot."""
    return LOT.sample(list(things), len(things))


def game_of(block: BlockView, enrolment: Enrolment | None) -> GameState | None:
    """Where somebody is in this game; None before they have begun."""
    return games_of([block], enrolment).get(block.key)


def games_of(
    blocks: Sequence[BlockView], enrolment: Enrolment | None
) -> dict[uuid.UUID, GameState]:
    """Where somebody is in these games; one query."""
    if enrolment is None:
        return {}
    found = GameState.objects.filter(
        enrolment=enrolment, node_key__in=[block.key for block in blocks]
    )
    return {one.node_key: one for one in found}


def is_move(game: GameState | None, data: QueryDict) -> bool:
    """Whether what was sent belongs to the state as it is: not to an old page, or a double click."""
    return data.get("turn", "") == str(game.turn if game else 0)


def game_write(
    block: BlockView,
    enrolment: Enrolment,
    game: GameState | None,
    state: Mapping[str, Any],
    *,
    is_finished: bool = False,
) -> GameState:
    """Write the state after a move; call it with the enrolment locked."""
    if game is None:
        game = GameState(enrolment=enrolment, node_key=block.key)
    game.state = dict(state)
    game.turn += 1
    game.language = block.tongue.language
    game.at = clock.now()
    if is_finished and game.finished_at is None:
        game.finished_at = game.at
    game.save()
    return game


def place(value: str | None, size: int) -> int | None:
    """A number below `size`, written as the page writes it."""
    if value is None or len(value) > 3 or not (value.isascii() and value.isdigit()):
        return None
    return int(value) if int(value) < size else None
