"""People to try the desk with: all of them, and their city, are made up."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from agora.editorial.services import document_read, version_publish
from agora.kernel import ids
from agora.people.keeping import duty_add, membership_add, person_at
from agora.people.models import Account, Membership


@dataclass(frozen=True)
class Figure:
    """Somebody made up: a role in Ondara, or a duty in the learning team."""

    email: str
    name: str
    language: str
    does: str
    role: str = ""
    duty: str = ""
    for_language: str = ""


FIGURES = (
    Figure("gita@ondara.example", "Gita Rao", "en", "admin of Ondara", role="admin"),
    Figure("amina@ondara.example", "Amina Diallo", "en", "editor in Ondara", role="editor"),
    Figure("beto@ondara.example", "Beto Reyes", "es", "member of Ondara", role="member"),
    Figure("ines@example.org", "Inés Molina", "es", "leads the learning team", duty="lead"),
    Figure("hiro@example.org", "Hiro Tanaka", "en", "reviews for the learning team", duty="reviewer"),
    Figure(
        "lucia@example.org", "Lúcia Prado", "pt", "translates into Portuguese",
        duty="translator", for_language="pt",
    ),
    Figure("chidi@example.org", "Chidi Okafor", "en", "belongs to nothing yet"),
)  # fmt: skip

ONDARA = {
    "slug": "ondara",
    "kind": "local-government",
    "original_language": "en",
    "texts": {
        "en": {
            "name": "City of Ondara (fictional)",
            "summary": "A city that does not exist, to try the desk with. Whatever it publishes here is "
            "illustrative.",
        },
        "es": {
            "name": "Ciudad de Ondara (ficticia)",
            "summary": "Una ciudad que no existe, para probar el espacio de trabajo. Todo lo que publica "
            "aquí es ilustrativo.",
            "source_version": 1,
        },
        "fr": {
            "name": "Ville d’Ondara (fictive)",
            "summary": "Une ville qui n’existe pas, pour essayer l’espace de travail. Tout ce qu’elle "
            "publie ici est illustratif.",
            "source_version": 1,
        },
        "pt": {
            "name": "Cidade de Ondara (fictícia)",
            "summary": "Uma cidade que não existe, para experimentar o espaço de trabalho. Tudo o que "
            "publica aqui é ilustrativo.",
            "source_version": 1,
        },
        "ar": {
            "name": "مدينة أوندارا (خيالية)",
            "summary": "مدينة لا وجود لها، لتجربة مساحة العمل. كل ما تنشره هنا للتوضيح فقط.",
            "source_version": 1,
        },
    },
}


class NotInProduction(Exception):
    """Nobody who does not exist gets an account on a market in earnest."""

    def __init__(self) -> None:
        super().__init__("The made-up people are for trying things out: not in production.")


@transaction.atomic
def people_load() -> int:
    """Make the city and its people, as far as they are not there; how many are new.

    What somebody changed since, a role or a name, stays as it is. Raises NotInProduction.
    """
    if settings.PRODUCTION:
        raise NotInProduction
    key = ids.fixed_id("organisation", "ondara")
    version_publish(
        "organisation", key, document_read("organisation", ONDARA), note="Demonstration"
    )
    made = 0
    for figure in FIGURES:
        if Account.objects.filter(email=figure.email).exists():
            continue
        person = person_at(figure.email, name=figure.name, language=figure.language)
        if figure.role:
            membership_add(key, person.pk, Membership.Role(figure.role))
        if figure.duty:
            duty_add(person.pk, figure.duty, language=figure.for_language, axis=None)
        made += 1
    return made
