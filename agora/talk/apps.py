"""Start-up of the room `talk`."""

from django.apps import AppConfig


class TalkConfig(AppConfig):
    """Threads and posts, shared by the rooms above."""

    name = "agora.talk"
    label = "talk"

    def ready(self) -> None:
        """Register the personal columns and what the journal calls these acts."""
        from agora.journal import verbs
        from agora.kernel import personal
        from agora.talk import words

        # What was said stays where others answered it; who said it is forgotten.
        personal.register("talk.Thread", "author", "empty", owner="author")
        personal.register("talk.Post", "author", "empty", owner="author")
        personal.register("talk.Post", "hidden_by", "empty", owner="hidden_by")
        personal.register("talk.PostEdit", "body", "delete", owner="post__author")
        personal.register("talk.ThreadFollow", "account", "delete", owner="account")
        verbs.register(words.ACTS)
