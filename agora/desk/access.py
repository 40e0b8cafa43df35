"""What the desk's pages answer to whom."""

from agora.desk.ageing import access as ageing
from agora.desk.bring import access as bring
from agora.desk.drafts import access as drafts
from agora.desk.links import access as links
from agora.desk.merge import access as merge
from agora.desk.moderation import access as moderation
from agora.desk.notices import access as notices
from agora.desk.organisations import access as organisations
from agora.desk.review import access as review
from agora.desk.runs import access as runs
from agora.desk.statistics import access as statistics
from agora.desk.studio import access as studio
from agora.desk.taking import access as taking
from agora.desk.translate import access as translate
from agora.desk.uses import access as uses
from agora.kernel.access import LANGUAGE, Work, reads, register

__all__ = [
    "DESK",
    "ageing",
    "bring",
    "drafts",
    "links",
    "merge",
    "moderation",
    "notices",
    "organisations",
    "review",
    "runs",
    "statistics",
    "studio",
    "taking",
    "translate",
    "uses",
]

DESK = f"{LANGUAGE}desk/"

register({DESK: Work(reads("*"), names_a_thing=False)})
