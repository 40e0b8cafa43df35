"""Asking for translations: what a thing says in a language now, the work on it, and who is credited."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from agora.editorial import rules
from agora.editorial.drafts import live_document
from agora.editorial.models import TextStanding, Translation, TranslationCredit, Version
from agora.editorial.translating.segments import (
    Saved,
    Segment,
    segments,
    shown,
    versions_wanted,
)
from agora.editorial.translating.standings import owner_of
from agora.kernel import editing, languages
from agora.kernel.errors import NotYours
from agora.kernel.kinds import kind_named, names
from agora.kernel.models import Visibility
from agora.people.models import Duty, Membership, Person
from agora.people.queries import Standing

SEGMENTS_OF_A_PAGE: Final = 25
"""How many texts a translator has before them at once, on a phone too."""


@dataclass(frozen=True)
class Subject:
    """A language of a live thing, as the rules ask about it."""

    kind: str
    object_id: uuid.UUID
    language: str
    organisation_id: uuid.UUID | None
    visibility: str
    title: str
    original: str
    live: tuple[Mapping[str, Any], int] | None = field(default=None, compare=False, repr=False)
    """The document and its version's number when this was read: for showing, not for writing."""


@dataclass(frozen=True)
class Work:
    """A language of a thing as it stands now, with the work on it laid over.

    `clashes` are texts that somebody published at a segment after this work was saved there.
    """

    document: Mapping[str, Any]
    number: int
    segments: list[Segment]
    saved: int = 0
    clashes: Mapping[str, str] = field(default_factory=dict)


def subject_for(standing: Standing, kind: str, object_id: uuid.UUID, language: str) -> Subject:
    """The language of a thing, if this person may translate it or read its translation.

    Raises NotYours otherwise, and where nothing is live or the language is no language.
    """
    missing = NotYours(_("There is nothing to translate at this address."))
    live = live_document(kind, object_id) if kind in names() else None
    try:
        tag = languages.normalise(language)
    except ValueError:
        raise missing from None
    if live is None or languages.name(tag, "en") == tag:
        raise missing
    document, _number = live
    original = str(document.get("original_language") or "")
    subject = Subject(
        kind,
        object_id,
        tag,
        owner_of(kind, object_id, document),
        str(document.get("visibility") or Visibility.PUBLIC),
        editing.title_of(document)[:300],
        original,
        live,
    )
    if tag == original or not rules.may_see_translation(standing, subject):
        raise missing
    return subject


def open_translation(subject: Subject, *, lock: bool = False) -> Translation | None:
    """The open work on this language, if there is any."""
    rows = Translation.objects.filter(
        kind=subject.kind,
        object_id=subject.object_id,
        language=subject.language,
        state__in=Translation.OPEN,
    )
    return (rows.select_for_update() if lock else rows).first()


def work_on(subject: Subject, translation: Translation | None, *, to_show: bool = False) -> Work:
    """What the thing says in this language now, with the open work; the caller may see it.

    `to_show` takes the document as the subject found it a moment ago; whoever writes reads it again.
    Raises NotYours when nothing is live any more.
    """
    live = (
        subject.live if to_show and subject.live else live_document(subject.kind, subject.object_id)
    )
    if live is None:
        raise NotYours(_("There is nothing to translate at this address."))
    document, number = live
    schema = kind_named(subject.kind).schema
    wanted = versions_wanted(schema, document, [subject.language]) - {number}
    former = former_documents(subject.kind, subject.object_id, wanted)
    rows = (
        list(translation.segments.values_list("key", "source", "target", "origin", "over"))
        if translation
        else []
    )
    saved = {key: Saved(source, target, origin) for key, source, target, origin, _over in rows}
    found = segments(schema, document, subject.language, former, saved)
    over = {row[0]: row[-1] for row in rows}
    clashes = {
        one.key: one.live
        for one in found
        if one.saved
        and one.key in over
        and one.live != one.target
        and over[one.key] != shown(one.live)
    }
    return Work(document, number, found, len(rows), clashes)


