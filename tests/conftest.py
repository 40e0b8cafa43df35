"""What tests share: prepared databases, the cast, the index, a mail server, a browser.

Three states of the database are prepared at most once per session and worker, and copied:

- `db` (or the mark `django_db`): migrated, with vocabularies and geography, no content;
- `market`: the same with the demonstration market, loaded and indexed;
- a transactional test of either kind gets a copy of its own, thrown away afterwards.

Everything else is rolled back after each test, and what a process remembers is forgotten with it.
"""

from __future__ import annotations

import contextlib
import email
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[1]
CI = bool(os.environ.get("CI"))
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PLAIN, MARKET = "plain", "market"


def missing(what: str) -> None:
    """Skip on a visitor's machine, fail where all must be there."""
    if CI:
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


def pytest_configure(config: pytest.Config) -> None:
    """Pages name their style sheet through the collected files: collect them when they are old."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    from django.conf import settings
    from django.core.management import call_command

    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    sources = [path for path in ROOT.glob("agora/*/static/**/*") if path.is_file()]
    if not (ROOT / "agora/ui/static/vendor/icons.svg").exists():
        pytest.exit("The front end is not built yet. Run `make set-up` once, then the tests.", 4)
    newest = max(path.stat().st_mtime for path in sources)
    if not manifest.exists() or manifest.stat().st_mtime < newest:
        call_command(
            "collectstatic",
            interactive=False,
            verbosity=0,
            ignore_patterns=settings.STATIC_LEFT_OUT,
        )
        manifest.touch()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever works on a market works on the test's database, never on the installation's own."""
    for item in items:
        if {"worlds", "live_market", "browser_page"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.django_db)


# ---------------------------------------------------------------------- databases and index


class Worlds:
    """The prepared states of database and index, and the one in use."""

    def __init__(self, folder: Path) -> None:
        from django.db import connection

        self._folder = folder
        self._connection = connection
        self._sqlite = connection.vendor == "sqlite"
        self._base = str(connection.settings_dict["NAME"])
        self._names = {PLAIN: self._base}
        self._copies = 0
        self._vocabularies: dict[str, Any] = {}

    def remember_vocabulary(self, state: str) -> None:
        """Take up the vocabulary of a database that is exactly in that state.

        Reading it costs a tenth of a second, which every test would pay.
        """
        from agora.topics import queries

        if state not in self._vocabularies:
            queries.forget()
            queries.vocabulary()
            self._vocabularies[state] = queries._kept
        queries._kept = self._vocabularies[state]

    def name_of(self, state: str) -> str:
        """The database of that state, made on first use."""
        if state == MARKET and MARKET not in self._names:
            self._names[MARKET] = self.copy(PLAIN)
            self._use(self._names[MARKET])
            self._load_market()
        return self._names[state]

    def prepare_index(self, state: str) -> Path:
        """The folder of that state's index, made on first use."""
        self.name_of(state)
        return self._folder / f"index-{state}"

    def copy(self, state: str) -> str:
        """A new database like that state; its name."""
        source = self.name_of(state)
        self._copies += 1
        if self._sqlite:
            self._connection.close()
            name = str(self._folder / f"copy-{self._copies}.sqlite3")
            # A copy of the file alone would lose what is still in the write-ahead log.
            with (
                contextlib.closing(sqlite3.connect(source)) as here,
                contextlib.closing(sqlite3.connect(name)) as there,
            ):
                here.backup(there)
            return name
        name = f"{self._base}_{self._copies}"
        self._connection.close()
        with self._connection._nodb_cursor() as cursor:
            quoted = self._connection.ops.quote_name
            # A connection closed a moment ago may still be there, and would forbid the copy.
            for _attempt in range(100):
                cursor.execute(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                    " WHERE datname = %s",
                    [source],
                )
                if cursor.fetchone() == (0,):
                    break
                time.sleep(0.02)
            cursor.execute(f"CREATE DATABASE {quoted(name)} TEMPLATE {quoted(source)}")
        return name

    def drop(self, name: str) -> None:
        """Remove a copy."""
        self._connection.close()
        if self._sqlite:
            for end in ("", "-wal", "-shm"):
                Path(name + end).unlink(missing_ok=True)
            return
        with self._connection._nodb_cursor() as cursor:
            quoted = self._connection.ops.quote_name(name)
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")

    def address_of(self, name: str) -> str:
        """`DATABASE_URL` for that database."""
        if self._sqlite:
            return f"sqlite:///{name}"
        given = self._connection.settings_dict
        who = quote(str(given["USER"]), safe="")
        if given["PASSWORD"]:
            who += ":" + quote(str(given["PASSWORD"]), safe="")
        return f"postgresql://{who}@{given['HOST']}:{given['PORT']}/{name}"

    def enter(self, state: str, *, own: bool) -> str:
        """Work in that state from now on; `own` gives a copy that must be dropped."""
        name = self.copy(state) if own else self.name_of(state)
        self._use(name)
        return name

    def close(self) -> None:
        """Back to the first database; the copies are removed."""
        self._use(self._base)
        for name in [name for state, name in self._names.items() if state != PLAIN]:
            self.drop(name)

    def _use(self, name: str) -> None:
        if self._connection.settings_dict["NAME"] != name:
            self._connection.close()
            self._connection.settings_dict["NAME"] = name

    def build_index(self, state: str) -> None:
        """Index what the database in use holds, as that state's index."""
        from django.conf import settings

        from agora.catalogue import indexing

        forget()
        kept, settings.SEARCH_INDEX = settings.SEARCH_INDEX, self._folder / f"index-{state}"
        try:
            indexing.index_rebuild()
            while indexing.index_catch_up():
                pass
        finally:
            forget()
            settings.SEARCH_INDEX = kept

    def _load_market(self) -> None:
        from agora.demo.loading import demo_load

        forget()
        demo_load()
        self.build_index(MARKET)


