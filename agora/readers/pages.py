"""What this room's pages share."""

from __future__ import annotations

import uuid

from django.http import Http404

from agora.people.queries import Standing
from agora.ui.mine import mine_page

__all__ = ["PER_PAGE", "account_of", "mine_page"]

PER_PAGE = 50


def account_of(standing: Standing) -> uuid.UUID:
    """The account that asks; whoever has none was led to sign in before."""
    if standing.account is None:
        raise Http404
    return standing.account
