"""Runs a command with a PostgreSQL of its own, made for it and thrown away afterwards.

    python tools/postgres.py -- python -m pytest tests

The server is Debian's (or any on the PATH); it lives in a temporary folder, listens on the loopback
address alone, and does not care for its data. `DATABASE_URL` names it. Exit code 3 says that no
server is installed.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

NOT_INSTALLED = 3
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "150",
    "shared_buffers": "64MB",
    "log_min_messages": "fatal",
}


def programs() -> Path | None:
    """The folder of the newest server's programs."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3])
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _as_server(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: there it runs as its own user."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def server() -> Iterator[str]:
    """A running server; gives the value for `DATABASE_URL`. Raises LookupError without programs."""
    where = programs()
    if where is None:
        raise LookupError("no PostgreSQL server is installed")
    folder = Path(tempfile.mkdtemp(prefix="agora-postgres-"))
    try:
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        data, port = folder / "data", _free_port()
        _run([str(where / "initdb"), "-D", str(data), "-U", "agora", "--auth=trust", "-N",
              "-E", "UTF8", "--locale=C.UTF-8"], folder)  # fmt: skip
        options = " ".join(f"-c {name}={value}" for name, value in OPTIONS.items())
        control = [str(where / "pg_ctl"), "-D", str(data), "-s", "-w"]
        try:
            _run([*control, "-l", str(folder / "log"), "-t", "60",
                  "-o", f"-p {port} -k {folder} {options}", "start"], folder)  # fmt: skip
            yield f"postgresql://agora@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run(
                _as_server([*control, "-m", "immediate", "stop"]),
                cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
            )  # fmt: skip
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str], folder: Path) -> None:
    # Output goes to a file: the server started here would hold a pipe open for ever.
    with (folder / "made").open("w+") as said:
        done = subprocess.run(
            _as_server(command), cwd=folder, stdout=said, stderr=said, stdin=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C.UTF-8"}, check=False,
        )  # fmt: skip
        said.seek(0)
        if done.returncode:
            log = folder / "log"
            more = log.read_text() if log.exists() else ""
            raise SystemExit(f"PostgreSQL did not start ({command[0]}):\n{said.read()}{more}")


def main(arguments: list[str]) -> int:
    """Run the command behind `--` (or `--check`: is a server installed?)."""
    if arguments == ["--check"]:
        return 0 if programs() else NOT_INSTALLED
    if not arguments or arguments[0] != "--" or len(arguments) < 2:
        print(__doc__)
        return 2
    # A signal must still stop the server and remove the folder.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: sys.exit(128 + received))
    try:
        with server() as address:
            # The tests keep prepared databases on a server that goes away with them, and on no other.
            thrown_away = {"DATABASE_URL": address, "AGORA_TEST_SERVER": "thrown away"}
            environment = {**os.environ, **thrown_away}
            # In a group of its own, so that what the command started can be ended with it.
            process = subprocess.Popen(arguments[1:], env=environment, start_new_session=True)
            try:
                return process.wait()
            except BaseException:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGTERM)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(15)
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                raise
    except LookupError as error:
        print(f"Skipped: {error}.", file=sys.stderr)
        return NOT_INSTALLED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
