"""Passkeys in a real browser: made, used to sign in and to prove who one is, removed; and without JavaScript."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.people.signing import code_in

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Any, live_market: Any) -> Iterator[Any]:
    """A page at the live market by its name: a passkey belongs to a name, never to a number."""
    context = browser.new_context(
        base_url=live_market.url.replace("127.0.0.1", "localhost"), locale="en"
    )
    context.set_default_timeout(15_000)
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on(
        "console",
        lambda said: (
            problems.append(said.text)
            if said.type == "error" and "Failed to load resource" not in said.text
            else None
        ),
    )
    yield opened
    context.close()
    assert problems == []


def device(page: Any, *, verifies: bool = True) -> None:
    """A device of the browser that keeps passkeys, and checks who holds it or cannot."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                "hasUserVerification": True, "isUserVerified": verifies,
                "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip


def mail_to(live_market: Any, address: str) -> Any:
    """The last mail to this address, once it is there."""
    for _ in range(200):
        found = [m for m in live_market.mail_server.mails if m["X-Envelope-To"] == address]
        if found:
            return found[-1]
        time.sleep(0.05)
    raise AssertionError(f"no mail to {address}")


def sign_up(page: Any, live_market: Any) -> str:
    """A new account, through the pages; its address."""
    address = f"{uuid.uuid4().hex[:12]}@ondara.example"
    page.goto("/en/account/signup/")
    page.fill("[name=name]", "Amina")
    page.fill("[name=email]", address)
    page.click("main button[type=submit]")
    page.fill("[name=code]", code_in(mail_to(live_market, address)))
    page.locator("main button[type=submit]").first.click()
    expect(page.locator("h1")).to_have_text("My profile")
    return address


def sign_out(page: Any) -> None:
    page.goto("/en/account/logout/")
    page.click("main form button")
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()


def test_a_passkey_is_made_used_and_removed(page, live_market):
    device(page)
    address = sign_up(page, live_market)
    page.goto("/en/account/ways/passkeys/add/")
    page.fill("[name=name]", "My phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator("h1")).to_have_text("Recovery codes")
    expect(page.locator(".recovery code")).to_have_count(10)
    sign_out(page)

    page.goto("/en/account/login/?next=/en/account/ways/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("h1")).to_have_text("Ways to sign in")
    expect(page.get_by_text("My phone", exact=True)).to_be_visible()

    # Before erasing, one more proof: the passkey again.
    page.goto("/en/account/erase/")
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("h1")).to_have_text("Erase my account")
    sign_out(page)

    # A code by mail needs the passkey as its second step.
    page.goto("/en/account/login/")
    page.fill("[name=login]", address)
    live_market.mail_server.mails.clear()
    page.get_by_role("button", name="Send me a code").click()
    page.fill("[name=code]", code_in(mail_to(live_market, address)))
    page.locator("main button[type=submit]").first.click()
    expect(page.locator("h1")).to_have_text("One more step")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(re.compile("/en/desk/$"))

    page.goto("/en/account/ways/")
    page.get_by_role("link", name="Rename My phone").click()
    page.fill("[name=name]", "Old phone")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove Old phone").click()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_role("status")).to_contain_text("The passkey is removed.")
    sign_out(page)
    page.goto("/en/account/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("status")).to_contain_text("was not accepted")


def test_a_device_that_cannot_tell_who_holds_it_makes_no_passkey(page, live_market):
    device(page, verifies=False)
    sign_up(page, live_market)
    page.goto("/en/account/ways/passkeys/add/")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("No passkey was made")


def test_without_javascript_a_code_still_signs_in_and_passkeys_say_why_not(browser, live_market):
    context = browser.new_context(base_url=live_market.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/account/login/")
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    sign_up(page, live_market)
    page.goto("/en/account/ways/passkeys/add/")
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
    context.close()


def test_a_copy_of_my_data_comes_by_itself(page, live_market):
    sign_up(page, live_market)
    page.goto("/en/account/data/")
    page.get_by_role("button", name="Make a copy").click()
    expect(page.get_by_role("link", name="The copy of")).to_be_visible(timeout=90_000)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="The copy of").click()
    assert fetched.value.suggested_filename == "my-data.zip"
