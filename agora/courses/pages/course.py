"""The page of a course: what one will be able to do, how long it takes, when it is held."""

from __future__ import annotations

import uuid
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agora.catalogue import jsonld
from agora.catalogue.models import Resource
from agora.catalogue.queries.page import resource_page
from agora.courses.blocks import block_kinds
from agora.courses.models import Course, Enrolment, NodeText
from agora.courses.outcomes import outcomes_of
from agora.courses.pages import presenting
from agora.courses.queries.content import LessonPoint, ModulePoint, Outline, outline
from agora.courses.queries.learning import learning_in
from agora.courses.queries.runs import Offer, offers
from agora.kernel import languages
from agora.kernel.models import Origin, TextState
from agora.people.queries import Viewer, organisation_names, organisation_names_at
from agora.ui import wording
from agora.ui.meta import meta
from agora.ui.rows import Chip, Link, ResourcePage, Said


@dataclass(frozen=True)
class OutlineLesson:
    """A lesson as the course's page tells of it."""

    title: Said
    summary: Said
    minutes: str
    kinds: tuple[tuple[str, str], ...]
    required: bool
    group: str


@dataclass(frozen=True)
class OutlineModule:
    """A module as the course's page tells of it; a `lessons` entry of several is one of variants."""

    title: Said
    summary: Said
    minutes: str
    lessons: tuple[tuple[OutlineLesson, ...], ...]


@dataclass(frozen=True)
class SpokenRow:
    """A language of the course and how far it is there."""

    tag: str
    name: str
    own_name: str
    direction: str
    key: str
    state: str


@dataclass(frozen=True)
class RunRow:
    """A run in words; `path` leads to enrolling where one may."""

    title: Said
    state: str
    lines: tuple[str, ...]
    path: str
    label: str


@dataclass(frozen=True)
class CertificateRow:
    """The certificate in words."""

    name: Said
    description: Said
    issuers: tuple[Link, ...]


def course(request: HttpRequest, resource: Resource, viewer: Viewer) -> HttpResponse | None:
    """The page of a resource that is a course of this market; None for one that is not."""
    found = Course.objects.filter(pk=resource.pk).first()
    if found is None or (found.live_id is None and not found.interest_open):
        return None
    reader = request.LANGUAGE_CODE
    it = resource_page(resource, reader=reader, viewer=viewer, base=settings.SITE_URL)
    path = f"/{reader}/courses/{resource.slug}/"
    skeleton = outline(found.live_id) if found.live_id else None
    held = offers(found.pk, reader, viewer) if skeleton is not None else ()
    runs = tuple(_run(one) for one in held)
    context: dict[str, Any] = {
        "nav": "explore",
        "it": it,
        "tokens": viewer.tokens,
        "path": path,
        "runs": runs,
        "first": next((one for one in runs if one.path), None),
        "mine": _mine(viewer, resource, path),
        "languages": it.card.languages,
        "interest_path": f"{path}interest/" if found.interest_open else "",
        "came": outcomes_of(resource.pk, reader),
        "meta": meta(
            it.title.text,
            description=it.summary.text,
            image=f"{settings.SITE_URL}{path}picture.png",
            type="article",
            canonical=f"{settings.SITE_URL}{path}",
            jsonld=described(it, skeleton, held, reader=reader, base=settings.SITE_URL),
        ),
    }
    if skeleton is not None:
        told = spoken(skeleton, reader)
        context |= {
            "languages": tuple(
                Chip(one.tag.upper(), one.name, one.key == "machine", one.tag == reader)
                for one in told
            ),
            "minutes": wording.duration(skeleton.minutes),
            "modules": tuple(_module(one, reader) for one in skeleton.modules),
            "lessons_words": ngettext(
                "%(count)s lesson", "%(count)s lessons", len(skeleton.lessons)
            )
            % {"count": wording.number(len(skeleton.lessons))},
            "spoken": told,
            "rules": presenting.rules(skeleton),
            "certificate": _certificate(skeleton, reader, viewer),
            "welcome": _welcome(skeleton, reader),
            "podcast_path": f"{path}podcast.xml" if _has_podcast(skeleton, reader) else "",
        }
    return render(request, "courses/course.html", context)


