"""`agora serve`: web server and background worker together, stopped together."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from importlib import import_module
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import connections
from django.template.loader import get_template
from django.utils import translation
from django.utils.module_loading import import_string

from agora.catalogue.bridge import bridge
from agora.kernel.console import Command as Base
from agora.kernel.languages import TAGS

_ARENA_MAX, _MMAP_THRESHOLD = -8, -3
"""Names of glibc's settings, as `malloc.h` numbers them."""


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
        _share()
        processes = {"web server": _start("agora web", lambda: _web(options))}
        if not options["no_worker"]:
            processes["background worker"] = _start("agora worker", lambda: call_command("worker"))
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
            failed = next((n for n, p in processes.items() if p.exitcode is not None), "")
        if failed:
            self.say(f"The {failed} ended by itself; stopping the rest.")
        _stop(processes)
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


def _share() -> None:
    """Read what every process needs before there are any, so that they hold it together.

    A process that is forked shares its parent's memory until one of them writes to it. What
    is frozen here is never looked at by the collector, which would write to all of it.
    """
    import_string(settings.WSGI_APPLICATION)
    import_module(settings.ROOT_URLCONF)
    bridge()
    for tag in TAGS:
        with translation.override(tag):
            translation.gettext("Search")
    for room in apps.get_app_configs():
        if room.name.startswith("agora."):
            folder = Path(room.path) / "templates"
            for page in sorted(folder.rglob("*.html")):
                get_template(page.relative_to(folder).as_posix())
    connections.close_all()
    _one_heap()
    gc.collect()
    gc.freeze()


def _one_heap() -> None:
    """Let glibc keep one heap for all threads and give large pieces back to the system.

    A heap for each thread would hold several times what any of them needs just now.
    """
    with contextlib.suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_ARENA_MAX, 1)
        mallopt(_MMAP_THRESHOLD, 128 * 1024)


def _web(options: dict[str, Any]) -> None:
    """Granian's server; its processes are forked from this one, and so share its memory too."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    Granian(
        ":".join(settings.WSGI_APPLICATION.rsplit(".", 1)),
        interface=Interfaces.WSGI,
        address=options["host"],
        port=options["port"],
        workers=options["workers"],
        blocking_threads=options["threads"],
        respawn_failed_workers=True,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=10_000, max_buffer_size=65_536),
        log_level=LogLevels.warning,
    ).serve()


def _start(name: str, run: Callable[[], Any]) -> ForkProcess:
    process = multiprocessing.get_context("fork").Process(target=_child, args=(name, run))
    process.start()
    return process


def _child(name: str, run: Callable[[], Any]) -> None:
    # A session of its own, so that Ctrl+C reaches only the parent, which stops each in order.
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    with contextlib.suppress(OSError):  # seen in `ps`, where the system has such a file
        Path("/proc/self/comm").write_text(name, encoding="ascii")
    multiprocessing.set_start_method("fork", force=True)
    run()


def _stop(processes: dict[str, ForkProcess]) -> None:
    for process in processes.values():
        if process.exitcode is None:
            process.terminate()
    deadline = time.monotonic() + 20
    for process in processes.values():
        process.join(max(0.1, deadline - time.monotonic()))
        if process.exitcode is None and process.pid:
            os.killpg(process.pid, signal.SIGKILL)
            process.join()
