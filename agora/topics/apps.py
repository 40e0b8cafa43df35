"""Start-up of the room `topics`."""

from django.apps import AppConfig


class TopicsConfig(AppConfig):
    """Agendas, themes, places, the glossary."""

    name = "agora.topics"
    label = "topics"

    def ready(self) -> None:
        """Register the kind `concept`, how it is edited, and the background work."""
        from agora.kernel import kinds
        from agora.topics import documents, downloads, editing
        from agora.topics.concepts import publishing, queries

        kinds.register(
            kinds.Kind(
                name="concept",
                schema=documents.ConceptDocument,
                apply=publishing.concept_apply,
                withdraw=publishing.concept_withdraw,
                describe=queries.concept_describe,
                tombstone=queries.concept_tombstone,
                live=queries.concept_live,
            )
        )
        editing.register_sort()
        downloads.register_periodic()
