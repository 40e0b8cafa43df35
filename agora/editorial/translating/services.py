"""The way of a translation: claim, save, send, read by a second person, publish.

Whatever is saved stays beside the live texts until a second person publishes it. Publishing puts this
language into the newest version and leaves every other text of it as it is.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agora.editorial import rules
from agora.editorial.models import (
    MemoryPair,
    TranslatedSegment,
    Translation,
    TranslationCredit,
)
from agora.editorial.services import Published, document_read, version_publish
from agora.editorial.translating import mails, memory
from agora.editorial.translating.queries import Subject, Work, open_translation, work_on
from agora.editorial.translating.segments import (
    DONE,
    MISSING,
    Segment,
    assemble,
    shown,
    unfinished,
)
from agora.journal.services import entry_write
from agora.kernel import clock, generations
from agora.kernel.errors import AgoraError, NotYours, Problem
from agora.kernel.models import Origin
from agora.people.queries import Standing, person_names

CLAIM_LASTS: Final = dt.timedelta(days=14)
"""Without work for so long, others may take a language over."""


class ClaimedByOther(AgoraError):
    """Somebody else is at work on this language."""


class LiesWithReader(AgoraError):
    """The translation was sent and waits for its second reader."""


class NotFinished(AgoraError):
    """Something keeps the translation from being sent or published; carries every problem."""

    def __init__(self, message: str, problems: Sequence[Problem]) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class OwnWork(AgoraError):
    """Nobody is the second reader of what they translated themselves."""


@dataclass(frozen=True)
class Written:
    """What somebody wrote in one segment.

    `source` and `was` are digests of what the page showed (`shown`); None leaves that unchecked.
    `confirmed` says that the text stays as it is though the original changed; `machine` is the
    proposal that was offered.
    """

    target: str
    source: str | None = None
    was: str | None = None
    confirmed: bool = False
    machine: str = ""
    origin: str = ""


@dataclass
class Outcome:
    """What came of saving: how many segments were kept, and by segment why others were not."""

    kept: int = 0
    wrong: dict[str, list[str]] = field(default_factory=dict)
    clashes: dict[str, str] = field(default_factory=dict)


def claim_ended(translation: Translation) -> bool:
    """Whether nobody holds this work any more."""
    return translation.claimed_by is None or clock.now() - translation.worked_at > CLAIM_LASTS


@transaction.atomic
def translation_claim(standing: Standing, subject: Subject) -> Translation:
    """Take on a language of a thing. Raises ClaimedByOther while somebody else is at work."""
    if not rules.may_translate(standing, subject):
        raise NotYours(_("There is nothing to translate at this address."))
    found = open_translation(subject, lock=True)
    if found is None:
        try:
            with transaction.atomic():
                found = Translation.objects.create(
                    kind=subject.kind,
                    object_id=subject.object_id,
                    language=subject.language,
                    organisation_id=subject.organisation_id,
                    visibility=subject.visibility,
                    title=subject.title,
                )
        except IntegrityError:  # somebody began at the same moment
            found = open_translation(subject, lock=True)
            if found is None:
                raise
    if found.state == Translation.State.WAITING:
        raise LiesWithReader(
            _("This translation waits for its second reader. Take it back first, then change it.")
        )
    if found.claimed_by != standing.account:
        if not claim_ended(found):
            name = person_names([found.claimed_by]).get(found.claimed_by or uuid.UUID(int=0), "")
            raise ClaimedByOther(
                _("%(name)s is translating this. Ask them to give it back before you go on.")
                % {"name": name or _("Somebody else")}
            )
        entry_write("translation-claim", subject.kind, subject.object_id, actor=standing.account,
                    note=subject.language)  # fmt: skip
        found.claimed_by, found.claimed_at = standing.account, clock.now()
    found.worked_at = clock.now()
    found.organisation_id, found.visibility = subject.organisation_id, subject.visibility
    found.title = subject.title
    found.save(
        update_fields=[
            "claimed_by", "claimed_at", "worked_at", "organisation", "visibility", "title"
        ]
    )  # fmt: skip
    return found


@transaction.atomic
def translation_release(standing: Standing, subject: Subject) -> None:
    """Give a language back; what was translated stays for whoever takes it on.

    A lead, and an admin of the organisation, may do so for others.
    """
    found = _mine_or_led(standing, subject)
    if found.state == Translation.State.WAITING:
        raise LiesWithReader(_("This translation waits for its second reader. Take it back first."))
    found.claimed_by = None
    found.save(update_fields=["claimed_by"])
    entry_write("translation-release", subject.kind, subject.object_id, actor=standing.account,
                note=subject.language)  # fmt: skip


def _mine_or_led(standing: Standing, subject: Subject) -> Translation:
    if not rules.may_translate(standing, subject):
        raise NotYours(_("There is nothing to translate at this address."))
    found = open_translation(subject, lock=True)
    mine = found is not None and found.claimed_by in (standing.account, None)
    leads = standing.is_lead or standing.has(subject.organisation_id, "admin")
    if found is None or not (mine or leads):
        raise ClaimedByOther(_("Somebody else is translating this; only they can do that."))
    return found


@transaction.atomic
def translation_save(
    standing: Standing, subject: Subject, written: Mapping[str, Written]
) -> Outcome:
    """Keep what was written, segment by segment; an unclaimed language is claimed by it.

    What does not pass is not kept and its reason returned, by segment; so is what somebody saved at the
    same place meanwhile. Nothing of the rest is lost.
    """
    translation = translation_claim(standing, subject)
    work = work_on(subject, translation)
    by_key = {one.key: one for one in work.segments}
    outcome = Outcome()
    rows: list[Segment] = []
    for key, text in written.items():
        segment = by_key.get(key)
        if segment is None or (text.source is not None and text.source != shown(segment.source)):
            if segment is None or text.target.strip() != segment.target:
                outcome.wrong[key] = [
                    _("The original changed here while you were writing. Look at it again.")
                ]
            continue
        kept = _judged(segment, text, work, outcome)
        if kept is not None:
            rows.append(kept)
    if rows:
        _write(translation, rows, work, standing.account)
        outcome.kept = len(rows)
    return outcome


def _judged(segment: Segment, text: Written, work: Work, outcome: Outcome) -> Segment | None:
    """The segment as it is to be kept; None where nothing changes or something is wrong."""
    target = segment.tidied(text.target)
    clash = work.clashes.get(segment.key)
    if target == segment.target:
        if not text.confirmed or (segment.state == DONE and clash is None) or not target:
            return None
        return replace(segment, state=DONE)
    if text.was is not None and text.was != shown(segment.target):
        outcome.clashes[segment.key] = segment.target
        return None
    if wrong := segment.faults(target):
        outcome.wrong[segment.key] = wrong
        return None
    origin = text.origin or Origin.HUMAN
    if text.machine and target == segment.tidied(text.machine):
        origin = Origin.MACHINE
    return replace(segment, target=target, state=DONE if target else MISSING, origin=str(origin))


def _write(
    translation: Translation, rows: Sequence[Segment], work: Work, by: uuid.UUID | None
) -> None:
    now = clock.now()
    TranslatedSegment.objects.bulk_create(
        [
            TranslatedSegment(
                translation=translation,
                key=one.key,
                source=one.source,
                target=one.target,
                over=shown(one.live),
                origin=one.origin or Origin.HUMAN,
                changed_by=by,
                changed_at=now,
            )
            for one in rows
        ],
        update_conflicts=True,
        unique_fields=["translation", "key"],
        update_fields=["source", "target", "over", "origin", "changed_by", "changed_at"],
    )
    memory.memory_keep(translation, rows)


@transaction.atomic
def translation_send(standing: Standing, subject: Subject) -> Translation:
    """Hand the work to a second reader. Raises NotFinished with what is missing."""
    translation = translation_claim(standing, subject)
    work = work_on(subject, translation)
    if not work.saved:
        raise NotFinished(_("There is nothing new to send. Translate something first."), ())
    _finished(work, _("This is not ready yet: some texts are missing or need another look."))
    translation.state = Translation.State.WAITING
    translation.sent_by, translation.sent_at = standing.account, clock.now()
    translation.asked = ""
    translation.save(update_fields=["state", "sent_by", "sent_at", "asked"])
    entry_write("translation-send", subject.kind, subject.object_id, actor=standing.account,
                note=subject.language)  # fmt: skip
    mails.translation_waits(translation)
    return translation


def _finished(work: Work, message: str) -> None:
    problems = unfinished(work.segments)
    problems += [
        Problem(key, _("Somebody published another text here meanwhile. Choose which one stays."))
        for key in work.clashes
    ]
    if problems:
        raise NotFinished(message, problems)


@transaction.atomic
def translation_take_back(standing: Standing, subject: Subject) -> Translation:
    """Take back what was sent, to go on with it."""
    found = _mine_or_led(standing, subject)
    if found.state == Translation.State.WAITING:
        found.state, found.worked_at = Translation.State.WORKING, clock.now()
        found.save(update_fields=["state", "worked_at"])
        entry_write("translation-take-back", subject.kind, subject.object_id,
                    actor=standing.account, note=subject.language)  # fmt: skip
    return found


def translators_of(translation: Translation) -> set[uuid.UUID]:
    """Everybody who wrote a part of this work."""
    wrote = set(
        translation.segments.exclude(changed_by__isnull=True)
        .values_list("changed_by", flat=True)
        .distinct()
    )
    return {one for one in (*wrote, translation.sent_by) if one}


def may_decide(standing: Standing, translation: Translation) -> bool:
    """Whether this person may be the second reader of this work."""
    return bool(
        rules.may_read_translation(standing, translation)
    ) and standing.account not in translators_of(translation)


def _for_decision(standing: Standing, subject: Subject) -> Translation:
    found = open_translation(subject, lock=True)
    if found is None or not rules.may_read_translation(standing, subject):
        raise NotYours(_("There is no translation to read at this address."))
    if found.state != Translation.State.WAITING:
        raise AgoraError(
            _(
                "This translation does not wait for a reader any more. Somebody decided already, or it was taken back."
            )
        )
    if not may_decide(standing, found):
        raise OwnWork(
            _("You translated this yourself. Somebody else has to read it before it is published.")
        )
    return found


@transaction.atomic
def translation_give_back(standing: Standing, subject: Subject, asked: str) -> Translation:
    """Ask the translator for a change; `asked` says which."""
    found = _for_decision(standing, subject)
    if not asked.strip():
        raise AgoraError(_("Say what should be changed."), "asked")
    found.state, found.asked = Translation.State.WORKING, asked.strip()[:2000]
    found.worked_at = clock.now()
    found.save(update_fields=["state", "asked", "worked_at"])
    entry_write("translation-give-back", subject.kind, subject.object_id, actor=standing.account,
                note=subject.language)  # fmt: skip
    mails.translation_given_back(found)
    return found


@transaction.atomic
def translation_publish(standing: Standing, subject: Subject) -> Published:
    """Publish the work as read: this language goes into the newest version, the rest stays.

    Raises NotFinished when the original, or this language, changed after it was sent: then it goes
    back to its translator by `translation_give_back`.
    """
    generations.hold(generations.CONTENT)
    translation = _for_decision(standing, subject)
    work = work_on(subject, translation)
    _finished(
        work,
        _("The original changed after this was sent. Ask the translator to look at it again."),
    )
    whole = assemble(work.document, work.segments, subject.language, work.number)
    document = document_read(subject.kind, whole)
    done = version_publish(
        subject.kind,
        subject.object_id,
        document,
        by=standing.account,
        note=f"translation {subject.language}",
    )
    credited = translators_of(translation)
    _credit(translation, credited, standing.account, done.number)
    translation.state = Translation.State.PUBLISHED
    translation.decided_by, translation.decided_at = standing.account, clock.now()
    translation.published_number = done.number
    translation.save(update_fields=["state", "decided_by", "decided_at", "published_number"])
    # What is live now is remembered from there; the open work must not offer it a second time.
    MemoryPair.objects.filter(translation=translation).delete()
    memory.memory_read(subject.kind, subject.object_id)
    entry_write("translation-publish", subject.kind, subject.object_id, actor=standing.account,
                note=subject.language)  # fmt: skip
    mails.translation_published(translation, credited)
    return done


def _credit(
    translation: Translation, wrote: set[uuid.UUID], read: uuid.UUID | None, number: int
) -> None:
    """The translators are added to those before; the reader is the one who read last."""
    shared: dict[str, Any] = {
        "kind": translation.kind,
        "object_id": translation.object_id,
        "language": translation.language,
    }
    role = TranslationCredit.Role
    TranslationCredit.objects.filter(**shared, role=role.REVIEWER).delete()
    TranslationCredit.objects.filter(**shared, account__in=wrote, role=role.TRANSLATOR).delete()
    rows = [(account, role.TRANSLATOR) for account in sorted(wrote)]
    if read:
        rows.append((read, role.REVIEWER))
    TranslationCredit.objects.bulk_create(
        TranslationCredit(**shared, account=account, role=which, number=number)
        for account, which in rows
    )
