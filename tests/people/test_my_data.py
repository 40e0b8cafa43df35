"""A copy of all that is about me and nobody else; and erasing it, for good."""

from __future__ import annotations

import datetime as dt
import io
import json
import uuid
import zipfile
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django_tasks_db.models import DBTaskResult

from agora.editorial.models import Draft, Message, Revision, Submission
from agora.journal.models import Entry
from agora.journal.services import entry_write
from agora.kernel import clock, jobs, personal
from agora.moderation.models import Matter, Report
from agora.notices.models import Enquiry
from agora.people.account import copies, erasing
from agora.people.account.erasing import HandOverFirst
from agora.people.models import (
    Account,
    DataCopy,
    Duty,
    Erasure,
    Handover,
    Invitation,
    Membership,
    Person,
    PersonLanguage,
)
from tests.people.signing import account, is_signed_in, sign_in
from tests.people.test_account_routes import fresh

pytestmark = pytest.mark.django_db
MINE, THEIRS = "amina@ondara.example", "beto@ondara.example"


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> None:
    """Copies and the list of erased accounts lie in the test's own folder."""
    settings.DATA = tmp_path
    settings.COPIES = tmp_path / "copies"


def run_jobs() -> None:
    """What the worker does, until nothing is left."""
    while jobs.run_next("test"):
        pass


def fill(email: str, ondara: Any, name: str, word: str) -> Account:
    """An account with rows in every table that may hold something about it."""
    made = account(email, name=name, language="es")
    person = made.person
    Person.objects.filter(pk=person.pk).update(timezone="Africa/Nairobi")
    PersonLanguage.objects.create(person=person, language="sw")
    Membership.objects.create(person=person, organisation=ondara, role="editor")
    Duty.objects.create(person=person, role="reviewer")
    for number, (to, by) in enumerate(((email, None), (f"asked-by-{word}@ondara.example", person))):
        Invitation.objects.create(
            organisation=ondara, email=to, role="editor", invited_by=by, mail_language="en",
            secret_digest=f"digest-{word}-{number}", expires_at=clock.now(),
        )  # fmt: skip
    Authenticator.objects.create(user=made, type="totp", data={"secret": f"totp-of-{name}"})
    joined = SocialAccount.objects.create(
        user=made, provider="city", uid=name, extra_data={"name": name}
    )
    SocialToken.objects.create(account=joined, token=f"token-of-{name}")
    UserSession.objects.create(
        user=made, ip="203.0.113.9", session_key=f"key-{name}", user_agent=name
    )
    Enquiry.objects.create(
        kind="resource",
        object_id=made.pk,
        title="T",
        path="/",
        name=name,
        email=email.upper(),
        text=f"Asked: {word}",
        language="en",
    )
    Report.objects.create(
        matter=Matter.objects.create(kind="resource", object_id=made.pk, language="en"),
        kind="resource",
        object_id=made.pk,
        email=email,
        text=f"Reported: {word}",
        reason="other",
        language="en",
    )
    draft = Draft.objects.create(
        kind="resource",
        object_id=made.pk,
        organisation=ondara,
        document={"text": word},
        created_by=made.pk,
        changed_by=made.pk,
    )
    Revision.objects.create(draft=draft, number=1, document={"text": word}, saved_by=made.pk)
    sent = Submission.objects.create(
        kind="resource",
        object_id=made.pk,
        title="T",
        language="en",
        document={"text": word},
        revision=1,
        submitted_by=made.pk,
    )
    Message.objects.create(submission=sent, author=made.pk, text=f"Said: {word}")
    entry_write("draft-made", "resource", draft.pk, actor=made.pk)
    entry_write("role-give", "organisation", ondara.pk, person=person.pk)
    heir = Person.objects.create(name="Somebody without an account")
    Handover.objects.create(organisation=ondara, leaver=person, heir=heir)
    return made


@pytest.fixture
def two(ondara: Any) -> tuple[Account, Account]:
    """Amina's account and Beto's, alike."""
    pair = fill(MINE, ondara, "AminaDiallo", "amaranth"), fill(THEIRS, ondara, "BetoRuiz", "basil")
    # What both had a hand in.
    draft = Draft.objects.create(
        kind="resource",
        object_id=uuid.uuid4(),
        organisation=ondara,
        document={"shared": "by both"},
        created_by=pair[0].pk,
        changed_by=pair[1].pk,
    )
    Revision.objects.create(draft=draft, number=1, document={"x": "basil"}, saved_by=pair[1].pk)
    return pair


