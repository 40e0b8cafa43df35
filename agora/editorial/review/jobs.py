"""What the review does by itself: publishing at its hour, reminding of another look,
closing the readings of reference groups, letting go of states nobody writes on from."""

from __future__ import annotations

import datetime as dt


def register_periodic() -> None:
    """Called once at start-up; what it runs is read when it runs."""
    from agora.kernel import jobs

    jobs.periodic("editorial.publish_due", dt.timedelta(seconds=20), _publish_due)
    jobs.periodic("editorial.looks_remind", dt.timedelta(hours=3), _looks_remind)
    jobs.periodic("editorial.groups_pass_on", dt.timedelta(minutes=5), _groups_pass_on)
    jobs.periodic("editorial.groups_remind", dt.timedelta(hours=1), _groups_remind)
    jobs.periodic("editorial.revisions_forget", dt.timedelta(hours=1), _revisions_forget)


def _publish_due() -> int:
    from agora.editorial.review.services import submission_publish_due

    return submission_publish_due()


def _looks_remind() -> int:
    from agora.editorial.review.looking import looks_remind

    return looks_remind()


def _groups_pass_on() -> int:
    from agora.editorial.review.group.services import groups_pass_on

    return groups_pass_on()


def _groups_remind() -> int:
    from agora.editorial.review.group.mailing import groups_remind

    return groups_remind()


def _revisions_forget() -> int:
    from agora.editorial.drafts import revisions_forget

    return revisions_forget()
