"""What the review does by itself: publishing at its hour."""

from __future__ import annotations

import datetime as dt


def register_periodic() -> None:
    """Called once at start-up; what it runs is read when it runs."""
    from agora.kernel import jobs

    jobs.periodic("editorial.publish_due", dt.timedelta(seconds=20), _publish_due)


def _publish_due() -> int:
    from agora.editorial.review.services import submission_publish_due

    return submission_publish_due()
