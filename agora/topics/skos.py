"""The glossary as SKOS: the graph, and the three ways it is written.

What stands for what is told in `docs/glossary-concepts.md`. A concept's address is its
permanent one, `<site>/id/<uuid>`; how far one language of it was read is a note at that
address with `#<language>`, so every node has a name and the same glossary gives the same
bytes. rdflib is imported when something is written, not when Agora starts.

It is written forty concepts at a time: rdflib's Turtle writer compares each name with
every namespace it has seen, and took 46 seconds for the whole instead of five.
"""

from __future__ import annotations

import json
import re
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from agora.kernel import ids
from agora.topics.models import Concept, ConceptLabel, SchemeLabel
from agora.topics.queries import GLOSSARY, GOALS, related_to

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node, URIRef

    Triple = tuple[Node, Node, Node]

ENDS: Final = {"turtle": "ttl", "rdfxml": "rdf", "jsonld": "jsonld"}
"""The formats, each with the end of its file's name."""
MEDIA_TYPES: Final = {
    "turtle": "text/turtle",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
LICENCE: Final = "https://www.apache.org/licenses/LICENSE-2.0"
GOAL: Final = "http://metadata.un.org/sdg/"
HIDDEN: Final = frozenset({"pl", "f", "m", "adj", "v"})
"""Word forms a reader need not be shown: they become hidden labels."""
PREFIXES: Final = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
BATCH: Final = 40
"""Concepts in memory at a time."""
Step = Callable[[int, int], None]


def _silent(_done: int, _total: int) -> None:
    pass


def scheme_id() -> uuid.UUID:
    """The id of the glossary itself; its address is `<site>/id/<this>`."""
    return ids.fixed_id("scheme", GLOSSARY)


def written(form: str, base: str, step: Step = _silent) -> Iterator[str]:
    """The whole glossary in one of the formats, piece by piece; `base` is the site's address.

    `step` is told how many of how many concepts are done. Raises KeyError for another format.
    """
    writer = {"turtle": _turtle, "rdfxml": _rdfxml, "jsonld": _jsonld}[form]
    return writer(graphs(base, step))


def _turtle(parts: Iterator[Graph]) -> Iterator[str]:
    yield "".join(f"@prefix {prefix}: <{address}> .\n" for prefix, address in PREFIXES.items())
    for part in parts:
        text = re.sub(r"^@prefix .*\n", "", part.serialize(format="turtle"), flags=re.MULTILINE)
        yield f"\n{text.strip()}\n"


def _rdfxml(parts: Iterator[Graph]) -> Iterator[str]:
    end = "</rdf:RDF>\n"
    for number, part in enumerate(parts):
        text = part.serialize(format="xml").removesuffix(end)
        # Every part uses the same three namespaces, so the first one's head is that of all.
        yield text if not number else text[text.index("\n>\n") + 3 :]
    yield end


def _jsonld(parts: Iterator[Graph]) -> Iterator[str]:
    yield f'{{"@context":{json.dumps(PREFIXES, separators=(",", ":"))},"@graph":[\n'
    for number, part in enumerate(parts):
        text = part.serialize(format="json-ld", context=dict(PREFIXES), ensure_ascii=False)
        said = json.loads(text)
        said.pop("@context")
        nodes = sorted(said.get("@graph", [said]), key=lambda node: str(node["@id"]))
        rows = (json.dumps(node, ensure_ascii=False, separators=(",", ":")) for node in nodes)
        yield (",\n" if number else "") + ",\n".join(rows)
    yield "\n]}\n"


def graphs(base: str, step: Step = _silent) -> Iterator[Graph]:
    """The graph of all that is in the glossary and not withdrawn, in parts with own subjects."""
    from rdflib import Graph

    class Ordered(Graph):
        """Gives its triples in one order, whatever a process's hashes are."""

        def triples(self, triple):
            return iter(sorted(super().triples(triple), key=_order))

    def made(triples: Iterator[Triple]) -> Graph:
        part = Ordered("SimpleMemory", bind_namespaces="none")
        for prefix, address in PREFIXES.items():
            part.bind(prefix, address)
        for triple in triples:
            part.add(triple)
        return part

    rows = list(
        Concept.objects.filter(scheme__key=GLOSSARY, withdrawn=False).order_by("order", "key")
    )
    yield made(_of_scheme(base, rows))
    known = {row.pk for row in rows}
    below: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for row in rows:
        if row.parent_id in known and row.parent_id is not None:
            below[row.parent_id].append(row.pk)
    ties = related_to({row.pk: row.parent_id for row in rows})
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        yield made(_of_concepts(base, batch, known, below, ties))
        step(start + len(batch), len(rows))


def _order(triple: Triple) -> tuple[str, str, str, str]:
    # Compared as plain text: rdflib's own comparison of nodes takes most of the time.
    one, tie, other = triple
    return *map(str.__str__, (one, tie, other)), getattr(other, "language", None) or ""  # type: ignore[return-value]


def _of_scheme(base: str, rows: Sequence[Concept]) -> Iterator[Triple]:
    from rdflib import DCTERMS, RDF, SKOS, Literal, URIRef

    here, known = URIRef(f"{base}/id/{scheme_id()}"), {row.pk for row in rows}
    yield here, RDF.type, SKOS.ConceptScheme
    yield here, DCTERMS.license, URIRef(LICENCE)
    titles = SchemeLabel.objects.filter(scheme__key=GLOSSARY)
    for tag, text in titles.values_list("language", "text"):
        yield here, DCTERMS.title, Literal(text, lang=tag)
    for row in rows:
        if row.parent_id not in known:
            yield here, SKOS.hasTopConcept, URIRef(f"{base}/id/{row.pk}")


def _of_concepts(
    base: str,
    batch: Sequence[Concept],
    known: set[uuid.UUID],
    below: dict[uuid.UUID, list[uuid.UUID]],
    ties: dict[uuid.UUID, set[uuid.UUID]],
) -> Iterator[Triple]:
    from rdflib import DCTERMS, RDF, SKOS, Literal, URIRef

    def at(key: uuid.UUID) -> URIRef:
        return URIRef(f"{base}/id/{key}")

    for row in batch:
        here = at(row.pk)
        yield here, RDF.type, SKOS.Concept
        yield here, DCTERMS.identifier, Literal(row.key)
        yield here, SKOS.inScheme, at(scheme_id())
        if row.parent_id in known and row.parent_id is not None:
            yield here, SKOS.broader, at(row.parent_id)
        else:
            yield here, SKOS.topConceptOf, at(scheme_id())
        for key in below[row.pk]:
            yield here, SKOS.narrower, at(key)
    here_only = [row.pk for row in batch]
    yield from _labels(base, here_only)
    for one in here_only:
        for other in ties.get(one, ()):
            yield at(one), SKOS.related, at(other)
    links = Concept.links.through.objects.filter(
        from_concept__in=here_only, to_concept__withdrawn=False
    )
    for one, other, scheme, name in links.values_list(
        "from_concept_id", "to_concept_id", "to_concept__scheme__key", "to_concept__key"
    ):
        near = URIRef(f"{GOAL}{name}") if scheme == GOALS else at(other)
        yield at(one), SKOS.relatedMatch, near


def _labels(base: str, keys: Sequence[uuid.UUID]) -> Iterator[Triple]:
    """Labels, definitions, and per language how far the labels were read."""
    from rdflib import DCTERMS, RDF, SKOS, Literal, URIRef

    role = ConceptLabel.Role
    labels = ConceptLabel.objects.filter(concept__in=keys)
    for key, tag, what, text, form, region, state in labels.values_list(
        "concept_id", "language", "role", "text", "form", "region", "state"
    ):
        here = URIRef(f"{base}/id/{key}")
        if what == role.DEFINITION:
            yield here, SKOS.definition, Literal(text, lang=tag)
            continue
        regional = f"{tag}-{region}" if region else tag
        if what == role.PREFERRED:
            # Whoever asks for `pt` must find a name, even where it is Brazil's.
            for language in dict.fromkeys((tag, regional)):
                yield here, SKOS.prefLabel, Literal(text, lang=language)
            note = URIRef(f"{here}#{tag}")
            yield here, SKOS.editorialNote, note
            yield note, RDF.value, Literal(state)
            yield note, DCTERMS.language, Literal(tag)
        else:
            kind = SKOS.hiddenLabel if form in HIDDEN else SKOS.altLabel
            yield here, kind, Literal(text, lang=regional)
