"""From a completed course to a certificate that stands on the public page."""

from __future__ import annotations

import json
import uuid

import pytest
from django.test import Client

from agora.courses.certificates.services import certificate_give
from agora.courses.services.learning import lesson_complete
from agora.credentials.models import Credential
from agora.kernel.errors import NotHere
from tests.courses import making as make

pytestmark = pytest.mark.django_db
CERTIFICATE = {
    "texts": make.says(
        en={"name": "A first step", "criteria": "All lessons."},
        es={"name": "Un primer paso", "criteria": "Todas las lecciones."},
    ),
    "issuers": ["city-of-ondara"],
    "signatories": [{"name": "Nora Example", "role": {"en": "Head of learning"}}],
}


def learner(somebody, organisation):
    """Somebody who learns in a course that gives a certificate."""
    data = make.document(certificate={**CERTIFICATE, "issuers": [organisation.slug]})
    return make.enrol(make.run_of(make.publish(data)), somebody.account, organisation=organisation)


def complete(mine):
    """Both lessons, one in each of two languages."""
    for name, language in (("l1", "es"), ("l2", "en")):
        lesson_complete(mine.pk, uuid.UUID(make.key(name)), language=language)


def test_whoever_completed_a_course_checks_the_name_and_gets_one_certificate(amina, ondara):
    mine = learner(amina, ondara)
    at = "/es/courses/small-course/learn/"
    assert amina.client().get(f"{at}certificate/")["Location"].endswith("/progress/")
    with pytest.raises(NotHere):
        certificate_give(mine, name="Amina", language="es")
    complete(mine)
    client = amina.client()
    assert f"{at}certificate/" in client.get(f"{at}finished/").text
    empty = client.post(f"{at}certificate/", {"name": " "})
    assert empty.status_code == 422
    first = client.post(f"{at}certificate/", {"name": "Amina de Ondara"})
    again = client.post(f"{at}certificate/", {"name": "Somebody Else"})
    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"]
    made = Credential.objects.get()
    assert (made.name, made.registration) == ("Amina de Ondara", mine.pk)
    subject = json.loads(made.document)["credentialSubject"]
    assert "es" in json.dumps(subject)
    shown = Client().get(f"/es/check/{made.code}/")
    assert shown.status_code == 200
    assert "Un primer paso" in shown.text
    assert "Amina" not in shown.text
    assert first["Location"] in client.get(f"{at}finished/").text


def test_nobody_else_gets_it(amina, chidi, ondara):
    mine = learner(amina, ondara)
    complete(mine)
    at = "/en/courses/small-course/learn/certificate/"
    assert chidi.client().post(at, {"name": "Chidi"}).status_code == 302
    assert not Credential.objects.exists()
    made = certificate_give(mine, name="Amina", language="en")
    assert chidi.client().get(f"/en/mine/certificates/{made.pk}/").status_code == 404


def test_a_course_without_a_certificate_says_so(amina):
    mine = make.enrol(make.run_of(make.publish(make.document())), amina.account)
    complete(mine)
    assert "certificate/" not in amina.client().get("/en/courses/small-course/learn/finished/").text
    answer = amina.client().post("/en/courses/small-course/learn/certificate/", {"name": "Amina"})
    assert answer.status_code == 422
    assert "This course gives no certificate." in answer.text
