"""What a robots.txt says to us (RFC 9309): the rules kept, and whether an address is allowed."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

US: Final = "agora"
MOST: Final = 20_000


def rules_for_us(text: str) -> str:
    """The rules of the group that names us, else of the one for everybody, a line each."""
    mine: list[str] = []
    everybody: list[str] = []
    named: set[str] = set()
    was_agent = False
    for line in text.replace("\r", "\n").split("\n"):
        field, colon, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if not colon:
            continue
        if field == "user-agent":
            named = (named if was_agent else set()) | {value.lower().partition("/")[0].strip()}
            was_agent = True
            continue
        was_agent = False
        if field not in ("allow", "disallow") or not value:
            continue
        if US in named:
            mine.append(f"{field} {value}")
        if "*" in named:
            everybody.append(f"{field} {value}")
    chosen = mine if mine or _names_us(text) else everybody
    kept = ""
    for rule in chosen:
        if len(kept) + len(rule) >= MOST:
            break
        kept += f"{rule}\n"
    return kept


def _names_us(text: str) -> bool:
    pattern = rf"^[ \t]*user-agent[ \t]*:[ \t]*{US}[ \t]*(?:[/#].*)?$"
    return re.search(pattern, text, re.IGNORECASE | re.MULTILINE) is not None


def allows(rules: str, address: str) -> bool:
    """Whether these rules let us ask for the address: the longest that fits decides, allowing at a tie."""
    parts = urlsplit(address)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    longest, allowed = -1, True
    for line in rules.splitlines():
        field, _space, pattern = line.partition(" ")
        if not _fits(pattern, path):
            continue
        if len(pattern) > longest or (len(pattern) == longest and field == "allow"):
            longest, allowed = len(pattern), field == "allow"
    return allowed


def _fits(pattern: str, path: str) -> bool:
    """Whether the path begins as the pattern says; `*` is anything, `$` at the end the end.

    Piece by piece and never back, so that no pattern of a stranger takes long.
    """
    to_end = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not rest:
        return not to_end or at == len(path)
    for piece in rest[:-1]:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    last = rest[-1]
    if to_end:
        return len(path) - len(last) >= at and path.endswith(last)
    return path.find(last, at) >= 0
