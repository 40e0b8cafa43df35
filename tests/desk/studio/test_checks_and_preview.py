"""What keeps a course from being published is told with a link to its place; a lesson is seen as a learner would."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html
from PIL import Image

from agora.courses.blocks import block_kind
from agora.desk.studio.faults import course_faults
from agora.editorial.models import Draft
from agora.media.services import file_store
from tests.courses.making import document, key, lesson, module, publish, says, text_block
from tests.desk.studio.writing import begin_course, page_of
from tests.desk.writing import words_of

pytestmark = pytest.mark.django_db
WRONG = "WEBVTT\n\n00:01.000 --> 00:04.000\nGood\n\n00:09.000 -> 00:10.000\nBad"


def picture(by, organisation):
    """A small picture that Amina gave for Ondara."""
    held = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(held, "PNG")
    upload = SimpleUploadedFile("red.png", held.getvalue(), content_type="image/png")
    return file_store(upload, by=by.account.pk, organisation=organisation.pk)


def block(kind, name="b", **more):
    return {"key": key(name), "kind": kind, "texts": {"en": {}}, **more}


def told(draft):
    """The sentences about it, with the question they belong to."""
    return [(one.label, one.message) for one in course_faults(draft.document, "en")]


@pytest.mark.parametrize(
    ("kind", "sentences"),
    [
        ("image", ["Choose the picture."]),
        (
            "infographic",
            [
                "Choose the drawing.",
                "Say in a sentence what the picture shows, for whoever does not see it.",
                "Describe at length what the infographic shows, for whoever does not see it.",
                "Give the figures as a table: the headings first, then one row per line.",
            ],
        ),
        (
            "video",
            [
                "Choose the video’s file.",
                "There are no captions. Write them, or take a VTT or SRT file.",
            ],
        ),
        (
            "podcast",
            [
                "Choose the episode’s sound file.",
                "There is no transcript. Write down what is said, or give captions.",
            ],
        ),
        (
            "download",
            ["Choose the file to take along.", "Say what the file is, so that its link says it."],
        ),
    ],
)
def test_media_without_what_they_need_are_told_in_plain_words(amina, ondara, kind, sentences):
    draft = begin_course(amina, ondara, module("m1", lesson("l1", block(kind))))
    assert [message for _label, message in told(draft)] == sentences
    client = amina.client()
    page = client.get(f"/en/desk/drafts/{draft.pk}/course/checks/")
    for sentence in sentences:
        assert sentence in words_of(page)
    assert page_of(draft, "blocks", key("b")) in page.content.decode()
    assert "course.modules" not in words_of(page)


def test_a_picture_given_as_a_video_is_told(amina, ondara):
    file = str(picture(amina, ondara).pk)
    said = {"en": {"captions": "WEBVTT\n\n00:01.000 --> 00:04.000\nHello"}}
    video = block("video", renditions=[{"file": file, "what": "video"}], texts=said)
    draft = begin_course(amina, ondara, module("m1", lesson("l1", video)))
    assert told(draft) == [("File", "This file is not a video. Give an MP4 or a WebM.")]


def test_captions_that_cannot_be_read_keep_it_from_being_published_and_name_the_line(amina, ondara):
    draft = begin_course(
        amina,
        ondara,
        module("m1", lesson("l1", block("podcast", texts={"en": {"captions": WRONG}}))),
    )
    assert ("Captions", "Line 6") in [(label, said[:6]) for label, said in told(draft)]


def test_a_file_of_somebody_else_and_an_unknown_organisation_are_told_without_ids(amina, ondara):
    from tests.catalogue.shelf import found as organisation

    brumal = organisation("brumal", name="City of Brumal", kind="local-government")
    theirs = str(picture(amina, brumal).pk)
    said = {"en": {"alt": "A red square"}}
    draft = begin_course(
        amina,
        ondara,
        module("m1", lesson("l1", block("image", file=theirs, texts=said))),
        certificate={"texts": {"en": {"name": "Moving"}}, "issuers": ["nowhere"]},
    )
    found = course_faults(draft.document, "en")
    assert [(one.where[-1], one.label) for one in found] == [
        ("Picture", "File"),
        ("Certificate", "Who certifies it"),
    ]
    assert "was given for another organisation" in found[0].message
    assert found[1].message == "We know no organisation at the address “nowhere”."


def test_rows_of_a_table_with_other_cells_than_its_headings_are_named(amina, ondara):
    table = {"table": ["Year | People", "2020 | 5", "2021"]}
    draft = begin_course(
        amina, ondara, module("m1", lesson("l1", block("infographic", texts={"en": table})))
    )
    assert "Row 3 does not have as many cells as there are headings: 2." in [
        said for _label, said in told(draft)
    ]


def test_a_file_of_a_block_is_known_as_one_of_the_course():
    file = str(key("file"))
    for kind, data in (
        ("image", {"file": file}),
        ("infographic", {"files": {"es": file}}),
        ("video", {"renditions": [{"file": file}]}),
        ("podcast", {"picture": file, "renditions": []}),
    ):
        assert {str(one) for one in block_kind(kind).files(data, {})} == {file}
    assert {str(one) for one in block_kind("download").files({}, {"es": {"file": file}})} == {file}


def test_what_the_schema_refuses_and_what_is_empty_is_told_by_title_and_question(amina, ondara):
    untitled = {"key": key("l3"), "texts": {}, "blocks": [text_block("t3")]}
    draft = begin_course(
        amina,
        ondara,
        module("m1", lesson("l1", {**text_block("t1"), "group": "Not a word!"}), untitled),
        {"key": key("m2"), "texts": says(en={"title": "Empty"}), "lessons": []},
    )
    found = course_faults(draft.document, "en")
    assert [(one.where, one.label) for one in found] == [
        (("Module m1", "Lesson l1", "About t1"), "Variant of"),
        (("Module m1", "Lesson 2"), "Title"),
    ]
    assert "form that the hint shows" in found[0].message
    again = begin_course(
        amina,
        ondara,
        {"key": key("m2"), "texts": says(en={"title": "Empty"}), "lessons": []},
        title="Another",
    )
    assert [(one.where, one.message) for one in course_faults(again.document, "en")] == [
        (("Empty",), "This module has no lesson. Add one, or remove it.")
    ]


def test_what_a_language_lacks_or_has_from_an_older_original_is_advice(amina, ondara):
    from agora.editorial.drafts import draft_open
    from agora.people.queries import standing_of

    data = document(module("m1", lesson("l1"), lesson("l2")), owner="ondara")
    course = publish(data)
    for part in (data["course"]["modules"][0], *data["course"]["modules"][0]["lessons"]):
        part["texts"]["es"]["source_version"] = 1
    data["course"]["modules"][0]["lessons"][0]["texts"]["en"]["title"] = "Another lesson"
    del data["course"]["modules"][0]["lessons"][1]["texts"]["es"]
    publish(data, course.pk)
    draft = draft_open(standing_of(amina.account), "resource", course.pk)
    page = amina.client().get(f"/en/desk/drafts/{draft.pk}/course/checks/")
    said = words_of(page)
    assert "Nothing keeps the lessons from being published." in said
    assert "2 parts are missing or older than the original." in said
    assert "Another lesson older than the original" in said
    assert "Lesson l2 missing" in said


def test_a_draft_that_lacks_something_is_not_sent_and_says_where(amina, ondara):
    draft = begin_course(amina, ondara, module("m1", lesson("l1", block("image"))))
    answer = amina.client().post(f"/en/desk/drafts/{draft.pk}/", {"seen": draft.revision})
    assert answer.status_code == 422
    said = words_of(answer)
    assert "It is not sent yet" in said
    assert "Choose the picture." in said


def test_a_lesson_is_seen_in_any_of_its_languages_with_its_acts_disabled(amina, ondara):
    body = text_block("t1")
    body["texts"]["ar"] = {"title": "الهجرة", "body": "<p>كل شيء.</p>"}
    one = lesson("l1", body, text_block("t2"))
    one["texts"]["ar"] = {"title": "الدرس"}
    draft = begin_course(amina, ondara, module("m1", one))
    address = f"/en/desk/drafts/{draft.pk}/course/preview/{key('l1')}/"
    page = html.fromstring(amina.client().get(f"{address}?language=ar").content.decode())
    (article,) = page.xpath("//article")
    assert (article.get("lang"), article.get("dir")) == ("ar", "rtl")
    blocks = article.xpath("./section")
    assert [(b.get("lang"), b.get("dir")) for b in blocks] == [("ar", "rtl"), ("en", "ltr")]
    assert "كل شيء." in blocks[0].text_content()
    assert "Not translated yet: this is the original." in blocks[1].text_content()
    assert all(b.xpath(".//fieldset[@disabled]") for b in blocks)


def test_a_block_that_does_not_fit_yet_is_named_in_the_preview(amina, ondara):
    broken = {**text_block("t1"), "group": "Not a word!"}
    draft = begin_course(amina, ondara, module("m1", lesson("l1", broken)))
    page = amina.client().get(f"/en/desk/drafts/{draft.pk}/course/preview/{key('l1')}/")
    assert "Text: this block cannot be shown yet." in words_of(page)
    assert amina.client().get(
        f"/en/desk/drafts/{draft.pk}/course/preview/{key('nowhere')}/"
    ).status_code == 404  # fmt: skip
    assert Draft.objects.count() == 1
