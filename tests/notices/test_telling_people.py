"""A person is told of a thing once, in their language and time zone, when they want to be told."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time

import pytest
import time_machine
from django.db import connection
from django_tasks_db.models import DBTaskResult

from agora.kernel import clock
from agora.notices import sending
from agora.notices.models import Notice
from agora.notices.services import notice_enqueue, preferences_set
from agora.people.models import Handover, Membership, Person
from tests.notices.telling import html, plain, tell, work

pytestmark = pytest.mark.django_db


def profile(somebody, **facts):
    Person.objects.filter(pk=somebody.person.pk).update(**facts)


def test_a_notice_has_text_and_html_in_the_readers_language_and_a_way_to_stop(amina, mail_server):
    profile(amina, language="es")
    tell(amina)
    assert work() == 1
    (mail,) = mail_server.wait(1)
    assert mail["X-Envelope-To"] == "amina@ondara.example"
    assert mail["Content-Language"] == "es"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert 'lang="es"' in html(mail)
    for part in (plain(mail), html(mail)):
        assert "Ondara" in part
        assert "Amina" in part
        assert "http://localhost:8000/es/desk/organisations/" in part
        assert "http://localhost:8000/es/desk/notices/stop/" in part
        assert "http://localhost:8000/es/desk/notices/" in part
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (
        str(mail["List-Unsubscribe"])
        .strip()
        .startswith("<http://localhost:8000/es/desk/notices/stop/")
    )


def test_what_a_notice_says_is_escaped_in_html_and_is_no_header(amina, mail_server):
    tell(amina, values={"title": "Ondara\r\nBcc: all@example.org <b>now</b> {{ site_url }}"})
    work()
    (mail,) = mail_server.wait(1)
    assert mail["Bcc"] is None
    assert mail["X-Envelope-To"] == "amina@ondara.example"
    assert "<b>now</b>" in plain(mail)
    assert "<b>now</b>" not in html(mail)
    assert "{{ site_url }}" in plain(mail)


def test_a_moment_is_shown_in_the_readers_time_zone_and_an_account_by_its_name(
    amina, beto, mail_server
):
    profile(amina, timezone="Asia/Seoul")
    shown = sending._shown(
        {"due_at": "2026-11-30T20:00:00+00:00", "asked_by": str(beto.account.pk)}
    )
    assert shown["asked_by"] == "Beto"
    from django.template import engines
    from django.utils import timezone

    with timezone.override(sending.zone_of(Person.objects.get(pk=amina.person.pk))):
        text = engines["django"].from_string('{{ due_at|date:"j H:i" }}').render(shown)
    assert text == "1 05:00"


def test_names_are_not_kept_in_the_row_and_what_it_said_is_forgotten(amina, beto, mail_server):
    tell(amina, values={"given_by": str(beto.account.pk)})
    assert "Beto" not in str(Notice.objects.get().values)
    work()
    (mail,) = mail_server.wait(1)
    assert "Beto" in plain(mail)
    sent = Notice.objects.get()
    assert (sent.state, sent.values) == ("sent", {})
    assert sent.sent_at is not None


def test_the_same_cause_is_told_once_and_to_each_person_once(amina, beto, mail_server):
    for _ in range(3):
        tell(amina)
        tell(beto)
    tell(amina, "another")
    work()
    mails = mail_server.wait(3)
    assert sorted(mail["X-Envelope-To"] for mail in mails) == [
        "amina@ondara.example", "amina@ondara.example", "beto@ondara.example",
    ]  # fmt: skip
    assert len({mail["Message-ID"] for mail in mails}) == 3


def test_notice_and_job_are_stored_both_or_neither(amina):
    from django.db import transaction

    def told_and_lost():
        tell(amina)
        raise RuntimeError

    with pytest.raises(RuntimeError), transaction.atomic():
        told_and_lost()
    assert Notice.objects.count() == DBTaskResult.objects.count() == 0


def test_a_job_run_again_sends_nothing_more(amina, mail_server):
    tell(amina)
    work()
    sending.notice_mail.call(str(Notice.objects.get().pk))
    assert len(mail_server.wait(1)) == 1


def test_while_one_process_is_sending_another_leaves_it_alone_and_looks_again_later(
    amina, mail_server
):
    tell(amina)
    Notice.objects.update(taken_at=clock.now())
    with pytest.raises(sending.BeingSent):
        sending.notice_mail.call(str(Notice.objects.get().pk))
    assert mail_server.mails == []
    Notice.objects.update(taken_at=clock.now() - sending.TAKEN)
    sending.notice_mail.call(str(Notice.objects.get().pk))
    assert len(mail_server.wait(1)) == 1


def test_a_server_that_is_down_loses_nothing_and_the_next_try_sends_once(
    amina, mail_server, settings
):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    tell(amina)
    assert work() == 1
    assert Notice.objects.get().taken_at is None
    settings.EMAIL_PORT = port
    DBTaskResult.objects.update(run_after=clock.now())
    assert work() == 1
    mail_server.wait(1)


KILLED = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "agora.config.settings"
import django
django.setup()
from django.conf import settings
from agora.kernel import jobs
from agora.notices import mail

send = mail.send

def half(*args, **named):
    print("half-way", flush=True)
    time.sleep(60)

mail.send = half
jobs.run_next("killed")
"""


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_process_is_killed_half_way_runs_again_and_sends_once(amina, mail_server):
    from agora.kernel.jobs import LOST, requeue_lost

    tell(amina)
    name = str(connection.settings_dict["NAME"])
    given = connection.settings_dict
    address = (
        f"sqlite:///{name}"
        if connection.vendor == "sqlite"
        else f"postgresql://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}/{name}"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "DATABASE_URL": address},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "half-way"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert Notice.objects.get().taken_at is not None
    assert work() == 0  # it still counts as running
    with time_machine.travel(time.time() + LOST.total_seconds() + 5):
        requeue_lost()
        assert work() == 1
        mail_server.wait(1)
        assert Notice.objects.get().state == "sent"
        requeue_lost()
        assert work() == 0


