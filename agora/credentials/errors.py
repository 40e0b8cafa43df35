"""What cannot be done with certificates, and what to do instead."""

from __future__ import annotations

from agora.kernel.errors import AgoraError


class KeyIsMissing(AgoraError):
    """The private half of a key in use is not in the folder of keys."""


class CredentialIsRevoked(AgoraError):
    """What was taken back is not issued again by itself, nor taken back twice."""


class NameIsMissing(AgoraError):
    """A certificate names somebody."""


class NameWasCorrected(AgoraError):
    """The holder corrected the name once already."""


class NotACredential(AgoraError):
    """What was given to be checked is no credential we could read."""
