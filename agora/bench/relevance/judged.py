"""Our own judged set: what officers need, asked of the demonstration market's originals.

The documents are the records of the demonstration content, each in the language it was
written in and in no other. The queries and the two files of grades lie in `data/`, with a
README that says how they were made and judged.
"""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

import agora
from agora.bench.relevance.sets import Asked, TestSet, Told, rows_of

CONTENT = Path(agora.__file__).parent / "demo" / "content"
DATA = Path(__file__).parent / "data"
POOLED = 20
_TAGS = re.compile(r"<[^>]+>")
_LONG = ("body", "why", "outcomes", "problem", "done", "conditions", "lessons")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def documents() -> tuple[Told, ...]:
    """The demonstration records in their original languages, by key."""
    found = []
    for name in ("resources-experiences", "resources-more", "resources-neighbours", "practices",
                 "collections", "articles"):  # fmt: skip
        path = CONTENT / f"{name}.yaml"
        for record in yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader):  # noqa: S506 (a safe loader)
            tag = record["original_language"]
            texts: Mapping[str, Any] = record["texts"][tag]
            more = " ".join(str(texts.get(each) or "") for each in ("summary", *_LONG))
            case = ((record.get("practice") or {}).get("texts") or {}).get(tag) or {}
            more += " " + " ".join(str(case.get(each) or "") for each in _LONG)
            found.append(Told(str(record["key"]), tag, str(texts["title"]), plain(more)))
    return tuple(found)


def plain(text: str) -> str:
    """The words of an HTML text."""
    return " ".join(html.unescape(_TAGS.sub(" ", text)).split())


def grades(path: Path) -> dict[tuple[str, str], int]:
    """(query, document) → 0, 1 or 2."""
    return {(row[0], row[1]): int(row[2]) for row in rows_of(path, 3) if row[0] != "query"}


def the_set() -> TestSet:
    """The queries with the mean of the two judges' grades; what neither saw counts as 0."""
    told = documents()
    known = {each.id for each in told}
    both: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for judge in ("a", "b"):
        for (query, document), grade in grades(DATA / f"grades-{judge}.tsv").items():
            if grade and document in known:
                both[query][document] += grade / 2
    asked = tuple(replace(each, grades=dict(both[each.id])) for each in queries() if both[each.id])
    return TestSet("judged", told, asked)


def queries() -> tuple[Asked, ...]:
    """What is asked, 24 times in each language."""
    rows = rows_of(DATA / "queries.tsv", 3)
    return tuple(Asked(row[0], row[1], row[2], {}) for row in rows if row[0] != "id")


def kappa(a: Mapping[tuple[str, str], int], b: Mapping[tuple[str, str], int]) -> float:
    """Cohen's kappa with squared weights over the pairs both judged (Cohen 1968).

    1 is full agreement, 0 what chance would give.
    """
    pairs = [(a[key], b[key]) for key in a.keys() & b.keys()]
    if not pairs:
        return 0.0
    seen = sum((x - y) ** 2 for x, y in pairs) / len(pairs)
    one, other = Counter(x for x, _ in pairs), Counter(y for _, y in pairs)
    chance = sum(
        one[x] * other[y] * (x - y) ** 2 for x in one for y in other
    ) / len(pairs) ** 2  # fmt: skip
    return 1 - seen / chance if chance else 1.0


def pool(rankings: Sequence[Sequence[str]], size: int = POOLED) -> list[str]:
    """The first `size` of every method, each document once, in the order of their keys."""
    return sorted({key for ranking in rankings for key in ranking[:size]})
