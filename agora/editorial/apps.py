"""Start-up of the room `editorial`."""

from django.apps import AppConfig


class EditorialConfig(AppConfig):
    """Versions of every kind of content."""

    name = "agora.editorial"
    label = "editorial"

    def ready(self) -> None:
        """Register the files of drafts and the personal columns."""
        from agora.editorial import files
        from agora.kernel import personal
        from agora.media import queries as media

        media.register_readers(files.may_read)
        media.register_references(files.needed)

        personal.register(
            "editorial.Version",
            "published_by",
            "keep",
            reason="an id without a name once its account is erased",
        )
        for model, fields in (
            ("Draft", ("created_by", "changed_by")),
            ("Revision", ("saved_by",)),
            ("Submission", ("submitted_by", "assignee", "decided_by")),
            ("Message", ("author",)),
        ):
            for field in fields:
                personal.register(
                    f"editorial.{model}",
                    field,
                    "keep",
                    reason="an id without a name once its account is erased",
                )
