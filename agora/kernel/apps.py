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
        personal.register("kernel.Seed", "name", "keep", reason="the name of a data set")
        personal.register("kernel.Beat", "name", "keep", reason="the name of a process")
        personal.register("kernel.Generation", "name", "keep", reason="the name of a counter")
        jobs.register_periodic()
        jobs.periodic("throttle.forget", dt.timedelta(minutes=10), throttle.forget_expired)
