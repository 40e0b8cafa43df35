"""Credentials as documents: Open Badges 3.0 in the data model of Verifiable Credentials 2.0.

Nothing here asks a database or another host. The proof is a Data Integrity proof of the suite
`eddsa-rdfc-2022` (w3.org/TR/vc-di-eddsa); contexts come with the library and are never fetched.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

CONTEXTS: Final = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
# Without I, L, O and U: nobody takes one for another, and no word comes out.
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH: Final = 16
_MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """A number nobody can guess: 80 random bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def code_said(code: str) -> str:
    """The number as it is printed, in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def code_read(text: str) -> str:
    """The number somebody typed, in whatever form; empty where it is none."""
    plain = re.sub(r"[^0-9A-Z]", "", text.upper()).translate(_MISREAD)
    fits = len(plain) == _LENGTH and all(sign in _ALPHABET for sign in plain)
    return plain if fits else ""


@dataclass(frozen=True)
class Named:
    """Who issues: identifier, name and page."""

    did: str
    name: str
    url: str


@dataclass(frozen=True)
class Statement:
    """All that a credential says, in one language."""

    id: str
    subject: str
    """Whoever earned it, as an id that stands in this credential alone."""
    issuer: Named
    official: str
    achievement: uuid.UUID
    achievement_type: str
    title: str
    description: str
    criteria: str
    page: str
    language: str
    name: str
    narrative: str
    earned_at: dt.datetime
    issued_at: dt.datetime
    results: Sequence[tuple[str, str, str]]
    """Key, label, value."""
    status_list: str
    status_index: int
    endorsements: Sequence[Mapping[str, Any]] = ()
    """Signed already, by the other organisations that issue it."""


def moment(value: dt.datetime) -> str:
    """A moment as XML Schema writes it, in whole seconds of UTC."""
    return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def badge(said: Statement) -> dict[str, Any]:
    """The unsigned OpenBadgeCredential."""
    achievement: dict[str, Any] = {
        "id": f"urn:uuid:{said.achievement}",
        "type": ["Achievement"],
        "achievementType": said.achievement_type,
        "name": said.title,
        "description": said.description or said.title,
        "criteria": {
            **({"id": said.page} if said.page else {}),
            "narrative": said.criteria or said.title,
        },
        "inLanguage": said.language,
    }
    subject: dict[str, Any] = {
        "id": said.subject,
        "type": ["AchievementSubject"],
        "activityEndDate": moment(said.earned_at),
        "achievement": achievement,
    }
    if said.name:
        subject["identifier"] = [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": said.name,
                "identityType": "name",
            }
        ]
    if said.narrative:
        subject["narrative"] = said.narrative
    if said.results:
        keys = {key: uuid.uuid5(said.achievement, key) for key, _label, _value in said.results}
        achievement["resultDescription"] = [
            {
                "id": f"urn:uuid:{keys[key]}",
                "type": ["ResultDescription"],
                "name": label,
                "resultType": "Result",
            }
            for key, label, _value in said.results
        ]
        subject["result"] = [
            {"type": ["Result"], "resultDescription": f"urn:uuid:{keys[key]}", "value": value}
            for key, _label, value in said.results
        ]
    issuer = _profile(said.issuer)
    if said.official:
        issuer["official"] = said.official
    return {
        "@context": CONTEXTS,
        "id": said.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": said.title,
        "issuer": issuer,
        "validFrom": moment(said.issued_at),
        "awardedDate": moment(said.earned_at),
        "credentialSubject": subject,
        **({"endorsement": list(said.endorsements)} if said.endorsements else {}),
        "credentialStatus": {
            "id": f"{said.status_list}#{said.status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(said.status_index),
            "statusListCredential": said.status_list,
        },
    }


def endorsement(
    *, id: str, issuer: Named, of: str, comment: str, issued_at: dt.datetime
) -> dict[str, Any]:
    """The unsigned EndorsementCredential of one more organisation.

    `of` is the subject of the credential: an endorsement within it that named the credential itself
    would describe it a second time, which verifiers refuse.
    """
    return {
        "@context": CONTEXTS,
        "id": id,
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": comment,
        "issuer": _profile(issuer),
        "validFrom": moment(issued_at),
        "credentialSubject": {
            "id": of,
            "type": ["EndorsementSubject"],
            "endorsementComment": comment,
        },
    }


def _profile(one: Named) -> dict[str, Any]:
    return {"id": one.did, "type": ["Profile"], "name": one.name, "url": one.url}


def status_list(
    *, url: str, did: str, revoked: Iterable[int], size: int, issued: dt.datetime
) -> dict[str, Any]:
    """The unsigned BitstringStatusListCredential (w3.org/TR/vc-bitstring-status-list)."""
    from openbadgeslib.ob3.status_list import encode_bitstring

    return {
        "@context": CONTEXTS[:1],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did,
        "validFrom": moment(issued),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode_bitstring(revoked, size),
        },
    }


def signed(
    document: Mapping[str, Any], *, private: bytes, method: str, created: dt.datetime
) -> dict[str, Any]:
    """The document with its proof; `private` is an Ed25519 key as PEM."""
    from openbadgeslib.ob3.ldp import add_data_integrity_proof

    proven: dict[str, Any] = add_data_integrity_proof(
        dict(document), private, method, created=created
    )
    return proven
