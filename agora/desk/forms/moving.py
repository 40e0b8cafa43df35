"""Rows that come, go and change places, in what a browser sent, before anything of it is read."""

from __future__ import annotations

from django.http import QueryDict


def rows_change(data: QueryDict, what: str) -> tuple[QueryDict, str]:
    """What was sent, with a row added, removed or moved; and the id of the place to go on at.

    `what` is `add:editions`, `remove:editions.2`, `up:editions.2` or `down:editions.2`. What names
    no row that is there changes nothing.
    """
    verb, _colon, where = what.partition(":")
    changed = data.copy()
    if verb == "add":
        keys = _sent(data, where)
        key = max((int(one) for one in keys), default=-1) + 1
        keys.append(str(key))
        changed[f"{where}.rows"] = " ".join(keys)
        changed[f"{where}.{key}.was"] = ""
        return changed, f"{where}.{key}"
    group, _dot, one = where.rpartition(".")
    keys = _sent(data, group)
    if one not in keys:
        return changed, ""
    at = keys.index(one)
    to = {"up": at - 1, "down": at + 1}.get(verb, -1)
    if verb == "remove":
        keys.remove(one)
    elif 0 <= to < len(keys):
        keys[at], keys[to] = keys[to], keys[at]
    changed[f"{group}.rows"] = " ".join(keys)
    return changed, group if verb == "remove" else where


def _sent(data: QueryDict, group: str) -> list[str]:
    keys = (data.get(f"{group}.rows") or "").split()
    return [key for key in dict.fromkeys(keys) if key.isdecimal() and key.isascii()]
