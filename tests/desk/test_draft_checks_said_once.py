"""What was looked over is said once, to eyes and to ears."""

from __future__ import annotations

import pytest
from lxml import html

from tests.desk.writing import begin, words_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_every_check_is_said_once_and_its_link_points_to_the_sentence(language, amina, ondara):
    draft = begin(amina, ondara, "resource", title="Rain gardens", language="es")
    answer = amina.client().get(f"/{language}/desk/drafts/{draft.pk}/")
    page = html.fromstring(answer.content.decode())
    links = page.xpath("//ul[@class='looked']//a")
    assert len(links) > 2
    for link in links:
        (sentence,) = page.xpath("//*[@id=$key]", key=link.get("aria-describedby"))
        said = sentence.text_content()
        assert len(said) > 20
        assert words_of(answer).count(said) == 1
