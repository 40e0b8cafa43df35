"""What tests of this room need: an achievement, and a certificate somebody earned."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from agora.credentials.models import Achievement, Credential
from agora.credentials.services import achievement_ensure, credential_issue
from agora.kernel import ids

COURSE = ids.fixed_id("course", "first-hour")
EARNED = dt.datetime(2026, 11, 20, 15, 30, tzinfo=dt.UTC)


def first_hour(*issuers: Any, version: int = 1) -> Achievement:
    """The achievement of a course in three languages."""
    return achievement_ensure(
        kind="course",
        object_id=COURSE,
        version=version,
        original_language="en",
        texts={
            "en": {
                "name": "Human mobility and the city: a first hour",
                "description": "Three modules on how cities welcome people.",
                "criteria": "All modules completed and every quiz passed.",
            },
            "es": {
                "name": "Movilidad humana y ciudad: una primera hora",
                "description": "Tres módulos sobre cómo acogen las ciudades.",
                "criteria": "Todos los módulos completados y todas las pruebas superadas.",
            },
            "ar": {
                "name": "التنقل البشري والمدينة: الساعة الأولى",
                "description": "ثلاث وحدات عن ترحيب المدن بالناس.",
                "criteria": "إتمام جميع الوحدات واجتياز كل الاختبارات.",
            },
        },
        issuers=[one.pk for one in issuers],
        signatories=[
            {
                "name": "Inés Prado",
                "role": {"en": "Director of learning", "es": "Directora de aprendizaje"},
            }
        ],
        path="/courses/first-hour/",
    )


def earned(somebody: Any, *issuers: Any, **more: Any) -> Credential:
    """The certificate of the course for one of the cast."""
    said = {
        "registration": ids.fixed_id("enrolment", str(somebody.person.pk)),
        "name": f"{somebody.person.name} Okoro",
        "language": "en",
        "assessed_in": ["es", "ar"],
        "earned_at": EARNED,
        "facts": {"score": "87 %"},
        "organisation_name": "City of Ondara",
        "place_name": "Ondara",
        **more,
    }
    achievement = said.pop("achievement", None) or first_hour(*issuers)
    return credential_issue(achievement=achievement, account=somebody.account.pk, **said)


def registration() -> uuid.UUID:
    """An enrolment of nobody yet."""
    return ids.new_id()
