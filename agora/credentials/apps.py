"""Start-up of the room `credentials`."""

from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    """Achievements and the certificates that prove them."""

    name = "agora.credentials"
    label = "credentials"

    def ready(self) -> None:
        """Register the acts and the personal columns."""
        from django.utils.translation import gettext_lazy as _

        from agora.credentials import words
        from agora.journal import verbs
        from agora.kernel import personal
        from agora.ui import mine

        verbs.register(words.ACTS)
        mine.register("certificates", _("My certificates"), "certificates", 30)
        # The certificate stays provable, and revocable, without saying whose it was.
        one = "credentials.Credential"
        for column in ("account", "name", "organisation_name", "place_name", "document"):
            personal.register(one, column, "empty", owner="account")
        personal.register(
            "credentials.CredentialFact", "value", "delete", owner="credential__account"
        )
        for model, column in (
            ("AchievementText", "name"),
            ("Signatory", "name"),
        ):
            personal.register(
                f"credentials.{model}",
                column,
                "keep",
                owner=personal.NOBODY,
                reason="printed on certificates; about no account",
            )