def _has_podcast(skeleton: Outline, reader: str) -> bool:
    """Whether the course has a podcast in this language."""
    return reader in ((skeleton.shape.get("podcast") or {}).get("texts") or {})


def _mine(viewer: Viewer, resource: Resource, path: str) -> Link | None:
    """Where whoever looks at it goes on, if they learn in it; a visitor is not asked for."""
    mine = learning_in(viewer.account, resource.pk) if viewer.account else None
    if mine is None:
        return None
    if mine.state == Enrolment.State.COMPLETED:
        return Link(
            _("You have completed it: certificate and next steps"), f"{path}learn/finished/"
        )
    if mine.last_at is None:
        return Link(_("Begin the first lesson"), f"{path}learn/")
    return Link(_("Go on where you left"), f"{path}learn/")


def _said(titles: Any, part: str, reader: str) -> Said:
    return wording.said(getattr(titles, part)(reader), titles.language(reader), reader)


def _module(point: ModulePoint, reader: str) -> OutlineModule:
    rows: list[tuple[OutlineLesson, ...]] = []
    at: dict[str, int] = {}
    for lesson in point.lessons:
        row = _lesson(lesson, reader)
        if lesson.group and lesson.group in at:
            rows[at[lesson.group]] = (*rows[at[lesson.group]], row)
            continue
        if lesson.group:
            at[lesson.group] = len(rows)
        rows.append((row,))
    return OutlineModule(
        _said(point.titles, "title", reader),
        _said(point.titles, "summary", reader),
        wording.duration(_minutes(point.lessons)),
        tuple(rows),
    )


def _minutes(lessons: Sequence[LessonPoint]) -> int:
    groups: dict[str, int] = {}
    for one in lessons:
        if one.group:
            groups[one.group] = max(groups.get(one.group, 0), one.minutes)
    return sum(one.minutes for one in lessons if not one.group) + sum(groups.values())


def _lesson(point: LessonPoint, reader: str) -> OutlineLesson:
    there = {block.kind for block in point.blocks}
    return OutlineLesson(
        _said(point.titles, "title", reader),
        _said(point.titles, "summary", reader),
        wording.duration(point.minutes),
        tuple(
            (kind.icon, str(kind.title)) for name, kind in block_kinds().items() if name in there
        ),
        point.required,
        point.group,
    )


@lru_cache(maxsize=64)
def _states(version: uuid.UUID) -> Mapping[str, str]:
    """By language: whole, partly, machine, stale, whichever a learner should know first."""
    rows = (
        NodeText.objects.filter(node__version=version)
        .values("language")
        .annotate(
            there=Count("pk"),
            stale=Count("pk", filter=Q(is_stale=True)),
            machine=Count("pk", filter=Q(origin=Origin.MACHINE) & ~Q(state=TextState.REVIEWED)),
        )
    )
    counts = {row["language"]: row for row in rows}
    whole = max((row["there"] for row in counts.values()), default=0)
    return {
        tag: "partly"
        if row["there"] < whole
        else "machine"
        if row["machine"]
        else "stale"
        if row["stale"]
        else "whole"
        for tag, row in counts.items()
    }


def spoken(skeleton: Outline, reader: str) -> tuple[SpokenRow, ...]:
    """The languages of the course, the reader's first."""
    words = {
        "whole": "",
        "partly": _("some of it is in the original language"),
        "machine": _("some of it was translated by a machine and has not been checked yet"),
        "stale": _("some of it is older than the original"),
    }
    states = _states(skeleton.version)
    order = sorted(states, key=lambda tag: (tag != reader, tag != skeleton.original, tag))
    return tuple(
        SpokenRow(
            tag,
            languages.name(tag, reader),
            languages.own_name(tag),
            languages.direction(tag),
            states[tag],
            words[states[tag]],
        )
        for tag in order
    )


