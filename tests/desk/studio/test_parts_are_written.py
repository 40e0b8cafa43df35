"""One page per part: its questions, in one language at a time, with what the schema and captions refuse."""

from typing import get_args

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pydantic import BaseModel

from agora.courses.blocks import block_kinds
from agora.courses.documents import CourseShape
from agora.desk.studio import editors
from agora.editorial.models import Draft
from agora.people.models import Membership
from tests.courses.making import key, lesson, module, says, text_block
from tests.desk.studio.writing import begin_course, outline_of, page_of
from tests.desk.writing import form_in, send, words_of

pytestmark = pytest.mark.django_db


def _block(kind, **more):
    return {"key": key(f"b-{kind}"), "kind": kind, "texts": {"en": {"title": kind}}, **more}


@pytest.fixture
def draft(amina, ondara):
    """A course of Ondara's with an empty block of each kind."""
    blocks = [_block(kind) for kind in block_kinds()]
    return begin_course(amina, ondara, module("m1", lesson("l1", *blocks)))


def block_in(draft, kind):
    """The block of this kind as it is now."""
    blocks = outline_of(draft)[0]["lessons"][0]["blocks"]
    return next(one for one in blocks if one["kind"] == kind)


@pytest.mark.parametrize("kind", list(block_kinds()))
def test_every_kind_has_a_page_that_changes_nothing_when_it_is_only_looked_at(amina, draft, kind):
    client, address = amina.client(), page_of(draft, "blocks", key(f"b-{kind}"))
    before = block_in(draft, kind)
    for language in ("en", "es"):
        answer = client.get(f"{address}?language={language}")
        assert answer.status_code == 200
        assert client.post(address, form_in(answer) | {"do": ["close"]}).status_code == 302
    assert block_in(draft, kind) == before
    CourseShape.model_validate(Draft.objects.get(pk=draft.pk).document["course"])


def test_a_kind_without_questions_of_its_own_is_asked_for_by_its_schema():
    kind = block_kinds()["quiz"]
    asked = {spec.path: spec.widget for spec in editors.generic(kind.shape)}
    assert asked["texts.*.title"] == "line"
    assert asked["texts.*.intro"] == "paragraph"
    assert asked["pass_percent"] == "number"
    assert asked["items"] == "rows"
    text = {spec.path: spec.widget for spec in editors.generic(block_kinds()["text"].shape)}
    assert text["texts.*.body"] == "rich"


KEPT = {"key", "kind", "id", "origin", "state", "source_version", "modules", "lessons", "blocks"}
"""What the studio sets itself, or what the outline changes."""


def _places(schema, prefix=""):
    """Every place of a schema, as a question would name it."""
    found = set()
    for name, field in schema.model_fields.items():
        if name in KEPT:
            continue
        path, annotation = f"{prefix}{name}", field.annotation
        inner = _model_in(annotation)
        star = ".*" if "dict[" in str(annotation) and name != "effects" else ""
        found |= _places(inner, f"{path}{star}.") if inner else {f"{path}{star}"}
    return found


def _model_in(annotation):
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for one in get_args(annotation) if (m := _model_in(one))), None)


def _asked(fields, prefix=""):
    found = set()
    for spec in fields:
        found |= _asked(spec.rows, f"{prefix}{spec.path}.") if spec.rows else {prefix + spec.path}
    return found


@pytest.mark.parametrize("kind", list(block_kinds()))
def test_everything_a_block_can_say_is_asked_for(kind):
    asked = _asked(editors.fields_of("block", {"kind": kind}, "en"))
    assert _places(block_kinds()[kind].shape) - asked == set()


def test_everything_said_of_a_course_its_modules_and_lessons_is_asked_for():
    for schema, asked in editors.SETTINGS.values():
        own = {
            path for path in _places(schema) if path.split(".")[0] not in ("certificate", "podcast")
        }
        assert own - _asked(asked) == set()
    for sort in ("module", "lesson"):
        wanted = _places(editors.schema_of(sort, {}))
        assert wanted - _asked(editors.fields_of(sort, {}, "en")) == set()


def test_a_quiz_gets_questions_and_answers_and_then_its_spanish(amina, draft):
    client, address = amina.client(), page_of(draft, "blocks", key("b-quiz"))
    assert send(client, address, "add:items").status_code == 200
    sent = {
        "items.rows": "0",
        "items.0.was": "",
        "items.0.sort": "choice",
        "items.0.texts._.prompt": "Who decides?",
        "items.0.options.rows": "0 1",
        "items.0.options.0.was": "",
        "items.0.options.0.texts._.text": "The council",
        "items.0.options.0.right": "on",
        "items.0.options.1.was": "",
        "items.0.options.1.texts._.text": "Nobody",
        "pass_percent": "80",
    }
    answer = send(client, address, "close", **sent)
    assert answer.status_code == 302
    quiz = block_in(draft, "quiz")
    (item,) = quiz["items"]
    assert (quiz["pass_percent"], item["sort"]) == (80, "choice")
    assert [o.get("right") for o in item["options"]] == [True, None]
    assert len({item["id"], *(o["id"] for o in item["options"])}) == 3
    spanish = f"{address}?language=es"
    page = words_of(client.get(spanish))
    assert "Who decides?" in page  # what the original says stands beside the box
    answer = send(
        client,
        spanish,
        "close",
        **{
            "items.0.texts._.prompt": "¿Quién decide?",
            "items.0.options.0.texts._.text": "El pleno",
        },
    )
    assert answer.status_code == 302
    item = block_in(draft, "quiz")["items"][0]
    assert item["texts"]["es"]["prompt"] == "¿Quién decide?"
    assert item["options"][0]["texts"]["es"]["text"] == "El pleno"
    assert item["texts"]["en"]["prompt"] == "Who decides?"
    CourseShape.model_validate(Draft.objects.get(pk=draft.pk).document["course"])