def copy_of(made: Account) -> tuple[dict[str, list[dict[str, Any]]], str]:
    """The rows and the page of a copy, as the worker makes it."""
    copies.copy_ask(made.pk, language="en")
    run_jobs()
    copy = DataCopy.objects.filter(account=made, state="ready").latest("asked_at")
    with zipfile.ZipFile(copies.path_of(copy.pk)) as archive:
        assert sorted(archive.namelist()) == ["my-data.html", "my-data.json"]
        return json.loads(archive.read("my-data.json"))["rows"], archive.read(
            "my-data.html"
        ).decode()


# Every table that `fill` puts something into.
FILLED = {
    "people.Account", "people.Person", "people.PersonLanguage", "people.Membership", "people.Duty",
    "people.Invitation", "people.DataCopy", "account.EmailAddress", "mfa.Authenticator",
    "socialaccount.SocialAccount", "socialaccount.SocialToken", "usersessions.UserSession", "notices.Enquiry",
    "moderation.Report", "editorial.Draft", "editorial.Revision", "editorial.Submission", "editorial.Message",
    "journal.Entry", "people.Handover",
}  # fmt: skip


def test_the_copy_has_every_row_about_me_and_no_row_of_anybody_else(two):
    mine, theirs = two
    rows, page = copy_of(mine)
    assert set(rows) == FILLED
    counts = {label: len(found) for label, found in rows.items()}
    assert counts["editorial.Draft"] == 2
    assert counts["people.Invitation"] == 2
    assert {entry["verb"] for entry in rows["journal.Entry"]} == {
        "account-made", "draft-made", "role-give",
    }  # fmt: skip
    assert counts["notices.Enquiry"] == counts["moderation.Report"] == 1
    written = json.dumps(rows) + page
    for sign in (
        "AminaDiallo",
        "Asked: amaranth",
        "Reported: amaranth",
        "Said: amaranth",
        "Africa/Nairobi",
        MINE,
    ):
        assert sign in written
    for sign in (
        "BetoRuiz",
        "basil",
        THEIRS,
        str(theirs.pk),
        theirs.pk.hex,
        str(theirs.person.pk),
        "by both",
    ):
        assert sign not in written


def test_the_copy_holds_no_secret(two):
    mine, _theirs = two
    rows, page = copy_of(mine)
    written = json.dumps(rows) + page
    for secret in (
        mine.password,
        "totp-of-AminaDiallo",
        "token-of-AminaDiallo",
        "key-AminaDiallo",
        "digest-amaranth",
    ):
        assert secret not in written


def test_an_address_that_is_not_proven_opens_nothing(two):
    mine, _theirs = two
    EmailAddress.objects.filter(email=THEIRS).update(email="former@ondara.example")
    EmailAddress.objects.create(user=mine, email=THEIRS, verified=False)
    rows, _page = copy_of(mine)
    assert "basil" not in json.dumps(rows)


def test_the_page_of_the_copy_runs_nothing(ondara):
    made = account(MINE, name="<script>alert(1)</script>")
    _rows, page = copy_of(made)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_copy_is_asked_for_shown_and_fetched(two):
    client = fresh(two[0])
    page = "/en/account/data/"
    assert client.post(page).headers["Location"] == page
    assert client.post(page).headers["Location"] == page  # asked twice, made once
    assert DataCopy.objects.count() == 1
    assert "being made" in client.get(page).content.decode()
    run_jobs()
    shown = client.get(page).content.decode()
    copy = DataCopy.objects.get()
    assert f"/en/account/data/{copy.pk}/" in shown
    answer = client.get(f"/en/account/data/{copy.pk}/")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.zip"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).testzip() is None
    assert copies.path_of(copy.pk).stat().st_mode & 0o077 == 0


def test_the_exact_address_of_anothers_copy_is_not_there(two):
    mine, theirs = two
    copy_of(mine)
    address = f"/en/account/data/{DataCopy.objects.get().pk}/"
    assert fresh(mine).get(address).status_code == 200
    for client in (fresh(theirs), fresh(account("chidi@ondara.example"))):
        for method in ("GET", "HEAD"):
            assert client.generic(method, address).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_copy_is_gone_after_a_week(two):
    mine, _theirs = two
    copy_of(mine)
    copy = DataCopy.objects.get()
    client = fresh(mine)
    (copies.path_of(copy.pk).parent / f"{uuid.uuid4()}.zip").write_bytes(b"left behind")
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=7, minutes=1), tick=False):
        client = fresh(mine)
        assert client.get(f"/en/account/data/{copy.pk}/").status_code == 404
        copies.forget_expired()
    assert not list(copies.path_of(copy.pk).parent.iterdir())
    assert not DataCopy.objects.exists()