def former_documents(
    kind: str, object_id: uuid.UUID, numbers: Collection[int]
) -> dict[int, Mapping[str, Any]]:
    """Older versions by number; one that was live before the first version is that first one."""
    if not numbers:
        return {}
    rows = Version.objects.filter(kind=kind, object_id=object_id)
    found: dict[int, Mapping[str, Any]] = dict(
        rows.filter(number__in=[number for number in numbers if number])
        .exclude(document__has_key="withdrawn")
        .values_list("number", "document")
    )
    if 0 in numbers:
        first = rows.order_by("number").values_list("document", flat=True).first()
        if first is not None and "withdrawn" not in first:
            found[0] = first
    return found


# ---------------------------------------------------------------------- lists


def standings_for(standing: Standing) -> QuerySet[TextStanding]:
    """The languages of things that this person may translate, or whose translation they may read."""
    rows = TextStanding.objects.exclude(state=TextStanding.State.ORIGINAL)
    return rows if standing.is_lead else rows.filter(_allowed(standing))


def translations_for(standing: Standing) -> QuerySet[Translation]:
    """The open work that this person may see."""
    rows = Translation.objects.filter(state__in=Translation.OPEN)
    return rows if standing.is_lead else rows.filter(_allowed(standing))


def works_with_translations(standing: Standing) -> bool:
    """Whether the pages about translating have anything for this person."""
    return (
        standing.is_lead
        or bool(standing.organisations(*_ROLES))
        or any(duty.role in (Duty.Role.TRANSLATOR, Duty.Role.REVIEWER) for duty in standing.duties)
    )


_ROLES = (*rules.WRITERS, Membership.Role.TRANSLATOR, Membership.Role.REVIEWER)


def _allowed(standing: Standing) -> Q:
    allowed = Q(organisation__in=standing.organisations(*_ROLES))
    for duty in standing.duties:
        if duty.role in (Duty.Role.TRANSLATOR, Duty.Role.REVIEWER):
            public = Q(visibility=Visibility.PUBLIC)
            if duty.language:
                public &= Q(language=duty.language) | Q(language__startswith=f"{duty.language}-")
            allowed |= public
    return allowed


def languages_of(standing: Standing) -> tuple[str, ...]:
    """The languages somebody works in: those they chose, else those of their duties, else all ours."""
    if standing.person is None:
        return languages.TAGS
    chosen = tuple(
        tag
        for tag in Person.objects.filter(pk=standing.person)
        .order_by("languages__order")
        .values_list("languages__language", flat=True)
        if tag
    )
    duties = tuple(duty.language for duty in standing.duties if duty.language)
    return tuple(dict.fromkeys(chosen or duties or languages.TAGS))


# ---------------------------------------------------------------------- credit


@dataclass(frozen=True)
class Credited:
    """Who brought a thing into a language, and who read it."""

    translators: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()


def translation_credits(kind: str, object_id: uuid.UUID) -> dict[str, Credited]:
    """By language the names of those who want to be named; two queries at most.

    Somebody who erased their account, or does not want to be named, is not.
    """
    rows = list(
        TranslationCredit.objects.filter(kind=kind, object_id=object_id)
        .order_by("at", "pk")
        .values_list("language", "role", "account")
    )
    if not rows:
        return {}
    named: dict[uuid.UUID, str] = {
        account: name
        for account, name in Person.objects.filter(
            account__in={account for *_rest, account in rows}, is_credited=True
        ).values_list("account", "name")
        if account
    }
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for language, role, account in rows:
        if account in named:
            found[language][role].append(named[account])
    translator, reviewer = TranslationCredit.Role.TRANSLATOR, TranslationCredit.Role.REVIEWER
    return {
        language: Credited(tuple(by_role[translator]), tuple(by_role[reviewer]))
        for language, by_role in found.items()
    }
