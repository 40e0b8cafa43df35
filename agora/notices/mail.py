"""Mails of this room; how one is made is `ui.mail`'s, which the rooms below use too."""

from agora.ui.mail import send, subject_of

__all__ = ["send", "subject_of"]
