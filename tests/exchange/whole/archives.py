"""Archives as tests look into them, and as somebody with bad intent changes them."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any


def inside(path: Path) -> dict[str, bytes]:
    """Every entry of a ZIP."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows_in(entries: dict[str, bytes], model: str) -> list[dict[str, Any]]:
    """The rows of one table."""
    name = next(name for name in entries if name.endswith(f"/{model.lower()}.jsonl"))
    return [json.loads(line) for line in entries[name].splitlines()]


def dateless(entries: dict[str, bytes]) -> dict[str, bytes]:
    """The same with the manifest's date away."""
    manifest = json.loads(entries["manifest.json"])
    del manifest["made_at"]
    return {**entries, "manifest.json": json.dumps(manifest).encode()}


def packed(path: Path, entries: dict[str, bytes], **said: Any) -> Path:
    """A ZIP with these entries, and a manifest that fits them but for what is `said`."""
    manifest = json.loads(entries["manifest.json"])
    former = {one["name"]: one for one in manifest["files"]}
    manifest["files"] = [
        {
            **former.get(name, {"rows": 0}),
            "name": name,
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
            **({"rows": data.count(b"\n")} if name.endswith(".jsonl") else {}),
        }
        for name, data in entries.items()
        if name != "manifest.json"
    ]
    manifest |= said
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            if name != "manifest.json":
                archive.writestr(name, data)
        archive.writestr("manifest.json", json.dumps(manifest))
    return path
