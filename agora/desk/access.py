"""What the desk's pages answer to whom."""

import agora.desk.translate.access  # noqa: F401 (its rows are registered)
from agora.kernel.access import LANGUAGE, Work, reads, register

DESK = f"{LANGUAGE}desk/"

register({DESK: Work(reads("*"), names_a_thing=False)})
