"""What the exchange keeps."""

from agora.exchange.models.bringing import Import, ImportRow, Item, Source

__all__ = ["Import", "ImportRow", "Item", "Source"]
