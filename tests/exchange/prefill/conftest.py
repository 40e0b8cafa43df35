"""A site of this machine that may be fetched from."""

from tests.exchange.fetching.conftest import site

__all__ = ["site"]
