"""What the exchange keeps: imports of what exists elsewhere, addresses that are checked, archives."""

from agora.exchange.models.bringing import Import, ImportRow, Item, Source
from agora.exchange.models.links import Host, Link, LinkUse
from agora.exchange.models.whole import Archive

__all__ = ["Archive", "Host", "Import", "ImportRow", "Item", "Link", "LinkUse", "Source"]
