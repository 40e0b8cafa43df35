"""What keeps a scenario from being published, in plain words."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from agora.courses.blocks.branching.logic import hopeless, reachable
from agora.courses.blocks.branching.shapes import BranchingBlock
from agora.kernel.errors import Problem


def problems(block: BranchingBlock, original: str, _spoken: tuple[str, ...]) -> list[Problem]:
    """Every fault."""
    found: list[Problem] = []
    scenes = {one.id: one for one in block.scenes}
    if len(scenes) < 2:
        found.append(Problem("scenes", _("A scenario needs at least a scene and an ending.")))
    for field, idents in (("scenes", block.scenes), ("meters", block.meters)):
        for one, times in Counter(one.id for one in idents).items():
            if times > 1:
                said = _("The identifier “%(id)s” is given twice. Give one another.")
                found.append(Problem(field, said % {"id": one}))
    first = block.first or (block.scenes[0].id if block.scenes else "")
    if scenes and first not in scenes:
        found.append(Problem("first", _("The first scene does not exist. Choose another.")))
    elif scenes and not scenes[first].choices:
        found.append(Problem("first", _("The first scene has no choice, so there is no play.")))
    meters = {one.id for one in block.meters}
    for number, meter in enumerate(block.meters):
        words = meter.texts.get(original)
        if words is None or not words.text:
            said = _("This meter has no name in the course’s own language.")
            found.append(Problem(f"meters.{number}", said))
    way, dead = reachable(first, scenes), hopeless(scenes)
    for number, scene in enumerate(block.scenes):
        here = f"scenes.{number}"
        text = scene.texts.get(original)
        if text is None or not text.text:
            found.append(Problem(here, _("This scene is empty in the course’s own language.")))
        if scene.id not in way and first in scenes:
            found.append(Problem(here, _("No way leads to this scene. Lead to it, or remove it.")))
        elif scene.id in dead:
            said = _("From this scene no way leads to an ending. Lead out of the circle.")
            found.append(Problem(here, said))
        for at, choice in enumerate(scene.choices):
            said_here = choice.texts.get(original)
            if said_here is None or not said_here.text:
                said = _("This choice is empty in the course’s own language.")
                found.append(Problem(f"{here}.choices.{at}", said))
            if choice.to not in scenes:
                said = _("This choice leads to a scene that does not exist. Choose another.")
                found.append(Problem(f"{here}.choices.{at}.to", said))
            if not set(choice.effects) <= meters:
                said = _("This choice moves a meter that does not exist.")
                found.append(Problem(f"{here}.choices.{at}.effects", said))
    return found
