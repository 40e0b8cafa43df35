"""Start-up of the room `people`."""

import datetime as dt

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
            owner=personal.NOBODY,
            reason="a contact address of an organisation, changed by its admins",
        )
        for model, field in (
            ("Organisation", "short_name"),
            ("OrganisationText", "name"),
            ("Team", "name"),
        ):
            personal.register(
                f"people.{model}",
                field,
                "keep",
                owner=personal.NOBODY,
                reason="the name of an organisation or a team",
            )
        personal.register("people.Person", "language", "empty", owner="account")
        personal.register("people.Person", "timezone", "empty", owner="account")
        personal.register("people.PersonLanguage", "person", "delete", owner="person__account")
        personal.register("people.Duty", "person", "delete", owner="person__account")
        personal.register("people.Invitation", "email", "delete", owner="email")
        personal.register("people.Invitation", "invited_by", "empty", owner="invited_by__account")
        for field, rule in (("asked_by", "empty"), ("decided_by", "empty")):
            personal.register("people.OrganisationRequest", field, rule, owner=f"{field}__account")
        personal.register(
            "people.OrganisationRequest",
            "name",
            "keep",
            owner=personal.NOBODY,
            reason="the name of an organisation",
        )
        personal.register("people.OrganisationRequest", "why", "empty", owner="asked_by__account")
        for field in ("leaver", "heir"):
            personal.register("people.Handover", field, "delete", owner=f"{field}__account")
        personal.hide("people.Invitation", "secret_digest")
        self._accounts()

    @staticmethod
    def _accounts() -> None:
        """What an account itself brings: its personal columns, its secrets, its housekeeping."""
        from agora.kernel import jobs, personal
        from agora.people.account import copies, services

        personal.register("people.DataCopy", "account", "delete")
        personal.register(
            "people.Erasure",
            "account",
            "keep",
            reason="an id without a name, so that an erased account stays erased after a restore",
        )
        personal.register("account.EmailAddress", "user", "delete")
        personal.register("account.EmailAddress", "email", "delete", owner="user")
        personal.register(
            "account.EmailConfirmation", "email_address", "delete", owner="email_address__user"
        )
        personal.register("mfa.Authenticator", "user", "delete")
        personal.register("socialaccount.SocialAccount", "user", "delete")
        personal.register("socialaccount.SocialToken", "account", "delete", owner="account__user")
        personal.register("usersessions.UserSession", "user", "delete")
        personal.register("usersessions.UserSession", "ip", "delete", owner="user")
        personal.hide("people.Account", "password")
        personal.hide("account.EmailConfirmation", "key")
        personal.hide("mfa.Authenticator", "data")
        personal.hide("socialaccount.SocialToken", "token", "token_secret")
        personal.hide("usersessions.UserSession", "session_key")
        jobs.periodic("accounts.sessions", dt.timedelta(hours=6), services.sessions_forget)
        jobs.periodic("accounts.unproven", dt.timedelta(hours=12), services.unproven_forget)
        jobs.periodic("accounts.copies", dt.timedelta(hours=1), copies.forget_expired)
