"""The pages of the learning team on which two resources are compared, merged and parted again."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agora.catalogue.merging.services import pair_make
from agora.catalogue.models import LikelyPair, Merge
from agora.people.queries import standing_of
from tests.catalogue.shelf import put

pytestmark = pytest.mark.django_db


def _pair(cast, name: str = "water") -> LikelyPair:
    put(f"{name}-guide", themes=["mobility"])
    put(
        f"{name}-guia", original_language="es", themes=["housing"],
        texts={"es": {"title": f"Guía de {name}", "summary": "<b>Qué</b> dice."}},
    )  # fmt: skip
    return pair_make(standing_of(cast["lead"].account), f"{name}-guide", f"{name}-guia")


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_two_are_compared_merged_and_parted(cast, tag):
    pair = _pair(cast)
    client = cast.client("team")
    address = f"/{tag}/desk/merge/{pair.pk}/"
    shown = client.get(address).content.decode()
    assert "Guía de water" in shown
    assert 'value="text:es" id="take-text:es" checked' in shown
    assert "<b>Qué</b>" not in shown
    kept = str(put("water-guide", themes=["mobility"]).pk)
    chosen = {"keep": kept, "take": ["text:es", "list:themes"]}
    assert client.post(address, chosen | {"do": "sure"}).status_code == 200
    assert not Merge.objects.exists()
    assert client.post(address, chosen | {"do": "merge"}).status_code == 302
    assert Client().get(f"/{tag}/resources/water-guia/").status_code == 301
    merge = Merge.objects.get()
    assert str(merge.pk) in client.get(f"/{tag}/desk/merge/done/").content.decode()
    client.post(f"/{tag}/desk/merge/done/{merge.pk}/undo/")
    assert Client().get(f"/{tag}/resources/water-guia/").status_code == 200
    again = client.post(f"/{tag}/desk/merge/done/{merge.pk}/undo/")
    assert again.status_code == 409


def test_not_the_same_is_remembered(cast):
    pair = _pair(cast)
    cast.client("team").post(f"/en/desk/merge/{pair.pk}/", {"do": "not"})
    assert LikelyPair.objects.get().state == "refused"
    assert cast.client("team").get(f"/en/desk/merge/{pair.pk}/").status_code == 404


def test_an_address_that_leads_nowhere_is_said_at_its_field(cast):
    put("trees")
    answer = cast.client("lead").post("/en/desk/merge/", {"first": "trees", "second": "/x/none/"})
    assert answer.status_code == 422
    assert "leads to no resource that you may merge" in answer.content.decode()
    assert "/x/none/" in answer.content.decode()


def test_the_list_costs_the_same_for_one_pair_and_for_three(cast, django_assert_num_queries):
    _pair(cast)
    client = cast.client("team")
    client.get("/en/desk/merge/")
    with CaptureQueriesContext(connection) as one:
        client.get("/en/desk/merge/")
    _pair(cast, "tree")
    _pair(cast, "light")
    with django_assert_num_queries(len(one)):
        client.get("/en/desk/merge/")
