"""The figures of relevance mean what they say, on sets small enough to work out by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from agora.bench.relevance import judged, measure, sets
from tests.bench.test_bench import bench

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def test_ndcg_is_one_for_the_best_order_and_falls_with_the_rank() -> None:
    grades = {"a": 2, "b": 1}
    assert measure.ndcg(["a", "b", "c"], grades) == pytest.approx(1)
    gained = 1 / math.log2(2) + 3 / math.log2(3)
    best = 3 / math.log2(2) + 1 / math.log2(3)
    assert measure.ndcg(["b", "a"], grades) == pytest.approx(gained / best)
    assert measure.ndcg(["c"] * 10 + ["a"], grades) == 0
    assert measure.ndcg([], {}) == 0


def test_recall_is_the_share_of_what_is_right() -> None:
    assert measure.recall(["a", "c"], {"a": 2, "b": 1}) == 0.5
    assert measure.recall(["c", "a"], {"a": 2}, cut=1) == 0


def test_odd_and_even_queries_are_told_apart() -> None:
    figure = measure.figure([(1.0, 1.0), (0.0, 1.0), (0.5, 0.0)])
    assert (figure.ndcg, figure.even, figure.odd) == (0.5, 0.75, 0.0)


def test_kappa_is_one_for_full_agreement_and_nothing_for_chance() -> None:
    same = {("q", str(n)): n % 3 for n in range(9)}
    assert judged.kappa(same, same) == 1
    other = {key: (grade + 1) % 3 for key, grade in same.items()}
    assert judged.kappa(same, other) < 0
    assert judged.kappa(same, {}) == 0


def test_a_query_is_made_of_the_rarest_words_in_their_order() -> None:
    common = " ".join(f"{first}{second}" for first in "abcdefghij" for second in "klmnopqr")
    assert len(common.split()) == 80
    texts = {str(n): f"{common} {common}" for n in range(5)}
    texts["x"] = "zeta ak twice alpha"
    texts["y"] = "twice omega"
    made = sets.rarest(texts, 2)
    assert made == {"x": "zeta alpha", "y": "twice omega"}


def test_the_judged_set_has_24_queries_in_each_language_and_grades_of_two_judges() -> None:
    asked = judged.queries()
    assert len(asked) >= 120
    for tag in ("en", "es", "fr", "pt", "ar"):
        assert sum(query.language == tag for query in asked) >= 24
    known = {told.id for told in judged.documents()}
    ids = {query.id for query in asked}
    a, b = (judged.grades(judged.DATA / f"grades-{judge}.tsv") for judge in "ab")
    assert a.keys() == b.keys(), "both judged the same pool"
    assert {query for query, _ in a} <= ids
    assert {document for _, document in a} <= known
    assert set(a.values()) | set(b.values()) <= {0, 1, 2}
    assert judged.kappa(a, b) > 0.5


def test_the_documents_of_the_judged_set_are_originals_alone() -> None:
    told = {each.id: each for each in judged.documents()}
    assert told["pazos"].language == "es"
    assert "paz" in told["pazos"].title.casefold()
    assert "peace" not in told["pazos"].title.casefold()


def _write(folder: Path) -> list[str]:
    (folder / "q.tsv").write_text(
        "id\tlanguage\ttext\nq1\tes\tpresupuesto participativo\nq2\tar\tالمياه\nq3\ten\twater\n",
        encoding="utf-8",
    )
    (folder / "d.tsv").write_text(
        "id\tlanguage\ttext\nd1\ten\tParticipatory budgeting in practice\n"
        "d2\ten\tDrinking water for all\nd3\tfr\tLes transports publics\n",
        encoding="utf-8",
    )
    (folder / "j.tsv").write_text("q1\td1\t2\nq2\td2\t1\nq3\td2\t2\nq3\td3\t0\n", encoding="utf-8")
    return [
        "--queries", str(folder / "q.tsv"), "--documents", str(folder / "d.tsv"),
        "--judgements", str(folder / "j.tsv"),
    ]  # fmt: skip


def test_a_set_of_ones_own_is_measured_per_pair_and_method(tmp_path: Path) -> None:
    said, figures = bench("relevance", "--set", "mine", *_write(tmp_path))
    assert said.startswith("command: agora bench relevance")
    mine = figures["mine"]
    assert set(mine) == {"es-en", "ar-en", "en-en"}
    assert mine["ar-en"]["none"] == 0
    assert mine["ar-en"]["glossary"] == mine["ar-en"]["both"] == 1
    assert mine["es-en"]["glossary"] == 1
    assert mine["en-en"]["none"] == 1


def test_a_set_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    import subprocess
    import sys

    arguments = _write(tmp_path)
    (tmp_path / "d.tsv").write_text("d1 without tabs\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "agora.config.cli", "bench", "relevance", *arguments],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "line 1: 3 cells" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not (DATA / "clir").exists(), reason="the public test texts are not here")
def test_the_known_item_sets_are_built_as_described() -> None:
    goals = sets.sdg(DATA)
    assert len(goals.documents) == 438
    count = {tag: sum(q.language == tag for q in goals.queries) for tag in ("es", "fr", "pt")}
    assert count == {"es": 438, "fr": 438, "pt": 169}
    assert all(len(query.text.split()) <= 5 for query in goals.queries)
    passages = sets.tico19(DATA)
    assert len(passages.documents) == 1023
    assert sum(query.language == "ar" for query in passages.queries) == 1023
    pool = sets.mixed(DATA)
    assert {told.language for told in pool.documents} == {"en", "es", "fr", "pt"}
    assert json.dumps([told.language for told in pool.documents[:5]]) == json.dumps(
        [told.language for told in sets.mixed(DATA).documents[:5]]
    )
