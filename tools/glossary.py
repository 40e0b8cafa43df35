"""Check the glossary's files: `python tools/glossary.py check [FILE …]`.

`checked LANGUAGE [FILE …]` enters the lines of these files in the ledger of checked
lines: run it only after a second reader, not their writer, has gone through them.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from agora.topics import checking, glossary


def check(paths: list[Path]) -> int:
    """Print every fault; the exit code says whether there are any."""
    report = checking.check(paths)
    print(*report.lines, sep="\n")
    return 1 if report.faults else 0


def mark(tag: str, paths: list[Path]) -> int:
    """Write the digests of these files' lines in one language into the ledger."""
    ledger = glossary.checked_lines()[tag]
    ledger |= {
        entry.key: glossary.digest_of(entry.lines[tag]) for entry in glossary.read(paths or None)
    }
    known = {entry.key for entry in glossary.read()}
    glossary.CHECKED.mkdir(exist_ok=True)
    rows = [f"{key}\t{digest}\n" for key, digest in sorted(ledger.items()) if key in known]
    head = "# concept, digest of the label line a second reader went through\n"
    (glossary.CHECKED / f"{tag}.tsv").write_text(head + "".join(rows), encoding="utf-8")
    print(f"{len(rows)} lines checked in {tag}.")
    return 0


def main(arguments: list[str]) -> int:
    """Do what the first word says."""
    if arguments[:1] == ["check"]:
        return check([Path(each) for each in arguments[1:]])
    if arguments[:1] == ["checked"] and arguments[1:2] and arguments[1] in glossary.LANGUAGES:
        return mark(arguments[1], [Path(each) for each in arguments[2:]])
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
