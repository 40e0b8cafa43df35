"""Start-up of the room `catalogue`."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Everything findable."""

    name = "agora.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        """Register the kind `resource`, its indexer and the personal columns."""
        from agora.catalogue import (
            documents,
            editing,
            publishing,
            queries,
            topic_deciding,
            topic_suggestions,
            translating,
        )
        from agora.catalogue.ageing import services as ageing
        from agora.catalogue.many import publishing as many
        from agora.catalogue.merging import finding, moving
        from agora.catalogue.merging import services as merging
        from agora.journal import verbs
        from agora.kernel import kinds, personal
        from agora.media import queries as media

        kinds.register(
            kinds.Kind(
                name="resource",
                schema=documents.ResourceDocument,
                apply=publishing.resource_apply,
                withdraw=publishing.resource_withdraw,
                describe=queries.resource_describe,
                tombstone=queries.resource_tombstone,
                many=kinds.Many(many.resource_is_plain, many.resources_apply_new),
            )
        )
        media.register(queries.file_visible_to)
        editing.register_sorts()
        topic_suggestions.register_periodic()
        verbs.register(topic_deciding.ACTS)
        verbs.register(merging.ACTS)
        verbs.register(ageing.ACTS)
        finding.register_periodic()
        moving.register()
        ageing.register_periodic()
        for model, field in (
            ("LikelyPair", "decided_by"),
            ("Merge", "by"),
            ("Merge", "undone_by"),
            ("Resource", "looked_over_by"),
        ):
            personal.register(f"catalogue.{model}", field, "empty")
        translating.register_periodic()
        personal.register(
            "catalogue.Contribution",
            "credited_name",
            "keep",
            owner="person__account",
            reason="the public credit of a published work",
        )
        personal.register("catalogue.Contribution", "person", "empty", owner="person__account")
        personal.register(
            "catalogue.Edition",
            "translator",
            "keep",
            owner=personal.NOBODY,
            reason="the public credit of a published translation",
        )
        for model, field in (
            ("catalogue.Provenance", "name"),
            ("catalogue.ResultFigure", "source_name"),
        ):
            personal.register(
                model,
                field,
                "keep",
                owner=personal.NOBODY,
                reason="the name of a published source",
            )
