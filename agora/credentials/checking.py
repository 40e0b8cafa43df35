"""Checking a credential somebody brings: whoever issued it, as far as its keys can be had.

What can be proved is a Data Integrity proof of the suite `eddsa-rdfc-2022` by an issuer known by
`did:key` (the key is the identifier), by `did:web` of this market, or by `did:web` of another
host, where a room above gave us a way to fetch (`fetcher_register`). Of everything else we say that we cannot
prove it, which is not to say that it is false.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from agora.credentials import did
from agora.credentials.errors import NotACredential
from agora.credentials.models import Credential, StatusList
from agora.credentials.services import did_document_of

MOST: Final = 262_144
"""Bytes of a credential; a picture it is baked into may be larger."""
MOST_PICTURE: Final = 2_000_000
MOST_FETCHED: Final = 4
"""Documents of other hosts that one check asks for: a key, a status list, and again a key for it."""

Fetch = Callable[[str], bytes]
_fetchers: list[Fetch] = []


def fetcher_register(fetch: Fetch) -> None:
    """Let a room above say how a document of another host is fetched; it guards what may be asked.

    `fetch(url)` gives the bytes and raises whatever it likes where there are none.
    """
    _fetchers[:] = [fetch]


class Verdict(StrEnum):
    """What a check found."""

    PROVED = "proved"
    REVOKED = "revoked"
    EXPIRED = "expired"
    FALSE = "false"
    UNPROVEN = "unproven"


@dataclass(frozen=True)
class Found:
    """A verdict with its sentence, and what the credential says of itself."""

    verdict: Verdict
    sentence: str
    note: str = ""
    title: str = ""
    issuer: str = ""
    issuer_id: str = ""
    name: str = ""
    issued: str = ""


class _NotFetched(Exception):
    """A document of another host is not to be had."""


def text_in(content: bytes) -> str:
    """The credential in a file: text itself, or baked into a PNG or SVG picture. Raises NotACredential."""
    from openbadgeslib import baking

    if len(content) > MOST_PICTURE:
        raise NotACredential(_("The file is larger than 2 MB. Choose a smaller one."), "file")
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            for keyword in (b"openbadgecredential", b"openbadges"):
                found = baking.extract_png(content, MOST, keyword=keyword)
                if found:
                    return found
            raise NotACredential(_("No credential is baked into this picture."), "file")
        head = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
        if head.startswith(b"<"):
            for element in ("openbadges:credential", "openbadges:assertion"):
                found = baking.extract_svg(content, element=element, text_fallback=True)
                if found:
                    return found
            raise NotACredential(_("No credential is baked into this picture."), "file")
        return content.decode("utf-8-sig")
    except NotACredential:
        raise
    except Exception as error:  # whatever a parser of pictures meets in a stranger's file
        raise NotACredential(
            _(
                "This file could not be read. Give the JSON file, or the PNG or SVG picture, of a badge."
            ),
            "file",
        ) from error


def credential_check(text: str, *, may_fetch: bool = True) -> Found:
    """What can be said of this credential. Raises NotACredential for what is none at all.

    Documents of other hosts are fetched if it `may_fetch`, few for each check.
    """
    text = text.strip()
    if len(text.encode("utf-8", "replace")) > MOST:
        raise NotACredential(_("This is larger than any credential: 256 kB at most."), "what")
    if text.count(".") == 2 and not text.startswith("{") and " " not in text:
        return Found(
            Verdict.UNPROVEN,
            _("This is a credential in the form of a signed token (JWT), which we cannot prove."),
            _("Ask its issuer for a page where it can be checked."),
        )
    document = _read(text)
    said = _said(document)
    contexts = document.get("@context")
    named = json.dumps(contexts)
    if "w3id.org/openbadges/v2" in named or "openbadges/v2" in named:
        return replace(
            said,
            verdict=Verdict.UNPROVEN,
            sentence=_("This is a badge of the older form Open Badges 2, which we cannot prove."),
            note=_("It is checked by asking its issuer’s own page, which is named in it."),
        )
    types = document.get("type")
    if "VerifiableCredential" not in (types if isinstance(types, list) else [types]):
        raise NotACredential(
            _("This is JSON, but no credential. Give the file that the issuer gave you."), "what"
        )
    proof = document.get("proof")
    proof = proof[0] if isinstance(proof, list) and proof else proof
    if not isinstance(proof, dict):
        return replace(
            said,
            verdict=Verdict.UNPROVEN,
            sentence=_("This credential is not signed: anybody could have written it."),
        )
    if proof.get("cryptosuite") != "eddsa-rdfc-2022":
        return replace(
            said,
            verdict=Verdict.UNPROVEN,
            sentence=_("This credential is signed in a way that we cannot prove."),
        )
    return _prove(document, said, _Getter(MOST_FETCHED if may_fetch else 0))


def _read(text: str) -> dict[str, Any]:
    from openbadgeslib._safejson import loads

    try:
        document = loads(text)
    except (ValueError, RecursionError) as error:
        raise NotACredential(
            _(
                "This is no number of a certificate, and no credential. Write the number, or paste the "
                "whole text of the credential’s file."
            ),
            "what",
        ) from error
    if not isinstance(document, dict):
        raise NotACredential(
            _("This is JSON, but no credential. Give the file that the issuer gave you."), "what"
        )
    return document


def _text(value: Any) -> str:
    return value[:300] if isinstance(value, str) else ""


def _part(value: Any) -> dict[str, Any]:
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, dict) else {}


def _said(document: dict[str, Any]) -> Found:
    """What it says of itself, whatever that is worth."""
    issuer, subject = document.get("issuer"), _part(document.get("credentialSubject"))
    achievement = _part(subject.get("achievement"))
    identity = _part(subject.get("identifier"))
    named = identity.get("identityType") == "name" and identity.get("hashed") is False
    return Found(
        Verdict.UNPROVEN,
        "",
        title=_text(achievement.get("name")) or _text(document.get("name")),
        issuer=_text(_part(issuer).get("name")),
        issuer_id=_text(issuer) or _text(_part(issuer).get("id")),
        name=_text(identity.get("identityHash")) if named else "",
        issued=_text(document.get("validFrom"))[:10],
    )


class _Getter:
    """Fetches what the verifier asks for: our own documents from here, others through the room above."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.missed = ""

    def __call__(self, url: str) -> bytes:
        parts = urlsplit(url)
        if parts.netloc == urlsplit(settings.SITE_URL).netloc:
            own = _own(parts.path)
            if own is not None:
                return json.dumps(own).encode()
        elif _fetchers and self.left:
            self.left -= 1
            try:
                return _fetchers[0](url)
            except Exception as error:  # a fetch fails in many ways; each means: not to be had
                self.missed = url
                raise _NotFetched(url) from error
        self.missed = url
        raise _NotFetched(url)


