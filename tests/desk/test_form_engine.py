"""What is typed into a form: kept where it is good, mended in plain words where it is not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from agora.catalogue.documents import ResourceDocument
from agora.desk.forms import rich
from agora.desk.forms.answers import Asker
from agora.desk.forms.engine import Around, StepForm
from agora.desk.forms.faults import faults_of, rules
from agora.desk.forms.moving import rows_change
from agora.editorial.models import Version
from agora.kernel import editing
from agora.kernel.editing import Field
from agora.kernel.kinds import kind_named
from agora.people.queries import ANYBODY
from tests.desk.test_form_round_trip import around, newest, sent

pytestmark = pytest.mark.django_db


def draw(
    spec: Field, document: dict[str, Any], data: dict[str, Any] | None = None, **more: Any
) -> StepForm:
    here = Around("resource", more.pop("language", "en"), "en", Asker("en", ANYBODY), **more)
    query = None
    if data is not None:
        query = QueryDict(mutable=True)
        for name, value in data.items():
            query.setlist(name, value if isinstance(value, list) else [value])
    return StepForm([spec], document, here, query)


def answer(
    spec: Field, typed: Any, document: dict[str, Any] | None = None
) -> tuple[Any, list[str]]:
    """What is kept of it, and what is said about it."""
    name = spec.path.replace("*", "_")
    form = draw(spec, document or {}, {name: typed})
    kept = form.changed_document()
    return kept, [str(one) for errors in form.errors.values() for one in errors]


TITLE = Field("texts.*.title", "Title")
BODY = Field("texts.*.body", "Text", "rich")


# ---------------------------------------------------------------------- every field, every kind

# Kept by other parts: what a text says of itself, and keys that are made.
_NOT_ASKED = {"origin", "state", "source_version", "owner", "key", "person", "type"}


def _paths(model: Any, prefix: str = "") -> set[str]:
    """Every leaf of a schema, as the forms write it."""
    from agora.desk.forms import shapes

    found: set[str] = set()
    for name, field in model.model_fields.items():
        inner = _model(field.annotation)
        star = "*." if "dict[" in str(field.annotation) else ""
        if inner is not None:
            found |= _paths(inner, f"{prefix}{name}.{star}")
        else:
            found.add(f"{prefix}{name}{'.*' if star else ''}")
    assert shapes
    return found


def _model(annotation: Any) -> Any:
    from typing import get_args

    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for one in get_args(annotation) if (m := _model(one))), None)


def _asked(fields: tuple[Field, ...], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for spec in fields:
        found |= _asked(spec.rows, f"{prefix}{spec.path}.") if spec.rows else {prefix + spec.path}
    return found


@pytest.mark.parametrize("kind", ["resource", "organisation"])
def test_every_field_of_the_documents_can_be_reached(kind):
    asked: set[str] = set()
    for sort in editing.sorts():
        if sort.kind == kind:
            asked |= _asked(sort.fields())
    # The lessons of a course are written in the studio, which has a test of its own for this.
    wanted = {
        path
        for path in _paths(kind_named(kind).schema)
        if path.split(".")[-1] not in _NOT_ASKED and not path.startswith("course.")
    }
    assert wanted - asked == set()
    assert "type" in asked or kind != "resource"


def test_every_rule_of_the_documents_has_a_sentence_of_ours():
    """What a schema says about several fields at once is English for programmers."""
    import inspect

    from agora.catalogue import documents
    from agora.people import documents as organisations

    source = inspect.getsource(documents) + inspect.getsource(organisations)
    # What is raised by a variable (a disguised name) is translated where it is made.
    raised = re.findall(r'raise ValueError\(f?"([^"]+)"', source)
    assert len(raised) > 8
    silent = [
        text
        for text in raised
        if not any(known in text for known in rules())
        and "but is of type" not in text
        and "has items" not in text
        and "has a case" not in text
    ]
    assert silent == []


# ---------------------------------------------------------------------- what is typed


def test_an_empty_draft_says_what_is_missing_in_the_order_of_its_screens():
    sort = editing.sort_named("resource")
    faults = faults_of(sort, sort.blank("en", None))
    assert [(fault.step, fault.label, fault.message) for fault in faults] == [
        ("what", "Type", "This is missing."),
        ("what", "Title", "This is missing."),
        ("what", "Summary", "This is missing."),
        ("topics", "Themes", "This is missing."),
        ("record", "Address on this market", "This is missing."),
    ]


@pytest.mark.parametrize(
    ("spec", "typed", "said"),
    [
        (TITLE, "x" * 301, "This is too long. Keep it to 300 characters."),
        (Field("published", "First published", "date"), "last spring",
         "Write a date such as 2022, 2022-10 or 2022-10-11."),
        (Field("published", "First published", "date"), "2022-13",
         "Write a date such as 2022, 2022-10 or 2022-10-11."),
        (Field("duration_minutes", "Minutes", "number"), "an hour", "Write a whole number, in digits."),
        (Field("duration_minutes", "Minutes", "number"), "-5", "This number is out of range. Please check it."),
        (Field("practice.cost.amount", "Cost", "decimal"), "1,250",
         "Is this a thousand or a fraction? Write it without a comma, such as 1250 or 1.25."),
        (Field("practice.cost.amount", "Cost", "decimal"), "much",
         "Write a number in digits, such as 1250 or 3.5."),
        (Field("licence", "Licence", "choice", vocabulary="licences"), "mine", "Choose one from the list."),
        (Field("themes", "Themes", "choices", vocabulary="themes"), ["housing", "nonsense"],
         "Choose from the list."),
        (Field("places", "Places", "places"), "Atlantis",
         "We know nothing by this name. Check how it is written, or leave it empty."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_in_plain_words_and_not_kept(spec, typed, said):
    assert answer(spec, typed) == ({}, [said])


@pytest.mark.parametrize(
    ("spec", "typed", "kept"),
    [
        (Field("practice.cost.amount", "Cost", "decimal"), "1 250,5", {"practice": {"cost": {"amount": "1250.5"}}}),
        (Field("practice.cost.amount", "Cost", "decimal"), "1,250.50", {"practice": {"cost": {"amount": "1250.50"}}}),
        (Field("practice.cost.amount", "Cost", "decimal"), "١٢٥٠", {"practice": {"cost": {"amount": "1250"}}}),
        (Field("duration_minutes", "Minutes", "number"), "1 500", {"duration_minutes": 1500}),
        (Field("published", "Published", "date"), "2022-10", {"published": "2022-10"}),
        (Field("texts.*.outcomes", "Outcomes", "lines"), "One\r\n\r\n Two ", {"texts": {"en": {"outcomes": ["One", "Two"]}}}),
        (Field("places", "Places", "places"), "Kenya", {"places": ["ke"]}),
        (Field("practice.place", "Where", "place"), "kenia", {"practice": {"place": "ke"}}),
        (Field("illustrative", "Made up", "tick"), "on", {"illustrative": True}),
    ],
)  # fmt: skip
def test_what_fits_is_kept_as_the_schema_writes_it(spec, typed, kept):
    assert answer(spec, typed) == (kept, [])


def test_a_web_address_without_its_beginning_gets_it_and_no_other_scheme_is_taken():
    row = {"editions.rows": "0", "editions.0.was": "", "editions.0.language": "en"}
    spec = editing.sort_named("resource").steps[2].fields[0]
    for typed, kept in (("www.ondara.example/a", "https://www.ondara.example/a"),):
        form = draw(spec, {}, {**row, "editions.0.url": typed})
        assert form.changed_document()["editions"][0]["url"] == kept
    for typed in (
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://[",
        "https://a@b.example",
    ):
        form = draw(spec, {}, {**row, "editions.0.url": typed})
        assert form.changed_document() == {"editions": [{"language": "en"}]}, typed
        assert "begins with https://" in str(form.errors["editions.0.url"]), typed


# ---------------------------------------------------------------------- stored content (TRUST F)


def test_formatted_text_keeps_running_text_and_nothing_that_runs():
    kept, said = answer(
        BODY,
        "<p onclick='x()'>A <strong>rain</strong> garden<script>alert(1)</script></p>"
        "<a href='javascript:alert(1)'>one</a> <a href='data:text/html,x'>two</a> "
        "<a href='https://ondara.example/' style='color:red'>three</a><img src=x onerror=x()><h1>Four</h1>",
    )
    assert said == []
    assert kept["texts"]["en"]["body"] == (
        "<p>A <strong>rain</strong> garden</p>"
        '<a rel="noopener nofollow">one</a> <a rel="noopener nofollow">two</a> '
        '<a href="https://ondara.example/" rel="noopener nofollow">three</a>Four'
    )


def test_plain_paragraphs_typed_without_the_editor_become_paragraphs():
    kept, _said = answer(BODY, "One < two & three\r\nstill one\r\n\r\n\r\nTwo")
    assert kept["texts"]["en"]["body"] == "<p>One &lt; two &amp; three<br>still one</p><p>Two</p>"
    assert rich.to_box("<p>One &lt; two</p>\n<p>Two</p>") == "One < two\n\nTwo"
    for formatted in ("<p>A <em>b</em></p>", "<ul><li>a</li></ul>", ""):
        assert rich.to_box(formatted) == formatted
        assert rich.from_box(formatted) == formatted


def test_bidi_overrides_and_control_characters_are_taken_out_and_braces_stay():
    kept, said = answer(
        TITLE, "abc\u202e\u2066def\x00\x07 {{ settings.SECRET_KEY }} {% now %} </script>"
    )
    assert said == []
    assert kept["texts"]["en"]["title"] == "abcdef {{ settings.SECRET_KEY }} {% now %} </script>"


@pytest.mark.data
def test_naughty_strings_come_back_from_a_form_as_the_schema_keeps_them(data_folder):
    lines = (data_folder / "naughty_strings" / "blns.txt").read_text().splitlines()
    naughty = [
        line for line in lines if line.strip() and not line.startswith("#") and len(line) < 300
    ]
    wrong = []
    for text in naughty:
        kept, said = answer(TITLE, text)
        title = kept.get("texts", {}).get("en", {}).get("title", "")
        again, _none = answer(TITLE, title, kept) if kept else (kept, [])
        if said or again != kept:
            wrong.append((text, said, title))
    assert wrong == []
    assert len(naughty) > 300


def test_a_name_that_passes_for_another_is_told_in_its_own_words():
    spec = Field("texts.*.name", "Name")
    here = Around("organisation", "en", "en", Asker("en", ANYBODY))
    form = StepForm(
        [spec], {}, here, QueryDict("texts._.name=Ond\u0430ra")
    )  # a Cyrillic letter among Latin ones
    assert form.changed_document() == {}
    assert "does not fit" not in str(form.errors["texts._.name"])


# ---------------------------------------------------------------------- languages


def test_another_language_asks_for_its_texts_alone_and_leaves_the_rest():
    document = {
        "original_language": "en", "licence": "cc-by",
        "texts": {"en": {"title": "Rain gardens", "state": "reviewed"}},
        "editions": [{"language": "en", "url": "https://ondara.example/"}],
    }  # fmt: skip
    step = editing.sort_named("resource").steps[0]
    here = Around("resource", "es", "en", Asker("en", ANYBODY))
    form = StepForm(step.fields, document, here)
    assert [part.name for part in form.parts] == ["texts._.title", "texts._.summary"]
    assert form.parts[0].source == "Rain gardens"
    assert (
        form.fields["texts._.title"].widget.attrs["lang"],
        form.fields["texts._.title"].required,
    ) == ("es", False)
    data = QueryDict("texts._.title=Jardines&licence=cc0&texts._.summary=")
    changed = StepForm(step.fields, document, here, data).changed_document()
    assert changed == {**document, "texts": {**document["texts"], "es": {"title": "Jardines"}}}
    emptied = StepForm(step.fields, changed, here, QueryDict("texts._.title=")).changed_document()
    assert emptied == document


# ---------------------------------------------------------------------- rows


def rows_in(spec: Field, document: dict[str, Any]) -> QueryDict:
    here = Around("resource", "en", "en", Asker("en", ANYBODY))
    return sent(StepForm([spec], document, here))


ROLES = editing.Field(
    "contributions", "Who", "rows",
    rows=(Field("role", "Role", "choice", vocabulary="roles"), Field("name", "Name")),
)  # fmt: skip
THREE = {
    "contributions": [
        {"role": "author", "name": "Ana", "person": "01"}, {"role": "author", "name": "Bo"},
        {"role": "author", "name": "Chi"},
    ]
}  # fmt: skip


def after(what: str, document: dict[str, Any] = THREE, **typed: str) -> tuple[StepForm, list[str]]:
    data = rows_in(ROLES, document)
    for name, value in typed.items():
        data[name] = value
    for one in what.split(","):
        data, _place = rows_change(data, one)
    form = draw(ROLES, document, dict(data.lists()))
    return form, [row.get("name") for row in form.changed_document().get("contributions", [])]


def test_rows_move_go_and_come_and_what_the_screen_does_not_show_goes_with_them():
    assert after("down:contributions.0")[1] == ["Bo", "Ana", "Chi"]
    assert after("up:contributions.2")[1] == ["Ana", "Chi", "Bo"]
    assert after("remove:contributions.1")[1] == ["Ana", "Chi"]
    assert after("up:contributions.0")[1] == ["Ana", "Bo", "Chi"]
    moved = after("down:contributions.0")[0].changed_document()
    assert moved["contributions"][1] == THREE["contributions"][0]
    gone = after("remove:contributions.0,remove:contributions.1,remove:contributions.2")[0]
    assert gone.changed_document() == {}


def test_a_new_row_is_kept_once_something_is_said_in_it():
    form, names = after("add:contributions")
    assert names == ["Ana", "Bo", "Chi"]
    assert [row.key for row in form.parts[0].rows] == [0, 1, 2, 3]
    data = rows_in(ROLES, THREE)
    data, place = rows_change(data, "add:contributions")
    data["contributions.3.name"] = "Dot"
    form = draw(ROLES, THREE, dict(data.lists()))
    assert place == "contributions.3"
    assert form.changed_document()["contributions"][3] == {"name": "Dot"}
    assert form.positions() == {f"contributions.{n}.was": str(n) for n in range(4)}


def test_what_names_no_row_changes_nothing_and_there_is_an_end_to_them():
    for what in (
        "remove:contributions.9",
        "up:",
        "down:contributions.x",
        "explode:contributions.0",
        "add:",
    ):
        assert after(what)[1] == ["Ana", "Bo", "Chi"], what
    data = {"contributions.rows": " ".join(str(n) for n in range(5000))}
    data |= {f"contributions.{n}.name": "x" for n in range(300)}
    assert len(draw(ROLES, {}, data).changed_document()["contributions"]) == 100


def test_nested_rows_come_and_go_within_their_row():
    spec = editing.sort_named("practice").steps[2].fields[0]
    series = [{"key": "trees", "texts": {"en": {"title": "Trees"}, "es": {"title": "Árboles"}}, "unit": {},
               "figures": [{"value": "1", "status": "press", "source": {"name": "Paper"}}]}]  # fmt: skip
    document = {"original_language": "en", "practice": {"series": series}}
    data = rows_in(spec, document)
    data, place = rows_change(data, "add:practice.series.0.figures")
    assert place == "practice.series.0.figures.1"
    data["practice.series.0.figures.1.value"] = "12,5"
    data["practice.series.0.figures.1.source.name"] = "Own count"
    changed = draw(spec, document, dict(data.lists())).changed_document()["practice"]["series"]
    assert changed[0]["figures"] == [
        *series[0]["figures"],
        {"value": "12.5", "source": {"name": "Own count"}},
    ]
    assert {**changed[0], "figures": []} == {**series[0], "figures": []}


@pytest.mark.usefixtures("market")
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(choice=st.data())
def test_any_rows_of_any_document_may_change_places_and_nothing_else_does(choice):
    versions = [v for v in _kept_versions() if _groups(v)]
    version = choice.draw(st.sampled_from(versions))
    step, spec = choice.draw(st.sampled_from(_groups(version)))
    here = around(version.kind, version.document)
    data = sent(StepForm(step.fields, version.document, here))
    keys = data[f"{spec.path}.rows"].split()
    order = choice.draw(st.permutations(keys))
    data[f"{spec.path}.rows"] = " ".join(order)
    form = StepForm(step.fields, version.document, here, data)
    changed = form.changed_document()
    before = _at(version.document, spec.path)
    assert _at(changed, spec.path) == [before[int(key)] for key in order]
    back = {f"{spec.path}.{key}.was": str(at) for at, key in enumerate(order)}
    assert back.items() <= form.positions().items()


_versions: list[Version] = []


def _kept_versions() -> list[Version]:
    if not _versions:
        _versions.extend(newest())
    return _versions


def _at(document: dict[str, Any], path: str) -> Any:
    for part in path.split("."):
        document = document.get(part) or {}
    return document


def _groups(version: Version) -> list[tuple[Any, Field]]:
    sort = editing.sort_of(version.kind, version.document)
    assert sort is not None
    return [
        (step, spec)
        for step in sort.steps
        for spec in step.fields
        if spec.widget == "rows" and len(_at(version.document, spec.path)) > 1
    ]


def test_the_documents_of_the_tests_are_those_of_the_market():
    assert issubclass(kind_named("resource").schema, ResourceDocument)
