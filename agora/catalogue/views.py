"""Explore, suggestions, downloads, and the page of every resource."""

from __future__ import annotations

import csv
import io
import uuid
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe
from django_htmx.middleware import HtmxDetails

from agora.catalogue import jsonld, logic, pictures, presenting, queries
from agora.catalogue import pages as drawing
from agora.catalogue.forms import TooMuchAsked, address_of, clean_text, read_search
from agora.catalogue.models import Resource
from agora.catalogue.publishing import KIND, resource_path
from agora.catalogue.queries import page as pages
from agora.editorial.review.group.reading import logs_of
from agora.kernel import addresses
from agora.people.queries import Viewer
from agora.people.viewing import viewer_from
from agora.topics.queries import vocabulary
from agora.ui.found import FOUND
from agora.ui.gone import gone_or_404
from agora.ui.meta import meta
from agora.ui.rows import Card, Dot, Link

DOWNLOAD_MOST = 1000
FEED_MOST = 30
COLUMNS = (
    "id", "title", "title_language", "summary", "summary_language", "type", "languages",
    "publishers", "places", "axes", "year", "evidence", "url",
)  # fmt: skip


def _sorts() -> tuple[tuple[str, str], ...]:
    return (
        ("relevance", pgettext("sort", "Most relevant")),
        ("newest", pgettext("sort", "Newest publication")),
        ("added", pgettext("sort", "Newest on the market")),
        ("title", pgettext("sort", "Title")),
    )


def _wanted(request: HttpRequest) -> queries.Search:
    try:
        return read_search(request.GET)
    except TooMuchAsked as error:
        raise BadRequest(
            _("This search has too many filters. Remove some and try again.")
        ) from error


