"""The outline: modules, lessons and blocks, added, moved and removed, with or without JavaScript."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agora.courses.blocks import block_kinds
from agora.desk.drafts.common import Held
from agora.desk.drafts.overview import head_of
from agora.desk.pages import desk_page
from agora.desk.studio import tree
from agora.desk.studio.common import collided, course_or_404, document_at, seen_in
from agora.desk.studio.editors import TITLES, untitled
from agora.editorial.drafts import DraftMoved, draft_restore, draft_save
from agora.kernel.errors import AgoraError, NotHere, NotYours
from agora.people.queries import Standing
from agora.people.viewing import signed_in
from agora.ui import wording

MOST_TITLE = 300


@dataclass
class Line:
    """A part as the outline shows it."""

    part: tree.Part
    title: str
    kind: str = ""
    icon: str = ""
    counts: bool = False
    lines: list[Line] = field(default_factory=list)

    @property
    def required(self) -> bool:
        """Whether it must be finished."""
        return self.part.data.get("required") is not False

    @property
    def minutes(self) -> int:
        """Of a lesson."""
        return int(self.part.data.get("minutes") or 10)

    @property
    def is_first(self) -> bool:
        """Whether it cannot go up."""
        return self.part.at == 0 and not any(one.at for one in self.part.over[-1:])

    @property
    def is_last(self) -> bool:
        """Whether it cannot go down."""
        return self.part.at == self.part.count - 1 and all(
            one.at == one.count - 1 for one in self.part.over[-1:]
        )


def lines_of(document: Mapping[str, Any], language: str, original: str) -> list[Line]:
    """The modules with their lessons with their blocks."""
    found: dict[str, Line] = {}
    top: list[Line] = []
    kinds = block_kinds()
    for part in tree.parts(document):
        kind = kinds.get(str(part.data.get("kind"))) if part.sort == "block" else None
        line = Line(
            part,
            part.title(language, original) or untitled(part),
            str(kind.title) if kind else "",
            kind.icon if kind else "",
            bool(kind and kind.counts),
        )
        found[part.key] = line
        (found[part.parent].lines if part.parent else top).append(line)
    return top


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def outline(request: HttpRequest, standing: Standing, draft_id: uuid.UUID) -> HttpResponse:
    """The outline; a POST does one act to it."""
    held = course_or_404(standing, draft_id, write=request.method == "POST")
    if request.method != "POST":
        return _page(request, standing, held)
    seen = seen_in(request)
    try:
        mine, place, said = _acted(request, standing, held, document_at(held, seen))
        if mine is not None:
            draft_save(standing, draft_id, mine, seen=seen)
    except DraftMoved as moved:
        return collided(request, standing, held, moved, request.path)
    except NotYours as error:
        raise Http404 from error
    except AgoraError as error:
        return _page(request, standing, held, refused=error.message, status=422)
    return HttpResponseRedirect(f"{request.path}?{said}{place and f'#n-{place}'}")


def _acted(
    request: HttpRequest, standing: Standing, held: Held, document: dict[str, Any]
) -> tuple[dict[str, Any] | None, str, str]:
    """The document after the act, the part to go on at, and what is said of it."""
    data = request.POST
    verb, _colon, key = data.get("act", "").partition(":")
    if verb in ("up", "down"):
        return tree.shifted(document, key, -1 if verb == "up" else 1), key, f"moved={verb}"
    if verb == "into":
        return tree.moved(document, key, data.get(f"to.{key}", "")), key, "moved=into"
    if verb == "place":
        at = data.get("at", "")
        to = int(at) if at.isdecimal() and len(at) < 5 else None
        return tree.moved(document, key, data.get("to", ""), to), key, "moved=place"
    if verb == "remove":
        return tree.removed(document, key), "", f"removed={held.draft.revision}"
    if verb == "undo" and key.isdecimal() and len(key) < 10:
        _undo(standing, held, int(key), seen_in(request))
        return None, "", "undone"
    if verb == "add":
        made = _made(data, held, document, key)
        return tree.added(document, key, made), made["key"], "added"
    raise tree.Unmoved(_("Choose what to do."))


def _undo(standing: Standing, held: Held, revision: int, seen: int) -> None:
    try:
        draft_restore(standing, held.draft.pk, revision=revision, seen=seen)
    except DraftMoved as error:
        raise tree.Unmoved(
            _("Somebody saved this draft meanwhile. Go back by its history, please.")
        ) from error
    except NotHere as error:
        raise tree.Unmoved(error.message) from error


def _made(data: Any, held: Held, document: dict[str, Any], parent: str) -> dict[str, Any]:
    over = tree.part(document, parent) if parent else None
    if parent and over is None:
        raise tree.Unmoved(_("This part is not there any more. Somebody may have removed it."))
    sort = tree.SORTS.get(tree.INSIDE.get(over.sort if over else "course", ""), "")
    title = " ".join(data.get("title", "").split())
    if len(title) > MOST_TITLE:
        raise tree.Unmoved(_("This title is too long. Keep it to 300 characters."))
    if sort == "block":
        kind = data.get("kind", "")
        if kind not in block_kinds():
            raise tree.Unmoved(_("Choose what kind of block it is."))
        return tree.new_part("block", held.original, title, kind)
    if not sort:
        raise tree.Unmoved(_("This part cannot be put there. Choose another place."))
    if not title:
        raise tree.Unmoved(
            _("Write the title of the module first.")
            if sort == "module"
            else _("Write the title of the lesson first.")
        )
    return tree.new_part(sort, held.original, title)


def _page(
    request: HttpRequest,
    standing: Standing,
    held: Held,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    document = held.draft.document
    lines = lines_of(document, wording.reader(), held.original)
    lessons = [lesson for module in lines for lesson in module.lines]
    removed = request.GET.get("removed", "")
    return desk_page(
        request,
        standing,
        "desk/studio/outline.html",
        {
            **head_of(request, held),
            "modules": lines,
            "lessons": lessons,
            "minutes": sum(one.minutes for one in lessons),
            "kinds": block_kinds().values(),
            "settings": [
                (key, title, bool(_there(document, key))) for key, title in TITLES.items()
            ],
            "refused": refused,
            "typed": request.POST,
            "said": _said(request),
            "undo": removed if removed.isdecimal() and held.writable else "",
        },
        title=_("Outline: %(title)s") % {"title": held.title},
        section="drafts",
        status=status,
    )


def _there(document: Mapping[str, Any], key: str) -> Any:
    course = document.get("course") or {}
    return course.get("texts") if key == "welcome" else course.get(key)


def _said(request: HttpRequest) -> str:
    """What was done just now."""
    if "moved" in request.GET:
        return _("It is moved.")
    if "removed" in request.GET:
        return _("It is removed. Every former state is in the history.")
    if "added" in request.GET:
        return _("It is added.")
    if "undone" in request.GET:
        return _("It is as it was before.")
    return ""
