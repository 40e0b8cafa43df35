"""Each measurement runs on a small market and ends in its line of JSON; none is judged by a clock."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from agora.bench import load, reporting, serving, weight
from agora.bench.corpus import NotOurs, Skewed, fill
from agora.bench.desk_review import TARGETS as DESK_TARGETS
from agora.bench.learning import TARGETS as LEARNING_TARGETS
from agora.bench.market import Market, MarketFailed, own_market
from agora.bench.pages import TARGETS as PAGE_TARGETS
from agora.bench.pages import TITLES
from agora.config import cli

ROOT = Path(__file__).resolve().parents[2]


def bench(*arguments, timeout=240, **environment):
    """What `agora bench` prints, and the figures of its last line."""
    given = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "agora.config.cli", "bench", *arguments],
        cwd=ROOT,
        env={**given, **environment},
        capture_output=True,
        text=True,
        timeout=timeout,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout, json.loads(done.stdout.strip().splitlines()[-1])


def test_search_prints_a_table_and_its_figures():
    said, figures = bench("search", "--documents", "300", "--rounds", "5")
    assert said.startswith("command: agora bench search --documents 300\nmachine: ")
    assert {
        "documents", "p50_cpu_ms", "p95_cpu_ms", "home_p50_cpu_ms", "suggest_p95_cpu_ms",
        "build_cpu_s", "index_mb", "facet_errors",
    } <= set(figures)  # fmt: skip
    assert figures["documents"] == 300
    assert figures["facet_errors"] == 0


def test_pages_measures_every_page_and_uses_a_kept_market_again(tmp_path):
    said, figures = bench(
        "pages", "--resources", "400", "--rounds", "2", "--folder", str(tmp_path / "market")
    )
    assert "Explore, heavy query, 3 filters" in said
    for page in TITLES:
        assert figures[f"{page}_p50_cpu_ms"] > 0
        assert figures[f"{page}_p95_cpu_ms"] > 0
        assert figures[f"{page}_queries"] > 0
        assert figures[f"{page}_bytes_br"] > 100
    assert set(PAGE_TARGETS) <= set(figures)
    assert figures["resources"] == 400
    said, figures = bench(
        "pages", "--resources", "400", "--rounds", "2", "--folder", str(tmp_path / "market"),
        "--profile", "resource",
    )  # fmt: skip
    assert "fill_cpu_s" not in figures
    assert "Ordered by: cumulative time" in said


def test_desk_measures_the_queue_of_reviews():
    said, figures = bench("desk", "--items", "70", "--rounds", "2", "--part", "review")
    assert "queue narrowed by language, axis and kind" in said
    assert figures["submissions"] == 70
    assert figures["queries of the queue, more with all than with 30"] == 0
    assert set(DESK_TARGETS) <= set(figures)


def test_pages_never_writes_into_a_market_that_is_not_its_own(db, settings, tmp_path, monkeypatch):
    monkeypatch.delenv("AGORA_BENCH_FOLDER", raising=False)
    with pytest.raises(NotOurs, match="invented records"):
        fill(10, lambda _label: lambda _done, _total: None)


@pytest.mark.usefixtures("market")
def test_pages_refuses_a_folder_with_a_real_market(settings, monkeypatch):
    monkeypatch.setenv("AGORA_BENCH_FOLDER", str(settings.DATA))
    with pytest.raises(NotOurs, match="real market"):
        fill(10, lambda _label: lambda _done, _total: None)


def test_the_measured_market_knows_nothing_of_the_real_one(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@localhost/real")
    monkeypatch.setenv("AGORA_DATA", "/srv/agora")
    with own_market() as market:
        assert "DATABASE_URL" not in market.environment
        assert market.environment["AGORA_DATA"] == str(market.folder)
        kept = market.folder
    assert not kept.exists()


def test_a_failed_command_says_what_it_said(tmp_path):
    with pytest.raises(MarketFailed, match="agora no-such failed"):
        Market(tmp_path).run("no-such")


@pytest.mark.own_database
@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="reads Linux's /proc")
def test_serve_counts_answers_and_memory(live_market, tmp_path):
    folder = tmp_path / "market"
    database = live_market.environment["DATABASE_URL"]
    if database.startswith("sqlite:///"):  # else the command loads the demonstration itself
        folder.mkdir()
        with (
            closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as source,
            closing(sqlite3.connect(folder / "agora.sqlite3")) as copy,
        ):
            source.backup(copy)
        shutil.copytree(live_market.data / "index", folder / "index")
    said, figures = bench(
        "serve", "--seconds", "1", "--workers", "1", "--idle", "0.5", "--folder", str(folder)
    )
    assert "background worker" in said
    assert set(serving.TARGETS) <= set(figures)
    assert figures["requests_per_s"] > 0
    assert figures["first_page_s"] > 0
    assert figures["web_worker_mb"] + figures["background_worker_mb"] < figures["together_idle_mb"]


@pytest.mark.browser
@pytest.mark.usefixtures("browser")
def test_weight_counts_what_a_first_visit_fetches(live_market):
    said, figures = bench("weight", "--url", live_market.url)
    assert "home (ar)" in said
    assert set(weight.TARGETS) == set(figures)
    for name, value in figures.items():
        assert value <= weight.TARGETS[name][1], name


def test_a_number_that_is_none_is_refused(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["agora", "bench", "pages", "--resources", "0"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert "“0” is not a whole number of at least 1" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["", "search", "pages", "serve", "desk", "weight"])
def test_every_help_has_an_example(kind, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["agora", "bench", *filter(None, [kind]), "--help"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    assert f"Example:\n  agora bench {kind}" in capsys.readouterr().out


def test_the_table_is_aligned_and_the_targets_judged():
    assert reporting.table(("page", "ms"), [("home", 3.14159), ("explore", 12_000)]).split(
        "\n"
    ) == [
        "page         ms",
        "home        3.1",
        "explore  12,000",
    ]
    said = reporting.against({"a": 3, "b": 3}, {"a": ("≤", 2.0), "b": ("≥", 2.0), "c": ("≤", 1.0)})
    assert [line.split()[-1] for line in said.split("\n")[1:]] == ["MISSED", "met"]
    assert reporting.middle([1.0, 9.0, 2.0]) == 2.0
    assert reporting.slow([4.0]) == 4.0


def test_draws_are_skewed_and_repeatable():
    import random

    drawn = Skewed("abcdef").some(random.Random(1), 2_000)
    assert drawn == Skewed("abcdef").some(random.Random(1), 2_000)
    assert drawn.count("a") > 2 * drawn.count("c") > 2 * drawn.count("f") * 0.9


def test_the_asker_refuses_an_answer_that_is_not_a_page():
    import socket
    import threading

    listening = socket.create_server(("127.0.0.1", 0))

    def answer():
        connection, _ = listening.accept()
        connection.recv(1_000)
        connection.sendall(b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")
        connection.close()

    thread = threading.Thread(target=answer)
    thread.start()
    with pytest.raises(ConnectionError, match="500"):
        load.ask_all("127.0.0.1", listening.getsockname()[1], ["/"], 1, 2, 10)
    thread.join()
    listening.close()


def test_learning_names_its_figures_and_loses_nothing_when_killed():
    said, figures = bench(
        "learning", "--learners", "12", "--rounds", "4", "--seconds", "6", "--kill", timeout=480
    )
    assert said.startswith("command: agora bench learning --learners=12 --rounds=4\nmachine: ")
    assert list(figures)[:5] == list(LEARNING_TARGETS)
    assert figures["lesson_cpu_ms"] > 0
    assert figures["completion_cpu_ms"] > 0
    assert figures["completions_refused"] == 0
    assert figures["completed_before_kill"] > 0
    assert figures["lost_by_kill"] == 0