def _run(offer: Offer) -> RunRow:
    return RunRow(
        offer.title,
        offer.state.value,
        tuple(_lines(offer)),
        offer.next.path if offer.next else "",
        offer.next.label if offer.next else "",
    )


def _lines(offer: Offer) -> list[str]:
    lines: list[str] = []
    zone = wording.zone(offer.zone) if offer.zone != "UTC" else "UTC"

    def moment(value: Any) -> str:
        with timezone.override(zoneinfo.ZoneInfo(offer.zone)):
            return _("%(moment)s (%(zone)s)") % {"moment": wording.moment(value), "zone": zone}

    if offer.starts and offer.ends:
        lines.append(
            _("From %(starts)s until %(ends)s")
            % {"starts": moment(offer.starts), "ends": moment(offer.ends)}
        )
    elif offer.starts:
        lines.append(_("Begins on %(starts)s") % {"starts": moment(offer.starts)})
    elif offer.ends:
        lines.append(_("Open until %(ends)s") % {"ends": moment(offer.ends)})
    else:
        lines.append(_("Begin when you like; it does not end."))
    lines.append(offer.state_in_words)
    if offer.enrol_until and offer.next:
        lines.append(_("Enrol until %(when)s") % {"when": moment(offer.enrol_until)})
    if offer.self_paced:
        lines.append(_("At your own pace"))
    if offer.places_in_words:
        lines.append(offer.places_in_words)
    return lines


def _certificate(skeleton: Outline, reader: str, viewer: Viewer) -> CertificateRow | None:
    shape = skeleton.shape.get("certificate")
    if not shape:
        return None
    texts = shape["texts"]
    tag = reader if reader in texts else skeleton.original
    text = texts[tag]
    slugs = {one for one in shape["issuers"] if not _is_id(one)}
    ids = {uuid.UUID(one) for one in shape["issuers"] if _is_id(one)}
    named = [
        *organisation_names_at(slugs, reader, viewer).values(),
        *organisation_names(ids, reader, viewer).values(),
    ]
    return CertificateRow(
        wording.said(text["name"], tag, reader),
        wording.said(text.get("description", ""), tag, reader),
        tuple(Link(one.name, f"/{reader}/organisations/{one.slug}/") for one in named),
    )


def _is_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _welcome(skeleton: Outline, reader: str) -> Said:
    texts = skeleton.shape.get("texts") or {}
    tag = reader if reader in texts else skeleton.original
    return wording.said((texts.get(tag) or {}).get("welcome", ""), tag, reader)


def described(
    it: ResourcePage,
    skeleton: Outline | None,
    held: Sequence[Offer],
    *,
    reader: str,
    base: str,
) -> dict[str, Any]:
    """The course as schema.org Course with an instance per run; only what is known is said."""
    data = jsonld.resource(it, reader=reader, base=base)
    provider = data.get("publisher")
    if provider:
        data["provider"] = provider
    if skeleton is None:
        return data
    workload = f"PT{skeleton.minutes}M"
    data |= {
        "inLanguage": list(skeleton.languages),
        "timeRequired": workload,
        "syllabusSections": [
            {"@type": "Syllabus", "name": one.titles.title(reader)} for one in skeleton.modules
        ],
        "hasCourseInstance": [_instance(one, skeleton, workload) for one in held],
        "isAccessibleForFree": True,
    }
    if certificate := skeleton.shape.get("certificate"):
        texts = certificate["texts"]
        text = texts.get(reader) or texts[skeleton.original]
        data["educationalCredentialAwarded"] = {
            "@type": "EducationalOccupationalCredential",
            "name": text["name"],
        }
    return {key: value for key, value in data.items() if value not in ("", None, [])}


def _instance(offer: Offer, skeleton: Outline, workload: str) -> dict[str, Any]:
    said = {
        "@type": "CourseInstance",
        "courseMode": "online",
        "name": offer.title.text,
        "inLanguage": list(skeleton.languages),
        "startDate": offer.starts.isoformat() if offer.starts else "",
        "endDate": offer.ends.isoformat() if offer.ends else "",
        "courseWorkload": workload,
    }
    return {key: value for key, value in said.items() if value not in ("", None)}
