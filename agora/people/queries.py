"""Asking for organisations, and who a viewer is."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from agora.kernel import languages
from agora.kernel.kinds import Described, Gone
from agora.kernel.models import Visibility
from agora.people.models import Duty, Handover, Membership, Organisation, Person

PUBLIC = "public"
Row = TypeVar("Row")


@dataclass(frozen=True)
class Viewer:
    """Whoever asks, as the tokens of what they may see: `public`, `network`, `org:…`, `team:…`."""

    tokens: frozenset[str] = frozenset({PUBLIC})
    account: uuid.UUID | None = None

    @property
    def is_anonymous(self) -> bool:
        """Nobody in particular: pages for them may be cached."""
        return self.account is None


ANYBODY = Viewer()


def viewer_of(user: Any) -> Viewer:
    """The viewer behind a request's user."""
    if user is None or not user.is_authenticated or not user.is_active:
        return ANYBODY
    tokens = {PUBLIC, "network"}
    for organisation, team in Membership.objects.filter(person__account=user.pk).values_list(
        "organisation_id", "team_id"
    ):
        tokens.add(f"org:{organisation}")
        if team:
            tokens.add(f"team:{team}")
    return Viewer(frozenset(tokens), user.pk)


@dataclass(frozen=True)
class DutyOf:
    """One duty in the learning team; an empty language or axis means every one."""

    role: str
    language: str = ""
    axis: str = ""


@dataclass(frozen=True)
class Standing:
    """What somebody may do: their roles by organisation, and their duties in the learning team."""

    account: uuid.UUID | None = None
    person: uuid.UUID | None = None
    name: str = ""
    roles: Mapping[uuid.UUID, frozenset[str]] = field(default_factory=dict)
    duties: tuple[DutyOf, ...] = ()

    def has(self, organisation: uuid.UUID | None, *roles: str) -> bool:
        """Whether they have one of these roles in this organisation."""
        return organisation is not None and bool(
            self.roles.get(organisation, frozenset()) & set(roles)
        )

    def organisations(self, *roles: str) -> tuple[uuid.UUID, ...]:
        """The organisations in which they have one of these roles."""
        return tuple(key for key in self.roles if self.has(key, *roles))

    @property
    def is_lead(self) -> bool:
        """Whether they lead the learning team."""
        return any(duty.role == Duty.Role.LEAD for duty in self.duties)

    def on_duty(self, role: str, *, language: str = "", axes: Collection[str] = ()) -> bool:
        """Whether a duty of this role covers the language and one of the axes.

        A thing without an axis is everybody's whose duty names none.
        """
        return self.is_lead or any(
            duty.role == role
            and (not duty.language or duty.language == languages.primary(language))
            and (not duty.axis or duty.axis in axes)
            for duty in self.duties
        )

    @property
    def works_here(self) -> bool:
        """Whether the desk has anything for them beside their own account."""
        return bool(self.roles or self.duties)


NOBODY = Standing()


def standing_of(user: Any) -> Standing:
    """What the person behind a request's user may do; two queries."""
    if user is None or not user.is_authenticated or not user.is_active:
        return NOBODY
    # One row for each duty; one row without, where there is none.
    found = list(
        Person.objects.filter(account=user.pk).values_list(
            "pk", "name", "duties__role", "duties__language", "duties__axis__key"
        )
    )
    if not found:
        return Standing(account=user.pk)
    person, name = found[0][:2]
    roles: dict[uuid.UUID, set[str]] = {}
    for organisation, role in Membership.objects.filter(
        person=person, organisation__withdrawn_at__isnull=True
    ).values_list("organisation_id", "role"):
        roles.setdefault(organisation, set()).add(role)
    duties = tuple(
        DutyOf(role, language or "", axis or "")
        for _person, _name, role, language, axis in found
        if role
    )
    return Standing(
        account=user.pk,
        person=person,
        name=name,
        roles={key: frozenset(value) for key, value in roles.items()},
        duties=duties,
    )