def test_a_job_that_runs_twice_makes_one_copy(two):
    copy = copies.copy_ask(two[0].pk, language="en")
    run_jobs()
    size = copies.path_of(copy.pk).stat().st_mtime_ns
    copies.copy_make.call(str(copy.pk))
    assert copies.path_of(copy.pk).stat().st_mtime_ns == size


# ---------------------------------------------------------------------- erasing


def everything_written() -> str:
    """All that any table holds, as text."""
    with connection.cursor() as cursor:
        found = []
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608 (our tables)
            found.extend(str(row) for row in cursor.fetchall())
    return "\n".join(found)


def counts() -> dict[str, int]:
    """How many rows of content there are."""
    return {
        model._meta.label: model.objects.count()  # type: ignore[attr-defined]
        for model in (Draft, Revision, Submission, Message, Report, Person, Account)
    }


def erase(made: Account) -> None:
    """As the page and the worker do it."""
    erasing.account_erase_ask(made.pk, language="en")
    run_jobs()


def test_nothing_that_names_me_is_left_in_any_table_or_file(two, tmp_path, mail_server):
    mine, _theirs = two
    copy_of(mine)
    client = Client()
    client.force_login(mine)
    key = client.session.session_key
    pending = Client()
    sign_in_begun(pending, mail_server)
    signs = (
        MINE,
        "AminaDiallo",
        "Asked: amaranth",
        "Reported: amaranth",
        "Africa/Nairobi",
        key,
        "203.0.113.9",
    )
    before = everything_written()
    assert [sign for sign in signs if sign not in before] == []
    UserSession.objects.filter(user=two[1]).update(ip="198.51.100.7")
    Person.objects.filter(account=two[1]).update(timezone="")
    kept = counts()
    erase(mine)
    after = everything_written().lower()
    assert [sign for sign in signs if sign.lower() in after] == []
    assert counts() == kept
    assert "said: amaranth" in after  # what she wrote for others stays, without her name
    assert [
        sign
        for sign in ("BetoRuiz", THEIRS, "Asked: basil", "Said: basil")
        if sign.lower() not in after
    ] == []
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [
        path for path in files if any(sign.encode() in path.read_bytes() for sign in signs)
    ] == []
    assert not list((tmp_path / "copies").glob("*"))
    assert (tmp_path / "erased-accounts.txt").read_text() == f"{mine.pk}\n"
    assert not is_signed_in(client)


def sign_in_begun(client: Client, mail_server: Any) -> None:
    """A sign-in that waits for its code holds the address in its session."""
    from tests.people.signing import ask_code

    assert ask_code(client, MINE, mail_server)
    assert any(MINE in str(session.get_decoded()) for session in Session.objects.all())


def test_an_erased_account_is_anonymous_wherever_it_acted(two):
    from agora.people.queries import person_names, standing_of

    mine, _theirs = two
    erase(mine)
    mine.refresh_from_db()
    assert not mine.is_active
    assert not mine.has_usable_password()
    assert person_names([mine.pk]) == {}
    assert standing_of(mine).account is None
    assert Draft.objects.filter(created_by=mine.pk).count() == 2
    assert Entry.objects.filter(actor=mine.pk).exists()
    assert Entry.objects.filter(verb="account-erased", object_id=mine.pk).count() == 1
    assert not Membership.objects.filter(person__account=mine).exists()


def test_the_owner_is_told_by_a_last_mail(two, mail_server):
    erase(two[0])
    (mail,) = mail_server.wait(1)
    assert (mail["X-Envelope-To"], "erased" in str(mail["Subject"])) == (MINE, True)
    assert MINE not in str(DBTaskResult.objects.values_list("args_kwargs", flat=True))


def test_a_kept_page_that_was_drawn_before_is_drawn_anew(two):
    from agora.kernel import generations

    before = generations.stamp()
    erase(two[0])
    assert generations.stamp() != before


def test_the_same_address_may_sign_up_again_and_is_somebody_new(two, mail_server):
    mine, _theirs = two
    erase(mine)
    anew = account(MINE, name="Amina")
    assert anew.pk != mine.pk
    assert not Membership.objects.filter(person__account=anew).exists()


