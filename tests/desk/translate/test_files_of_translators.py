"""A language goes out as PO or XLIFF and comes back; nothing changes before it was looked at."""

from __future__ import annotations

import html as entities
import re

import polib
import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from agora.desk.translate.files import SALT
from agora.editorial.models import TranslatedSegment
from tests.editorial.translating import cases
from tests.editorial.translating.cases import KEY, PORTUGUESE, publish, work, write

pytestmark = pytest.mark.django_db
PAGE = f"/en/desk/translate/resource/{KEY}/pt/"
FORMS = ("text.po", "text.xlf")


def upload(browser, data, name="water.po", page=PAGE):
    return browser.post(f"{page}upload/", {"file": SimpleUploadedFile(name, data)})


def payload_of(answer):
    return entities.unescape(
        re.search(r'name="payload" value="([^"]*)"', answer.content.decode())[1]
    )


def counts(answer):
    html = answer.content.decode()
    return tuple(
        int(re.search(rf"<strong>(\d+)</strong>\s*{word}", html)[1])
        for word in ("new", "changed", "unchanged", "not taken")
    )


def filled(data, texts=PORTUGUESE):
    """The PO file with these translations, as a translator's program saves it."""
    file = polib.pofile(data.decode())
    for entry in file:
        if entry.msgctxt in texts:
            entry.msgstr = texts[entry.msgctxt]
            entry.fuzzy = False
    return str(file).encode()


def test_a_po_file_goes_out_comes_back_and_is_taken_after_a_look(book, tarsila):
    browser = tarsila.client()
    out = browser.get(f"{PAGE}text.po")
    assert out.headers["Content-Disposition"].startswith("attachment;")
    made = out.content.decode()
    assert "#. At most 300 characters." in made
    assert "Glossary:" in made
    answer = upload(browser, filled(out.content))
    assert (answer.status_code, counts(answer)) == (200, (8, 0, 0, 0))
    assert not TranslatedSegment.objects.exists()
    answer = browser.post(f"{PAGE}upload/take/", {"payload": payload_of(answer)})
    assert answer.status_code == 302
    assert {one.key: one.target for one in work(tarsila).segments} == PORTUGUESE


@pytest.mark.parametrize("form", FORMS)
def test_a_file_that_comes_back_as_it_went_changes_nothing(book, tarsila, form):
    write(tarsila)
    publish(cases.changed(title="Water for all"))  # one text is stale
    browser = tarsila.client()
    data = browser.get(f"{PAGE}{form}").content
    answer = upload(browser, data, form)
    assert (answer.status_code, counts(answer)) == (200, (0, 0, 8, 0))
    assert "This file changes nothing." in answer.content.decode()


def test_each_row_says_why_it_is_not_taken(book, tarsila):
    browser = tarsila.client()
    data = browser.get(f"{PAGE}text.po").content
    texts = {
        **PORTUGUESE,
        "texts.*.title": "á" * 301,
        "texts.*.body#1": "Leia o guia.",
        "texts.*.body#3": "Desenhe um <b>mapa</b>.",
    }
    write(tarsila, {"texts.*.body#2": "Pergunte."})
    publish(cases.changed(summary="Another summary."))
    file = polib.pofile(filled(data, texts).decode())
    file.append(polib.POEntry(msgctxt="texts.*.nothing", msgid="Gone", msgstr="Foi"))
    file.append(polib.POEntry(msgctxt="texts.*.body#0", msgid="Where to begin", msgstr="De novo"))
    answer = upload(browser, str(file).encode())
    html = answer.content.decode()
    assert counts(answer) == (3, 1, 0, 6)
    for sentence in (
        "301 characters long; 300 are allowed",
        "The link &lt;a1&gt; of the original is missing",
        "&lt;b&gt; is not allowed here",
        "The original has changed here since the file was made",
        "There is no such text in the original any more",
        "stands in the file twice",
    ):
        assert sentence in html
    browser.post(f"{PAGE}upload/take/", {"payload": payload_of(answer)})
    targets = {one.key: one.target for one in work(tarsila).segments}
    assert targets["texts.*.body#0"] == "Por onde começar"
    assert targets["texts.*.title"] == targets["texts.*.body#1"] == ""


