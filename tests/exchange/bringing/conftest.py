"""A real web server on this machine that a source may be fetched from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.exchange.site import Site, serve


@pytest.fixture
def site(settings) -> Iterator[Site]:
    """A site whose address is allowed, and nothing else of this machine."""
    with serve() as made:
        settings.FETCH_LOCAL = frozenset({made.place})
        yield made


@pytest.fixture
def hidden_site() -> Iterator[Site]:
    """A site that nobody allowed."""
    with serve() as made:
        yield made
