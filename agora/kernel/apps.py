"""Start-up of the room `kernel`."""

import datetime as dt

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """What every room stands on."""

    name = "agora.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Register the personal columns and the shared periodic jobs."""
        from agora.kernel import jobs, personal, throttle

        personal.register(
            "kernel.Trace", "by", "keep", reason="an id without a name once its account is erased"
        )
        for model, what in (("Seed", "data set"), ("Beat", "process"), ("Generation", "counter")):
            personal.register(
                f"kernel.{model}",
                "name",
                "keep",
                owner=personal.NOBODY,
                reason=f"the name of a {what}",
            )
        jobs.register_periodic()
        jobs.periodic("throttle.forget", dt.timedelta(minutes=10), throttle.forget_expired)
