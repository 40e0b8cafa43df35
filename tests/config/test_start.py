"""The start itself: what stops it, and that production is safe by its settings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRET = "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOP-by-hand"
PRODUCTION = {
    "AGORA_MODE": "production",
    "AGORA_TEAM_MAIL": "team@example.org",
    "AGORA_SECRET_KEY": SECRET,
    "AGORA_URL": "https://learning.example.org",
    "AGORA_MAIL": "smtp+tls://agora:word@mail.example.org",
}


def agora(folder, *arguments, **variables):
    """Run the command line with these settings alone."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AGORA_", "DATABASE_URL"))}
    return subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:agora", "-m", "agora.config.cli", *arguments],
        env={**kept, "AGORA_DATA": str(folder), **variables},
        capture_output=True, text=True, cwd=ROOT, timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AGORA_SECRET_KEY", ""),
        ("AGORA_SECRET_KEY", "short"),
        ("AGORA_SECRET_KEY", "a" * 60),
        ("AGORA_URL", ""),
        ("AGORA_URL", "http://learning.example.org"),
        ("AGORA_MODE", "live"),
        ("DATABASE_URL", "oracle://a/b"),
        ("AGORA_MAIL", "mail"),
        ("AGORA_MAIL", ""),
        ("AGORA_TEAM_MAIL", ""),
        ("AGORA_TEAM_MAIL", "nobody"),
        ("AGORA_HOSTS", ","),
        ("AGORA_URL", "https://learning.example.org?q=1"),
        ("AGORA_URL", "https://u:p@learning.example.org"),
        ("AGORA_PAGE_CACHE_SECONDS", "ten"),
        ("AGORA_FILE_MEGABYTES", "0"),
        ("AGORA_MEDIA_MEGABYTES", "0"),
        ("AGORA_FETCH_LOCAL", "127.0.0.1"),
        ("AGORA_FETCH_LOCAL", "127.0.0.1:8001"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence(tmp_path, name, value):
    done = agora(tmp_path, "check", **{**PRODUCTION, name: value})
    assert done.returncode == 2
    assert done.stderr.startswith(f"agora: {name} ")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stderr


def test_production_passes_the_checks_for_it_without_a_warning(tmp_path):
    done = agora(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_development_would_not_pass_them(tmp_path):
    done = agora(tmp_path, "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode != 0
    assert "security.W" in done.stderr


def test_a_development_key_is_made_once_and_kept_from_others(tmp_path):
    for _time in range(2):
        assert agora(tmp_path, "check").returncode == 0
    kept = tmp_path / "secret-key"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert len(kept.read_text()) >= 50
