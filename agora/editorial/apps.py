"""Start-up of the room `editorial`."""

from django.apps import AppConfig


class EditorialConfig(AppConfig):
    """Versions of every kind of content."""

    name = "agora.editorial"
    label = "editorial"

    def ready(self) -> None:
        """Register personal columns, the journal's words, the files of drafts, the review's jobs."""
        from agora.editorial import files, organisations
        from agora.editorial.review import deciding, jobs
        from agora.editorial.review.group import services as group
        from agora.editorial.translating import handing, memory, standings
        from agora.journal import verbs
        from agora.kernel import personal
        from agora.media import queries as media

        media.register_readers(files.may_read)
        media.register_references(files.needed)

        verbs.register(organisations.ACTS)
        verbs.register(deciding.ACTS)
        verbs.register(group.ACTS)
        organisations.register_holdings()
        verbs.register(handing.ACTS)
        handing.register_holdings()
        memory.register_periodic()
        standings.register_periodic()

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
            ("SubmissionWriter", ("account",)),
            ("Message", ("author",)),
            ("GroupReview", ("opened_by", "released_by")),
            ("GroupMember", ("invited_by",)),
            ("GroupAnswer", ("answered_by",)),
            ("LookAgain", ("set_by",)),
            ("Translation", ("claimed_by", "sent_by", "decided_by")),
            ("TranslatedSegment", ("changed_by",)),
            ("TranslationCredit", ("account",)),
        ):
            for field in fields:
                personal.register(
                    f"editorial.{model}",
                    field,
                    "keep",
                    reason="an id without a name once its account is erased",
                )
        # With the row goes the name; what they said in a reference group stays, unnamed.
        personal.register("editorial.GroupMember", "account", "delete", owner="account")
        personal.register("editorial.GroupMember", "email", "delete", owner="email")
        personal.register("editorial.GroupMember", "name", "delete", owner="email")
        jobs.register_periodic()
