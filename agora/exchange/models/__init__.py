"""What the exchange keeps: imports of what exists elsewhere, and addresses that are checked."""

from agora.exchange.models.bringing import Import, ImportRow, Item, Source
from agora.exchange.models.links import Host, Link, LinkUse

__all__ = ["Host", "Import", "ImportRow", "Item", "Link", "LinkUse", "Source"]
