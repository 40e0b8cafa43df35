"""Start-up of the room `forums`."""

from django.apps import AppConfig


class ForumsConfig(AppConfig):
    """Learning forums and their stands."""

    name = "agora.forums"
    label = "forums"

    def ready(self) -> None:
        """Register the kind `forum`."""
        from agora.forums import documents, publishing, queries
        from agora.kernel import kinds

        kinds.register(
            kinds.Kind(
                name="forum",
                schema=documents.ForumDocument,
                apply=publishing.forum_apply,
                withdraw=publishing.forum_withdraw,
                describe=queries.forum_describe,
                tombstone=queries.forum_tombstone,
            )
        )
        kinds.register_part("stand", queries.stand_describe)
