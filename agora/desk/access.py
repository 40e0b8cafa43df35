"""What the desk's pages answer to whom."""

from agora.desk.drafts import access as drafts
from agora.desk.review import access as review
from agora.kernel.access import LANGUAGE, Work, reads, register

__all__ = ["DESK", "drafts", "review"]

DESK = f"{LANGUAGE}desk/"

register({DESK: Work(reads("*"), names_a_thing=False)})