def test_a_stale_text_is_fuzzy_and_taken_when_the_mark_is_taken_away(book, tarsila):
    write(tarsila)
    publish(cases.changed(title="Water for all"))
    browser = tarsila.client()
    data = browser.get(f"{PAGE}text.po").content
    assert b'#| msgid "Water for every neighbourhood"' in data
    still = polib.pofile(data.decode())
    next(one for one in still if one.msgctxt == "texts.*.title").msgstr = "Outra"
    answer = upload(browser, str(still).encode())
    assert "still marked as fuzzy" in answer.content.decode()
    answer = upload(browser, filled(data))
    assert counts(answer) == (0, 1, 7, 0)
    browser.post(f"{PAGE}upload/take/", {"payload": payload_of(answer)})
    assert {one.state for one in work(tarsila).segments} == {"done"}


@pytest.mark.parametrize("form", FORMS)
def test_a_file_of_another_language_or_thing_is_refused(book, ondara, tarsila, form):
    browser = tarsila.client()
    other = browser.get(PAGE.replace("/pt/", "/fr/") + form).content
    answer = upload(browser, other, form)
    assert answer.status_code == 422
    assert "This file is in another language" in answer.content.decode()
    city = browser.get(f"/en/desk/translate/organisation/{ondara.pk}/pt/{form}").content
    answer = upload(browser, city, form)
    assert answer.status_code == 422
    assert "This file belongs to something else." in answer.content.decode()


@pytest.mark.parametrize("data", [b"", b"x", b"<x/>", b"\xff\xfe", b"%PDF-1.7", b"<" * 2_000_001])
def test_what_is_no_such_file_is_refused_with_a_sentence(book, tarsila, data):
    answer = upload(tarsila.client(), data)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_what_was_looked_at_is_taken_by_the_same_person_for_the_same_text_only(
    book, tarsila, amina
):
    browser = tarsila.client()
    data = browser.get(f"{PAGE}text.po").content
    payload = payload_of(upload(browser, filled(data)))
    for somebody, page in ((amina, PAGE), (tarsila, PAGE.replace("/pt/", "/fr/"))):
        answer = somebody.client().post(f"{page}upload/take/", {"payload": payload})
        assert answer.status_code == 422
    forged = signing.dumps({"for": "x", "rows": []}, salt="another")
    assert browser.post(f"{PAGE}upload/take/", {"payload": forged}).status_code == 422
    assert signing.loads(payload, salt=SALT)["rows"]
    assert not TranslatedSegment.objects.exists()


def test_what_changed_between_the_look_and_the_taking_is_not_overwritten(book, tarsila):
    browser = tarsila.client()
    data = browser.get(f"{PAGE}text.po").content
    payload = payload_of(upload(browser, filled(data)))
    write(tarsila, {"texts.*.title": "Minha água"})
    answer = browser.post(f"{PAGE}upload/take/", {"payload": payload})
    assert answer.status_code == 409
    assert "7 texts were taken. 1 changed here meanwhile" in answer.content.decode()
    targets = {one.key: one.target for one in work(tarsila).segments}
    assert targets["texts.*.title"] == "Minha água"
    assert targets["texts.*.summary"] == PORTUGUESE["texts.*.summary"]


def test_arabic_goes_out_and_comes_back_by_both(book, tarsila):
    arabic = {"texts.*.title": "الماء لكل حيّ", "texts.*.body#1": "اقرأ <a1>الدليل</a1> أولاً."}
    page = PAGE.replace("/pt/", "/ar/")
    browser = tarsila.client()
    data = filled(browser.get(f"{page}text.po").content, arabic)
    answer = upload(browser, b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"), page=page)
    assert counts(answer)[0] == 2
    browser.post(f"{page}upload/take/", {"payload": payload_of(answer)})
    answer = upload(browser, browser.get(f"{page}text.xlf").content, "a.xlf", page)
    assert counts(answer) == (0, 0, 8, 0)
    assert {one.key: one.target for one in work(tarsila, "ar").segments if one.target} == arabic
