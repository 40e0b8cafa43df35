"""What tests share: prepared databases, the cast, the index, a mail server, a browser.

Three states of the database are prepared once, kept for all workers (`tests/worlds.py`), and copied:

- `db` (or the mark `django_db`): migrated, with vocabularies and geography, no content;
- `market`: the same with the demonstration market, loaded and indexed;
- a transactional test of either kind gets a copy of its own, thrown away afterwards.

Everything else is rolled back after each test, and what a process remembers is forgotten with it.
"""

from __future__ import annotations

import email
import gc
import os
import shutil
import socket
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
from urllib.parse import urlsplit

import pytest

from tests.worlds import MARKET, PLAIN, Prepared, Worlds, copy_database, forget

ROOT = Path(__file__).resolve().parents[1]
CI = bool(os.environ.get("CI"))
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


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
    """Whatever works on a market works on the test's database, never on the installation's own.

    Who has a database is marked `database`, and only that runs on PostgreSQL too: pytest-django lets no
    other test reach one.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if {"worlds", "live_market", "browser_page"} & fixtures:
            item.add_marker(pytest.mark.django_db)
        if "db" in fixtures or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.database)


# ---------------------------------------------------------------------- databases and index


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
def prepared(
    django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[Prepared | None]:
    """The states that another worker or an earlier run made, where such are kept."""
    from django.db import connection

    kept = Prepared.on(connection)
    yield kept
    if kept:
        kept.end()


@pytest.fixture(scope="session")
def django_db_keepdb(
    request: pytest.FixtureRequest, prepared: Prepared | None, django_db_blocker: Any
) -> bool:
    """Begin with the plain state somebody made; whoever finds none makes it while the others wait."""
    from django.db import connection

    if prepared is None:
        return bool(request.config.getvalue("reuse_db"))
    with django_db_blocker.unblock():
        prepared.begin()
        if not prepared.has(PLAIN):
            return False
        name = connection.creation._get_test_db_name()
        copy_database(connection, prepared.database_of(PLAIN), name)
    return True


@pytest.fixture(scope="session")
def worlds(
    prepared: Prepared | None,
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Worlds]:
    """The prepared states; the plain one is filled here."""
    with django_db_blocker.unblock():
        mine = Worlds(tmp_path_factory.mktemp("worlds"), prepared)
        mine.prepare_plain()
        if prepared:
            prepared.end()
        mine.remember(PLAIN)
    # What is held from here on stays to the end: no collection needs to look through it again.
    gc.collect()
    gc.freeze()
    yield mine
    with django_db_blocker.unblock():
        mine.close()


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
    settings.KEYS = tmp_path / "keys"
    shutil.copytree(worlds.prepare_index(state), settings.SEARCH_INDEX)
    if state == MARKET:
        # Links, not copies: hundreds of tests would fill a disk. What is written is written anew.
        shutil.copytree(worlds.market_media, settings.MEDIA_ROOT, copy_function=os.link)
    forget()
    with django_db_blocker.unblock():
        worlds.remember(state)
    yield state
    forget()
    if own:
        with django_db_blocker.unblock():
            worlds.drop(name)


@pytest.fixture(scope="session", autouse=True)
def _static_files_listed_once() -> Iterator[None]:
    """Each new test browser starts the whole chain, where WhiteNoise lists and reads about the collected
    files: the list it made first serves all, as they don't change while tests run.
    """
    from django.conf import settings
    from whitenoise.middleware import WhiteNoiseMiddleware

    listed: dict[object, dict[str, Any]] = {}
    list_files = WhiteNoiseMiddleware.update_files_dictionary

    def once(self: Any, root: str, prefix: str) -> None:
        key = (root, prefix, self.max_age, self.allow_all_origins, repr(settings.STORAGES))
        if key not in listed:
            list_files(self, root, prefix)
            listed[key] = dict(self.files)
        self.files.update(listed[key])

    WhiteNoiseMiddleware.update_files_dictionary = once
    yield
    WhiteNoiseMiddleware.update_files_dictionary = list_files


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
    shutil.copytree(worlds.market_media, data / "media", copy_function=os.link)
    port, site_port = free_port(), free_port()
    for mails in _mail_server():
        environment = {
            **os.environ,
            "AGORA_DATA": str(data),
            "AGORA_URL": f"http://127.0.0.1:{port}",
            "AGORA_MAIL": f"smtp://{mails.host}:{mails.port}",
            "DATABASE_URL": worlds.address_of(name),
            "AGORA_FETCH_LOCAL": f"127.0.0.1:{site_port}",
            "AGORA_COUNT_SECONDS": "1",
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
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=20_000)
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
