"""Every room has a floor, and calls downstairs only."""

import subprocess
import sys
from pathlib import Path

from tests.house.rooms import PACKAGE, ROOT, floors

NO_ROOM = {"locale", "__pycache__"}


def test_every_folder_is_a_room_with_a_floor():
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir()} - NO_ROOM
    assert folders == set(floors())


def test_every_room_says_what_it_is():
    silent = [
        room
        for room in floors()
        if not (PACKAGE / room / "__init__.py").read_text().startswith('"""')
    ]
    assert silent == []


def test_rooms_call_downstairs_only():
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
