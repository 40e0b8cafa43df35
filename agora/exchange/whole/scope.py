"""What an organisation's archive holds: its own, and of others only what the public may read anyway.

Rows point to rows. What a row of the organisation's points to and is somebody else's (a publisher, a
thing in a collection) comes along as far as it is public; a row that would then point to nothing
is left out, or its pointer is emptied. So an archive never leads outside itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q

from agora.catalogue.models import CollectionItem, Contribution, Edition, Practice, Relation
from agora.catalogue.models import Resource as Thing
from agora.forums.models import Forum, Stand, StandItem
from agora.kernel.models import Visibility
from agora.people.models import Membership, Organisation
from agora.readers.models import Use

Row = dict[str, Any]
_PUBLIC = Q(visibility=Visibility.PUBLIC, withdrawn_at__isnull=True)


@dataclass(frozen=True)
class Scope:
    """One organisation: the ids of what is its own, and of what its own points to."""

    organisation: uuid.UUID
    slug: str

    def _keys(self, rows: models.QuerySet[Any], path: str = "pk") -> set[Any]:
        return set(rows.values_list(path, flat=True)) - {None}

    @cached_property
    def things(self) -> set[uuid.UUID]:
        """Its own resources, withdrawn ones too."""
        return self._keys(Thing.objects.filter(owner=self.organisation))

    def content(self, path: str = "") -> Q:
        """Its own things and those of nobody that say they are by it, at the end of this path.

        What nobody owns was written by the learning team. Of that only what is public comes along, and
        neither its drafts nor its history.
        """
        credited = Contribution.objects.filter(organisation=self.organisation).values("resource")
        of_nobody = Thing.objects.filter(_PUBLIC, owner=None, pk__in=credited).values("pk")
        return Q(**{f"{path}owner": self.organisation}) | Q(**{f"{path}pk__in": of_nobody})

    @cached_property
    def forums(self) -> set[uuid.UUID]:
        """Forums it organises."""
        return self._keys(Forum.objects.filter(organisers=self.organisation))

    @cached_property
    def stands(self) -> set[uuid.UUID]:
        """Its stands, and all stands of the forums it organises."""
        return self._keys(
            Stand.objects.filter(
                Q(organisation=self.organisation) | Q(forum__organisers=self.organisation)
            )
        )

    @cached_property
    def uses(self) -> Q:
        """What it reported, and what others reported on its things once that is public."""
        return Q(organisation=self.organisation) | Q(
            resource__owner=self.organisation, state=Use.State.APPROVED
        )

    @cached_property
    def others_things(self) -> set[uuid.UUID]:
        """Public things of others that its own point to."""
        mine = self.content("resource__")
        found = self._keys(Relation.objects.filter(mine), "to")
        found |= self._keys(CollectionItem.objects.filter(self.content("collection__")), "item")
        found |= self._keys(
            StandItem.objects.filter(
                Q(stand__organisation=self.organisation)
                | Q(stand__forum__organisers=self.organisation)
            ),
            "resource",
        )
        found |= self._keys(Use.objects.filter(self.uses), "resource")
        return {
            key
            for part in _parts(found - self.things)
            for key in self._keys(Thing.objects.filter(_PUBLIC, pk__in=part))
        }

    @cached_property
    def organisations(self) -> set[uuid.UUID]:
        """Itself, and public organisations that anything in the archive points to."""
        mine = self.content("resource__")
        found = self._keys(Contribution.objects.filter(mine), "organisation")
        found |= self._keys(Practice.objects.filter(mine), "organisation")
        found |= self._keys(Use.objects.filter(self.uses), "organisation")
        found |= self._keys(
            Stand.objects.filter(forum__organisers=self.organisation), "organisation"
        )
        shown_at = self._keys(Stand.objects.filter(organisation=self.organisation), "forum")
        through = Forum.organisers.through.objects
        found |= self._keys(through.filter(forum__in=self.forums | shown_at), "organisation")
        for part in _parts(self.others_things):
            found |= self._keys(Thing.objects.filter(pk__in=part), "owner")
        public = {
            key
            for part in _parts(found)
            for key in self._keys(Organisation.objects.filter(_PUBLIC, pk__in=part))
        }
        return public | {self.organisation}

    @cached_property
    def people(self) -> set[uuid.UUID]:
        """Its members, and persons credited in its things."""
        found = self._keys(Membership.objects.filter(organisation=self.organisation), "person")
        return found | self._keys(Contribution.objects.filter(self.content("resource__")), "person")

    @cached_property
    def objects(self) -> dict[str, set[uuid.UUID]]:
        """What has a history of its own, by kind."""
        return {
            "resource": self.things,
            "organisation": {self.organisation},
            "forum": self.forums,
            "stand": self.stands,
        }


def _parts(keys: set[uuid.UUID]) -> list[list[uuid.UUID]]:
    ordered = sorted(keys)
    return [ordered[start : start + 500] for start in range(0, len(ordered), 500)]


def _owner(path: str) -> Callable[[Scope], Q]:
    return lambda scope: Q(**{path: scope.organisation})


def _things(path: str) -> Callable[[Scope], Q]:
    """Rows of its own things and of others' that come along."""

    def made(scope: Scope) -> Q:
        return scope.content(path) | Q(**{f"{path}pk__in": scope.others_things})

    return made


