"""Start-up of the room `forums`."""

from django.apps import AppConfig


class ForumsConfig(AppConfig):
    """Learning forums and their stands."""

    name = "agora.forums"
    label = "forums"

    def ready(self) -> None:
        """Register the kinds `forum` and `stand`, and how they are edited."""
        from agora.forums import documents, editing, publishing, queries, stands
        from agora.kernel import kinds, merging

        kinds.register(
            kinds.Kind(
                name="forum",
                schema=documents.ForumDocument,
                apply=publishing.forum_apply,
                withdraw=publishing.forum_withdraw,
                describe=queries.forum_describe,
                tombstone=queries.forum_tombstone,
                parts=stands.stand_documents,
            )
        )
        kinds.register(
            kinds.Kind(
                name="stand",
                schema=documents.StandDocument,
                apply=publishing.stand_apply,
                withdraw=publishing.stand_withdraw,
                describe=queries.stand_describe,
                tombstone=lambda _id, _language: None,
                live=stands.stand_live,
            )
        )
        editing.register_sorts()
        merging.register(
            "resource",
            "forums.items",
            merging.Mover(publishing.items_move, publishing.items_restore),
        )