def _own(path: str) -> dict[str, Any] | None:
    if path == did.path_of(did.MARKET):
        return did_document_of(did.MARKET)
    begin, _slash, rest = path.removeprefix("/did/organisations/").partition("/")
    if path.startswith("/did/organisations/") and rest == "did.json":
        try:
            return did_document_of(uuid.UUID(begin))
        except ValueError:
            return None
    return None


def _prove(document: dict[str, Any], said: Found, get: _Getter) -> Found:
    from openbadgeslib.ob3.ldp import OB3LdpVerifier
    from openbadgeslib.ob3.verifier import OB3VerificationError

    if not said.issuer_id.startswith(("did:key:", "did:web:")):
        return replace(
            said,
            verdict=Verdict.UNPROVEN,
            sentence=_("We cannot get the key of its issuer, so we cannot prove who signed it."),
        )
    try:
        OB3LdpVerifier().verify(document, download=get)
    except OB3VerificationError as error:
        if get.missed:
            return replace(
                said,
                verdict=Verdict.UNPROVEN,
                sentence=_(
                    "We cannot get the key of its issuer, so we cannot prove who signed it."
                ),
                note=_("The key lies at %(address)s.") % {"address": get.missed},
            )
        if str(error).startswith("Credential has expired"):
            return replace(
                said,
                verdict=Verdict.EXPIRED,
                sentence=_("This credential was valid until a day that has passed."),
            )
        return replace(
            said,
            verdict=Verdict.FALSE,
            sentence=_("This is not what its issuer signed. Do not rely on it."),
            note=_("It was changed after it was signed, or signed with another key."),
        )
    state = _status(document, said.issuer_id, get)
    if state is True:
        return replace(
            said,
            verdict=Verdict.REVOKED,
            sentence=_(
                "Its issuer signed this credential and took it back later. It is not valid."
            ),
        )
    note = ""
    if said.issuer_id.startswith("did:key:"):
        note = _(
            "The issuer is known by a key alone. The proof shows that whoever holds this key signed it, "
            "not who that is."
        )
    if state is None:
        note = _("We could not ask whether its issuer took it back since.")
    return replace(
        said,
        verdict=Verdict.PROVED,
        sentence=_("This credential is genuine: it is what its issuer signed."),
        note=note,
    )


def _status(document: dict[str, Any], issuer: str, get: _Getter) -> bool | None:
    """Whether it was taken back; None where that cannot be known."""
    from openbadgeslib.errors import LibOpenBadgesException
    from openbadgeslib.ob3.did import resolve_verification_method
    from openbadgeslib.ob3.ldp import verify_data_integrity_proof
    from openbadgeslib.ob3.status import decode_encoded_list

    entry = document.get("credentialStatus")
    if entry is None:
        return False
    if not isinstance(entry, dict) or entry.get("statusPurpose") != "revocation":
        return None
    address = _text(entry.get("statusListCredential"))
    begin = f"{settings.SITE_URL}/credentials/status/"
    try:
        index = int(str(entry.get("statusListIndex")))
        if address.startswith(begin):
            bits = StatusList.objects.filter(pk=uuid.UUID(address.removeprefix(begin))).first()
            if bits is None or did.did_of(bits.issuer) != issuer:
                return None
            taken = Credential.objects.filter(status_list=bits, status_index=index)
            return taken.filter(revoked_at__isnull=False).exists()
        listed = json.loads(get(address))
        proof = _part(listed.get("proof"))
        method = _text(proof.get("verificationMethod"))
        owner = listed.get("issuer")
        owner = _text(owner) or _text(_part(owner).get("id"))
        if owner != issuer or method.partition("#")[0] != issuer:
            return None
        verify_data_integrity_proof(listed, resolve_verification_method(method, download=get))
        until = listed.get("validUntil")
        if until and dt.datetime.fromisoformat(str(until)) < dt.datetime.now(dt.UTC):
            return None
        found = decode_encoded_list(str(listed["credentialSubject"]["encodedList"]))
        return bool(found[index // 8] & (0x80 >> (index % 8)))
    except (LibOpenBadgesException, _NotFetched, ValueError, KeyError, TypeError, IndexError):
        return None
    except AttributeError:  # JSON of another shape than a list's
        return None
