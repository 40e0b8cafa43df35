"""What keeps a sorting game from being published, in plain words."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from agora.courses.blocks.sorting.shapes import SortingBlock
from agora.kernel.errors import Problem


def problems(block: SortingBlock, original: str, _spoken: tuple[str, ...]) -> list[Problem]:
    """Every fault."""
    found: list[Problem] = []
    if len(block.boxes) < 2:
        found.append(Problem("boxes", _("A sorting game needs at least two boxes.")))
    if not block.things:
        found.append(Problem("things", _("There is nothing to sort. Add things.")))
    boxes = {one.id for one in block.boxes}
    for field, idents in (("boxes", block.boxes), ("things", block.things)):
        for one, times in Counter(one.id for one in idents).items():
            if times > 1:
                said = _("The identifier “%(id)s” is given twice. Give one another.")
                found.append(Problem(field, said % {"id": one}))
    for number, box in enumerate(block.boxes):
        text = box.texts.get(original)
        if text is None or not text.text:
            said = _("This box has no name in the course’s own language.")
            found.append(Problem(f"boxes.{number}", said))
    for number, thing in enumerate(block.things):
        words = thing.texts.get(original)
        if words is None or not words.text:
            said = _("This thing has no name in the course’s own language.")
            found.append(Problem(f"things.{number}", said))
        if not set(thing.boxes) <= boxes:
            said = _("This belongs to a box that does not exist. Choose one of those there are.")
            found.append(Problem(f"things.{number}.boxes", said))
    return found
