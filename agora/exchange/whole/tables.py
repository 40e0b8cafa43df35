"""What an archive holds of each table, in one declared list; a test finds tables that are not in it.

Rows are written in the order in which they depend on each other, which the foreign keys give. What an
organisation's archive holds of a table is said in `scope.py`.
"""

from __future__ import annotations

import graphlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from typing import Any, Final

from django.apps import apps
from django.db import models

Model = type[models.Model]


class Holds(StrEnum):
    """How far the rows of a file are about people: said in the manifest, file by file."""

    PUBLIC = "public"
    """What pages show, or showed, to those who may see the thing."""
    WORK = "work"
    """Unpublished work; people are in it as ids alone."""
    PERSONAL = "personal"
    """Names, addresses, memberships, or what somebody wrote to us."""
    PRIVATE = "private"
    """What one person keeps for themselves."""


@dataclass(frozen=True, eq=False)
class Table:
    """One table in the archive.

    `folder` is the part of the archive it lies in. `left_out` maps fields that are not written to the
    reason. `only` narrows the rows; the reason for that is in `because`. `replaces`: an empty Agora has
    rows of it from its set-up, and the archive's stand in their place.
    """

    model: str
    folder: str
    holds: Holds
    left_out: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, Any] = field(default_factory=dict)
    because: str = ""
    replaces: bool = False

    @property
    def name(self) -> str:
        """The file in the archive."""
        return f"{self.folder}/{self.model.lower()}.jsonl"

    @property
    def rows(self) -> models.QuerySet[Any]:
        """All its rows that an archive may hold."""
        return self.table._base_manager.filter(**self.only)

    @property
    def table(self) -> Model:
        """The model."""
        return _model(self.model)

    @property
    def fields(self) -> tuple[models.Field[Any, Any], ...]:
        """The fields that are written, in the model's order."""
        return tuple(
            one for one in self.table._meta.concrete_fields if one.name not in self.left_out
        )

    @property
    def key(self) -> str:
        """The name of its primary key."""
        return str(self.table._meta.pk.name)

    @cached_property
    def pointers(self) -> tuple[tuple[str, Model], ...]:
        """Fields that point to a table whose rows may be left out, with that table."""
        found = ((one.name, target_of(one)) for one in self.fields)
        return tuple(
            (name, target)
            for name, target in found
            if target is not None and not table_of(target).replaces
        )

    def may_point_nowhere(self, name: str) -> bool:
        """Whether a pointer may be empty."""
        return bool(self.table._meta.get_field(name).null)


@cache
def _model(label: str) -> Model:
    found = {one._meta.label: one for one in apps.get_models(include_auto_created=True)}
    return found[label]


_NO_SECRETS = "a secret; who had one is asked to make a new one"
_WAITS = "what waits leaves from the old Agora before the move; sent twice would be worse"


def _tables(folder: str, holds: Holds, *labels: str, replaces: bool = False) -> list[Table]:
    return [Table(label, folder, holds, replaces=replaces) for label in labels]


