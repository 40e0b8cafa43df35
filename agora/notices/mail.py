"""Mails of this room; how one is made is `ui.mail`'s, which the rooms below use too."""

from agora.ui.mail import send

__all__ = ["send"]
