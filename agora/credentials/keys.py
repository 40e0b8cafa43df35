"""The keys that certificates are signed with: made when first needed, and changed for new ones.

The public halves are rows; each private half is one file that nobody else on the machine reads.
"""

from __future__ import annotations

import contextlib
import os
import uuid
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agora.credentials.did import MARKET
from agora.credentials.errors import KeyIsMissing
from agora.credentials.models import IssuerKey
from agora.journal.services import entry_write
from agora.kernel import clock, ids


@dataclass(frozen=True)
class SigningKey:
    """A key in use: its row, and the private half as PEM."""

    row: IssuerKey
    private: bytes


def _file(key: uuid.UUID) -> Path:
    return Path(settings.KEYS) / f"{key}.pem"


def _write(key: uuid.UUID, private: bytes) -> None:
    """On the disk before any row names it, and never over another."""
    folder = Path(settings.KEYS)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(_file(key), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(private)
        file.flush()
        os.fsync(file.fileno())
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _make(issuer: uuid.UUID) -> SigningKey:
    """A new pair. Raises IntegrityError where another process was quicker."""
    from openbadgeslib.ob3.did import multikey_from_pem

    pair = Ed25519PrivateKey.generate()
    private = pair.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = pair.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    key = ids.new_id()
    _write(key, private)
    try:
        with transaction.atomic():
            row = IssuerKey.objects.create(pk=key, issuer=issuer, public=multikey_from_pem(public))
    except IntegrityError:
        _file(key).unlink(missing_ok=True)
        raise
    return SigningKey(row, private)


def key_in_use(issuer: uuid.UUID) -> SigningKey:
    """What this issuer signs with; made when it has none. Raises KeyIsMissing."""
    for _attempt in range(3):
        row = IssuerKey.objects.filter(issuer=issuer, retired_at__isnull=True).first()
        if row is None:
            with contextlib.suppress(IntegrityError):
                return _make(issuer)
            continue
        # Another process may have changed the key between the two.
        with contextlib.suppress(FileNotFoundError):
            return SigningKey(row, _file(row.pk).read_bytes())
    raise KeyIsMissing(
        _(
            "The key that signs certificates is not in its folder. Whoever runs this market puts it "
            "back from a backup, or makes a new one with “agora keys rotate”."
        )
    )


@transaction.atomic
def key_rotate(issuer: uuid.UUID) -> IssuerKey:
    """A new key from now on. What the old one signed stays provable; its private half is removed."""
    now = clock.now()
    in_use = IssuerKey.objects.select_for_update().filter(issuer=issuer, retired_at__isnull=True)
    old = list(in_use.values_list("pk", flat=True))
    IssuerKey.objects.filter(pk__in=old).update(retired_at=now)
    new = _make(issuer)
    entry_write("key-make", "issuer-key", new.row.pk)
    for key in old:
        entry_write("key-retire", "issuer-key", key)

    def remove() -> None:
        for key in old:
            _file(key).unlink(missing_ok=True)

    transaction.on_commit(remove)
    return new.row


def keys_of(issuer: uuid.UUID) -> list[IssuerKey]:
    """Every key it ever had, the newest first."""
    return list(IssuerKey.objects.filter(issuer=issuer).order_by("-created_at", "-pk"))


def keys_missing() -> list[str]:
    """The issuers whose key in use has no private half in the folder; `market` is the market."""
    rows = IssuerKey.objects.filter(retired_at__isnull=True).order_by("created_at", "pk")
    return [
        "market" if row.issuer == MARKET else str(row.issuer)
        for row in rows
        if not _file(row.pk).is_file()
    ]