TABLES: Final[tuple[Table, ...]] = (
    *_tables(
        "vocabularies", Holds.PUBLIC,
        "topics.Scheme", "topics.SchemeLabel", "topics.Concept", "topics.Concept_related",
        "topics.Concept_links", "topics.ConceptLabel", "topics.Place", "topics.PlaceName",
        "kernel.Seed", replaces=True,
    ),
    *_tables(
        "content", Holds.PUBLIC,
        "people.Organisation", "people.Organisation_serves", "people.OrganisationText",
        "media.File", "media.FileFacts", "media.MediaFacts",
        "catalogue.Resource", "catalogue.Resource_concepts", "catalogue.Resource_places",
        "catalogue.ResourceText", "catalogue.Edition", "catalogue.Contribution",
        "catalogue.Relation", "catalogue.RelationReason", "catalogue.Provenance",
        "catalogue.Practice", "catalogue.PracticeText", "catalogue.PracticeComponent",
        "catalogue.PracticeComponentText", "catalogue.ResultSeries", "catalogue.ResultSeriesText",
        "catalogue.ResultFigure", "catalogue.CollectionItem", "catalogue.CollectionNote",
        "catalogue.SuggestedTopic", "catalogue.TopicEvidence", "catalogue.MachineText",
        "forums.Forum", "forums.Forum_organisers", "forums.ForumText", "forums.Stand",
        "forums.StandText", "forums.StandItem", "forums.Slot", "forums.SlotText",
        "readers.Use", "readers.UseStep",
        "courses.CourseVersion", "courses.Node", "courses.NodeText", "courses.CourseFile",
        "courses.Run", "courses.RunText", "courses.Quota", "courses.Question",
        "courses.QuestionText",
        "kernel.Address", "kernel.Trace",
        "exchange.Link", "exchange.LinkUse",
    ),
    *_tables(
        "history", Holds.PUBLIC,
        "editorial.Version", "editorial.TranslationCredit", "journal.Entry",
        "catalogue.Merge",
    ),
    *_tables(
        "work", Holds.WORK,
        "editorial.Draft", "editorial.Revision", "editorial.Submission",
        "editorial.SubmissionAxis", "editorial.SubmissionWriter", "editorial.GroupReview",
        "editorial.Message", "editorial.GroupAnswer", "editorial.LookAgain",
        "editorial.LookReminder", "editorial.Translation", "editorial.TranslatedSegment",
        "exchange.Source", "exchange.Item", "catalogue.LikelyPair", "catalogue.AgeingReminder",
    ),
    *_tables(
        "figures", Holds.WORK,
        "statistics.DayCount", "statistics.DayTotal", "statistics.ClosedMonth",
        "statistics.Figure", "statistics.WordFigure",
    ),
    Table(
        "statistics.AskedWords", "figures", Holds.WORK, only={"words__gt": ""},
        because="before the fifth asking there is only a digest with this installation’s key",
    ),
    Table(
        "editorial.MemoryPair", "work", Holds.WORK, only={"translation__isnull": False},
        because="those of published texts are made anew from them",
    ),
    Table(
        "editorial.MemorySign", "work", Holds.WORK, only={"pair__translation__isnull": False},
        because="those of published texts are made anew from them",
    ),
    Table(
        "exchange.Import", "work", Holds.WORK, left_out={"stored": "the given file is thrown away"},
        only={"state__in": ("done", "undone")},
        because="an import that is not finished is begun again",
    ),
    Table(
        "exchange.ImportRow", "work", Holds.WORK, only={"run__state__in": ("done", "undone")},
        because="an import that is not finished is begun again",
    ),
    *_tables(
        "people", Holds.PERSONAL,
        "people.Person", "people.PersonLanguage", "people.Team", "people.Membership",
        "people.Duty", "people.OrganisationRequest", "people.Handover", "people.Erasure",
        "account.EmailAddress", "notices.Enquiry",
        "moderation.Matter", "moderation.MatterAxis", "moderation.Report",
        "moderation.Decision", "moderation.Appeal", "moderation.AppealOutcome",
    ),
    Table(
        "people.Account", "people", Holds.PERSONAL,
        left_out={"password": _NO_SECRETS, "last_login": "of the old Agora"},
    ),
    Table(
        "people.Invitation", "people", Holds.PERSONAL,
        left_out={"secret_digest": "a secret; open invitations are mailed anew"},
    ),
    Table(
        "editorial.GroupMember", "people", Holds.PERSONAL,
        left_out={"secret_digest": "a secret; who still reads is invited anew"},
    ),
    Table(
        "socialaccount.SocialAccount", "people", Holds.PERSONAL,
        left_out={
            "extra_data": "what the service said of somebody; asked for again at the next signing in",
            "last_login": "of the old Agora",
            "date_joined": "of the old Agora",
        },
    ),
    Table(
        "notices.Notice", "people", Holds.PERSONAL, only={"state__in": ("sent", "unwanted")},
        because=_WAITS,
    ),
    *_tables("people", Holds.PERSONAL, "notices.Preference", "notices.Digest"),
    Table(
        "courses.Course", "content", Holds.PUBLIC,
        left_out={"live": "the version of the resource’s own number: found again after reading"},
    ),
    *_tables(
        "courses", Holds.PERSONAL,
        "courses.Cohort", "courses.CohortTutor", "courses.Enrolment", "courses.NodeProgress",
        "courses.ApplicationAnswer", "courses.SeatOffer", "courses.SeatDecision",
        "courses.Attempt", "courses.AttemptAllowance", "courses.GameState", "courses.Completion",
        "courses.Survey", "courses.SurveyQuestion", "courses.SurveyQuestionText",
        "courses.SurveyReply", "courses.GroupMessage", "courses.GroupMessageText",
        "courses.GroupMessageRecipient",
        "plans.Action", "plans.FollowUp",
    ),
    *_tables("courses", Holds.PRIVATE, "courses.Note", "courses.GenderAnswer", "courses.SurveyAnswer"),
    Table(
        "courses.Interest", "courses", Holds.PERSONAL, only={"confirmed_at__isnull": False},
        because="an address that was not confirmed is nobody’s yet",
    ),
    *_tables("talk", Holds.PERSONAL, "talk.Thread", "talk.Post", "talk.PostEdit"),
    *_tables("talk", Holds.PRIVATE, "talk.ThreadFollow"),
    *_tables("certificates", Holds.PUBLIC, "credentials.IssuerKey", replaces=True),
    *_tables(
        "certificates", Holds.PUBLIC,
        "credentials.Achievement", "credentials.AchievementText", "credentials.AchievementIssuer",
        "credentials.Signatory", "credentials.SignatoryRole", "credentials.StatusList",
    ),
    *_tables(
        "certificates", Holds.PERSONAL,
        "credentials.Credential", "credentials.CredentialLanguage", "credentials.CredentialFact",
    ),
    *_tables(
        "readers", Holds.PRIVATE,
        "readers.SavedList", "readers.ListItem", "readers.SavedSearch", "readers.Follow",
        "readers.DigestPlan",
    ),
    Table(
        "readers.WeeklyDigest", "readers", Holds.PRIVATE, only={"state__in": ("sent", "refused")},
        because=_WAITS,
    ),
)  # fmt: skip

