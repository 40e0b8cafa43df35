"""What an optional engine proposes for a segment: words only, the marks stay where they are."""

from __future__ import annotations

from collections.abc import Sequence

from agora.exchange.translations.contract import MARK
from agora.kernel import languages
from agora.translation import engines
from agora.translation.contract import code_of

MOST = 60
"""Segments that are given to an engine for one page."""


def _pair(source: str, target: str) -> tuple[str, str]:
    return code_of(languages.primary(source)), code_of(languages.primary(target))


def is_there(source: str, target: str) -> bool:
    """Whether any engine knows this pair of languages."""
    return engines.are_on() and engines.can_translate(*_pair(source, target)) is not None


def proposals(texts: Sequence[str], source: str, target: str) -> list[str]:
    """A proposal for each text; empty where the engine has none."""
    if not is_there(source, target):
        return [""] * len(texts)
    runs: list[str] = []
    plans: list[list[int | str]] = []
    for text in texts[:MOST]:
        plan: list[int | str] = []
        end = 0
        for found in [*MARK.finditer(text), None]:
            run = text[end : found.start() if found else len(text)]
            if run.strip():
                plan.append(run[: len(run) - len(run.lstrip())])
                plan.append(len(runs))
                runs.append(run.strip())
                plan.append(run[len(run.rstrip()) :])
            else:
                plan.append(run)
            if found:
                plan.append(found.group())
                end = found.end()
        plans.append(plan)
    made = engines.translate_many(runs, *_pair(source, target))
    said = []
    for plan in plans:
        parts = [made[part] if isinstance(part, int) else part for part in plan]
        said.append("" if None in parts else "".join(str(part) for part in parts))
    return said + [""] * (len(texts) - len(said))
