"""A message to a group reaches each in their language, once, and nobody else."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from agora.courses.models import Enrolment, GroupMessage
from agora.courses.tutoring import messaging
from agora.journal.models import Entry
from agora.kernel import clock
from agora.notices.models import Notice
from tests.courses.seating import work
from tests.courses.tutoring import held, people, tutors

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def there(ondara, amina, beto):
    """Beto tutors group A; Xenia reads Spanish there, Yusuf French; Bruno is in group B."""
    found = held(ondara)
    tutors(beto, found.a)
    people(found, found.a, "Xenia", language="es")
    people(found, found.a, "Yusuf", language="fr")
    people(found, found.b, "Bruno")
    return found


def _words(**more):
    return {
        "audience": "all",
        "subject_en": "Good morning", "body_en": "We meet today.",
        "subject_es": "Buenos días", "body_es": "Hoy nos vemos.",
        "key": str(uuid.uuid4()),
        **more,
    }  # fmt: skip


def test_each_gets_theirs_and_a_form_sent_twice_is_one_message(there, beto, mail_server):
    client, at = beto.client(), there.at("messages/new/")
    sent = _words(do="send")
    shown = client.post(at, {**sent, "do": "preview"})
    assert shown.status_code == 200
    assert "It goes to 2 people." in shown.content.decode()
    assert not GroupMessage.objects.exists()
    assert client.post(at, sent).status_code == 302
    assert client.post(at, sent).status_code == 302
    made = GroupMessage.objects.get()
    assert made.recipients.count() == 2
    work()
    mails = {str(one["X-Envelope-To"]).split("@")[0]: one for one in mail_server.wait(2)}
    assert {name: str(one["Subject"]) for name, one in mails.items()} == {
        "xenia": "Buenos días",
        "yusuf": "Good morning",
    }
    text = mails["yusuf"].get_body(("plain",)).get_content()
    assert "anglais" in text
    assert "We meet today." in text
    assert "anglais" not in mails["xenia"].get_body(("plain",)).get_content()
    assert made.recipients.filter(told_at__isnull=False).count() == 2
    messaging.message_tell.func(str(made.pk))
    work()
    assert Notice.objects.count() == 2
    assert Entry.objects.filter(verb="group-message-send").count() == 1


def test_those_who_are_stuck_alone(there, amina):
    old = clock.now() - dt.timedelta(days=20)
    Enrolment.objects.filter(account__email__startswith="bruno").update(last_at=old)
    amina.client().post(there.at("messages/new/"), _words(do="send", audience="stuck"))
    made = GroupMessage.objects.get()
    assert [one.account.email for one in made.recipients.all()] == ["bruno@brumal.example"]


def test_nothing_is_sent_to_nobody_and_what_was_typed_stays(there, beto):
    sent = _words(do="send", audience="certificate")
    refused = beto.client().post(there.at("messages/new/"), sent)
    assert refused.status_code == 422
    said = refused.content.decode()
    assert "Nobody is in this group now" in said
    assert "Hoy nos vemos." in said
    half = beto.client().post(there.at("messages/new/"), _words(do="send", body_es=""))
    assert half.status_code == 422
    assert "Write the message in this language too: Español." in half.content.decode()
    assert not GroupMessage.objects.exists()


def test_a_tutor_writes_to_no_other_group_and_reads_no_other_message(there, beto, amina):
    foreign = _words(do="send", cohort=str(there.b.pk))
    assert beto.client().post(there.at("messages/new/"), foreign).status_code == 422
    assert amina.client().post(there.at("messages/new/"), foreign).status_code == 302
    made = GroupMessage.objects.get()
    at = there.at(f"messages/{made.pk}/")
    assert beto.client().get(at).status_code == 404
    assert "Good morning" not in beto.client().get(there.at("messages/")).content.decode()
    assert amina.client().get(at).status_code == 200
    bruno = there.run.enrolments.get(cohort=there.b)
    one = _words(do="send", to=str(bruno.pk))
    assert beto.client().post(there.at("messages/new/"), one).status_code == 404
    assert GroupMessage.objects.count() == 1
