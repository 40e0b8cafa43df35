"""Apertium's mode files: which programs, with which data, make one direction.

A mode file is one shell line, `program arguments | program arguments | …`. It is read as
words, never given to a shell; a line that needs one is left out.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agora.translation.contract import Pair, code_of

PATH: Final = "/usr/local/bin:/usr/bin:/bin"
"""Where the programs are looked for."""

MOST_STEPS: Final = 3
"""How many directions one translation may go through."""

# Variants of a language (`spa-cat_valencia`) and other alphabets are no direction of their own.
_NAME: Final = re.compile(r"([a-z]{2,3})-([a-z]{2,3})")
# What a shell would act upon. `$1` and `$2` are what the wrapper would fill in.
_SHELL: Final = re.compile(r"[;&<>`(){}\\\n]|\$(?![12]\b)")
_FILLED: Final = {"$1": "-g", "$2": ""}
# These answer each text at its NUL only when told to.
_FLUSH: Final = frozenset(
    {
        "apertium-anaphora", "apertium-interchunk", "apertium-postchunk", "apertium-posttransfer",
        "apertium-pretransfer", "apertium-tagger", "apertium-transfer", "cg-proc", "hfst-proc",
        "lrx-proc", "lsx-proc", "lt-proc", "rtx-proc",
    }
)  # fmt: skip

Command = tuple[str, ...]
Steps = tuple[Pair, ...]


@dataclass(frozen=True)
class Mode:
    """One direction: its programs in order, each reading what the one before wrote."""

    source: str
    target: str
    commands: tuple[Command, ...]


def commands_of(line: str) -> tuple[Command, ...]:
    """The programs of a mode's command line, each told to answer at a NUL.

    Raises ValueError, with the reason, for a line that is more than programs in a row.
    """
    line = line.strip()
    if not line or _SHELL.search(line):
        raise ValueError("its command is not a plain row of programs")
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|")
    lexer.whitespace_split = True
    lexer.commenters = ""
    found: list[Command] = []
    words: list[str] = []
    for word in [*lexer, "|"]:
        if word != "|":
            words.append(_FILLED.get(word, word))
            continue
        kept = [each for each in words if each]
        if not kept:
            raise ValueError("its command has a gap between two bars")
        program = shutil.which(kept[0], path=PATH)
        if program is None:
            raise ValueError(f"the program {kept[0]} is not installed")
        flush = ("-z",) if Path(program).name in _FLUSH else ()
        found.append((program, *flush, *kept[1:]))
        words = []
    return tuple(found)


def found_in(folders: Iterable[Path]) -> tuple[dict[Pair, Mode], list[str]]:
    """The directions there are mode files for, and a sentence on each file left out."""
    modes: dict[Pair, Mode] = {}
    faults: list[str] = []
    for folder in folders:
        for path in sorted(folder.glob("*.mode")):
            match = _NAME.fullmatch(path.stem)
            if match is None:
                continue
            source, target = code_of(match[1]), code_of(match[2])
            try:
                commands = commands_of(path.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                faults.append(f"{path.name} is left out: {error}")
                continue
            modes.setdefault((source, target), Mode(source, target, commands))
    return modes, faults


def routes(pairs: Iterable[Pair], first: Iterable[str] = ()) -> Mapping[Pair, Steps]:
    """How to get from each language to each other: the fewest directions, at most MOST_STEPS.

    Among equals one that goes through the languages named in `first` wins.
    """
    order = {tag: number for number, tag in enumerate(first)}
    onward: dict[str, list[str]] = {}
    for source, target in pairs:
        onward.setdefault(source, []).append(target)
    for targets in onward.values():
        targets.sort(key=lambda tag: (order.get(tag, len(order)), tag))
    found: dict[Pair, Steps] = {}
    for start in onward:
        reached: dict[str, Steps] = {start: ()}
        edge = [start]
        for _ in range(MOST_STEPS):
            beyond: list[str] = []
            for here in edge:
                for there in onward.get(here, ()):
                    if there not in reached:
                        reached[there] = (*reached[here], (here, there))
                        beyond.append(there)
            edge = beyond
        found.update({(start, end): steps for end, steps in reached.items() if steps})
    return found
