"""What nobody would see is shown as a mark, wherever a stored text is read on the pages of drafts."""

from __future__ import annotations

import pytest

from agora.editorial.drafts import draft_save
from agora.people.models import Membership
from agora.people.queries import standing_of
from tests.desk.test_draft_history import history_of
from tests.desk.writing import begin, form_in, screen_of

pytestmark = pytest.mark.django_db
TRICK = "Rain \u202egardens\u200b & more"
SHOWN = (
    'Rain <mark class="unseen">U+202E</mark>gardens<mark class="unseen">U+200B</mark> &amp; more'
)


def test_in_a_drafts_title_its_history_and_the_lists(amina, ondara):
    draft = begin(amina, ondara, title=TRICK)
    client = amina.client()
    for path in ("", "history/", "discard/"):
        assert SHOWN in client.get(f"/en/desk/drafts/{draft.pk}/{path}").content.decode(), path
    for path in ("/en/desk/drafts/", "/en/desk/"):
        assert SHOWN in client.get(path).content.decode(), path


def test_in_what_changed_between_two_states(amina, ondara):
    draft = begin(amina, ondara, texts={"en": {"title": "Gardens", "summary": "Rain gardens."}})
    texts = {"en": {"title": "Gardens", "summary": "Rain \u2066gardens."}}
    other = {**draft.document, "texts": texts}
    draft_save(standing_of(amina.account), draft.pk, other, seen=1)
    page = amina.client().get(history_of(draft, **{"from": "r1", "to": "r2"})).content.decode()
    assert '<ins><mark class="unseen">U+2066</mark>gardens</ins>' in page
    assert "\u2066" not in page.partition("<main")[2]


def test_where_two_wrote_at_the_same_place(amina, beto, ondara):
    Membership.objects.create(person=beto.person, organisation=ondara, role="editor")
    draft = begin(amina, ondara, texts={"en": {"title": "Rain gardens", "summary": "Old."}})
    document = {**draft.document, "texts": {"en": {"title": TRICK, "summary": "Old."}}}
    he = beto.client()
    sent = form_in(he.get(screen_of(draft)))
    draft_save(standing_of(amina.account), draft.pk, document, seen=1)
    answer = he.post(screen_of(draft), sent | {"do": ["next"], "texts._.title": ["His"]})
    assert answer.status_code == 409
    page = answer.content.decode()
    theirs = page.partition('value="theirs"')[2].partition("</div>")[0]
    assert SHOWN in theirs


def test_above_the_box_in_which_another_language_is_written(amina, ondara):
    draft = begin(amina, ondara, title=TRICK)
    page = amina.client().get(screen_of(draft, language="es")).content.decode()
    assert SHOWN in page
