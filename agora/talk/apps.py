"""Start-up of the room `talk`."""

import datetime as dt

from django.apps import AppConfig


class TalkConfig(AppConfig):
    """Threads and posts, shared by the rooms above."""

    name = "agora.talk"
    label = "talk"

    def ready(self) -> None:
        """Register the personal columns, the mails, how a decision hides a post, and the acts' names."""
        from agora.journal import verbs
        from agora.kernel import jobs, personal
        from agora.moderation import hiders
        from agora.talk import digests, queries, services, words

        # What was said stays where others answered it; who said it is forgotten.
        personal.register("talk.Thread", "author", "empty", owner="author")
        personal.register("talk.Post", "author", "empty", owner="author")
        personal.register("talk.Post", "hidden_by", "empty", owner="hidden_by")
        personal.register("talk.PostEdit", "body", "delete", owner="post__author")
        personal.register("talk.ThreadFollow", "account", "delete", owner="account")
        verbs.register(words.ACTS)
        hiders.register(
            queries.POST,
            hiders.Hider(
                services.post_facts, services.post_hide_decided, services.post_show_decided
            ),
        )
        jobs.periodic("talk.digests", dt.timedelta(minutes=15), digests.digests_due)
