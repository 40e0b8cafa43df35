"""`agora serve`: web server and background worker together, stopped together."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from agora.kernel.console import Command as Base


class Command(Base):
    """Start granian and the worker; end both when one ends or a signal comes."""

    needs_database = True

    help = "Serve the market: web server and background worker together. Ctrl+C stops both."
    example = "agora serve --host 0.0.0.0 --port 8000 --workers 2"

    def add_arguments(self, parser: CommandParser) -> None:
        """Options."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")
        parser.add_argument("--workers", type=int, default=1, help="web processes")
        parser.add_argument("--threads", type=int, default=4, help="threads per web process")
        parser.add_argument("--no-worker", action="store_true", help="run the web server alone")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start, watch, stop."""
        self._port_is_free(options["host"], options["port"])
        granian = Path(sys.executable).with_name("granian")
        found = str(granian) if granian.exists() else shutil.which("granian")
        if not found:
            raise CommandError("granian is not installed. Run `make set-up` and try again.")
        web = [
            found, "--interface", "wsgi", "--host", options["host"], "--port", str(options["port"]),
            "--workers", str(options["workers"]), "--blocking-threads", str(options["threads"]),
            "--respawn-failed-workers", "--no-ws", "--http1-header-read-timeout", "10000",
            "--http1-buffer-size", "65536", "--log-level", "warning",
            "agora.config.wsgi:application",
        ]  # fmt: skip
        processes = {"web server": self._start(web)}
        if not options["no_worker"]:
            processes["background worker"] = self._start(
                [sys.executable, "-m", "agora.config.cli", "worker"]
            )
        stopping: list[int] = []
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda received, _frame: stopping.append(received))
        shown = "localhost" if options["host"] in ("127.0.0.1", "0.0.0.0") else options["host"]  # noqa: S104 (only compared)
        announced = False
        failed = ""
        while not stopping and not failed:
            time.sleep(0.1 if not announced else 0.3)
            if not announced and self._answers(options["host"], options["port"]):
                announced = True
                self.say(
                    f"{settings.SITE_NAME} is served at http://{shown}:{options['port']}/"
                    "  (Ctrl+C stops it)"
                )
            failed = next((n for n, p in processes.items() if p.poll() is not None), "")
        if failed:
            self.say(f"The {failed} ended by itself; stopping the rest.")
        self._stop(processes)
        self.say("Stopped.")
        if failed:
            sys.exit(1)

    @staticmethod
    def _port_is_free(host: str, port: int) -> None:
        """Raise CommandError with a sentence unless we can listen there."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or error
            raise CommandError(
                f"Port {port} on {host} cannot be used: {why}. Stop the program that has it, or "
                "choose another with --port."
            ) from error

    @staticmethod
    def _answers(host: str, port: int) -> bool:
        """Whether somebody listens there."""
        where = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 (only compared)
        with contextlib.suppress(OSError), socket.create_connection((where, port), timeout=1):
            return True
        return False

    @staticmethod
    def _start(command: list[str]) -> subprocess.Popen[bytes]:
        # A session of its own, so that Ctrl+C reaches only us and we stop each in order.
        return subprocess.Popen(command, env=os.environ.copy(), start_new_session=True)  # noqa: S603 (our own programs)

    @staticmethod
    def _stop(processes: dict[str, subprocess.Popen[bytes]]) -> None:
        for process in processes.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + 20
        for process in processes.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
