"""How a document lies in the Tantivy index: one schema, one way in.

Facets are multi-valued *strings* kept as columns; the engine's own "facet" type counts
nothing. Title columns hold sort keys and are kept out of the inverted index by a
tokenizer that yields nothing. Records have visibility tokens in `see`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import tantivy

from agora.catalogue.search.contract import LANGUAGES, Document, IndexMissing, Shape
from agora.catalogue.search.prepare import clean, label_mark, packed, prepare, short_id

SHAPE_FILE: Final = "shape.json"
VERSION: Final = 2
TEXT_FIELDS: Final = ("own", "body")
MARKS: Final = "\x1f"
"""Begins the stored value that holds the marks of a record's labels."""
_COLUMN: Final = "column"


def facet_field(name: str) -> str:
    """The column of a facet."""
    return f"f_{name}"


def number_field(name: str) -> str:
    """The column of a number."""
    return f"n_{name}"


def title_field(language: str = "own") -> str:
    """The column of title sort keys: of the original, or of the text in a language."""
    return f"t_{language}"


def schema_of(shape: Shape) -> tantivy.Schema:
    """The schema of an index of this shape."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("shown", stored=True, tokenizer_name=_COLUMN, index_option="basic")
    for name in TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("title", "gram", "word"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("machine", tokenizer_name="whitespace", index_option="position")
    for name, option in (("ctitle", "basic"), ("concept", "freq"), ("cbody", "freq")):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option=option)
    for name in ("key", "lang", "see"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in shape.facets:
        builder.add_text_field(
            facet_field(name), tokenizer_name="raw", index_option="basic", fast=True
        )
    for name in shape.numbers:
        builder.add_unsigned_field(number_field(name), fast=True)
    for language in ("own", *LANGUAGES):
        builder.add_text_field(
            title_field(language), tokenizer_name=_COLUMN, index_option="basic", fast=True
        )
    return builder.build()


def create(folder: Path, shape: Shape) -> tantivy.Index:
    """A new, empty index in a new folder."""
    folder.mkdir(parents=True)
    described = {"version": VERSION, "facets": shape.facets, "numbers": shape.numbers}
    (folder / SHAPE_FILE).write_text(json.dumps(described), encoding="utf-8")
    return _ready(tantivy.Index(schema_of(shape), path=str(folder)))


def open_folder(folder: Path) -> tuple[tantivy.Index, Shape]:
    """The index in a folder, read by hand: it changes only when told to reload."""
    try:
        described = json.loads((folder / SHAPE_FILE).read_text(encoding="utf-8"))
        if described["version"] != VERSION:
            raise IndexMissing("The search index is of another version: rebuild it.")
        index = _ready(tantivy.Index.open(str(folder)))
    except (OSError, ValueError, KeyError) as error:
        raise IndexMissing(f"There is no readable search index in {folder.name}.") from error
    return index, Shape(tuple(described["facets"]), tuple(described["numbers"]))


def _ready(index: tantivy.Index) -> tantivy.Index:
    nothing = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(r"[^\s\S]")).build()
    whole = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).build()
    index.register_tokenizer(_COLUMN, nothing)
    index.register_fast_field_tokenizer(_COLUMN, whole)
    index.config_reader(reload_policy="manual")
    return index


def row_of(document: Document, shape: Shape) -> tantivy.Document:
    """A document as the engine takes it in."""
    tokens = prepare(document)
    row = tantivy.Document()
    row.add_text("id", short_id(document.id))
    for part in document.texts:
        row.add_text("shown", f"{part.language}\x1f{clean(part.title)}")
    row.add_text("shown", MARKS + "".join(map(label_mark, tokens.keys)))
    for name, words in (
        ("own", tokens.own),
        ("title", tokens.title),
        ("body", tokens.body),
        ("gram", tokens.grams),
        ("word", tokens.surface),
        ("machine", tokens.machine),
        ("ctitle", document.mentions.title),
        ("concept", document.mentions.text),
        ("cbody", document.mentions.body),
    ):
        if words:
            row.add_text(name, " ".join(words))
    for key in tokens.keys:
        row.add_text("key", key)
    for language in tokens.languages:
        row.add_text("lang", language)
    for language, order in tokens.title_orders.items():
        if language in LANGUAGES:
            row.add_text("lang", f"{language}+")
            row.add_text(title_field(language), order)
    row.add_text(title_field(), tokens.title_order)
    for token in dict.fromkeys(document.visible):
        row.add_text("see", clean(token))
    for name in shape.facets:
        for value in dict.fromkeys(document.facets.get(name, ())):
            row.add_text(facet_field(name), clean(value))
    for name in shape.numbers:
        row.add_unsigned(number_field(name), packed(document.numbers.get(name, 0), document.id))
    return row
