"""What this room asks of rooms above it, filled by them at start.

People, roles and invitations live below mail and below everything one can work on; so whoever can
mail, and whoever keeps work that belongs to somebody, says so here.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol


class Tell(Protocol):
    """`notices.services.notice_enqueue`."""

    def __call__(
        self,
        account: uuid.UUID,
        *,
        sort: str,
        cause: str,
        template: str,
        values: Mapping[str, str],
        path: str,
    ) -> None:
        """Tell a person of something, once per cause."""


@dataclass(frozen=True)
class Holding:
    """Work that may be somebody's: `count(organisation, account)` says how much of it is open, and
    `give(organisation, account, heir)` passes it on and says how much it was.

    Without an organisation it is work of the learning team. `drop(account)` makes all of it, wherever
    it is, nobody's, and says how much it was; what belongs to an organisation anyway needs none.
    """

    name: str
    count: Callable[[uuid.UUID | None, uuid.UUID], int]
    give: Callable[[uuid.UUID | None, uuid.UUID, uuid.UUID], int]
    drop: Callable[[uuid.UUID], int] = lambda _account: 0


_tell: list[Tell] = []
_invite: list[Callable[[uuid.UUID], None]] = []
_holdings: dict[str, Holding] = {}


def register_mail(tell: Tell, invite: Callable[[uuid.UUID], None]) -> None:
    """Called by the room that mails: how a person is told, and how an invitation is mailed."""
    _tell[:] = [tell]
    _invite[:] = [invite]


def register_holding(holding: Holding) -> None:
    """Called by each room that keeps work of a person."""
    _holdings[holding.name] = holding


def tell(
    account: uuid.UUID | None, *, cause: str, template: str, values: Mapping[str, str], path: str
) -> None:
    """Tell a person of something about their organisation, in the open transaction."""
    for one in _tell:
        if account is not None:
            one(
                account,
                sort="organisation",
                cause=cause,
                template=template,
                values=values,
                path=path,
            )


def invite(invitation: uuid.UUID) -> None:
    """Have an invitation mailed, in the open transaction."""
    for one in _invite:
        one(invitation)


def held(organisation: uuid.UUID | None, account: uuid.UUID | None) -> int:
    """How much open work is this person's there."""
    return sum(one.count(organisation, account) for one in _holdings.values()) if account else 0


def pass_on(
    organisation: uuid.UUID | None, account: uuid.UUID | None, heir: uuid.UUID | None
) -> int:
    """Pass all open work to the heir; how much it was."""
    if account is None or heir is None:
        return 0
    return sum(one.give(organisation, account, heir) for one in _holdings.values())


def let_go(account: uuid.UUID) -> int:
    """Make all open work of an account that goes for good nobody's; how much it was."""
    return sum(one.drop(account) for one in _holdings.values())
