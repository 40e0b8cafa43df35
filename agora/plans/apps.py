"""Start-up of the room `plans`."""

import datetime as dt

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """What people bring home: actions of a city."""

    name = "agora.plans"
    label = "plans"

    def ready(self) -> None:
        """Register personal columns, the questions after a course, and what stands on other pages."""
        from django.utils.translation import gettext_lazy as _

        from agora.courses.services import learning
        from agora.journal import verbs
        from agora.kernel import jobs, kinds, merging, personal
        from agora.plans import acts, queries, services, words
        from agora.ui import mine

        for model in ("Action", "FollowUp"):
            personal.register(f"plans.{model}", "account", "empty", owner="account")
        personal.register("plans.Action", "responsible", "empty", owner="account")
        personal.register("plans.FollowUp", "text", "empty", owner="account")
        verbs.register(words.ACTS)
        kinds.register_part("action", queries.action_describe)
        merging.register(
            "resource", "plans.follow_ups", merging.Rows("plans.FollowUp", "course").mover()
        )
        learning.on_completed(services.follow_ups_plan)
        jobs.periodic("plans.follow_ups", dt.timedelta(hours=1), services.follow_ups_due)
        mine.register("actions", _("My actions"), "actions", 40)
        acts.register()
