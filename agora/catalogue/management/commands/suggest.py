"""`agora suggest`: the topics a text seems to be about, with the words that led to them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from agora.catalogue import bridge
from agora.catalogue.indexing import live
from agora.catalogue.search.contract import LANGUAGES, TextPart
from agora.catalogue.suggesting import Suggested, suggestions_from
from agora.catalogue.topic_suggestions import AT_ONCE, texts_of, topics_suggest_due, unread
from agora.kernel.console import Command as Base
from agora.kernel.console import Progress
from agora.topics.queries import GLOSSARY, vocabulary

LARGEST = 1_000_000
"""Bytes read of a file: far more than the suggestions look at."""


class Command(Base):
    """Read a record or a file, and say what it seems to be about; or read all that changed."""

    needs_database = True

    help = (
        "Suggest themes, goals, axes and the language of a record or of a text, with the words "
        "that led to them. Nothing is written, except with --due, which does at once what the "
        "worker does by and by: it keeps suggestions for every record that changed."
    )
    example = "agora suggest --text guide.txt --language es"

    def add_arguments(self, parser: CommandParser) -> None:
        """One of three things to read."""
        parser.add_argument(
            "resource", nargs="?", metavar="RESOURCE", help="the last part of a record's address"
        )
        parser.add_argument(
            "--text",
            metavar="FILE",
            help="a file whose first line is the title, or - for what is typed in",
        )
        parser.add_argument(
            "--language",
            choices=LANGUAGES,
            help="the language of that file (without it, the one it seems to be in)",
        )
        parser.add_argument(
            "--due", action="store_true", help="read every record that changed, and keep the result"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print, or keep."""
        slug, file, due = options["resource"], options["text"], options["due"]
        if (slug is not None) + (file is not None) + due != 1:
            raise CommandError("Name a record, or give --text FILE, or --due: one of them.")
        if due:
            self._read_due()
            return
        if file is not None:
            texts = [_part(file, options["language"] or "")]
        else:
            resource = live().filter(slug=slug).first()
            if resource is None:
                raise CommandError(f"There is no record “{slug}” on this market.")
            texts = texts_of(resource)
        self._print(suggestions_from(texts, vocabulary(), bridge.lexicon()))

    def _read_due(self) -> None:
        total, done = unread().count(), 0
        progress = Progress(self, "Read")
        while count := topics_suggest_due(AT_ONCE):
            done += count
            progress(done, max(total, done))
        self.say(f"Suggestions are up to date: {done} records were read.")

    def _print(self, suggested: Suggested) -> None:
        words = vocabulary()
        self.say(f"language   {suggested.language or 'not known'}")
        for name, topics in (
            ("theme", suggested.themes),
            ("goal", suggested.goals),
            ("axis", suggested.axes),
        ):
            for topic in topics:
                term = words.terms[topic.scheme, topic.key]
                self.say(f"{name:<10} {term.key}  {term.label('en')}  {topic.score:.2f}")
                for proof in topic.evidence:
                    concept = words.terms[GLOSSARY, proof.concept].label("en")
                    self.say(f"             “{proof.words}” in the {proof.place}: {concept}")
        if not any(suggested.topics()):
            self.say("No topic: the text mentions too little of what the glossary knows.")


def _part(file: str, language: str) -> TextPart:
    try:
        if file == "-":
            raw = sys.stdin.buffer.read(LARGEST)
        else:
            with Path(file).open("rb") as opened:
                raw = opened.read(LARGEST)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    title, _, body = raw.decode("utf-8-sig", errors="replace").strip().partition("\n")
    return TextPart(language, title.strip(), "", body.strip())