def test_an_erasure_that_is_interrupted_is_finished_by_the_next_run(two, monkeypatch):
    mine, _theirs = two
    erasing.account_erase_ask(mine.pk, language="en")
    real = personal.erase

    def broken(owner: personal.Owner) -> None:
        real(owner)
        raise RuntimeError("killed half-way")

    with monkeypatch.context() as patched:
        patched.setattr(personal, "erase", broken)
        with pytest.raises(RuntimeError):
            erasing.account_erase(mine.pk)
    assert MINE in everything_written()  # nothing half done
    run_jobs()
    assert MINE not in everything_written()
    assert Erasure.objects.get().done_at


# ---------------------------------------------------------------------- the page


def test_erasing_asks_for_a_box_and_signs_out(two):
    mine, _theirs = two
    client = fresh(mine)
    page = "/en/account/erase/"
    assert client.get(page).status_code == 200
    assert client.post(page).status_code == 422
    assert Account.objects.get(pk=mine.pk).is_active
    assert client.post(page, {"sure": "on"}).status_code == 200
    assert not is_signed_in(client)
    assert not Account.objects.get(pk=mine.pk).is_active  # closed at once, erased by the worker
    run_jobs()
    assert MINE not in everything_written()


def test_a_fresh_code_is_asked_for_even_right_after_signing_in(two, mail_server):
    client = Client()
    Authenticator.objects.all().delete()
    sign_in(client, MINE, mail_server)
    answer = client.get("/en/account/erase/")
    assert answer.headers["Location"] == "/en/account/again/?next=%2Fen%2Faccount%2Ferase%2F"


def test_the_last_administrator_hands_over_first(two, ondara):
    mine, theirs = two
    Membership.objects.filter(person__account=mine).update(role="admin")
    client = fresh(mine)
    said = client.get("/en/account/erase/").content.decode()
    assert "City of Ondara" in said
    assert "only administrator" in said
    assert client.post("/en/account/erase/", {"sure": "on"}).status_code == 409
    with pytest.raises(HandOverFirst):
        erasing.account_erase_ask(mine.pk, language="en")
    assert Account.objects.get(pk=mine.pk).is_active
    Membership.objects.filter(person__account=theirs).update(role="admin")
    assert client.post("/en/account/erase/", {"sure": "on"}).status_code == 200


def test_an_administrator_with_nobody_else_may_go(ondara):
    made = account(MINE)
    Membership.objects.create(person=made.person, organisation=ondara, role="admin")
    erasing.account_may_go(made.pk, "en")
    closed = account(THEIRS)
    Membership.objects.create(person=closed.person, organisation=ondara, role="admin")
    Account.objects.filter(pk=closed.pk).update(is_active=False)
    erasing.account_may_go(made.pk, "en")  # whose account is closed cannot take over


def test_the_last_lead_hands_over_first(two):
    mine, _theirs = two
    Duty.objects.filter(person__account=mine).update(role="lead")
    with pytest.raises(HandOverFirst, match="learning team"):
        erasing.account_may_go(mine.pk, "en")


# ---------------------------------------------------------------------- after a restore


def test_erasures_are_replayed_on_a_restored_database(two, tmp_path, ondara, capsys):
    mine, theirs = two
    erase(mine)
    # The backup of the day before: Amina's account is there with her name, the table of erasures is not.
    Erasure.objects.all().delete()
    Account.objects.filter(pk=mine.pk).update(email=MINE, is_active=True)
    EmailAddress.objects.create(user=mine, email=MINE, verified=True, primary=True)
    Person.objects.create(account=mine, name="AminaDiallo")
    call_command("erase", "--replay")
    after = everything_written()
    assert MINE not in after
    assert "AminaDiallo" not in after
    assert THEIRS in after
    assert Account.objects.get(pk=theirs.pk).is_active
    call_command("erase", "--replay")
    said = capsys.readouterr().out
    assert "Erased again: 1 accounts." in said
    assert "Nothing was there again." in said


def test_a_list_from_elsewhere_is_replayed_too(two, tmp_path):
    mine, _theirs = two
    elsewhere = tmp_path / "kept.txt"
    elsewhere.write_text(f"{mine.pk}\n{uuid.uuid4()}\n")
    call_command("erase", "--replay", "--from", str(elsewhere))
    assert MINE not in everything_written()


@pytest.mark.parametrize("text", ["amina@ondara.example\n", "1\n"])
def test_a_list_that_names_no_accounts_is_refused(text, tmp_path):
    (tmp_path / "kept.txt").write_text(text)
    with pytest.raises(CommandError, match=r"entry 1"):
        call_command("erase", "--replay", "--from", str(tmp_path / "kept.txt"))
    with pytest.raises(CommandError, match=r"There is no file"):
        call_command("erase", "--replay", "--from", str(tmp_path / "missing.txt"))
