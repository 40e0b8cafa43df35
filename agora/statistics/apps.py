"""Start-up of the room `statistics`."""

import datetime as dt

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """Counts of what was read, saved, asked and searched in vain; nobody is in them."""

    name = "agora.statistics"
    label = "statistics"

    def ready(self) -> None:
        """Register the closing of months."""
        from agora.kernel import jobs
        from agora.statistics import closing

        jobs.periodic("statistics.close", dt.timedelta(hours=1), closing.months_close)