def person_names(accounts: Collection[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """The names of the people behind these accounts; one query. An erased one has none."""
    wanted = {key for key in accounts if key}
    if not wanted:
        return {}
    return {
        key: name
        for key, name in Person.objects.filter(account__in=wanted).values_list("account", "name")
        if key
    }


def heir_of(account: uuid.UUID, organisation: uuid.UUID | None) -> uuid.UUID:
    """Who answers now for what this account did in an organisation (none: the learning team).

    Themselves, unless they left it and handed over; an heir may have handed over in turn.
    """
    now, seen = account, {account}
    while True:
        if organisation is None:
            here = Duty.objects.filter(person__account=now).exists()
        else:
            rows = Membership.objects.filter(person__account=now, organisation=organisation)
            here = rows.exists()
        if here:
            return now
        passed = Handover.objects.filter(leaver__account=now, organisation=organisation)
        heir = passed.order_by("-at").values_list("heir__account", flat=True).first()
        if heir is None or heir in seen:
            return now
        seen.add(heir)
        now = heir


def organisations_visible_to(viewer: Viewer) -> QuerySet[Organisation]:
    """Organisations this viewer may see; withdrawn ones are not among them."""
    ids = [uuid.UUID(token[4:]) for token in viewer.tokens if token.startswith("org:")]
    allowed = Q(visibility=Visibility.PUBLIC)
    if "network" in viewer.tokens:
        allowed |= Q(visibility=Visibility.NETWORK)
    if ids:
        allowed |= Q(pk__in=ids)
    return Organisation.objects.filter(allowed, withdrawn_at__isnull=True)


def text_for(rows: Iterable[Row], reader: str, original: str) -> Row | None:
    """The row that says it best to this reader: theirs, the original, English, any."""
    by_language: dict[str, Row] = {row.language: row for row in rows}  # type: ignore[attr-defined]  # rows of text have a language
    for tag in languages.preference(reader, original):
        if tag in by_language:
            return by_language[tag]
    return next(iter(by_language.values()), None)


def name_of(organisation: Organisation, reader: str) -> str:
    """What an organisation is called, to a reader of this language."""
    text = text_for(organisation.texts.all(), reader or "en", organisation.original_language)
    return text.name if text else organisation.slug


@dataclass(frozen=True)
class Named:
    """An organisation's address and its name in the reader's language."""

    id: uuid.UUID
    slug: str
    name: str
    short_name: str


def organisation_names(
    ids: Collection[uuid.UUID], reader: str, viewer: Viewer = ANYBODY
) -> dict[uuid.UUID, Named]:
    """Names of these organisations, those the viewer may see only; one query."""
    if not ids:
        return {}
    return {
        named.id: named
        for named in _named(organisations_visible_to(viewer).filter(pk__in=ids), reader)
    }


def organisation_names_among(
    organisations: QuerySet[Organisation], reader: str
) -> dict[uuid.UUID, Named]:
    """Names of these organisations, which the caller may see, but for withdrawn ones; one query."""
    rows = organisations.filter(withdrawn_at__isnull=True)
    return {named.id: named for named in _named(rows, reader)}


def organisation_names_at(
    slugs: Collection[str], reader: str, viewer: Viewer = ANYBODY
) -> dict[str, Named]:
    """Names of the organisations at these addresses, those the viewer may see only; one query."""
    if not slugs:
        return {}
    return {
        named.slug: named
        for named in _named(organisations_visible_to(viewer).filter(slug__in=slugs), reader)
    }


def _named(organisations: QuerySet[Organisation], reader: str) -> Iterable[Named]:
    facts: dict[uuid.UUID, tuple[str, str, str]] = {}
    names: dict[uuid.UUID, dict[str, str]] = {}
    for pk, slug, short_name, original, language, name in organisations.values_list(
        "pk", "slug", "short_name", "original_language", "texts__language", "texts__name"
    ):
        facts[pk] = (slug, short_name, original)
        names.setdefault(pk, {})[language or ""] = name or slug
    for pk, (slug, short_name, original) in facts.items():
        known = names[pk]
        best = next((tag for tag in languages.preference(reader, original) if tag in known), None)
        yield Named(pk, slug, known[best] if best else next(iter(known.values())), short_name)


def organisation_describe(
    ids: Collection[uuid.UUID], language: str, tokens: frozenset[str]
) -> dict[uuid.UUID, Described]:
    """What a lower room may say of these organisations to a viewer with these tokens."""
    return {
        pk: Described(named.name, f"/{language}/organisations/{named.slug}/", pk)
        for pk, named in organisation_names(ids, language, Viewer(tokens)).items()
    }


def organisation_tombstone(object_id: uuid.UUID, language: str) -> Gone | None:
    """What is left of a public organisation that was withdrawn."""
    row = Organisation.objects.filter(
        pk=object_id, withdrawn_at__isnull=False, visibility=Visibility.PUBLIC
    ).first()
    if row is None or row.withdrawn_at is None:
        return None
    text = text_for(row.texts.all(), language, row.original_language)
    return Gone(
        text.name if text else row.slug,
        f"/{language}/organisations/{row.slug}/",
        row.withdrawn_reason,
        row.withdrawn_at,
    )