def _content(path: str) -> Callable[[Scope], Q]:
    return lambda scope: scope.content(path)


def _objects(scope: Scope) -> Q:
    own = Q(pk__in=())
    for kind, keys in scope.objects.items():
        if kind == "resource":
            theirs = Thing.objects.filter(owner=scope.organisation).values("pk")
            own |= Q(kind=kind, object_id__in=theirs)
        else:
            own |= Q(kind=kind, object_id__in=keys)
    return own


def _all(_scope: Scope) -> Q:
    return Q()


def _thread(scope: Scope) -> Q:
    """What the provider reads on the desk: the thread, and the group once it was passed on."""
    return Q(submission__organisation=scope.organisation) & (
        Q(audience="thread") | Q(submission__group_review__passed_on_at__isnull=False)
    )


def _forum(path: str, *, whole: bool) -> Callable[[Scope], Q]:
    """Forums it organises; with `whole` false, also those where it only has a stand."""

    def made(scope: Scope) -> Q:
        found = set(scope.forums)
        if not whole:
            stands = Stand.objects.filter(organisation=scope.organisation)
            found |= set(stands.values_list("forum", flat=True))
        return Q(**{f"{path}in": found})

    return made


def _use_steps(scope: Scope) -> Q:
    return Q(use__organisation=scope.organisation)


