"""What import-linter cannot see of the models: relations, JSON columns, size, personal columns."""

from django.apps import apps
from django.db import models

from agora.kernel import personal
from tests.house.rooms import floors, room_of

# Documents that are not live facts; each with its reason.
JSON_COLUMNS = {
    "editorial.Version.document": "a version is one document against a declared schema",
    "editorial.Draft.document": "a draft is one document, perhaps not complete yet",
    "editorial.Revision.document": "a former state of a draft",
    "editorial.Submission.document": "a draft as it was sent",
    "notices.Notice.values": "the words of one mail, forgotten once it has left",
    "exchange.Source.mapping": "which heading of a file is which field; headings may be anything",
    "exchange.Item.document": "the document a source gave last, compared with the next",
    "exchange.Import.fault": "a reason's code and its values, said when it is read",
    "exchange.ImportRow.says": "reasons as codes and values, said when they are read",
    "exchange.ImportRow.document": "the document a row gives, until it is written",
    "exchange.ImportRow.former": "the document the source gave before, for undoing",
    "catalogue.Merge.moved": "rows of rooms above as they were, kept for undoing a merge",
    "courses.CourseVersion.shape": "what a version says beside its lessons; it never changes",
    "courses.Node.data": "what a block says in no language, as its kind's schema has it",
    "courses.NodeText.data": "what a node says in one language, as its kind's schema has it",
    "courses.Attempt.drawn": "the questions asked, in their order, kept as they were",
    "courses.Attempt.answers": "what was answered, by the identifiers of a version",
    "courses.Attempt.marks": "a tutor's points and words, by the same identifiers",
    "courses.GameState.state": "where a game of a learner stands, as its kind has it",
    "courses.Completion.rule": "the rule as it stood on the day",
    "courses.Completion.languages": "the languages of assessment as they stood on the day",
    "catalogue.Listing.data": "derived: what a card shows, made from the tables in publishing",
}
MOST_FIELDS = 30
PERSONAL_NAMES = {
    "name", "first_name", "last_name", "full_name", "display_name", "short_name", "credited_name",
    "author", "translator", "email", "mail", "phone", "telephone", "mobile", "address", "street",
    "postcode", "birthday", "born", "photo", "portrait", "avatar", "ip", "user_agent", "biography",
    "password",
}  # fmt: skip
# Here visitors write in their own words, so that any free text may be about somebody.
VISITORS_WRITE = {"notices", "moderation"}
ACTORS = {"actor", "by", "account", "person", "user"}


def ours():
    """Every model of ours, with the rows that join two models."""
    return [
        model for model in apps.get_models(include_auto_created=True) if room_of(model.__module__)
    ]


def relations(model):
    """The relations a model declares, without those others declare to it."""
    return [
        field for field in model._meta.get_fields() if field.is_relation and not field.auto_created
    ]


def uphill(model):
    """Relations of this model to a room that is not below its own."""
    height, room = floors(), room_of(model.__module__)
    found = []
    for field in relations(model):
        target = room_of(field.related_model.__module__)
        if target and target != room and height[target] >= height[room]:
            found.append(f"{model._meta.label}.{field.name} → {target}")
    return found


def visible_from_below(model):
    """Relations to another room that give the lower model a name for the higher one."""
    room = room_of(model.__module__)
    return [
        f"{model._meta.label}.{field.name}"
        for field in relations(model)
        if room_of(field.related_model.__module__) not in ("", room)
        and not field.remote_field.hidden
    ]


def test_relations_point_downstairs():
    assert [fault for model in ours() for fault in uphill(model)] == []


def test_a_relation_to_another_room_has_no_way_back():
    hidden = [model for model in ours() if not model._meta.auto_created]
    assert [fault for model in hidden for fault in visible_from_below(model)] == []


