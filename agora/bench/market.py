"""A market of its own for a measurement: its own folder, database, index and server."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

HOST = "127.0.0.1"
_SECONDS_TO_START = 60
_SECONDS_TO_STOP = 25
# What could lead the measured market to the real one, or change what is measured.
_NOT_INHERITED = ("AGORA_MODE", "AGORA_SECRET_KEY", "AGORA_MEDIA", "AGORA_HOSTS", "DATABASE_URL",
                  "AGORA_DEBUG", "AGORA_BEHIND_PROXY", "DJANGO_SETTINGS_MODULE")  # fmt: skip


class MarketFailed(Exception):
    """A command of the measured market failed; the message says how."""


class Market:
    """A folder with everything a market keeps, and the environment that points to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **{k: v for k, v in os.environ.items() if k not in _NOT_INHERITED},
            "AGORA_DATA": str(folder),
            "AGORA_MAIL": "console:",
        }
        if not static_is_fresh():
            self.environment["AGORA_STATIC"] = str(folder / "static")

    def run(self, *arguments: str, echo: bool = False) -> str:
        """What an `agora` command prints; `echo` lets it print for itself."""
        done = subprocess.run(  # noqa: S603 (our own program)
            self._command(*arguments),
            env=self.environment,
            stdout=None if echo else subprocess.PIPE,
            stderr=None if echo else subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise MarketFailed(f"agora {' '.join(arguments[:2])} failed.\n{done.stdout or ''}")
        return done.stdout or ""

    def set_up(self) -> None:
        """Database and vocabularies; static files only where those of the checkout are old."""
        own = "AGORA_STATIC" in self.environment
        self.run("setup", *([] if own else ["--no-static"]))

    @staticmethod
    def _command(*arguments: str) -> list[str]:
        return [sys.executable, "-m", "agora.config.cli", *arguments]

    @contextlib.contextmanager
    def served(self, *, workers: int = 1, background: bool = True) -> Iterator[Served]:
        """`agora serve` on a free port of this machine alone, stopped afterwards.

        Without `background` no worker runs beside it.
        """
        port = free_port()
        environment = {**self.environment, "AGORA_URL": f"http://{HOST}:{port}"}
        with tempfile.TemporaryFile() as log:
            start = time.perf_counter()
            process = subprocess.Popen(  # noqa: S603 (our own program)
                self._command(
                    "serve",
                    "--port",
                    str(port),
                    "--workers",
                    str(workers),
                    *([] if background else ["--no-worker"]),
                ),
                env=environment,
                stdout=log,
                stderr=log,
            )
            try:
                served = Served(process.pid, port)
                while not served.answers():
                    if (
                        process.poll() is not None
                        or time.perf_counter() - start > _SECONDS_TO_START
                    ):
                        log.seek(0)
                        raise MarketFailed(f"The server did not start.\n{log.read().decode()}")
                    time.sleep(0.01)
                served.started_in = time.perf_counter() - start
                yield served
            finally:
                family = [process.pid, *descendants(process.pid)]
                process.terminate()
                try:
                    process.wait(_SECONDS_TO_STOP)
                except subprocess.TimeoutExpired:
                    for pid in family:
                        with contextlib.suppress(ProcessLookupError):
                            os.kill(pid, signal.SIGKILL)
                    process.wait()


class Served:
    """A running server."""

    def __init__(self, pid: int, port: int) -> None:
        self.pid, self.port = pid, port
        self.url = f"http://{HOST}:{port}"
        self.started_in = 0.0

    def answers(self) -> bool:
        """Whether the home page comes."""
        try:
            return bool(page_at(f"{self.url}/en/"))
        except urllib.error.HTTPError as error:
            raise MarketFailed(f"The home page answered {error.code}.") from error
        except OSError:
            return False


def page_at(url: str) -> str:
    """The text of a page."""
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 (our own server)
        return str(answer.read().decode())


@contextlib.contextmanager
def own_market(folder: Path | None = None) -> Iterator[Market]:
    """A market in `folder`, which is kept, or in a temporary one, which is not."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield Market(folder.resolve())
        return
    temporary = Path(tempfile.mkdtemp(prefix="agora-bench-"))
    try:
        yield Market(temporary)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def static_is_fresh() -> bool:
    """Whether the collected static files are there and none of our sources is newer."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        return False
    collected = manifest.stat().st_mtime
    rooms = Path(__file__).resolve().parents[1]
    return all(
        path.stat().st_mtime <= collected for path in rooms.glob("*/static/**/*") if path.is_file()
    )


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def descendants(pid: int) -> list[int]:
    """All processes that came from this one, as far as the system tells (Linux does)."""
    found: list[int] = []
    for kept in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, kept.read_text().split()):
                found += [child, *descendants(child)]
    return found