SCOPED: Mapping[str, Callable[[Scope], Q]] = {
    **dict.fromkeys(
        (
            "topics.Scheme", "topics.SchemeLabel", "topics.Concept", "topics.Concept_related",
            "topics.Concept_links", "topics.ConceptLabel", "topics.Place", "topics.PlaceName",
        ),
        _all,
    ),
    "kernel.Seed": lambda _scope: Q(pk="topics"),
    "people.Organisation": lambda scope: Q(pk__in=scope.organisations),
    "people.Organisation_serves": lambda scope: Q(organisation__in=scope.organisations),
    "people.OrganisationText": lambda scope: Q(organisation__in=scope.organisations),
    "media.File": lambda scope: Q(organisation=scope.organisation)
    | Q(pk__in=Edition.objects.filter(scope.content("resource__")).values("file")),
    "media.FileFacts": lambda scope: Q(file__organisation=scope.organisation)
    | Q(file__in=Edition.objects.filter(scope.content("resource__")).values("file")),
    "media.MediaFacts": lambda scope: Q(file__organisation=scope.organisation)
    | Q(file__in=Edition.objects.filter(scope.content("resource__")).values("file")),
    "catalogue.Resource": _things(""),
    "catalogue.Resource_concepts": _things("resource__"),
    "catalogue.Resource_places": _things("resource__"),
    "catalogue.ResourceText": _things("resource__"),
    "catalogue.Edition": lambda scope: scope.content("resource__")
    | Q(resource__in=scope.others_things, file__isnull=True),
    "catalogue.Contribution": _content("resource__"),
    "catalogue.Relation": _content("resource__"),
    "catalogue.RelationReason": _content("relation__resource__"),
    "catalogue.Provenance": _content("resource__"),
    "catalogue.Practice": _content("resource__"),
    "catalogue.PracticeText": _content("practice__resource__"),
    "catalogue.PracticeComponent": _content("practice__resource__"),
    "catalogue.PracticeComponentText": _content("component__practice__resource__"),
    "catalogue.ResultSeries": _content("practice__resource__"),
    "catalogue.ResultSeriesText": _content("series__practice__resource__"),
    "catalogue.ResultFigure": _content("series__practice__resource__"),
    "catalogue.CollectionItem": _content("collection__"),
    "catalogue.CollectionNote": _content("item__collection__"),
    "catalogue.SuggestedTopic": _owner("resource__owner"),
    "catalogue.TopicEvidence": _owner("suggestion__resource__owner"),
    "forums.Forum": _forum("pk__", whole=False),
    "forums.Forum_organisers": _forum("forum__", whole=False),
    "forums.ForumText": _forum("forum__", whole=False),
    "forums.Stand": lambda scope: Q(pk__in=scope.stands),
    "forums.StandText": lambda scope: Q(stand__in=scope.stands),
    "forums.StandItem": lambda scope: Q(stand__in=scope.stands),
    "forums.Slot": _forum("forum__", whole=True),
    "forums.SlotText": _forum("slot__forum__", whole=True),
    "readers.Use": lambda scope: scope.uses,
    "readers.UseStep": _use_steps,
    "courses.Course": _owner("resource__owner"),
    "courses.CourseVersion": _owner("course__resource__owner"),
    "courses.Node": _owner("version__course__resource__owner"),
    "courses.NodeText": _owner("node__version__course__resource__owner"),
    "courses.CourseFile": _owner("course__resource__owner"),
    "courses.Run": _owner("course__resource__owner"),
    "courses.RunText": _owner("run__course__resource__owner"),
    "kernel.Address": _objects,
    "kernel.Trace": lambda scope: Q(
        from_id__in=Thing.objects.filter(owner=scope.organisation).values("pk")
    ),
    "exchange.Link": _owner("uses__owner"),
    "exchange.LinkUse": _owner("owner"),
    "editorial.Version": _objects,
    "editorial.TranslationCredit": _objects,
    "journal.Entry": lambda scope: Q(organisation=scope.organisation) | _objects(scope),
    "editorial.Draft": _owner("organisation"),
    "editorial.Revision": _owner("draft__organisation"),
    "editorial.Submission": _owner("organisation"),
    "editorial.SubmissionAxis": _owner("submission__organisation"),
    "editorial.SubmissionWriter": _owner("submission__organisation"),
    "editorial.GroupReview": _owner("submission__organisation"),
    "editorial.Message": _thread,
    "editorial.GroupAnswer": lambda scope: Q(
        message__submission__organisation=scope.organisation,
        message__submission__group_review__passed_on_at__isnull=False,
    ),
    "editorial.LookAgain": _owner("organisation"),
    "editorial.LookReminder": _owner("look__organisation"),
    "editorial.Translation": _owner("organisation"),
    "editorial.TranslatedSegment": _owner("translation__organisation"),
    "editorial.MemoryPair": _owner("translation__organisation"),
    "editorial.MemorySign": _owner("pair__translation__organisation"),
    "exchange.Source": _owner("organisation"),
    "exchange.Item": _owner("source__organisation"),
    "exchange.Import": _owner("source__organisation"),
    "exchange.ImportRow": _owner("run__source__organisation"),
    "people.Person": lambda scope: Q(pk__in=scope.people),
    "people.Team": _owner("organisation"),
    "people.Membership": _owner("organisation"),
}  # fmt: skip
"""Which rows of a table an organisation's archive holds; of a table that is not here it holds none."""


def tidied(label: str, row: Row, scope: Scope) -> Row | None:
    """The row as this organisation may have it; None where it may not.

    Whoever did not agree to be named is an id without a name, and nobody's address is in it.
    """
    if label == "people.Person":
        row |= {"language": "", "timezone": ""}
        if not row["is_credited"]:
            row["name"] = ""
    elif label == "people.Organisation" and row["id"] != str(scope.organisation):
        row["email"] = ""
    elif label == "catalogue.Contribution":
        return row if row["organisation"] or row["credited_name"] else None
    return row