@require_safe
def explore(request: HttpRequest) -> HttpResponse:
    """The results page: full text, facets with exact counts, list or map."""
    search, viewer, reader = _wanted(request), viewer_from(request), request.LANGUAGE_CODE
    results = queries.search(search, reader=reader, viewer=viewer)
    page_count = max(1, -(-results.total // queries.PAGE))
    beyond = search.page > page_count
    cards = queries.hit_cards(results.hits, reader=reader, viewer=viewer)
    shown = presenting.publishers_shown(results, request.GET.get("all", ""))
    slugs = {*shown, *search.filters.get("publisher", ()),
             *search.filters.get("organisation", ())}  # fmt: skip
    organisations = queries.publisher_labels(slugs, reader)
    filters = presenting.filter_rows(search, reader=reader, organisations=organisations)
    here = address_of(search, page=search.page)
    path = request.path
    empty = results.total == 0
    dots: tuple[Dot, ...] = ()
    if search.view == "map":
        dots = presenting.dots(
            search, queries.place_counts(search, reader=reader, viewer=viewer), reader=reader
        )
    title = search.text or _("Explore the market")
    context = {
        "nav": "explore",
        "q": search.text,
        "total": results.total,
        "sentence": _("There is no page this far. Go back to the first page.")
        if beyond and not empty
        else presenting.sentence(search, results.total),
        "cards": cards,
        "facets": presenting.facet_rows(
            search,
            results,
            reader=reader,
            organisations=organisations,
            unfold=request.GET.get("all", ""),
        ),
        "filters": filters,
        "clear_url": address_of(search, filters={}),
        "sort": search.sort,
        "sorts": _sorts(),
        "view": search.view,
        "dots": dots,
        "list_url": address_of(search, view="list"),
        "map_url": address_of(search, view="map"),
        "feed_url": path + "feed.atom" + address_of(search, view="list", sort="relevance"),
        "csv_url": path + "download.csv" + address_of(search, view="list"),
        "json_url": path + "download.json" + address_of(search, view="list"),
        "keep_query": address_of(search, view="list", sort="relevance")
        if search.is_narrowed
        else "",
        "prev_url": address_of(search, page=min(search.page - 1, page_count))
        if search.page > 1
        else "",
        "next_url": address_of(search, page=search.page + 1) if search.page < page_count else "",
        "page_number": search.page,
        "page_count": page_count,
        "close": queries.close_to(search, reader=reader, viewer=viewer, without=results.hits)
        if search.text and results.total < queries.FEW and not beyond
        else (),
        "meant": tuple(
            Link(text, address_of(search, text=text, filters={}), text)
            for text in queries.did_you_mean(search, reader=reader, viewer=viewer)
        )
        if search.text and results.total < queries.FEW
        else (),
        "unknown": bool(search.text) and empty and not queries.is_known(search, reader=reader),
        "bridge": search.bridge,
        "bridge_url": address_of(search, bridge=not search.bridge) if search.text else "",
        "wider": presenting.wider(search, filters) if empty else (),
        "nearest": presenting.nearest_terms(search, reader=reader) if empty else (),
        "ask_path": f"/{reader}/about/#ask",
        "meta": meta(
            title,
            description=presenting.sentence(search, results.total),
            canonical=f"{settings.SITE_URL}{path}{'' if here == '?' else here}",
            feed=path + "feed.atom" + address_of(search, view="list", sort="relevance"),
            feed_title=title,
            robots="noindex, follow" if search.filters or search.page > 1 or empty else "",
            jsonld=jsonld.listing(
                cards,
                name=title,
                url=f"{settings.SITE_URL}{path}{'' if here == '?' else here}",
                base=settings.SITE_URL,
            ),
        ),
    }
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # set by its middleware
    part = htmx and not htmx.boosted and not htmx.history_restore_request
    template = "catalogue/_results.html" if part else "catalogue/explore.html"
    response = render(request, template, context, status=404 if beyond and not empty else 200)
    response.headers["Vary"] = "HX-Request, HX-Boosted, HX-History-Restore-Request"
    if search.text and not search.filters and search.page == 1:
        response.headers[FOUND] = str(results.total)
    return response


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Completions while typing: titles and terms, each leading somewhere."""
    text, reader = clean_text(request.GET.get("q", "")), request.LANGUAGE_CODE
    viewer = viewer_from(request)
    found = queries.suggestions(text, reader=reader, viewer=viewer) if len(text) > 1 else ()
    ids = [uuid.UUID(one.id) for one in found if one.id]
    made = queries.cards(ids, reader, viewer)
    links = []
    for one in found:
        if one.id and uuid.UUID(one.id) in made:
            card = made[uuid.UUID(one.id)]
            links.append(Link(one.text, card.path, one.language, card.type_label))
        elif one.kind == "concept":
            links.append(
                Link(one.text, f"/{reader}/explore/?{urlencode({'q': one.text})}", "concept",
                     presenting.amount(one.records, one.languages))
            )  # fmt: skip
        elif not one.id:
            links.append(
                Link(one.text, f"/{reader}/explore/?{urlencode({'q': one.text})}", one.language)
            )
    return render(request, "catalogue/_suggest.html", {"suggestions": tuple(links), "q": text})


def _found(request: HttpRequest, most: int) -> tuple[queries.Search, tuple[Card, ...]]:
    search, viewer, reader = _wanted(request), viewer_from(request), request.LANGUAGE_CODE
    ids = queries.search_every_id(search, reader=reader, viewer=viewer, most=most)
    made = queries.cards(ids, reader, viewer)
    return search, tuple(made[key] for key in ids if key in made)


def _row(card: Card) -> dict[str, str]:
    return {
        "id": card.id,
        "title": card.title.text,
        "title_language": card.title.language,
        "summary": card.summary.text,
        "summary_language": card.summary.language,
        "type": card.type_key,
        "languages": " ".join(chip.tag.lower() for chip in card.languages),
        "publishers": "; ".join(link.label for link in card.publishers),
        "places": "; ".join(link.label for link in card.places),
        "axes": " ".join(card.axes),
        "year": card.year,
        "evidence": card.evidence_key,
        "url": f"{settings.SITE_URL}{card.path}",
    }


def neutral(cell: str) -> str:
    """A cell no spreadsheet takes for a formula: a dangerous first character gets an apostrophe."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


@require_safe
def download_csv(request: HttpRequest) -> HttpResponse:
    """The search as CSV in UTF-8 with a byte-order mark, at most `DOWNLOAD_MOST` rows."""
    _search, cards = _found(request, DOWNLOAD_MOST)
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for card in cards:
        writer.writerow({name: neutral(value) for name, value in _row(card).items()})
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="agora-search.csv"'
    return response


@require_safe
def download_json(request: HttpRequest) -> HttpResponse:
    """The search as JSON, at most `DOWNLOAD_MOST` rows."""
    search, cards = _found(request, DOWNLOAD_MOST)
    data = {
        "search": f"{settings.SITE_URL}/{request.LANGUAGE_CODE}/explore/{address_of(search)}",
        "count": len(cards),
        "most": DOWNLOAD_MOST,
        "resources": [_row(card) for card in cards],
    }
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = 'attachment; filename="agora-search.json"'
    return response


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The search as an Atom feed, the newest on the market first."""
    wanted, viewer, reader = _wanted(request), viewer_from(request), request.LANGUAGE_CODE
    search = queries.Search(text=wanted.text, filters=wanted.filters, sort="added")
    ids = queries.search_every_id(search, reader=reader, viewer=viewer, most=FEED_MOST)
    made = queries.cards(ids, reader, viewer)
    changed = dict(Resource.objects.filter(pk__in=ids).values_list("pk", "changed_at"))
    base, here = settings.SITE_URL, f"/{reader}/explore/{address_of(search, sort='relevance')}"
    title = (
        _("%(site)s: %(search)s") % {"site": settings.SITE_NAME, "search": search.text}
        if search.text
        else _("New on %(site)s") % {"site": settings.SITE_NAME}
    )
    atom = Atom1Feed(
        title=title,
        link=f"{base}{here}",
        description=_("What cities and their networks offer to learn from"),
        language=reader,
        feed_url=f"{base}{request.get_full_path()}",
        author_name=settings.SITE_NAME,
    )
    for key in ids:
        card = made.get(key)
        if card is not None:
            atom.add_item(
                title=card.title.text,
                link=f"{base}{card.path}",
                description=card.summary.text,
                unique_id=f"urn:uuid:{key}",
                updateddate=changed[key],
                author_name=", ".join(link.label for link in card.publishers) or settings.SITE_NAME,
                categories=[card.type_label],
            )
    return HttpResponse(
        atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


def _resource(slug: str, viewer: Viewer) -> Resource:
    """The resource that lives or once lived at this address and the viewer may see, else 404."""
    visible = queries.resources_visible_to(viewer).select_related("listing")
    row = visible.filter(slug=slug).first()
    if row is None and (found := addresses.resolve(KIND, slug)):
        row = visible.filter(pk=found[0]).first()
    if row is None:
        raise Http404
    return row


@require_safe
def resource(request: HttpRequest, slug: str) -> HttpResponse:
    """A resource, practice, collection or article; an old address leads to the present one."""
    viewer, reader = viewer_from(request), request.LANGUAGE_CODE
    try:
        found = _resource(slug, viewer)
    except Http404:
        return gone_or_404(request, KIND, slug)
    kind = vocabulary().by_id[found.type_id].key
    path = f"/{reader}/{resource_path(kind, found.slug)}"
    if request.path != path:
        return HttpResponsePermanentRedirect(path)
    if (page := drawing.drawn(request, kind, found, viewer)) is not None:
        return page
    it = pages.resource_page(found, reader=reader, viewer=viewer, base=settings.SITE_URL)
    template = (
        it.card.type_key
        if it.card.type_key in ("practice", "collection", "article")
        else "resource"
    )
    return render(
        request,
        f"catalogue/{template}.html",
        {
            "nav": "explore",
            "it": it,
            "tokens": viewer.tokens,
            "meta": meta(
                it.title.text,
                description=it.summary.text,
                image=f"{settings.SITE_URL}{path}picture.png",
                type="article",
                canonical=f"{settings.SITE_URL}{path}",
                jsonld=jsonld.resource(it, reader=reader, base=settings.SITE_URL),
            ),
        },
    )


@require_safe
def reference_group(request: HttpRequest, slug: str) -> HttpResponse:
    """What a reference group said of it before it was published, and what became of each comment."""
    viewer, reader = viewer_from(request), request.LANGUAGE_CODE
    found = _resource(slug, viewer)
    logs = logs_of(KIND, found.pk)
    if not logs:
        raise Http404
    path = f"/{reader}/{resource_path(vocabulary().by_id[found.type_id].key, found.slug)}"
    if request.path != f"{path}reference-group/":
        return HttpResponsePermanentRedirect(f"{path}reference-group/")
    card = queries.cards([found.pk], reader, viewer)[found.pk]
    heading = _("What the reference group said")
    return render(
        request,
        "catalogue/reference_group.html",
        {
            "nav": "explore",
            "card": card,
            "logs": [presenting.group_log(log) for log in logs],
            "meta": meta(
                f"{heading}: {card.title.text}",
                description=heading,
                canonical=f"{settings.SITE_URL}{path}reference-group/",
                robots="noindex, follow",
            ),
        },
    )


@require_safe
def bibtex(request: HttpRequest, slug: str) -> HttpResponse:
    """How to cite it, as BibTeX."""
    viewer = viewer_from(request)
    found = _resource(slug, viewer)
    cited = pages.cited(found, reader=request.LANGUAGE_CODE, viewer=viewer, base=settings.SITE_URL)
    response = HttpResponse(logic.bibtex(cited), content_type="application/x-bibtex; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}.bib"'
    return response


@require_safe
def qr(request: HttpRequest, slug: str) -> HttpResponse:
    """A QR code of its permanent address, as SVG."""
    found = _resource(slug, viewer_from(request))
    out = io.BytesIO()
    segno.make(f"{settings.SITE_URL}/id/{found.pk}", error="m").save(
        out, kind="svg", scale=6, border=3, light="#fff", xmldecl=True
    )
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


@require_safe
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture messengers show beside a link, 1200 × 630."""
    viewer, reader = viewer_from(request), request.LANGUAGE_CODE
    found = _resource(slug, viewer)
    card = queries.cards([found.pk], reader, viewer)[found.pk]
    drawn = pictures.share_picture(str(found.pk), card.axes, card.title.text, settings.SITE_NAME)
    return HttpResponse(drawn, content_type="image/png")
