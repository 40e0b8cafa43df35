"""Checking a credential somebody brings: ours, others', changed ones, and what is none."""

from __future__ import annotations

import copy
import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openbadgeslib.ob3.did import multikey_from_pem

from agora.credentials import checking, did, logic
from agora.credentials.checking import Verdict, credential_check, text_in
from agora.credentials.errors import NotACredential
from agora.credentials.keys import key_rotate
from agora.credentials.services import credential_revoke
from agora.exchange.fetching.errors import FetchFailed
from agora.exchange.proofs import document_fetch
from agora.kernel import clock
from agora.people.queries import DutyOf, Standing
from tests.credentials.earning import earned

pytestmark = pytest.mark.django_db
LEAD = Standing(duties=(DutyOf("lead"),))


@pytest.fixture(autouse=True)
def _address(settings, monkeypatch):
    """No test asks another host: what one needs of them, it gives."""
    settings.SITE_URL = "https://market.example"
    monkeypatch.setattr(checking, "_fetchers", [])


def pair() -> tuple[bytes, bytes]:
    """A private and a public key as PEM."""
    key = Ed25519PrivateKey.generate()
    return (
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ),
    )


def elsewhere(issuer: str = "") -> dict[str, Any]:
    """A badge of another issuer, known by its key where none is named."""
    from openbadgeslib.ob3.did import did_key_from_pem

    private, public = pair()
    own = did_key_from_pem(public)
    method = f"{issuer}#one" if issuer else f"{own}#{own.removeprefix('did:key:')}"
    document = {
        "@context": logic.CONTEXTS,
        "id": "https://badges.example/1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer or own, "type": ["Profile"], "name": "A school"},
        "validFrom": "2026-01-01T00:00:00Z",
        "name": "Composting",
        "credentialSubject": {
            "id": "urn:uuid:6a5b7c1e-0000-4000-8000-000000000001",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://badges.example/composting",
                "type": ["Achievement"],
                "name": "Composting",
                "description": "How to compost.",
                "criteria": {"narrative": "Made compost."},
            },
        },
    }
    return logic.signed(document, private=private, method=method, created=clock.now())


def test_ours_is_proved_and_says_what_it_says(beto, ondara):
    found = credential_check(earned(beto, ondara).document)
    assert (found.verdict, found.note) == (Verdict.PROVED, "")
    assert found.title == "Human mobility and the city: a first hour"
    assert (found.name, found.issuer) == ("Beto Okoro", "City of Ondara")


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["credentialSubject"]["identifier"][0].update(identityHash="Chidi Okoro"),
        lambda d: d["credentialSubject"]["achievement"].update(name="Another course"),
        lambda d: d["credentialSubject"]["result"][0].update(value="100 %"),
        lambda d: d["issuer"].update(name="Somebody else"),
        lambda d: d.update(awardedDate="2020-01-01T00:00:00Z"),
        lambda d: d["credentialStatus"].update(statusListIndex="1"),
        lambda d: d.pop("credentialStatus"),
        lambda d: d.update({"https://example.org/unsigned": "x"}),
        lambda d: d["proof"].update(created="2020-01-01T00:00:00Z"),
    ],
)
def test_whatever_is_changed_in_ours_it_is_refused(change, beto, ondara):
    document = json.loads(earned(beto, ondara).document)
    change(document)
    assert credential_check(json.dumps(document)).verdict == Verdict.FALSE


def test_another_key_cannot_sign_in_our_name(beto, ondara):
    document = json.loads(earned(beto, ondara).document)
    method = document.pop("proof")["verificationMethod"]
    private, _public = pair()
    forged = logic.signed(document, private=private, method=method, created=clock.now())
    assert credential_check(json.dumps(forged)).verdict == Verdict.FALSE
    forged = logic.signed(
        document, private=private, method=f"{did.did_of(did.MARKET)}#x", created=clock.now()
    )
    assert credential_check(json.dumps(forged)).verdict == Verdict.FALSE


def test_an_old_one_is_proved_after_the_key_was_changed(beto, ondara):
    made = earned(beto, ondara)
    key_rotate(ondara.pk)
    assert credential_check(made.document).verdict == Verdict.PROVED


def test_one_that_was_taken_back_is_found_so(beto, ondara):
    made = earned(beto, ondara)
    credential_revoke(LEAD, made.pk, reason="A mistake")
    assert credential_check(made.document).verdict == Verdict.REVOKED


def test_an_issuer_known_by_its_key_is_proved_with_a_word_of_care():
    document = elsewhere()
    found = credential_check(json.dumps(document))
    assert found.verdict == Verdict.PROVED
    assert "not who that is" in found.note
    changed = copy.deepcopy(document)
    changed["credentialSubject"]["achievement"]["name"] = "Beekeeping"
    assert credential_check(json.dumps(changed)).verdict == Verdict.FALSE


def test_keys_of_another_host_are_not_to_be_had_and_we_say_so():
    found = credential_check(json.dumps(elsewhere("did:web:badges.example")))
    assert found.verdict == Verdict.UNPROVEN
    assert "https://badges.example/.well-known/did.json" in found.note


