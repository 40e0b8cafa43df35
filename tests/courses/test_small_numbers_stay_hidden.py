"""From interest to certificate: no number below five is shown, or can be computed from the sums."""

from __future__ import annotations

import csv
import io
import itertools
import uuid

import pytest

from agora.courses.models import Enrolment, Interest
from agora.courses.services.learning import lesson_complete
from agora.courses.tutoring.funnel import funnel
from agora.courses.tutoring.logic import hidden_in, masked
from agora.courses.tutoring.tables import safe_cell
from agora.kernel import clock
from tests.courses import making as make
from tests.courses.tutoring import held, people, tutors


def test_no_small_number_can_be_computed():
    for counts in itertools.product((0, 1, 4, 5, 6, 9, 30), repeat=4):
        hidden = hidden_in(counts)
        few = {at for at, count in enumerate(counts) if 0 < count < 5}
        assert few <= hidden.rows, counts
        if few and not hidden.total:
            # A small one alone is the sum less the others.
            assert hidden.rows - few, counts
            assert sum(counts[at] for at in hidden.rows) >= 10, counts
        if not few:
            assert (hidden.rows, hidden.total) == (frozenset(), False), counts


def test_the_one_small_row_takes_the_smallest_other_with_it():
    table = masked({"Ondara": [30], "Brumal": [12], "Celda": [3]}, 1)
    assert table.cells == ((30,), (None,), (None,))
    assert table.totals == (45,)
    alone = masked({"Ondara": [3]}, 1)
    assert (alone.cells, alone.totals) == (((None,),), (None,))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "|x"])
def test_no_cell_is_a_formula(text):
    assert safe_cell(text).startswith("'")


@pytest.mark.django_db
def test_the_funnel_counts_every_stage(ondara, amina, beto, chidi):
    there = held(ondara)
    tutors(beto, there.a)
    for number in range(6):
        Interest.objects.create(
            course=there.course, email=f"i{number}@brumal.example", language="en",
            confirmed_at=clock.now(),
        )  # fmt: skip
    Interest.objects.create(course=there.course, email="never@brumal.example", language="en")
    mine = people(there, there.a, *(f"P{number}" for number in range(8)))
    first, second = (uuid.UUID(make.key(name)) for name in ("l1", "l2"))
    for one in mine[:7]:
        lesson_complete(one.pk, first, language="en")
    for one in mine[:5]:
        lesson_complete(one.pk, second, language="en")
    Enrolment.objects.create(run=there.run, state="applied", language="en")
    found = funnel(there.run, "en")
    assert found.by_language.labels == ("English",)
    assert found.by_language.cells == ((6, 9, 8, 7, 7, 5, 0),)
    assert found.by_country.totals == (6, 9, 8, 7, 7, 5, 0)
    people(there, there.a, "Xenia", language="es")
    found = funnel(there.run, "en")
    assert found.by_language.cells[0][1] is None
    assert found.by_country.totals[1] == 10
    page = amina.client().get(there.at("funnel/"))
    assert page.status_code == 200
    assert beto.client().get(there.at("funnel/")).status_code == 404
    assert beto.client().get(there.at("funnel.csv")).status_code == 404
    assert chidi.client().get(there.at("funnel.csv")).status_code == 404
    table = amina.client().get(there.at("funnel.csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))
    assert rows[0][:3] == ["By what", "Which", "Interest confirmed"]
    assert ["Language", "Spanish", "0", "hidden", "hidden", "0", "0", "0", "0"] in rows
