"""Why two resources cannot become one, or one cannot become two again."""

from agora.kernel.errors import AgoraError


class CannotMerge(AgoraError):
    """Something about the two is in the way."""


class CannotUndo(AgoraError):
    """The merge was undone already, or something later stands on it."""


class NoSuchResource(AgoraError):
    """What was typed leads to no resource that this person may merge."""
