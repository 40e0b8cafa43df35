"""What an archive may be refused for."""

from __future__ import annotations

from agora.kernel.errors import AgoraError


class ArchiveUnfit(AgoraError):
    """The archive cannot be read, or not here; nothing was written."""


class PlaceTaken(AgoraError):
    """The archive cannot be written where it was asked for."""
