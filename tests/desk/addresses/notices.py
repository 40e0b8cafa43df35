"""Which mails somebody wants, and stopping them from a mail."""

from __future__ import annotations

from agora.kernel.access import LANGUAGE
from agora.notices.stopping import stop_token
from tests.desk.addresses import Example
from tests.desk.cast import Cast


def stopping(cast: Cast) -> Example:
    """The address in a mail to the editor, and forged ones."""
    token = stop_token(cast["editor"].account.pk, "review")
    other = stop_token(cast["admin"].account.pk, "review")
    begin = "en/desk/notices/stop"
    forged = token.split("~")[0] + "~" + other.split("~")[1]
    return Example(
        f"{begin}/{token}/",
        {"List-Unsubscribe": "One-Click"},
        (f"{begin}/{forged}/", f"{begin}/{token[:-1]}/", f"{begin}/review/"),
        without_token=True,
    )


ADDRESSES = {
    f"{LANGUAGE}desk/notices/": Example(
        "en/desk/notices/",
        {
            "review": "daily",
            "translation": "now",
            "organisation": "off",
            "reminders": "now",
            "talk": "now",
            "courses": "now",
        },
    ),
    f"{LANGUAGE}desk/notices/stop/<str:token>/": stopping,
}