_DERIVED = "derived: made anew from what is in the archive"
_OF_THIS = "of this installation and this hour"
_LIBRARY = "made by the set-up of the libraries, and not used here"

LEFT_OUT: Final[Mapping[str, str]] = {
    "catalogue.Listing": _DERIVED,
    "catalogue.TopicReading": _DERIVED,
    "catalogue.MachineReading": _DERIVED,
    "catalogue.PairReading": _DERIVED,
    "editorial.TextStanding": _DERIVED,
    "editorial.MemoryReading": _DERIVED,
    "courses.Letter": _WAITS,
    "courses.RunTally": _DERIVED,
    "courses.LessonTally": _DERIVED,
    "courses.FunnelTally": _DERIVED,
    "courses.SurveyTally": _DERIVED,
    "kernel.OutboxEntry": "what is to be indexed: everything is, after an import",
    "kernel.Generation": _OF_THIS,
    "kernel.Beat": _OF_THIS,
    "kernel.Attempts": _OF_THIS,
    "exchange.Host": "politeness towards other hosts: learned anew",
    "exchange.Archive": "archives themselves: they are erased after a week",
    "people.DataCopy": "copies of somebody’s data: they are erased after a week",
    "sessions.Session": "everybody signs in again",
    "usersessions.UserSession": "everybody signs in again",
    "account.EmailConfirmation": _NO_SECRETS,
    "mfa.Authenticator": "keys and codes of the second step: bound to the old address and its secret key",
    "socialaccount.SocialApp": "the setting up of a service, with its secret",
    "socialaccount.SocialToken": _NO_SECRETS,
    "django_tasks_database.DBTaskResult": "background work of this installation",
    "auth.Permission": _LIBRARY,
    "auth.Group_permissions": _LIBRARY,
    "auth.Group": _LIBRARY,
    "contenttypes.ContentType": _LIBRARY,
}
"""Tables that no archive holds, each with the reason."""


@cache
def ordered() -> tuple[Table, ...]:
    """All tables, each after those its rows point to."""
    by_model = {one.table: one for one in TABLES}
    graph: dict[str, list[str]] = {}
    for one in sorted(TABLES, key=lambda table: table.model):
        needs = {target_of(each) for each in one.fields} - {None, one.table}
        graph[one.model] = sorted(by_model[need].model for need in needs if need in by_model)
    by_label = {one.model: one for one in TABLES}
    return tuple(by_label[label] for label in graphlib.TopologicalSorter(graph).static_order())


def target_of(one: models.Field[Any, Any]) -> Model | None:
    """The model a field points to, if it is a foreign key."""
    return one.related_model if isinstance(one, models.ForeignKey) else None


@cache
def table_of(model: Model) -> Table:
    """The entry of the list for this model."""
    return next(one for one in TABLES if one.table is model)