def test_who_wants_none_gets_none_and_other_sorts_still_come(amina, mail_server):
    preferences_set(amina.account.pk, {"organisation": "off"})
    tell(amina)
    tell(amina, "two", sort="review")
    work()
    mail_server.wait(1)
    assert list(Notice.objects.order_by("created_at").values_list("state", "values")) == [
        ("unwanted", {}), ("sent", {}),
    ]  # fmt: skip


def test_a_closed_account_gets_nothing(amina, mail_server):
    tell(amina)
    amina.account.is_active = False
    amina.account.save()
    work()
    assert mail_server.mails == []
    assert Notice.objects.get().state == "unwanted"


def test_a_sort_that_is_none_is_refused(amina):
    with pytest.raises(ValueError, match="adverts"):
        tell(amina, sort="adverts")
    with pytest.raises(ValueError, match="never"):
        preferences_set(amina.account.pk, {"review": "never"})


def test_a_daily_mail_gathers_what_waits_and_leaves_once_in_the_readers_morning(amina, mail_server):
    profile(amina, language="fr", timezone="America/Bogota")
    preferences_set(amina.account.pk, {"organisation": "daily"})
    with time_machine.travel(dt.datetime(2026, 11, 30, 11, 59, tzinfo=dt.UTC)):
        tell(amina, "one", values={"title": "Ondara <b>"})
        tell(amina, "two", values={"title": "Brumal"})
        tell(amina, "three", sort="review", values={"title": "At once"})
        work()
        assert len(mail_server.wait(1)) == 1  # the review came at once
        assert sending.digests_due() == 0  # 6:59 in Bogotá
    with time_machine.travel(dt.datetime(2026, 11, 30, 12, 1, tzinfo=dt.UTC)):
        assert sending.digests_due() == 1
        assert sending.digests_due() == 0
        tell(amina, "four")
        work()
        mail = mail_server.wait(2)[1]
        assert sending.digests_due() == 0
    assert mail["Content-Language"] == "fr"
    assert "Ondara <b>" in plain(mail)
    assert "Ondara &lt;b&gt;" in html(mail)
    assert "Brumal" in html(mail)
    assert "At once" not in html(mail)
    assert plain(mail).count("http://localhost:8000/fr/desk/organisations/") == 3
    assert "List-Unsubscribe" in mail
    with time_machine.travel(dt.datetime(2026, 12, 1, 12, 1, tzinfo=dt.UTC)):
        assert sending.digests_due() == 0  # nothing waits
        assert Notice.objects.filter(state="waiting").count() == 0


def test_what_waited_for_the_daily_mail_leaves_when_one_chooses_at_once(amina, mail_server):
    preferences_set(amina.account.pk, {"organisation": "daily"})
    tell(amina)
    work()
    assert mail_server.mails == []
    preferences_set(amina.account.pk, {"organisation": "now"})
    work()
    mail_server.wait(1)


def test_the_heir_is_told_of_what_a_colleague_left(amina, beto, ondara, mail_server):
    Handover.objects.create(organisation=ondara, leaver=amina.person, heir=beto.person)
    tell(amina, "still here", organisation=ondara.pk)
    Membership.objects.filter(person=amina.person).delete()
    tell(amina, "gone", organisation=ondara.pk)
    tell(amina, "elsewhere")
    work()
    to = [mail["X-Envelope-To"] for mail in mail_server.wait(3)]
    assert to == ["amina@ondara.example", "beto@ondara.example", "amina@ondara.example"]


def test_old_rows_are_forgotten_and_waiting_ones_are_not(amina, mail_server):
    tell(amina, "old")
    work()
    tell(amina, "waits")
    Notice.objects.update(created_at=clock.now() - sending.KEEP - dt.timedelta(days=1))
    sending.forget_old()
    assert list(Notice.objects.values_list("cause", flat=True)) == ["waits"]


@pytest.mark.parametrize(
    "template",
    [
        "people/mail/role", "people/mail/duty", "people/mail/accepted", "people/mail/handover",
        "people/mail/organisation_asked", "editorial/mail/organisation_approved",
        "editorial/mail/organisation_declined",
    ],
)  # fmt: skip
@pytest.mark.parametrize("known", [True, False])
def test_every_notice_of_an_organisation_can_be_drawn(template, known, amina, beto, mail_server):
    who = str(beto.account.pk) if known else ""
    notice_enqueue(
        amina.account.pk,
        sort="organisation",
        cause=template,
        template=template,
        values={
            "title": "Ondara", "role": "editor" if "role" in template else "lead", "given_by": who,
            "accepted_by": who, "asked_by": who, "left_by": who, "pieces": "2",
            "for_language": "pt" if known else "", "answer": "Too <early>." if known else "",
        },
        path="/desk/",
    )  # fmt: skip
    work()
    (mail,) = mail_server.wait(1)
    for part in (str(mail["Subject"]), plain(mail), html(mail)):
        assert "{{" not in part
        assert "{%" not in part
        assert part.strip()
    assert "\n\n\n" not in plain(mail)
