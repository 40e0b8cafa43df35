"""Settings come from environment variables alone; a wrong value stops the start with a sentence."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


class Environment:
    """Reads named variables and says in plain words what is wrong with one."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = os.environ if values is None else values

    def text(self, name: str, default: str | None = None) -> str:
        """The variable's text, or `default`; without a default it must be set."""
        value = self._values.get(name, "").strip()
        if value:
            return value
        if default is None:
            raise ImproperlyConfigured(f"{name} is not set. Set it to a value and start again.")
        return default

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        """One of `choices`."""
        value = self.text(name, default)
        if value not in choices:
            raise ImproperlyConfigured(
                f"{name} is “{value}”. It must be one of: {', '.join(choices)}."
            )
        return value

    def flag(self, name: str, default: bool) -> bool:
        """`yes`/`no`, `true`/`false`, `on`/`off`, `1`/`0`."""
        value = self.text(name, "yes" if default else "no").lower()
        if value in {"1", "true", "yes", "on"}:
            return True
        if value in {"0", "false", "no", "off"}:
            return False
        raise ImproperlyConfigured(f"{name} is “{value}”. It must be yes or no.")

    def number(self, name: str, default: int, least: int = 0) -> int:
        """A whole number of at least `least`."""
        value = self.text(name, str(default))
        try:
            number = int(value)
        except ValueError:
            number = least - 1
        if number < least:
            raise ImproperlyConfigured(
                f"{name} is “{value}”. It must be a whole number of at least {least}."
            )
        return number

    def names(self, name: str, default: str) -> list[str]:
        """A list of at least one word, separated by commas."""
        found = [part.strip() for part in self.text(name, default).split(",") if part.strip()]
        if not found:
            raise ImproperlyConfigured(f"{name} names nothing. Separate its words by commas.")
        return found

    def some_of(self, name: str, choices: tuple[str, ...]) -> tuple[str, ...]:
        """Any of `choices`, separated by commas; none where the variable is empty."""
        found = [part.strip() for part in self.text(name, "").split(",") if part.strip()]
        for value in found:
            if value not in choices:
                raise ImproperlyConfigured(
                    f"{name} names “{value}”. It may name: {', '.join(choices)}."
                )
        return tuple(dict.fromkeys(found))

    def hosts(self, name: str) -> tuple[str, ...]:
        """Hosts with their ports, `host:port`, separated by commas; none where it is empty."""
        found = [part.strip().lower() for part in self.text(name, "").split(",") if part.strip()]
        for value in found:
            host, _colon, port = value.rpartition(":")
            if not host or not port.isdigit() or not 0 < int(port) < 65_536:
                raise ImproperlyConfigured(
                    f"{name} names “{value}”. Write a host and its port, such as 127.0.0.1:8001."
                )
        return tuple(dict.fromkeys(found))

    def places(self, name: str, default: str) -> list[Path]:
        """Folders to look in, separated by colons; they need not exist."""
        return [Path(part) for part in self.text(name, default).split(":") if part.strip()]

    def mail_address(self, name: str, default: str | None = None) -> str:
        """An e-mail address, alone or as `Name <name@host>`."""
        value = self.text(name, default)
        _name, address = parseaddr(value)
        if not address or "@" not in address.strip("@"):
            raise ImproperlyConfigured(
                f"{name} is “{value}”. It must be an e-mail address such as team@example.org."
            )
        return value

    def folder(self, name: str, default: Path) -> Path:
        """A folder that exists or can be made."""
        path = Path(self.text(name, str(default))).expanduser().resolve()
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ImproperlyConfigured(
                f"{name} names the folder {path}, which cannot be made: {error.strerror}."
            ) from error
        return path

    def address(self, name: str, default: str) -> str:
        """A web address with scheme and host and nothing behind it."""
        value = self.text(name, default).rstrip("/")
        try:
            parts = urlsplit(value)
            _ = parts.port
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ImproperlyConfigured(
                f"{name} is “{value}”. It must be an address such as https://learning.example.org."
            )
        if parts.path or parts.query or parts.fragment or parts.username is not None:
            raise ImproperlyConfigured(
                f"{name} is “{value}”. It must end after the host, such as "
                "https://learning.example.org, with no path, question or user name."
            )
        return value

    def sign_in_services(self, name: str, *, loopback: bool) -> list[dict[str, object]]:
        """OpenID Connect services whose keys `name` lists, as allauth wants them.

        Each key has four variables of its own: `<name>_<KEY>_NAME`, `_URL`, `_CLIENT`, `_SECRET`.
        Their addresses are `https:`; `loopback` allows `http:` on this machine too.
        """
        found: list[dict[str, object]] = []
        for key in dict.fromkeys(self.text(name, "").replace(" ", "").split(",")):
            if not key:
                continue
            if not re.fullmatch(r"[a-z][a-z0-9]{0,29}", key):
                raise ImproperlyConfigured(
                    f"{name} names “{key}”. A service's key is up to 30 small letters and digits, "
                    "beginning with a letter, such as city."
                )
            own = f"{name}_{key.upper()}"
            found.append(
                {
                    "provider_id": key,
                    "name": self.text(f"{own}_NAME"),
                    "client_id": self.text(f"{own}_CLIENT"),
                    "secret": self.text(f"{own}_SECRET"),
                    "settings": {"server_url": self._service_address(f"{own}_URL", loopback)},
                }
            )
        return found

    def _service_address(self, name: str, loopback: bool) -> str:
        value = self.text(name).rstrip("/")
        try:
            parts = urlsplit(value)
            _ = parts.port
        except ValueError:
            parts = urlsplit("")
        here = loopback and parts.hostname in {"localhost", "127.0.0.1", "::1"}
        if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and here)):
            raise ImproperlyConfigured(
                f"{name} is “{value}”. It must be the address of an OpenID Connect service that "
                "begins with https://, such as https://login.example.org."
            )
        if parts.query or parts.fragment or parts.username is not None:
            raise ImproperlyConfigured(
                f"{name} must be an address without question, fragment or user name, such as "
                "https://login.example.org/realms/city."
            )
        return value

    def database(self, name: str, default: Path) -> dict[str, object]:
        """Django's database settings from `sqlite:///path` or `postgresql://user:pw@host/name`."""
        value = self.text(name, f"sqlite:///{default}")
        try:
            parts = urlsplit(value)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme == "sqlite" and len(parts.path) > 1:
            return {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": unquote(parts.path[1:]),
                "CONN_MAX_AGE": None,
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 5,
                    "init_command": (
                        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
                        "PRAGMA cache_size=-16000;PRAGMA temp_store=MEMORY;"
                    ),
                },
            }
        if parts.scheme in {"postgres", "postgresql"} and parts.path.strip("/"):
            return {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": unquote(parts.path.strip("/")),
                "USER": unquote(parts.username or ""),
                "PASSWORD": unquote(parts.password or ""),
                "HOST": unquote(parts.hostname or ""),
                "PORT": str(port or ""),
                "CONN_MAX_AGE": 60,
                "CONN_HEALTH_CHECKS": True,
            }
        raise ImproperlyConfigured(
            f"{name} does not name a database. Write sqlite:////srv/agora/agora.sqlite3 "
            "or postgresql://user:password@host:5432/agora."
        )

    def mail(self, name: str, default: str | None = "console:") -> dict[str, object]:
        """Django's mail settings from `smtp://user:pw@host:port`, `smtps://…` or `console:`."""
        value = self.text(name, default)
        if value == "console:":
            return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
        try:
            parts = urlsplit(value)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in {"smtp", "smtps", "smtp+tls"} or not parts.hostname:
            raise ImproperlyConfigured(
                f"{name} is not a mail server. Write smtp+tls://user:password@mail.example.org:587, "
                "smtps://…:465, smtp://localhost:25, or console: to print mails."
            )
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname,
            "EMAIL_PORT": port or {"smtp": 25, "smtps": 465, "smtp+tls": 587}[parts.scheme],
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_SSL": parts.scheme == "smtps",
            "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
            "EMAIL_TIMEOUT": 20,
        }
