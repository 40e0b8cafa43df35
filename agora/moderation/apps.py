"""Start-up of the room `moderation`."""

import datetime as dt

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Reports, decisions, appeals."""

    name = "agora.moderation"
    label = "moderation"

    def ready(self) -> None:
        """Register personal columns, words, what is held back, and the erasure of addresses."""
        from agora.editorial.services import register_hold
        from agora.journal import verbs
        from agora.kernel import jobs, kinds, personal
        from agora.moderation import queries, services, words

        for field in ("email", "text"):
            personal.register("moderation.Report", field, "empty", owner="email")
        personal.register("moderation.Matter", "author", "empty", owner="author")
        for model in ("Decision", "Appeal", "AppealOutcome"):
            personal.register(
                f"moderation.{model}",
                "by",
                "keep",
                reason="an id without a name once its account is erased; who decided stays provable",
            )
            personal.register(
                f"moderation.{model}",
                "words",
                "keep",
                owner="by",
                reason="said for the learning team or for an organisation; a decision keeps its reason",
            )
        verbs.register(words.ACTS)
        kinds.register_reasons(
            {f"{words.HIDDEN_FOR}{ground}": said for ground, said in words.GROUNDS.items()}
        )
        register_hold(queries.held)
        jobs.periodic("moderation.addresses", dt.timedelta(hours=24), services.addresses_erase)
