"""`agora serve`: what stops it with a sentence, and that it ends both its processes."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def start(folder, *arguments):
    """The command in a folder of its own, on SQLite."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AGORA_", "DATABASE_URL"))}
    return subprocess.Popen(
        [sys.executable, "-m", "agora.config.cli", *arguments],
        env={**kept, "AGORA_DATA": str(folder), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip


def free_port():
    """A port nobody has just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("command", ["serve", "worker", "reindex", "demo"])
def test_a_database_that_is_not_prepared_is_a_sentence(tmp_path, command):
    process = start(tmp_path, command)
    _out, complaint = process.communicate(timeout=60)
    assert process.returncode == 1
    assert complaint == "CommandError: The database is not prepared. Run `agora setup` first.\n"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at Linux’s /proc")
def test_a_port_that_is_taken_is_a_sentence_and_serving_ends_both_processes(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "agora.config.cli", "setup", "--no-static"],
        env={**os.environ, "AGORA_DATA": str(tmp_path), "DATABASE_URL": ""},
        cwd=ROOT, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    port = free_port()
    serving = start(tmp_path, "serve", "--port", str(port))
    try:
        assert serving.stdout.readline().startswith("Agora is served at")
        second = start(tmp_path, "serve", "--port", str(port))
        _out, complaint = second.communicate(timeout=60)
        assert second.returncode == 1
        assert complaint.startswith(f"CommandError: Port {port} on 127.0.0.1 cannot be used: ")
        assert complaint.count("\n") == 1
        children = _children(serving.pid)
        assert {_called(pid) for pid in children} == {"agora web", "agora worker"}
        web = next(pid for pid in children if _called(pid) == "agora web")
        (first,) = _children(web)
        assert _shares(first) > 0.3
        os.kill(int(first), signal.SIGKILL)
        assert _answers_again(port, web, first) == 200
        serving.send_signal(signal.SIGTERM)
        out, _complaint = serving.communicate(timeout=40)
        assert (serving.returncode, out.splitlines()[-1]) == (0, "Stopped.")
        for _turn in range(50):
            if not any(Path(f"/proc/{pid}").exists() for pid in children):
                break
            time.sleep(0.1)
        assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
    finally:
        serving.kill()


def _children(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def _called(pid):
    return Path(f"/proc/{pid}/comm").read_text().strip()


def _shares(pid):
    """How much of its memory a process holds together with others, of 1."""
    sizes = dict(
        line.split(":") for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    )
    own, shown = (int(sizes[name].split()[0]) for name in ("Pss", "Rss"))
    return 1 - own / shown


def _answers_again(port, web, gone, seconds=30):
    """What a page answers once another process has taken the place of one that was killed."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if [pid for pid in _children(web) if pid != gone]:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"http://127.0.0.1:{port}/en/about/", timeout=5) as answer,
            ):
                return answer.status
        time.sleep(0.2)
    return None


@pytest.mark.django_db
def test_a_web_process_reads_the_glossary_beside_its_first_requests(db):
    from agora.catalogue.bridge import bridge
    from agora.config.ready import get_ready

    thread = get_ready()
    thread.join(timeout=60)
    assert not thread.is_alive()
    assert bridge().lexicon.read("presupuesto participativo", "en").language == "es"
