"""The list of drafts, and what of it waits on “My work”."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agora.desk.drafts.common import open_submissions, state_of, who, writes_for
from agora.desk.pages import desk_page
from agora.desk.parts import Part, WorkRow
from agora.editorial import rules
from agora.editorial.drafts import drafts_of
from agora.editorial.models import Draft, Submission
from agora.kernel import editing
from agora.people.queries import Standing
from agora.people.viewing import signed_in
from agora.ui.rows import Link

PER_PAGE = 25
ON_MY_WORK = 6


def rows_of(drafts: list[Draft], request: HttpRequest) -> tuple[WorkRow, ...]:
    """Drafts as rows: what, from whom, who waits for whom since when; three queries."""
    submissions = open_submissions(drafts)
    names = who({draft.changed_by for draft in drafts})
    owners = writes_for(request, {d.organisation_id for d in drafts if d.organisation_id})
    rows = []
    for draft in drafts:
        submission = submissions.get((draft.kind, draft.object_id))
        state = state_of(draft, submission)
        sort = editing.sort_of(draft.kind, draft.document)
        said = str(sort.title) if sort else draft.kind
        owner = owners.get(draft.organisation_id) if draft.organisation_id else None
        by = names.get(draft.changed_by) if draft.changed_by else None
        note = [
            one
            for one in (owner or (None if draft.organisation_id else _("Learning team")),)
            if one
        ]
        if by:
            note.append(_("last changed by %(name)s") % {"name": by})
        rows.append(
            WorkRow(
                title=draft.title or _("Untitled: %(sort)s") % {"sort": said},
                path=reverse("draft", args=[draft.pk]),
                kind=said,
                state=state.word,
                tone=state.tone,
                note=" · ".join(note),
                since=submission.waiting_since if submission else draft.changed_at,
                language=str(draft.document.get("original_language") or ""),
            )
        )
    return tuple(rows)


@require_safe
@signed_in
def drafts(request: HttpRequest, standing: Standing) -> HttpResponse:
    """All drafts this person may read, those touched last first."""
    found = drafts_of(standing).order_by("-changed_at", "pk")
    mine = request.GET.get("of") == "me"
    if mine:
        found = found.filter(Q(created_by=standing.account) | Q(changed_by=standing.account))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return desk_page(
        request,
        standing,
        "desk/drafts/list.html",
        {"rows": rows_of(list(page.object_list), request), "page_of": page, "mine": mine,
         "writes": standing.is_lead or bool(standing.organisations(*rules.WRITERS))},
        title=_("Drafts"),
        section="drafts",
    )  # fmt: skip


def waiting_for(standing: Standing) -> QuerySet[Draft]:
    """Drafts that wait for this person: changes asked of their organisation, and their own begun ones."""
    writable = drafts_of(standing).filter(
        Q(organisation__in=standing.organisations(*rules.WRITERS)) | Q(organisation__isnull=True)
    )
    sent = Submission.objects.filter(kind=OuterRef("kind"), object_id=OuterRef("object_id"))
    still_open = sent.filter(state__in=Submission.OPEN)
    asked = sent.filter(state=Submission.State.CHANGES_ASKED)
    mine = Q(changed_by=standing.account) & ~Exists(still_open)
    return writable.filter(Exists(asked) | mine).order_by("-changed_at", "pk")


def part(standing: Standing, request: HttpRequest) -> Part | None:
    """What waits for me to go on writing."""
    writes = standing.is_lead or bool(standing.organisations(*rules.WRITERS))
    team = rules.is_the_teams_own(standing, Draft(organisation_id=None))
    if not writes and not team:
        return None
    found = list(waiting_for(standing)[: ON_MY_WORK + 1])
    return Part(
        _("To write"),
        rows_of(found[:ON_MY_WORK], request),
        empty=_("Nothing waits for you here."),
        more=Link(_("All drafts"), reverse("drafts")),
        lead=Link(_("Contribute something"), reverse("contribute")),
    )
