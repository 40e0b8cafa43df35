"""Running the import in a test and reading what it said."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command

FIXTURES = Path(__file__).parent / "fixtures"


def bring(*arguments: str | Path) -> tuple[int, str]:
    """The exit code of `agora import resources …` and what it said."""
    said = io.StringIO()
    try:
        call_command("import", "resources", *map(str, arguments), stdout=said)
    except CommandError as error:
        return error.returncode, f"{said.getvalue()}{error}\n"
    return 0, said.getvalue()


def written(folder: Path, data: Any, name: str = "record.json") -> Path:
    """A file holding this as JSON."""
    path = folder / name
    path.write_text(json.dumps(data, ensure_ascii=True), "utf-8")
    return path


def sheet(**fields: Any) -> dict[str, Any]:
    """A small good record; `fields` replace its parts, None leaves a part out."""
    record = {
        "@context": ["https://w3id.org/kim/amb/context.jsonld", {"@language": "en"}],
        "id": "https://school.ondara.example/sheet",
        "type": ["LearningResource"],
        "name": "A sheet on Ondara's lamps",
    } | fields
    return {name: value for name, value in record.items() if value is not None}
