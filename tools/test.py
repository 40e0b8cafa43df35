"""Everything: the checks, the tests on SQLite and on PostgreSQL, and a browser. `make test`.

    python tools/test.py                all
    python tools/test.py sqlite         one part (check, sqlite, postgres, browser)

Where CI is set, a database or browser that is missing is a failure; elsewhere it is said.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import postgres
from steps import Steps

ROOT = Path(__file__).resolve().parents[1]
PYTHON = str(ROOT / ".venv" / "bin" / "python")
WORKERS = os.environ.get("AGORA_TEST_WORKERS", "2")
# A worker that has nothing left takes tests over from another.
PYTEST = (PYTHON, "-m", "pytest", "-q", "-n", WORKERS, "--dist", "worksteal", "--no-header")
# Only what works on the tests' database can behave differently there; conftest.py marks it.
ON_POSTGRES = "(database and not browser and not own_database and not any_database) or smoke"

PARTS: dict[str, tuple[str, Sequence[str]]] = {
    "check": ("Checks", (PYTHON, "tools/check.py")),
    "sqlite": ("Tests on SQLite", (*PYTEST, "-m", "not browser")),
    "browser": ("Browser tests on SQLite", (*PYTEST, "-m", "browser")),
    "postgres": (
        "Tests on PostgreSQL, with the shortest walk through the browser",
        (PYTHON, "tools/postgres.py", "--", *PYTEST, "-m", ON_POSTGRES),
    ),
}


def main(names: list[str]) -> int:
    """Exit code 0 when all passed."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"There is no part {', '.join(unknown)}. There are: {', '.join(PARTS)}.")
        return 2
    chosen = names or list(PARTS)
    steps, failed, skipped, took = Steps(len(chosen)), [], [], []
    environment = {
        k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PYTHONDONTWRITEBYTECODE")
    }
    # Tests start a hundred programs: each would compile all modules anew where none may be written
    # beside the sources, as in many containers.
    environment["PYTHONPYCACHEPREFIX"] = str(ROOT / "build" / "bytecode")
    for name in chosen:
        title, command = PARTS[name]
        begin = steps.seconds
        steps.say(title)
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        took.append(f"{name} {steps.seconds - begin:.0f} s")
        if name == "postgres" and code == postgres.NOT_INSTALLED and not os.environ.get("CI"):
            skipped.append("PostgreSQL is not installed (Debian: sudo apt install postgresql)")
        elif code:
            failed.append(name)
    print(f"\nTime: {', '.join(took)}; {steps.seconds:.0f} s together.")
    for text in skipped:
        print(f"Skipped: {text}.")
    if failed:
        print(f"Failed: {', '.join(failed)}.")
        return 1
    print("All passed.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
