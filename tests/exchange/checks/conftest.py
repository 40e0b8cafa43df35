"""A site of this machine that may be fetched from."""

from tests.exchange.fetching.conftest import hidden_site, site

__all__ = ["hidden_site", "site"]
