"""The read API, version 1: the same search and filters as the page, for machines."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import translation
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Path, Query, Status
from ninja.errors import ValidationError

from agora.api import schemas as s
from agora.catalogue import jsonld
from agora.catalogue import queries as catalogue
from agora.catalogue.facets import HIDDEN, NAMES
from agora.catalogue.forms import TooMuchAsked, read_search
from agora.catalogue.queries import page as pages
from agora.kernel import addresses, kinds, languages
from agora.people.models import OrganisationText
from agora.people.queries import organisations_visible_to, text_for
from agora.people.viewing import viewer_from
from agora.topics.queries import Term, vocabulary
from agora.ui.rows import Card, Said

api = NinjaAPI(
    title="Agora",
    version="1",
    description="Read what cities offer to learn from. Filters repeat for alternatives: "
    "`?goal=11&goal=5` finds either; different filters all have to hold.",
    docs_url=None,
    docs_decorator=require_safe,
    urls_namespace="api-1",
)
SIZE, TOPICS = 50, 200


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    wrong = ", ".join(str(fault["loc"][-1]) for fault in error.errors)
    text = f"Check these parameters: {wrong}. They have the wrong form."
    return api.create_response(request, {"detail": text}, status=422)


def _reader(language: str) -> str:
    tag = language if language in languages.TAGS else "en"
    translation.activate(tag)
    return tag


def _said(said: Said) -> s.TextOut:
    return s.TextOut(text=said.text, language=said.language, fallback=said.fallback)


def _url(path: str) -> str:
    return f"{settings.SITE_URL}{path}" if path.startswith("/") else path


def _card(card: Card) -> dict[str, object]:
    return {
        "id": card.id,
        "url": _url(card.path),
        "type": card.type_key,
        "title": _said(card.title),
        "summary": _said(card.summary),
        "languages": [chip.tag.lower() for chip in card.languages],
        "axes": list(card.axes),
        "publishers": [
            {"key": p.key, "label": p.label, "url": _url(p.path)} for p in card.publishers
        ],
        "places": [{"key": p.key, "label": p.label, "url": _url(p.path)} for p in card.places],
        "year": card.year,
        "evidence": card.evidence_key,
        "illustrative": card.illustrative,
    }


class _Language(s.Schema):
    """In which language labels and texts are wanted."""

    lang: str = "en"


class _Paged(_Language):
    page: int = Query(1, ge=1, le=1_000_000)


class _Search(_Paged):
    """What may be asked besides filters."""

    q: str = Query("", max_length=2000)
    sort: str = Query("relevance", pattern="^(relevance|newest|added|title)$")


_FILTERS = (*NAMES, *HIDDEN)
SearchIn = type(
    "SearchIn",
    (_Search,),
    {
        "__doc__": "The same parameters as the page; filters may repeat.",
        "__module__": __name__,
        "__annotations__": dict.fromkeys(_FILTERS, list[str]),
        **{name: Query([], max_length=60) for name in _FILTERS},
    },
)


@api.get(
    "resources",
    response={200: s.ResourceListOut, 400: s.ProblemOut, 422: s.ProblemOut},
    summary="Search resources",
    operation_id="resources_list",
)
def resources(request: HttpRequest, wanted: Query[SearchIn]):  # type: ignore[valid-type]  # made from the facets above
    """One page of 20 finds, with exact counts of every facet."""
    reader, viewer = _reader(wanted.lang), viewer_from(request)  # type: ignore[attr-defined]  # see above
    try:
        search = read_search(request.GET)
    except TooMuchAsked:
        return Status(
            400, {"detail": "This search has too many filters. Remove some and try again."}
        )
    found = catalogue.search(search, reader=reader, viewer=viewer)
    cards = catalogue.hit_cards(found.hits, reader=reader, viewer=viewer)
    return Status(
        200,
        {
            "total": found.total,
            "page": search.page,
            "page_count": max(1, -(-found.total // catalogue.PAGE)),
            "results": [_card(card) for card in cards],
            "facets": found.facets,
        },
    )


@api.get(
    "resources/{object_id}",
    response={200: s.ResourceDetailOut, 404: s.ProblemOut, 410: s.ProblemOut, 422: s.ProblemOut},
    summary="One resource",
    operation_id="resource_get",
)
def resource(request: HttpRequest, object_id: uuid.UUID, wanted: Query[_Language]):
    """A resource with its editions, credits, topics and neighbours."""
    reader, viewer = _reader(wanted.lang), viewer_from(request)
    row = (
        catalogue.resources_visible_to(viewer)
        .select_related("listing")
        .filter(pk=object_id)
        .first()
    )
    became = addresses.resolve("resource", str(object_id)) if row is None else None
    if became and catalogue.resources_visible_to(viewer).filter(pk=became[0]).exists():
        return HttpResponsePermanentRedirect(f"/api/v1/resources/{became[0]}?lang={reader}")
    if row is None and (left := kinds.gone("resource", object_id, reader)):
        return Status(410, {"detail": f"“{left.title}” was withdrawn. {left.reason}".strip()})
    if row is None:
        return Status(404, {"detail": "There is no such resource."})
    it = pages.resource_page(row, reader=reader, viewer=viewer, base=settings.SITE_URL)
    return Status(
        200,
        {
            **_card(it.card),
            "body_html": _said(it.body),
            "outcomes": list(it.outcomes),
            "editions": [
                {
                    "language": e.language,
                    "url": _url(e.url),
                    "format": e.format_label,
                    "title": e.title,
                    "extent": e.extent,
                    "size": e.size,
                }
                for e in it.editions
            ],
            "credits": [
                {"role": c.role_key, "name": c.name, "url": _url(c.path) if c.path else ""}
                for c in it.credits
            ],
            "topics": [
                {"key": link.key, "label": link.label, "url": _url(link.path)}
                for _group, links in it.topics
                for link in links
            ],
            "audiences": list(it.audiences),
            "level": it.level,
            "licence": it.licence_key,
            "licence_url": it.licence_url,
            "published": it.published_iso,
            "permanent": it.permanent,
            "related": [
                {
                    "id": r.card.id,
                    "url": _url(r.card.path),
                    "title": r.card.title.text,
                    "reason": r.note.text or r.reason,
                }
                for r in it.related
            ],
            "jsonld": jsonld.resource(it, reader=reader, base=settings.SITE_URL),
        },
    )


@api.get(
    "organisations",
    response={200: s.OrganisationListOut, 422: s.ProblemOut},
    summary="Organisations",
    operation_id="organisations_list",
)
def organisations(request: HttpRequest, wanted: Query[_Paged]):
    """One page of 50 organisations, by their address."""
    reader, viewer = _reader(wanted.lang), viewer_from(request)
    rows = organisations_visible_to(viewer).order_by("slug")
    total = rows.count()
    part = list(rows[(wanted.page - 1) * SIZE : wanted.page * SIZE])
    return Status(
        200,
        {
            "total": total,
            "page": wanted.page,
            "page_count": max(1, -(-total // SIZE)),
            "results": _organisations(part, reader),
        },
    )


def _organisations(rows, reader):
    words = vocabulary()
    texts: dict[uuid.UUID, list[OrganisationText]] = {row.pk: [] for row in rows}
    for text in OrganisationText.objects.filter(organisation__in=rows).defer("body"):
        texts[text.organisation_id].append(text)
    return [
        {
            "id": row.pk,
            "slug": row.slug,
            "url": _url(f"/{reader}/organisations/{row.slug}/"),
            "name": getattr(
                text_for(texts[row.pk], reader, row.original_language), "name", row.slug
            ),
            "short_name": row.short_name,
            "kind": words.by_id[row.kind_id].key,
            "website": row.website,
        }
        for row in rows
    ]


@api.get(
    "organisations/{slug}",
    response={200: s.OrganisationOut, 404: s.ProblemOut, 422: s.ProblemOut},
    summary="One organisation",
    operation_id="organisation_get",
)
def organisation(
    request: HttpRequest, wanted: Query[_Language], slug: str = Path(..., max_length=180)
):
    """An organisation by its address."""
    reader, viewer = _reader(wanted.lang), viewer_from(request)
    row = organisations_visible_to(viewer).filter(slug=slug.replace("\x00", "")).first()
    if row is None:
        return Status(404, {"detail": "There is no such organisation."})
    return Status(200, _organisations([row], reader)[0])


def _term(term: Term, reader: str) -> dict[str, object]:
    return {
        "id": term.id,
        "scheme": term.scheme,
        "key": term.key,
        "notation": term.notation,
        "parent": term.parent,
        "labels": dict(term.labels),
        "alternatives": {tag: list(texts) for tag, texts in term.alternatives.items()},
        "definitions": dict(term.definitions),
        "related": ["/".join(other) for other in term.related],
        "links": ["/".join(other) for other in term.links],
        "url": _url(f"/{reader}/{term.path}"),
    }


@api.get(
    "topics",
    response={200: s.TopicListOut, 404: s.ProblemOut, 422: s.ProblemOut},
    summary="Topics of a scheme",
    operation_id="topics_list",
)
def topics(
    request: HttpRequest, wanted: Query[_Paged], scheme: str = Query("themes", max_length=60)
):
    """One page of 200 concepts of one scheme, with their labels in every language.

    `related` and `links` name other concepts as `scheme/key`; links lead from the glossary to the
    themes, goals and axes a concept belongs to.
    """
    reader, words = _reader(wanted.lang), vocabulary()
    if scheme not in words.schemes:
        return Status(
            404, {"detail": f"There is no such scheme. Use one of: {', '.join(words.schemes)}."}
        )
    terms = words.concepts_of.get(scheme, ())
    part = terms[(wanted.page - 1) * TOPICS : wanted.page * TOPICS]
    return Status(
        200,
        {
            "schemes": list(words.schemes),
            "total": len(terms),
            "page": wanted.page,
            "page_count": max(1, -(-len(terms) // TOPICS)),
            "results": [_term(term, reader) for term in part],
        },
    )
