"""The room's tables, one module per part."""

from agora.readers.models.digests import DigestPlan, WeeklyDigest
from agora.readers.models.following import Follow, SavedSearch
from agora.readers.models.lists import ListItem, SavedList
from agora.readers.models.uses import Use, UseStep

__all__ = [
    "DigestPlan",
    "Follow",
    "ListItem",
    "SavedList",
    "SavedSearch",
    "Use",
    "UseStep",
    "WeeklyDigest",
]
