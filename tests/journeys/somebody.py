"""A person at a phone-sized browser, who signs in with the code from their mail."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import TimeoutError

from tests.people.signing import CODE


class Somebody:
    """A person with a phone-size browser of their own; a script that fails is a failure."""

    def __init__(self, browser, market, name, language, **more):
        self.market, self.language = market, language
        self.address = f"{name.lower()}.{language}@people.example"
        self.context = browser.new_context(
            base_url=market.url, locale=language, accept_downloads=True, reduced_motion="reduce",
            viewport={"width": 360, "height": 800}, **more,
        )  # fmt: skip
        self.context.set_default_timeout(30_000)
        self.page = self.context.new_page()
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))

    def mail(self, pattern):
        """The newest mail to them in which this is found, within half a minute."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            for mail in reversed(self.market.mail_server.mails):
                text = mail.get_body(("plain",)).get_content()
                if self.address in str(mail["X-Envelope-To"]) and (
                    found := re.search(pattern, text)
                ):
                    return found.group()
            time.sleep(0.1)
        had = [f"{m['X-Envelope-To']}: {m['Subject']}" for m in self.market.mail_server.mails]
        pytest.fail(f"No mail to {self.address} has {pattern}, of {had}")

    def sign_in(self, to):
        """With the code from the mail, and on to the page they wanted."""
        page = self.page
        page.goto(f"/{self.language}{to}")
        page.wait_for_url("**/account/login/**")
        page.locator("[name=login]").fill(self.address)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/account/login/code/**")
        page.locator("[name=code]").fill(self.mail(CODE))
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(f"**/{self.language}{to}")

    def go_on(self, locator, url):
        """Press it, and be there."""
        self.page.locator(locator).first.click()
        try:
            self.page.wait_for_url(url)
        except TimeoutError:
            said = self.page.locator("main").inner_text()
            pytest.fail(f"{self.page.url} is not {url}:\n{said}", pytrace=False)
