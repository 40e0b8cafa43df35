"""Tracks of recordings, transcripts as pages, and the podcast of a course."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agora.catalogue.models import Resource
from agora.catalogue.publishing import KIND
from agora.catalogue.queries import cards, resources_visible_to
from agora.courses.models import Course, NodeText
from agora.courses.recordings import queries
from agora.courses.recordings.presenting import chapters, descriptions, transcript
from agora.kernel import addresses, languages
from agora.media.podcast import CHAPTERS_TYPE, FEED_TYPE, Episode, Feed, chapters_json, feed_xml
from agora.people.queries import Viewer
from agora.people.viewing import viewer_from
from agora.ui.meta import meta


def _said(request: HttpRequest, version: uuid.UUID, block: uuid.UUID, language: str) -> NodeText:
    found = queries.said_by(version, block, language, viewer_from(request))
    if found is None:
        raise Http404
    return found


@require_safe
def track(
    request: HttpRequest, version: uuid.UUID, block: uuid.UUID, language: str, name: str
) -> HttpResponse:
    """Captions, chapters or descriptions as WebVTT; chapters also as JSON."""
    said = _said(request, version, block, language).data
    if name == "chapters.json":
        found = chapters(said.get("chapters", ""))
        if not found:
            raise Http404
        return HttpResponse(chapters_json(found, said.get("title", "")), content_type=CHAPTERS_TYPE)
    kind, _dot, end = name.partition(".")
    if end != "vtt" or kind not in ("captions", "chapters", "descriptions") or not said.get(kind):
        raise Http404
    return HttpResponse(said[kind], content_type="text/vtt; charset=utf-8")


@require_safe
def transcript_page(
    request: HttpRequest, version: uuid.UUID, block: uuid.UUID, language: str
) -> HttpResponse:
    """The words of a recording to read, without the course around it."""
    row = _said(request, version, block, language)
    said = row.data
    paragraphs = transcript(said.get("captions", ""))
    if not paragraphs and not said.get("transcript"):
        raise Http404
    title = said.get("title") or _("Transcript")
    return render(
        request,
        "courses/transcript.html",
        {
            "nav": "explore",
            "title": title,
            "about": said.get("about", ""),
            "language": row.language,
            "direction": languages.direction(row.language),
            "paragraphs": paragraphs,
            "written": said.get("transcript", ""),
            "descriptions": descriptions(said.get("descriptions", "")),
            "is_synthetic": bool(row.node.data.get("synthetic")),
            "meta": meta(title, description=said.get("about", "")[:160], robots="noindex"),
        },
    )


def _course(slug: str, viewer: Viewer) -> Course:
    found = addresses.resolve(KIND, slug)
    visible = resources_visible_to(viewer).filter(pk=found[0]) if found else Resource.objects.none()
    course = Course.objects.filter(resource__in=visible).select_related("live", "resource").first()
    if course is None or course.live is None:
        raise Http404
    return course


@require_safe
def podcast(request: HttpRequest, slug: str) -> HttpResponse:
    """The podcast of a course in the language of the address: RSS with transcripts and chapters."""
    reader, viewer = request.LANGUAGE_CODE, viewer_from(request)
    course = _course(slug, viewer)
    version = course.live
    if version is None:
        raise Http404
    shape = version.shape.get("podcast") or {}
    said = (shape.get("texts") or {}).get(reader)
    if said is None:
        raise Http404
    card = cards([course.pk], reader, viewer).get(course.pk)
    if card is None:
        raise Http404
    base, home = settings.SITE_URL, f"{settings.SITE_URL}{card.path}"
    picture = shape.get("picture")
    image = f"{base}{reverse('file', args=[picture])}" if picture else f"{home}picture.png"

    def at(name: str, *parts: object) -> str:
        return f"{base}{reverse(name, args=parts)}"

    made = []
    for number, row in enumerate(queries.episodes(version, reader), 1):
        key, own = row.block.key, row.block.texts[reader]
        made.append(
            Episode(
                guid=f"urn:uuid:{key}:{reader}",
                title=own.get("title") or card.title.text,
                description=own.get("about", ""),
                enclosure_url=at("file", row.file.pk),
                enclosure_type=row.file.media_type,
                enclosure_bytes=row.file.size_bytes,
                seconds=row.facts.seconds or 0,
                published=row.published,
                link=home,
                transcript_vtt_url=at("course-track", version.pk, key, reader, "captions.vtt")
                if own.get("captions")
                else "",
                transcript_html_url=at("course-transcript", version.pk, key, reader)
                if own.get("captions") or own.get("transcript")
                else "",
                chapters_url=at("course-track", version.pk, key, reader, "chapters.json")
                if own.get("chapters")
                else "",
                number=number,
            )
        )
    feed = Feed(
        title=said["title"],
        description=said.get("description", ""),
        language=reader,
        link=home,
        url=f"{base}{request.path}",
        image_url=image,
        author=", ".join(link.label for link in card.publishers) or settings.SITE_NAME,
        episodes=tuple(made),
    )
    return HttpResponse(feed_xml(feed), content_type=FEED_TYPE)
