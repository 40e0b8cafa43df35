"""Start-up of the room `notices`."""

import datetime as dt

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Messages and mail."""

    name = "agora.notices"
    label = "notices"

    def ready(self) -> None:
        """Register the personal columns and the daily mail."""
        from agora.kernel import jobs, personal
        from agora.notices import inviting, sending, services
        from agora.people import upstairs

        upstairs.register_mail(services.notice_enqueue, inviting.invitation_enqueue)

        for field in ("name", "email", "text"):
            personal.register("notices.Enquiry", field, "delete", owner="email")
        for model in ("Notice", "Preference", "Digest"):
            personal.register(f"notices.{model}", "account", "delete", owner="account")
        jobs.periodic("notices.digests", dt.timedelta(minutes=15), sending.digests_due)
        jobs.periodic("notices.forget", dt.timedelta(days=1), sending.forget_old)
