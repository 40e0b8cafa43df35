"""What the room keeps of the outside: addresses that are checked."""

from agora.exchange.models.links import Host, Link, LinkUse

__all__ = ["Host", "Link", "LinkUse"]
