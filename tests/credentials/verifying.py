"""The independent verifier, which shares no code with ours; it is given what it would fetch."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from tests.conftest import ROOT, missing

CONTEXTS = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-v3p0-context-3.0.3.json",
    "https://w3id.org/security/multikey/v1": "security-multikey-v1.json",
}


def node() -> str:
    """Where Node.js is; whoever has none skips."""
    found = shutil.which("node") or shutil.which("node", path=str(ROOT / ".venv" / "bin"))
    if not found:
        missing("Node.js is not here, which the independent verifier needs.")
    if not (ROOT / "node_modules" / "@digitalbazaar" / "vc").is_dir():
        missing("The independent verifier is not here: run `npm ci`.")
    return str(found)


def verified(
    node: str, credential: Mapping[str, Any], documents: Mapping[str, Any]
) -> dict[str, Any]:
    """What the verifier says; `documents` are those of the issuers and the list of the revoked."""
    folder = resources.files("openbadgeslib.ob3") / "contexts"
    contexts = {
        address: json.loads((folder / name).read_text()) for address, name in CONTEXTS.items()
    }
    answer = subprocess.run(
        [node, str(Path(__file__).with_name("verify.mjs"))],
        input=json.dumps({"credential": credential, "documents": {**contexts, **documents}}),
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    said: dict[str, Any] = json.loads(answer.stdout)
    return said