def forget() -> None:
    """Drop what this process remembers of a database: a rollback turns its counters back."""
    from django.core.cache import caches

    from agora.catalogue import indexing
    from agora.topics import queries

    caches["pages"].clear()
    indexing.forget_reader()
    queries.forget()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite's test database lies in this session's folder and need not outlive a power cut."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if "sqlite3" in database["ENGINE"]:
        # With --reuse-db a kept folder saves the loading of the vocabularies, run after run.
        kept = os.environ.get("AGORA_TEST_KEEP")
        worker = os.environ.get("PYTEST_XDIST_WORKER", "one")
        folder = Path(kept) / worker if kept else tmp_path_factory.mktemp("database")
        folder.mkdir(parents=True, exist_ok=True)
        database.setdefault("TEST", {})["NAME"] = str(folder / "test.sqlite3")
        options = database["OPTIONS"]
        options["init_command"] = options["init_command"].replace(
            "synchronous=FULL", "synchronous=OFF"
        )


@pytest.fixture(scope="session")
def worlds(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Worlds]:
    """The prepared states; the plain one is filled here."""
    from django.core.management import call_command

    from agora.topics.publishing import vocabulary_load

    with django_db_blocker.unblock():
        prepared = Worlds(tmp_path_factory.mktemp("worlds"))
        call_command("createcachetable", verbosity=0)
        vocabulary_load()
        prepared.build_index(PLAIN)
    yield prepared
    with django_db_blocker.unblock():
        prepared.close()