def others() -> tuple[dict[str, Any], dict[str, bytes]]:
    """A badge of an issuer at another host, and what lies there."""
    issuer = "did:web:badges.example"
    private, public = pair()
    methods = {"one": public}
    keys = {
        "id": issuer,
        "verificationMethod": [
            {
                "id": f"{issuer}#{name}",
                "type": "Multikey",
                "controller": issuer,
                "publicKeyMultibase": multikey_from_pem(pem),
            }
            for name, pem in methods.items()
        ],
    }
    address = "https://badges.example/status/1"
    plain = elsewhere(issuer)
    del plain["proof"]
    plain["credentialStatus"] = {
        "id": f"{address}#7",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": address,
    }
    there = {"https://badges.example/.well-known/did.json": json.dumps(keys).encode()}
    for name, revoked in (("fine", []), ("taken", [7])):
        listed = logic.status_list(
            url=address, did=issuer, revoked=revoked, size=131_072, issued=clock.now()
        )
        signed = logic.signed(listed, private=private, method=f"{issuer}#one", created=clock.now())
        there[name] = json.dumps(signed).encode()
    document = logic.signed(plain, private=private, method=f"{issuer}#one", created=clock.now())
    return document, there


def test_an_issuer_at_another_host_is_proved_with_the_keys_that_lie_there():
    document, there = others()
    asked: list[str] = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        return there[address]

    checking.fetcher_register(fetch)
    text = json.dumps(document)
    unknown = credential_check(text)
    assert unknown.verdict == Verdict.PROVED
    assert unknown.note == "We could not ask whether its issuer took it back since."
    there["https://badges.example/status/1"] = there["fine"]
    assert (credential_check(text).verdict, credential_check(text).note) == (Verdict.PROVED, "")
    there["https://badges.example/status/1"] = there["taken"]
    assert credential_check(text).verdict == Verdict.REVOKED
    assert all(address.startswith("https://badges.example/") for address in asked)
    asked.clear()
    assert credential_check(text, may_fetch=False).verdict == Verdict.UNPROVEN
    assert asked == []


def test_nothing_of_our_own_network_is_fetched_for_a_stranger():
    for address in ("https://127.0.0.1/did.json", "http://badges.example/", "file:///etc/passwd"):
        with pytest.raises(FetchFailed):
            document_fetch(address)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("eyJhbGciOiJFUzI1NiJ9.eyJ2YyI6e319.c2ln", "signed token"),
        ('{"@context": "https://w3id.org/openbadges/v2", "type": "Assertion"}', "Open Badges 2"),
        ('{"type": ["VerifiableCredential"]}', "not signed"),
    ],
)
def test_what_we_cannot_prove_is_not_called_false(text, said):
    found = credential_check(text)
    assert found.verdict == Verdict.UNPROVEN
    assert said in found.sentence


@pytest.mark.parametrize(
    "text",
    ["", "hello", "[]", "{}", '{"a": 1e999}', "[" * 100_000, '{"x": "\\ud800"}', "x" * 300_000],
)
def test_what_is_no_credential_gets_a_sentence(text):
    with pytest.raises(NotACredential):
        credential_check(text)


def test_a_badge_baked_into_a_picture_is_read(beto, ondara):
    from openbadgeslib.baking import bake_png, bake_svg

    made = earned(beto, ondara)
    png = _png()
    baked = bake_png(png, made.document, keyword=b"openbadgecredential")
    assert json.loads(text_in(baked)) == json.loads(made.document)
    answer = Client().post("/en/check/", {"file": SimpleUploadedFile("badge.png", baked)})
    assert answer.status_code == 200
    assert "This credential is genuine" in answer.text
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    token = "a.b.c"
    assert text_in(bake_svg(svg, token)) == token
    for empty in (png, svg, b"\x89PNG\r\n\x1a\n", b"<svg", b"\xff\xfe\x00"):
        with pytest.raises(NotACredential):
            text_in(empty)


def _png() -> bytes:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_answers_a_pasted_credential(language, beto, ondara):
    made = earned(beto, ondara, name='Beto <script>alert("1")</script>')
    answer = Client().post(f"/{language}/check/", {"what": made.document})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "City of Ondara" in answer.text
    wrong = Client().post(f"/{language}/check/", {"what": "no credential <b>"})
    assert wrong.status_code == 422
    assert "no credential &lt;b&gt;" in wrong.text


@pytest.mark.data
def test_published_examples_are_answered_with_a_sentence(data_folder: Path):
    folder = data_folder / "openbadges" / "ob_v3p0" / "examples"
    texts = []
    for path in sorted(folder.glob("*.html")):
        for block in re.findall(r"<(?:pre|code)[^>]*>(.*?)</(?:pre|code)>", path.read_text(), re.S):
            text = html.unescape(re.sub(r"<[^>]+>", "", block)).strip()
            if text.startswith("{") or text.count(".") == 2:
                texts.append(text)
    assert texts
    assert all(sentence_on(text) for text in texts)


def sentence_on(text: str) -> str:
    """What we say of it, whatever it is; no published example is proved."""
    try:
        found = credential_check(text)
    except NotACredential as refused:
        return refused.message
    return found.sentence if found.verdict in (Verdict.UNPROVEN, Verdict.FALSE) else ""
