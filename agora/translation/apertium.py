"""Apertium, a translator that works by rules, as Debian packages it: `apertium-eng-spa` and so on."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from agora.translation import modes, stream
from agora.translation.contract import Pair
from agora.translation.pipe import Pipe

FOLDER: Final = Path("/usr/share/apertium/modes")
SECONDS: Final = 2.0
IDLE: Final = 300.0
"""Seconds after which programs nobody asks are ended: each direction holds 80 to 400 MB."""


class Apertium:
    """Every direction there is a mode file for, and those two or three of them make together."""

    name = "apertium"

    def __init__(
        self,
        folders: Iterable[Path] = (FOLDER,),
        *,
        seconds: float = SECONDS,
        idle: float = IDLE,
        first: Iterable[str] = (),
    ) -> None:
        """`seconds` is allowed for each text; `first` are the middle languages to prefer."""
        self._modes, self.faults = modes.found_in(folders)
        self._routes: Mapping[Pair, modes.Steps] = modes.routes(self._modes, first)
        self._seconds, self._idle = seconds, idle
        self._pipes: dict[Pair, Pipe] = {}
        self._lock = threading.Lock()
        self._watch: threading.Thread | None = None
        self._closing = threading.Event()

    @property
    def pairs(self) -> frozenset[Pair]:
        """The pairs it can do, through a middle language or not."""
        return frozenset(self._routes)

    def steps(self, source: str, target: str) -> modes.Steps:
        """The directions a translation goes through; none where it cannot be done."""
        return self._routes.get((source, target), ())

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str | None]:
        """Each text in the target language; a text of no words is its own translation."""
        steps = self.steps(source, target)
        if not steps:
            return [None] * len(texts)
        given = [list(stream.pieces(stream.tidy(text))) for text in texts]
        made: list[list[str | None]] = [list(each) for each in given]
        for step in steps:
            self._step(step, made)
        return [
            None if any(one is None for one in each) else " ".join(one for one in each if one)
            for each in made
        ]

    def _step(self, step: Pair, made: list[list[str | None]]) -> None:
        """Put every piece that is still there through one direction."""
        places = [
            (row, column, piece)
            for row, each in enumerate(made)
            for column, piece in enumerate(each)
            if piece
        ]
        wanted = [(row, at, piece) for row, at, piece in places if any(map(str.isalpha, piece))]
        pipe = self._pipe(step)
        answers = pipe.ask([stream.to_stream(piece) for _, _, piece in wanted])
        for (row, column, piece), answer in zip(wanted, answers, strict=True):
            made[row][column] = None if answer is None else stream.from_stream(answer, piece)

    def _pipe(self, step: Pair) -> Pipe:
        with self._lock:
            pipe = self._pipes.get(step)
            if pipe is None:
                name = f"Apertium {step[0]}-{step[1]}"
                pipe = self._pipes[step] = Pipe(name, self._modes[step].commands, self._seconds)
            if self._watch is None:
                self._closing.clear()
                self._watch = threading.Thread(
                    target=self._watch_idle, name="apertium-idle", daemon=True
                )
                self._watch.start()
        return pipe

    def pipes(self) -> tuple[Pipe, ...]:
        """The directions used so far."""
        with self._lock:
            return tuple(self._pipes.values())

    def _watch_idle(self) -> None:
        """End programs that idle, until told to stop."""
        while not self._closing.wait(max(0.05, self._idle / 10)):
            for pipe in self.pipes():
                pipe.close_if_idle(self._idle)

    def close(self) -> None:
        """End every program that was started. A later call may start them again."""
        self._closing.set()
        with self._lock:
            watch, self._watch = self._watch, None
        if watch is not None:
            watch.join(5)
        for pipe in self.pipes():
            pipe.close()

    def forget(self) -> None:
        """In a forked child: leave the parent's programs alone and begin anew."""
        pipes, self._pipes = self._pipes, {}
        self._lock = threading.Lock()
        self._watch = None
        self._closing = threading.Event()
        for pipe in pipes.values():
            pipe.forget()
