"""The prepared states of database and index that tests share, see `tests/conftest.py`.

Making them costs a minute of computing: migrations, vocabularies, glossary, demonstration market, index.
So whichever worker is first makes them, and keeps them in `build/prepared/` for the other workers, the
other parts of `make test` and the next run. The folder's name holds a digest of everything they are made
of, and of the day; it may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
PLAIN, MARKET = "plain", "market"
_MADE_OF = ("agora", "requirements.lock", "tests/worlds.py")
_LEFT_ALONE = 3 * 3600
"""Seconds for which what other code was prepared for is kept."""


def _digest() -> str:
    """Of the code, the shipped data, the libraries and the day: the demonstration's dates lean on it."""
    total = hashlib.sha256(f"{sys.version} {time.strftime('%Y-%m-%d', time.gmtime())}".encode())
    for name in _MADE_OF:
        whole = ROOT / name
        for path in sorted(whole.rglob("*")) if whole.is_dir() else [whole]:
            parts = path.relative_to(ROOT).parts
            if path.is_file() and not {"__pycache__", "static", "vendor"} & set(parts):
                total.update("/".join(parts).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:16]


class Prepared:
    """What one worker made and all take: a database, an index and derived files for each state.

    SQLite's databases are files. PostgreSQL's are templates on the server, and only on a server that is
    thrown away afterwards (`tools/postgres.py` says so): nothing is left behind on somebody's own.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._sqlite = connection.vendor == "sqlite"
        name = _digest()
        if not self._sqlite:
            name += f"-{connection.vendor}-{connection.settings_dict['PORT']}"
        self._name, above = name, ROOT / "build" / "prepared"
        self._folder = above / name
        self._lock: IO[str] | None = None
        self._folder.mkdir(parents=True, exist_ok=True)
        os.utime(self._folder)  # in use
        for other in above.iterdir():
            with contextlib.suppress(OSError):
                if other.stat().st_mtime < time.time() - _LEFT_ALONE:
                    shutil.rmtree(other)

    @classmethod
    def on(cls, connection: Any) -> Prepared | None:
        """None where nothing is to be kept."""
        own = connection.vendor == "sqlite" or os.environ.get("AGORA_TEST_SERVER") == "thrown away"
        return cls(connection) if own and not os.environ.get("AGORA_TEST_KEEP") else None

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else makes a state meanwhile."""
        self.begin()
        try:
            yield
        finally:
            self.end()

    def begin(self) -> None:
        """Wait until nobody makes a state."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lock = (self._folder / "lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def end(self) -> None:
        """Others may make one."""
        if self._lock:
            self._lock.close()
            self._lock = None

    def has(self, state: str) -> bool:
        """Whether somebody made it."""
        if not self.index_of(state).is_dir():
            return False
        if self._sqlite:
            return self._file_of(state).exists()
        with self._connection._nodb_cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [self.database_of(state)]
            )
            return cursor.fetchone() is not None

    def index_of(self, state: str) -> Path:
        """The folder of its index; not to be written."""
        return self._folder / f"index-{state}"

    def media_of(self, state: str) -> Path:
        """The folder of the files that its content brought; not to be written."""
        return self._folder / f"media-{state}"

    def kept_of(self, state: str) -> Path:
        """A folder for what `agora.kernel.kept` keeps of it."""
        return self._folder / f"kept-{state}"

    def database_of(self, state: str) -> str:
        """The name of its database; not to be worked in."""
        return str(self._file_of(state)) if self._sqlite else f"prepared_{state}_{self._name}"

    def _file_of(self, state: str) -> Path:
        return self._folder / f"{state}.sqlite3"

    def keep(self, state: str, database: str, index: Path, media: Path | None = None) -> None:
        """Keep this database, this index and these files as that state."""
        shutil.rmtree(self.index_of(state), ignore_errors=True)
        shutil.rmtree(self.media_of(state), ignore_errors=True)
        if media:
            shutil.copytree(media, self.media_of(state))
        copy_database(self._connection, database, self.database_of(state))
        # The index comes last: where it is, all is.
        aside = self._folder / f"aside-{state}"
        shutil.rmtree(aside, ignore_errors=True)
        shutil.copytree(index, aside)
        aside.rename(self.index_of(state))


def copy_database(connection: Any, source: str, name: str) -> None:
    """Make a database of that name like the source, in place of one that was there."""
    connection.close()
    if connection.vendor == "sqlite":
        drop_database(connection, name)
        # A copy of the file alone would lose what is still in the write-ahead log.
        with (
            contextlib.closing(sqlite3.connect(source)) as here,
            contextlib.closing(sqlite3.connect(name)) as there,
        ):
            here.backup(there)
        return
    drop_database(connection, name)
    with connection._nodb_cursor() as cursor:
        quoted = connection.ops.quote_name
        # A connection closed a moment ago may still be there, and would forbid the copy.
        for _attempt in range(100):
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s",
                [source],
            )
            if cursor.fetchone() == (0,):
                break
            time.sleep(0.02)
        cursor.execute(f"CREATE DATABASE {quoted(name)} TEMPLATE {quoted(source)}")


def drop_database(connection: Any, name: str) -> None:
    """Remove that database, if there is one."""
    connection.close()
    if connection.vendor == "sqlite":
        for end in ("", "-wal", "-shm"):
            Path(name + end).unlink(missing_ok=True)
        return
    with connection._nodb_cursor() as cursor:
        quoted = connection.ops.quote_name(name)
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


class Worlds:
    """One worker's own copies of the states, and the one in use."""

    def __init__(self, folder: Path, prepared: Prepared | None) -> None:
        from django.db import connection

        self._folder = folder
        self._prepared = prepared
        self._connection = connection
        self._sqlite = connection.vendor == "sqlite"
        self._base = str(connection.settings_dict["NAME"])
        self._names = {PLAIN: self._base}
        self._copies = 0
        self._vocabularies: dict[str, Any] = {}
        self._bridges: dict[str, Any] = {}

    def prepare_plain(self) -> None:
        """Fill the database just migrated, or take the index that belongs to the one just copied."""
        from django.core.management import call_command

        from agora.topics.publishing import vocabulary_load

        if self._prepared and self._prepared.has(PLAIN):
            shutil.copytree(self._prepared.index_of(PLAIN), self._folder / f"index-{PLAIN}")
        else:
            call_command("createcachetable", verbosity=0)
            vocabulary_load()
            self._build_index(PLAIN)
            if self._prepared:
                self._prepared.keep(PLAIN, self._base, self._folder / f"index-{PLAIN}")

    def remember(self, state: str) -> None:
        """Take up the vocabulary of a database that is exactly in that state, and what is made of it.

        Reading the one costs a tenth of a second and making the other four, which every test would pay.
        """
        from django.conf import settings

        from agora.catalogue import bridge
        from agora.topics import queries

        if state not in self._vocabularies:
            queries.forget()
            kept, settings.KEPT = settings.KEPT, self._prepared and self._prepared.kept_of(state)
            try:
                queries.vocabulary()
                bridge.bridge()
            finally:
                settings.KEPT = kept
            self._vocabularies[state], self._bridges[state] = queries._kept, bridge._kept
        queries._kept, bridge._kept = self._vocabularies[state], self._bridges[state]

    def name_of(self, state: str) -> str:
        """The database of that state, made on first use."""
        if state not in self._names:
            self._names[state] = self._make_market()
        return self._names[state]

    def prepare_index(self, state: str) -> Path:
        """The folder of that state's index, made on first use."""
        self.name_of(state)
        return self._folder / f"index-{state}"

    def copy(self, state: str) -> str:
        """A new database like that state; its name."""
        return self._copy(self.name_of(state))

    def _copy(self, source: str) -> str:
        self._copies += 1
        name = f"{self._base}_{self._copies}"
        if self._sqlite:
            name = str(self._folder / f"copy-{self._copies}.sqlite3")
        copy_database(self._connection, source, name)
        return name

    def drop(self, name: str) -> None:
        """Remove a copy."""
        drop_database(self._connection, name)

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

    def _make_market(self) -> str:
        """A copy of the market somebody made, or one made here and kept for the others."""
        if self._prepared is None:
            name = self._copy(self._base)
            self._load_market(name)
            return name
        with self._prepared.alone():
            if self._prepared.has(MARKET):
                name = self._copy(self._prepared.database_of(MARKET))
                shutil.copytree(self._prepared.index_of(MARKET), self._folder / f"index-{MARKET}")
                shutil.copytree(self._prepared.media_of(MARKET), self.market_media)
            else:
                name = self._copy(self._base)
                self._load_market(name)
                self._prepared.keep(
                    MARKET, name, self._folder / f"index-{MARKET}", self.market_media
                )
        return name

    @property
    def market_media(self) -> Path:
        """The files that the market's content brought; each test gets links to them."""
        return self._folder / f"media-{MARKET}"

    def _load_market(self, name: str) -> None:
        from django.conf import settings

        from agora.demo.loading import demo_load

        self._use(name)
        forget()
        self.remember(PLAIN)
        kept, settings.MEDIA_ROOT = settings.MEDIA_ROOT, self.market_media
        try:
            demo_load()
        finally:
            settings.MEDIA_ROOT = kept
        self._build_index(MARKET)

    def _build_index(self, state: str) -> None:
        """Index what the database in use holds, as that state's index."""
        from django.conf import settings

        from agora.catalogue import indexing

        forget()
        kept, settings.SEARCH_INDEX = settings.SEARCH_INDEX, self._folder / f"index-{state}"
        try:
            self.remember(PLAIN)
            indexing.index_rebuild()
            while indexing.index_catch_up():
                pass
        finally:
            forget()
            settings.SEARCH_INDEX = kept


def forget() -> None:
    """Drop what this process remembers of a database: a rollback turns its counters back."""
    from django.core.cache import caches

    from agora.catalogue import indexing
    from agora.courses.queries import titles
    from agora.statistics import counting
    from agora.topics import queries

    caches["pages"].clear()
    indexing.forget_reader()
    queries.forget()
    counting.forget()
    titles.forget()
