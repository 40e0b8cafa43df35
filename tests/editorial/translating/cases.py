"""What tests of translating share: a handbook of Ondara's with everything that is said per language."""

from __future__ import annotations

import copy
import uuid
from typing import Any

from agora.editorial.models import Version
from agora.editorial.services import document_read, version_publish
from agora.editorial.translating.queries import Subject, open_translation, subject_for, work_on
from agora.editorial.translating.services import Written, translation_save
from agora.kernel import ids
from agora.people.queries import Standing, standing_of

KEY = ids.fixed_id("resource", "water-handbook")
LINK = '<a href="https://water.example/guide" rel="noopener nofollow">'
HANDBOOK: dict[str, Any] = {
    "slug": "water-handbook",
    "type": "handbook",
    "original_language": "en",
    "owner": "ondara",
    "texts": {
        "en": {
            "title": "Water for every neighbourhood",
            "summary": "How a city brought water to every neighbourhood.",
            "body": f"<h3>Where to begin</h3>\n<p>Read {LINK}the guide</a> first.</p><ul><li>Ask who has no water.</li><li>Draw a <strong>map</strong>.</li></ul>",
            "outcomes": ["Name who is left out", "Plan the first year"],
        },
        "es": {"title": "Agua para cada barrio", "source_version": 1, "state": "reviewed"},
    },
}
PORTUGUESE = {
    "texts.*.title": "Água para cada bairro",
    "texts.*.summary": "Como uma cidade levou água a cada bairro.",
    "texts.*.body#0": "Por onde começar",
    "texts.*.body#1": "Leia primeiro <a1>o guia</a1>.",
    "texts.*.body#2": "Pergunte quem não tem água.",
    "texts.*.body#3": "Desenhe um <strong>mapa</strong>.",
    "texts.*.outcomes#0": "Dizer quem fica de fora",
    "texts.*.outcomes#1": "Planejar o primeiro ano",
}


def handbook(**fields: Any) -> dict[str, Any]:
    """The handbook's document; `fields` replace its parts."""
    return copy.deepcopy(HANDBOOK) | fields


def changed(**english: Any) -> dict[str, Any]:
    """The document that is live now, with other words in English."""
    document = live()
    document["texts"]["en"] |= english
    return document


def publish(document: dict[str, Any], kind: str = "resource", key: uuid.UUID = KEY) -> int:
    """Publish a document; the version's number."""
    return version_publish(kind, key, document_read(kind, document)).number


def live(kind: str = "resource", key: uuid.UUID = KEY) -> dict[str, Any]:
    """The document that is live."""
    newest = Version.objects.filter(kind=kind, object_id=key).order_by("-number").first()
    assert newest is not None
    return dict(newest.document)


def standing(somebody: Any) -> Standing:
    """What one of the cast may do."""
    return standing_of(somebody.account)


def subject(somebody: Any, language: str = "pt", kind: str = "resource", key: Any = KEY) -> Subject:
    """The language of a thing, as somebody may see it."""
    return subject_for(standing(somebody), kind, key, language)


def work(somebody: Any, language: str = "pt", kind: str = "resource", key: Any = KEY) -> Any:
    """The language of a thing with the open work on it."""
    about = subject(somebody, language, kind, key)
    return work_on(about, open_translation(about))


def write(somebody: Any, texts: dict[str, str] = PORTUGUESE, language: str = "pt") -> Any:
    """Save these targets as somebody."""
    return translation_save(
        standing(somebody),
        subject(somebody, language),
        {key: Written(text) for key, text in texts.items()},
    )
