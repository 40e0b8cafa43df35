"""A site of this machine that may be fetched from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.exchange.site import Site, serve


@pytest.fixture
def site(settings) -> Iterator[Site]:
    """A server on this machine, allowed as `AGORA_FETCH_LOCAL` allows it."""
    with serve() as running:
        settings.FETCH_LOCAL = frozenset({running.place})
        yield running


@pytest.fixture
def hidden_site() -> Iterator[Site]:
    """A server on this machine that nobody allowed."""
    with serve() as running:
        running.pages["/"] = lambda handler: pytest.fail("what is hidden was asked")
        yield running
