"""Start-up of the room `readers`."""

import datetime as dt

from django.apps import AppConfig


class ReadersConfig(AppConfig):
    """What readers keep for themselves, and what they tell."""

    name = "agora.readers"
    label = "readers"

    def ready(self) -> None:
        """Register the personal columns, the weekly mail, and what stands on live pages."""
        from django.utils.translation import gettext_lazy as _

        from agora.journal import verbs
        from agora.kernel import jobs, kinds, merging, personal
        from agora.readers import acts, words
        from agora.readers.digests import sending
        from agora.readers.uses import queries
        from agora.ui import acting, beside, mine

        for model in ("SavedList", "SavedSearch", "Follow", "DigestPlan", "WeeklyDigest"):
            personal.register(f"readers.{model}", "account", "delete", owner="account")
        personal.register("readers.SavedSearch", "address", "delete", owner="account")
        for model in ("SavedList", "SavedSearch"):
            personal.register(f"readers.{model}", "name", "delete", owner="account")
        personal.register("readers.ListItem", "note", "delete", owner="list__account")
        # What a city reported stays the city's; who wrote it is forgotten.
        personal.register("readers.Use", "author", "empty", owner="author")
        personal.register("readers.UseStep", "by", "empty", owner="by")
        verbs.register(words.ACTS)
        kept = merging.Rows("readers.ListItem", "resource_id", ("list_id",), "note", 1000)
        merging.register("resource", "readers.lists", kept.mover())
        told = merging.Rows("readers.Use", "resource_id")
        merging.register("resource", "readers.uses", told.mover())
        kinds.register_part("use", queries.use_describe)
        acting.register(acts.acts, visitors=True)
        beside.register(acts.beside)
        mine.register("mine", _("My things"), "mine", 10)
        mine.register("lists", _("My lists"), "lists", 60)
        mine.register("searches", _("My searches"), "searches", 62)
        mine.register("following", _("What I follow"), "following", 64)
        mine.register("uses", _("My reports"), "uses", 66)
        jobs.periodic("readers.digests", dt.timedelta(minutes=15), sending.digests_due)
        jobs.periodic("readers.digests_forget", dt.timedelta(days=1), sending.forget_old)
