"""`agora worker` whose signs of life come as often as a test can wait for.

`python -m tests.kernel.worker ALIVE LOST`: seconds between signs, seconds until a job is lost.
"""

from __future__ import annotations

import datetime as dt
import os
import sys

import django


def main() -> None:
    """The real command with other times."""
    from django.core.management import call_command

    from agora.catalogue.management.commands import worker
    from agora.kernel import jobs

    jobs.ALIVE, jobs.LOST = (dt.timedelta(seconds=float(given)) for given in sys.argv[1:3])
    jobs.periodic("jobs.requeue_lost", dt.timedelta(seconds=0.5), jobs.requeue_lost)
    worker.HOUSEKEEPING = 0.5
    call_command("worker")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "agora.config.settings")
    django.setup()
    main()
