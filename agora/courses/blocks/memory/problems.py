"""What keeps a game of pairs from being published, in plain words."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from agora.courses.blocks.memory.logic import sets_of
from agora.courses.blocks.memory.shapes import MemoryBlock
from agora.kernel.errors import Problem


def problems(block: MemoryBlock, original: str, _spoken: tuple[str, ...]) -> list[Problem]:
    """Every fault."""
    found: list[Problem] = []
    if len(block.pairs) < 2:
        found.append(Problem("pairs", _("A game of pairs needs at least two pairs.")))
    sets = len(sets_of(block.pairs))
    if block.deal > sets > 0:
        said = _("%(deal)s sets are to be dealt, but there are only %(there)s.")
        found.append(Problem("deal", said % {"deal": block.deal, "there": sets}))
    elif block.deal == 1 and all(len(own) < 2 for own in sets_of(block.pairs).values()):
        found.append(Problem("deal", _("One pair is no game: deal at least two.")))
    for one, times in Counter(one.id for one in block.pairs).items():
        if times > 1:
            said = _("Two pairs have the same identifier “%(id)s”. Give one another.")
            found.append(Problem("pairs", said % {"id": one}))
    for number, pair in enumerate(block.pairs):
        text = pair.texts.get(original)
        if text is None or not text.one or not text.other:
            said = _("A card of this pair is empty in the course’s own language.")
            found.append(Problem(f"pairs.{number}", said))
    return found