def test_captions_that_cannot_be_read_name_the_line_and_keep_what_was_typed(amina, draft):
    client, address = amina.client(), page_of(draft, "blocks", key("b-video"))
    wrong = "WEBVTT\n\n00:01.000 --> 00:04.000\nGood\n\n00:09.000 -> 00:10.000\nBad\n"
    answer = send(client, address, "close", **{"texts._.captions": wrong})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Line 6" in page
    assert "00:09.000 -&gt; 00:10.000" in page
    assert block_in(draft, "video")["texts"]["en"]["captions"] == wrong.strip()


def test_a_file_of_captions_is_read_into_its_box(amina, draft):
    client, address = amina.client(), page_of(draft, "blocks", key("b-video"))
    data = form_in(client.get(address)) | {"do": ["close"]}
    srt = b"1\n00:00:01,000 --> 00:00:04,000\nWelcome\n"
    upload = SimpleUploadedFile("c.srt", srt, content_type="text/plain")
    answer = client.post(address, data | {"texts._.captions.upload": upload})
    assert answer.status_code == 302
    captions = block_in(draft, "video")["texts"]["en"]["captions"]
    assert captions.startswith("WEBVTT")
    assert "Welcome" in captions
    broken = SimpleUploadedFile("c.vtt", b"WEBVTT\n\nno times here\n", content_type="text/vtt")
    data = form_in(client.get(address)) | {"do": ["close"]}
    answer = client.post(address, data | {"texts._.captions.upload": broken})
    assert answer.status_code == 422
    assert "Line 3" in answer.content.decode()
    assert block_in(draft, "video")["texts"]["en"]["captions"] == captions


def test_a_lesson_says_its_minutes_its_variant_and_whether_it_is_required(amina, draft):
    client, address = amina.client(), page_of(draft, "lessons", key("l1"))
    data = form_in(client.get(address))
    data.pop("required")
    answer = client.post(
        address,
        data | {"do": ["close"], "minutes": ["7"], "group": ["port"], "texts._.title": ["Ports"]},
    )
    assert answer.status_code == 302
    made = outline_of(draft)[0]["lessons"][0]
    assert (made["minutes"], made["group"], made["required"], made["texts"]["en"]["title"]) == (
        7,
        "port",
        False,
        "Ports",
    )
    assert len(made["blocks"]) == len(block_kinds())
    answer = send(client, address, "close", minutes="seven", group="A port!")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Write a whole number, in digits." in page
    assert 'value="seven"' in page
    assert outline_of(draft)[0]["lessons"][0]["minutes"] == 7


@pytest.mark.parametrize(
    ("which", "fields", "found"),
    [
        ("welcome", {"texts._.welcome": "Hello", "interest_open": "on", "change": "breaking"},
         lambda c: (c["texts"]["en"]["welcome"], c["interest_open"], c["change"]) == ("<p>Hello</p>", True, "breaking")),
        ("certificate", {"texts._.name": "Moving well", "issuers": "ondara"},
         lambda c: (c["certificate"]["texts"]["en"]["name"], c["certificate"]["issuers"]) == ("Moving well", ["ondara"])),
        ("podcast", {"texts._.title": "On the move"},
         lambda c: c["podcast"]["texts"]["en"]["title"] == "On the move"),
    ],
)  # fmt: skip
def test_what_is_said_of_the_course_as_a_whole(amina, draft, which, fields, found):
    address = f"/en/desk/drafts/{draft.pk}/course/settings/{which}/"
    assert send(amina.client(), address, "close", **fields).status_code == 302
    course = Draft.objects.get(pk=draft.pk).document["course"]
    assert found(course)
    assert course["modules"] == draft.document["course"]["modules"]
    CourseShape.model_validate(course)
    assert (
        amina.client().get(f"/en/desk/drafts/{draft.pk}/course/settings/other/").status_code == 404
    )


def test_two_who_wrote_the_same_place_choose_and_nothing_is_lost(amina, beto, ondara):
    draft = begin_course(amina, ondara, module("m1", lesson("l1", text_block("t1"))))
    Membership.objects.filter(person=beto.person).update(role="editor")
    hers, his = amina.client(), beto.client()
    address = page_of(draft, "blocks", key("t1"))
    typed = form_in(his.get(address)) | {"do": ["close"]}
    assert send(hers, address, "close", **{"texts._.title": "Hers"}).status_code == 302
    typed["texts._.title"] = ["His"]
    answer = his.post(address, typed)
    assert answer.status_code == 409
    page = words_of(answer)
    assert "Hers" in page
    assert "His" in page
    assert "modules" not in page
    assert "About t1" not in page.split("Hers")[0] or "Heading" in page
    keep = f"keep.course.modules.{key('m1')}.lessons.{key('l1')}.blocks.{key('t1')}.texts.en.title"
    assert keep in answer.content.decode()
    assert his.post(address, typed | {"do": ["resolve"], keep: ["theirs"]}).status_code == 302
    block = outline_of(draft)[0]["lessons"][0]["blocks"][0]
    assert block["texts"]["en"]["title"] == "Hers"


def test_saving_by_itself_says_the_revision_to_go_on_from(amina, draft):
    client, address = amina.client(), page_of(draft, "blocks", key("b-text"))
    said = send(client, address, "autosave", **{"texts._.body": "By itself."}).json()
    assert (said["revision"], said["joined"], said["wrong"]) == (2, False, {})
    assert block_in(draft, "text")["texts"]["en"]["body"] == "<p>By itself.</p>"
    assert says(en={})["en"]["state"] == "reviewed"
