"""All that can be said of the code without running the tests: `make check`.

Every check is run, and at the end those that failed are named.

    python tools/check.py            all
    python tools/check.py types lint some, by name
"""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from steps import Steps

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
LARGEST = 900_000  # bytes: no file of this project needs more
_HOST = re.compile(r"[a-z][a-z0-9+.-]*://([^/\s\"']+)", re.IGNORECASE)
# Who may be thanked for a package is no address to fetch it from.
_FUNDING = re.compile(r'"funding":\s*(\{[^}]*\}|\[[^\]]*\]|"[^"]*")')
_NOT_OURS = re.compile(
    r"(^|/)(node_modules|vendor|\.venv|site-packages)/|\.min\.(js|css)$|\.(whl|mo|pyc|map)$"
    r"|\.egg-info/|(^|/)(axe|htmx|leaflet|bootstrap)[.\w-]*\.(js|css)$"
)


def tool(*command: str, **also: str) -> bool:
    """Run a program of the environment; what it says is shown."""
    environment = {**os.environ, **also}
    program = [str(BIN / command[0]), *command[1:]]
    return subprocess.run(program, cwd=ROOT, env=environment, check=False).returncode == 0


def templates() -> bool:
    """Both tools look at every template."""
    files = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("agora/*/templates/**/*.html"))
    modern = tool("djade", "--target-version", "5.2", "--check", *files)
    return tool("djlint", "--lint", "--quiet", *files) and modern


def migrations() -> bool:
    """The models and their migrations say the same."""
    with tempfile.TemporaryDirectory() as data:
        return tool(
            "agora", "makemigrations", "--check", "--dry-run", AGORA_DATA=data, DATABASE_URL=""
        )


def deploy() -> bool:
    """Production settings pass Django's own checks without one warning."""
    with tempfile.TemporaryDirectory() as data:
        return tool(
            "agora", "check", "--deploy", "--fail-level", "WARNING",
            AGORA_MODE="production", AGORA_MAIL="smtp://localhost:25",
            AGORA_TEAM_MAIL="team@example.org", AGORA_DATA=data, AGORA_URL="https://learning.example.org",
            AGORA_SECRET_KEY=secrets.token_urlsafe(60),
            AGORA_HOSTS="learning.example.org", DATABASE_URL="",
        )  # fmt: skip


def locks() -> bool:
    """Lock files carry hashes and no host name, so that they hold wherever packages come from."""
    faults = []
    for path in (*sorted(ROOT.glob("requirements*.lock")), ROOT / "package-lock.json"):
        text = path.read_text()
        if path.suffix == ".json":
            text = _FUNDING.sub("", text)
            if '"resolved"' in text:
                faults.append(f"{path.name} says where packages were fetched (“resolved”)")
        else:
            blocks = re.findall(r"^[A-Za-z0-9].*(?:\n[ #].*)*", text, re.MULTILINE)
            faults += [
                f"{path.name}: {block.splitlines()[0]} has no hash"
                for block in blocks
                if "--hash=" not in block
            ]
        faults += [
            f"{path.name} names the host {host}" for host in sorted(set(_HOST.findall(text)))
        ]
        faults += [f"{path.name}: {line}" for line in re.findall(r"^--.*", text, re.MULTILINE)]
    return _none(faults)


def ours() -> bool:
    """Nothing of another project's is committed, nothing made, nothing large."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listing.returncode:
        print("Skipped: this is no git checkout, so what is committed cannot be seen.")
        return not os.environ.get("CI")
    names = [name for name in listing.stdout.split("\0") if name]
    faults = [
        f"{name} is not ours or is made at set-up" for name in names if _NOT_OURS.search(name)
    ]
    for name in names:
        path = ROOT / name
        if path.is_file() and path.stat().st_size > LARGEST:
            faults.append(f"{name} has {path.stat().st_size:,} bytes, more than {LARGEST:,}")
    return _none(faults)


def _none(faults: list[str]) -> bool:
    for fault in faults:
        print(fault)
    return not faults


CHECKS: dict[str, tuple[str, Callable[[], bool]]] = {
    "format": ("Format (ruff)", lambda: tool("ruff", "format", "--check", "--quiet", ".")),
    "lint": ("Lint (ruff)", lambda: tool("ruff", "check", "--quiet", ".")),
    "types": ("Types (mypy)", lambda: tool("mypy", "--no-error-summary", "agora")),
    "floors": ("Import floors (import-linter)", lambda: tool("lint-imports", "--no-cache")),
    "templates": ("Templates (djade, djlint)", templates),
    "words": ("Translations", lambda: tool("python", "tools/words.py", "check")),
    "glossary": ("Glossary", lambda: tool("python", "tools/glossary.py", "check")),
    "migrations": ("Migrations in step with the models", migrations),
    "deploy": ("Production settings", deploy),
    "locks": ("Lock files", locks),
    "ours": ("Only our own files are committed", ours),
}


def main(names: list[str]) -> int:
    """Exit code 0 when nothing is wrong."""
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        print(f"There is no check {', '.join(unknown)}. There are: {', '.join(CHECKS)}.")
        return 2
    chosen = names or list(CHECKS)
    steps, failed = Steps(len(chosen)), []
    for name in chosen:
        title, work = CHECKS[name]
        steps.say(title)
        sys.stdout.flush()
        if not work():
            failed.append(name)
            steps.note("failed")
    if failed:
        print(f"\n{len(failed)} of {len(chosen)} checks failed: {', '.join(failed)}.")
        return 1
    print(f"All {len(chosen)} checks passed ({steps.seconds:.0f} s).")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
