"""Start-up of the room `people`."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons, accounts, organisations."""

    name = "agora.people"
    label = "people"

    def ready(self) -> None:
        """Register the kind `organisation` and the personal columns."""
        from agora.journal import verbs
        from agora.kernel import kinds, personal
        from agora.people import documents, editing, publishing, queries, words

        verbs.register(words.ACTS)

        kinds.register(
            kinds.Kind(
                name="organisation",
                schema=documents.OrganisationDocument,
                apply=publishing.organisation_apply,
                withdraw=publishing.organisation_withdraw,
                describe=queries.organisation_describe,
                tombstone=queries.organisation_tombstone,
            )
        )
        editing.register_sort()
        personal.register("people.Account", "email", "replace", owner="pk")
        personal.register("people.Account", "password", "replace", owner="pk")
        personal.register("people.Account", "last_login", "empty", owner="pk")
        personal.register("people.Person", "name", "replace", owner="account")
        personal.register("people.Person", "account", "empty", owner="account")
        personal.register("people.Membership", "person", "delete", owner="person__account")
        personal.register(
            "people.Organisation",
            "email",
            "keep",
            reason="a contact address of an organisation, changed by its admins",
        )
        personal.register(
            "people.Organisation", "short_name", "keep", reason="the name of an organisation"
        )
        personal.register(
            "people.OrganisationText", "name", "keep", reason="the name of an organisation"
        )
        personal.register("people.Team", "name", "keep", reason="the name of a team")
        personal.register("people.Person", "language", "empty", owner="account")
        personal.register("people.Person", "timezone", "empty", owner="account")
        personal.register("people.PersonLanguage", "person", "delete", owner="person__account")
        personal.register("people.Duty", "person", "delete", owner="person__account")
        personal.register("people.Invitation", "email", "delete", owner="email")
        personal.register("people.Invitation", "invited_by", "empty", owner="invited_by__account")
        for field, rule in (("asked_by", "empty"), ("decided_by", "empty")):
            personal.register("people.OrganisationRequest", field, rule, owner=f"{field}__account")
        personal.register(
            "people.OrganisationRequest", "name", "keep", reason="the name of an organisation"
        )
        personal.register("people.OrganisationRequest", "why", "empty", owner="asked_by__account")
        for field in ("leaver", "heir"):
            personal.register("people.Handover", field, "delete", owner=f"{field}__account")