def test_a_relation_upstairs_would_be_found():
    """The two tests above, shown a model that breaks both rules."""
    from django.test.utils import isolate_apps

    with isolate_apps("agora.kernel"):

        class Wrong(models.Model):
            account = models.ForeignKey("people.Account", on_delete=models.CASCADE)

            class Meta:
                app_label = "kernel"

        Wrong.__module__ = "agora.kernel.models"
        Wrong._meta.get_field("account").remote_field.model = apps.get_model("people.Account")
        assert uphill(Wrong) == ["kernel.Wrong.account → people"]
        assert visible_from_below(Wrong) == ["kernel.Wrong.account"]


def test_live_facts_are_columns_and_not_json():
    found = {
        f"{model._meta.label}.{field.name}"
        for model in ours()
        for field in model._meta.fields
        if isinstance(field, models.JSONField)
    }
    assert found == set(JSON_COLUMNS)


def test_no_model_holds_two_things():
    large = {
        model._meta.label: size
        for model in ours()
        if (size := len(model._meta.fields) + len(model._meta.many_to_many)) > MOST_FIELDS
    }
    assert large == {}


def looks_personal(model, field):
    """Whether a column may hold something about a person."""
    if isinstance(field, models.EmailField):
        return True
    if isinstance(field, models.ForeignKey):
        return field.related_model._meta.label in ("people.Account", "people.Person")
    if isinstance(field, models.UUIDField):
        return field.name in ACTORS or field.name.endswith(("_by", "_account", "_person"))
    if isinstance(field, models.GenericIPAddressField):
        return True
    if not isinstance(field, models.CharField | models.TextField):
        return False
    if room_of(model.__module__) in VISITORS_WRITE and isinstance(field, models.TextField):
        return True
    words = {field.name, *(field.name.split("_") if field.name.endswith("_name") else ())}
    return bool(words & PERSONAL_NAMES) and not field.choices


def test_every_personal_column_has_its_erasure_rule():
    personal_columns = {
        (model._meta.label, field.name)
        for model in ours()
        for field in model._meta.fields
        if looks_personal(model, field)
    }
    known = {(column.model, column.field) for column in personal.columns()}
    assert sorted(personal_columns - known) == []


def test_the_registry_names_columns_that_exist():
    for column in personal.columns():
        model = apps.get_model(column.model)
        assert model._meta.get_field(column.field)
        step = model
        for part in personal.owner_of(column).replace("__", " ").split():
            field = step._meta.pk if part == "pk" else step._meta.get_field(part)
            step = getattr(field, "related_model", None) or step


def leads_nowhere(column):
    """Whether a column has no way to its owner and does not say that it is nobody's."""
    return not personal.owner_of(column) and column.owner != personal.NOBODY


def test_every_personal_column_leads_to_its_owner_or_is_nobodys():
    assert [column for column in personal.columns() if leads_nowhere(column)] == []


def test_only_what_is_kept_may_be_nobodys():
    nobodys = [column for column in personal.columns() if column.owner == personal.NOBODY]
    assert nobodys
    assert [column for column in nobodys if column.rule != "keep"] == []


def test_a_column_without_a_way_to_its_owner_would_be_found():
    lost = personal.Column("people.Team", "name", "keep", reason="forgotten")
    assert leads_nowhere(lost)
    by_itself = personal.Column("editorial.Draft", "created_by", "keep", reason="an id")
    assert personal.owner_of(by_itself) == "created_by"
    by_account = personal.Column("people.Person", "account", "empty")
    assert personal.owner_of(by_account) == "account"
    by_person = personal.Column("people.Membership", "person", "delete")
    assert personal.owner_of(by_person) == "person__account"


def test_what_others_keep_about_an_account_is_registered_too():
    """Tables of libraries that point at an account or at a row about one."""
    found = {
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.label
        in (
            "people.Account",
            "people.Person",
            "account.EmailAddress",
            "socialaccount.SocialAccount",
        )
    }
    known = {(column.model, column.field) for column in personal.columns()}
    assert sorted(found - known) == []
    assert ("mfa.Authenticator", "user") in found