def _is_transactional(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    marked = bool(marker and (marker.kwargs.get("transaction") or (*marker.args, False)[0]))
    return marked or bool({"transactional_db", "live_server"} & set(request.fixturenames))


@pytest.fixture
def world(
    request: pytest.FixtureRequest,
    worlds: Worlds,
    django_db_blocker: Any,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """Enters the state the test asks for, before its transaction begins; its name."""
    state = MARKET if "market" in request.fixturenames else PLAIN
    own = _is_transactional(request)
    if own:
        # The copy is thrown away whole: emptying its tables first would cost time, and the journal
        # refuses it.
        from django.test import TransactionTestCase

        monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: None)
    with django_db_blocker.unblock():
        name = worlds.enter(state, own=own)
    settings.SEARCH_INDEX = tmp_path / "index"
    settings.MEDIA_ROOT = tmp_path / "media"
    shutil.copytree(worlds.prepare_index(state), settings.SEARCH_INDEX)
    forget()
    with django_db_blocker.unblock():
        worlds.remember_vocabulary(state)
    yield state
    forget()
    if own:
        with django_db_blocker.unblock():
            worlds.drop(name)


@pytest.fixture(autouse=True)
def _reader_of_english() -> None:
    """A page answered in Arabic leaves Arabic switched on in its thread: begin each test anew."""
    from django.utils import timezone, translation

    translation.deactivate()
    timezone.deactivate()


@pytest.fixture
def _django_db_helper(world: str, _django_db_helper: None) -> None:
    """pytest-django's own, behind `world`: the database is chosen before the transaction begins."""


@pytest.fixture
def market(world: str, db: None) -> None:
    """The demonstration market, loaded and indexed; what the test changes is rolled back."""
    assert world == MARKET, "name `market` among the test's arguments or in usefixtures"


@pytest.fixture
def index(db: None) -> Callable[[], None]:
    """Call it to bring the search index up to date with what was published."""
    from agora.catalogue.indexing import index_catch_up

    def drain() -> None:
        while index_catch_up():
            pass

    return drain


# ---------------------------------------------------------------------- the cast


@dataclass(frozen=True)
class Somebody:
    """One of the cast: a person with an account."""

    account: Any
    person: Any

    @property
    def viewer(self) -> Any:
        """Who they are to queries."""
        from agora.people.queries import viewer_of

        return viewer_of(self.account)

    def client(self) -> Any:
        """A new test browser, signed in as them."""
        from django.test import Client

        client = Client()
        client.force_login(self.account)
        return client


def proven(account: Any) -> Any:
    """The account, with its address shown to be its own."""
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return account


def _somebody(name: str) -> Somebody:
    from agora.people.models import Account, Person

    account = proven(Account.objects.create_user(f"{name.lower()}@ondara.example"))
    return Somebody(account, Person.objects.create(name=name, account=account))


@pytest.fixture
def ondara(db: None) -> Any:
    """The fictional city of Ondara, a local government."""
    from agora.editorial.services import document_read, version_publish
    from agora.kernel import ids
    from agora.people.models import Organisation

    document = document_read(
        "organisation",
        {
            "slug": "ondara",
            "kind": "local-government",
            "original_language": "en",
            "texts": {
                "en": {"name": "City of Ondara", "summary": "A fictional city for tests."},
                "es": {"name": "Ciudad de Ondara", "source_version": 1},
            },
        },
    )
    key = ids.fixed_id("organisation", "ondara")
    version_publish("organisation", key, document)
    return Organisation.objects.get(pk=key)


@pytest.fixture
def ondara_team(ondara: Any) -> Any:
    """The team of Ondara that Amina and Beto belong to."""
    from agora.people.models import Team

    return Team.objects.create(organisation=ondara, name="Learning team")


def _join(somebody: Somebody, team: Any, role: str) -> Somebody:
    from agora.people.models import Membership

    Membership.objects.create(
        person=somebody.person, organisation=team.organisation, team=team, role=role
    )
    return somebody


@pytest.fixture
def amina(ondara_team: Any) -> Somebody:
    """Amina is an editor in Ondara."""
    return _join(_somebody("Amina"), ondara_team, "editor")


@pytest.fixture
def beto(ondara_team: Any) -> Somebody:
    """Beto is a member of the same team."""
    return _join(_somebody("Beto"), ondara_team, "member")


@pytest.fixture
def chidi(db: None) -> Somebody:
    """Chidi is a stranger with an account: what is Ondara's own is 404 to him."""
    return _somebody("Chidi")


@pytest.fixture
def cast(amina: Somebody, beto: Somebody, chidi: Somebody, ondara: Any, ondara_team: Any) -> Any:
    """Somebody for each of the ten roles of working pages, see `tests/desk/cast.py`."""
    from tests.desk.cast import gather_cast

    return gather_cast(_somebody, amina, beto, chidi, ondara, ondara_team)


# ---------------------------------------------------------------------- mail, data


@dataclass
class MailServer:
    """A real mail server that keeps what it is given."""

    host: str = "127.0.0.1"
    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Keep the mail."""
        message = email.message_from_bytes(envelope.content, policy=modern)
        message["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self.mails.append(message)
        return "250 kept"

    def wait(self, count: int, seconds: float = 15) -> list[EmailMessage]:
        """The mails, once there are `count` of them."""
        end = time.monotonic() + seconds
        while len(self.mails) < count and time.monotonic() < end:
            time.sleep(0.05)
        assert len(self.mails) == count, [str(mail["Subject"]) for mail in self.mails]
        return self.mails


def _mail_server() -> Iterator[MailServer]:
    from aiosmtpd.controller import Controller

    server = MailServer(port=free_port())
    controller = Controller(server, hostname=server.host, port=server.port)
    controller.start()
    yield server
    controller.stop()


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    """A mail server, with Django's mail pointed at it; `mail_server.mails` is what arrived."""
    for server in _mail_server():
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.host, server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
        yield server


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The public test data (mark such tests `data`); docs/develop.md names its sources."""
    folder = Path(os.environ.get("AGORA_TEST_DATA") or ROOT.parent / "shared" / "data").resolve()
    if not folder.is_dir():
        pytest.skip("The public test data is not here: set AGORA_TEST_DATA to its folder.")
    return folder


# ---------------------------------------------------------------------- a served market, a browser


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class LiveMarket:
    """A running server with the demonstration market, its worker and its mail server."""

    url: str
    data: Path
    environment: dict[str, str]
    mail_server: MailServer
    site_port: int = 0
    """A port of this machine that the market may fetch from; whoever needs a site serves it there."""

    def run(self, *arguments: str) -> str:
        """What an `agora` command prints, run beside the server."""
        done = subprocess.run(
            [sys.executable, "-m", "agora.config.cli", *arguments],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def live_market(
    worlds: Worlds, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveMarket]:
    """`agora serve` on a copy of the demonstration market, once per session.

    Nothing is rolled back: a test that changes something here must not mind what others changed.
    """
    from django.db import connection

    data = tmp_path_factory.mktemp("live")
    with django_db_blocker.unblock():
        before = connection.settings_dict["NAME"]
        assert not connection.in_atomic_block, "name `live_market` before `db` and `market`"
        name = worlds.copy(MARKET)
        worlds._use(str(before))
    shutil.copytree(worlds.prepare_index(MARKET), data / "index")
    port, site_port = free_port(), free_port()
    for mails in _mail_server():
        environment = {
            **os.environ,
            "AGORA_DATA": str(data),
            "AGORA_URL": f"http://127.0.0.1:{port}",
            "AGORA_MAIL": f"smtp://{mails.host}:{mails.port}",
            "DATABASE_URL": worlds.address_of(name),
            "AGORA_FETCH_LOCAL": f"127.0.0.1:{site_port}",
        }
        log = (data / "log").open("w+")
        server = subprocess.Popen(
            [sys.executable, "-m", "agora.config.cli", "serve", "--port", str(port)],
            env=environment, cwd=ROOT, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            _wait_for(f"http://127.0.0.1:{port}/en/", server, Path(log.name))
            yield LiveMarket(f"http://127.0.0.1:{port}", data, environment, mails, site_port)
        finally:
            server.terminate()
            try:
                server.wait(25)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
            log.close()
    with django_db_blocker.unblock():
        worlds.drop(name)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 (our own server)
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as error:
            error.close()
            pytest.fail(f"{url} answered {error.code}:\n{log.read_text()}", pytrace=False)
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"The server did not start:\n{log.read_text()}", pytrace=False)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright."""
    if not Path(CHROMIUM).exists():
        missing(f"There is no {CHROMIUM}: install Debian's package chromium to walk the pages.")
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        )  # fmt: skip
        yield chromium
        chromium.close()


@pytest.fixture
def browser_page(browser: Any, live_market: LiveMarket) -> Iterator[Any]:
    """A page of a new browser session at the live market; `page.goto("/en/")` is enough.

    The test fails when a page breaks the content security policy, has an error in its script, or
    asks another host for anything.
    """
    context = browser.new_context(base_url=live_market.url, locale="en")
    context.set_default_timeout(15_000)
    problems: list[str] = []
    page = context.new_page()
    home = urlsplit(live_market.url).netloc

    def asked(request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != home:
            problems.append(f"asked another host: {request.url}")

    def spoke(message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            problems.append(f"console: {message.text}")

    context.on("request", asked)
    page.on("console", spoke)
    page.on("pageerror", lambda error: problems.append(f"script: {error}"))
    yield page
    context.close()
    assert problems == []
