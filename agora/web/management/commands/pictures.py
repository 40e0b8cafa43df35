"""`agora pictures`: the screenshots of the documentation, from a running market."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management.base import CommandError, CommandParser
from PIL import Image

from agora.kernel.console import Command as Base

PAGES = {
    "home": "",
    "explore": "explore/?q=housing&theme=housing",
    "resource": "resources/icld-sdg5-toolbox/",
    "practice": "practices/pazos/",
    "stand": "forums/daejeon-2022/stands/{stand}/",
}
EXTRA = (("home", "ar", 1280, "light"), ("explore", "ar", 360, "light"),
         ("home", "es", 360, "dark"), ("practice", "es", 1280, "dark"))  # fmt: skip
DESK = (
    ("desk-form", "editor", "es/desk/drafts/{draft}/write/what/"),
    ("desk-queue", "reviewer", "en/desk/review/"),
    ("desk-diff", "reviewer", "en/desk/review/{submission}/"),
    ("desk-translation", "translator", "en/desk/translate/resource/{thing}/pt/"),
)
"""Pages of the desk: their name, who looks at them, and where they are."""
PEOPLE = {
    "editor": "amina@ondara.example",
    "lead": "ines@example.org",
    "reviewer": "hiro@example.org",
    "translator": "lucia@example.org",
}
"""Made-up people of the demonstration market (`agora demo people`)."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
HEIGHT = {1280: 1500, 360: 1300}


class Command(Base):
    """Take them with Chromium, keep them as WebP."""

    help = "Take the screenshots of docs/pictures from a running market (needs Chromium)."
    example = "agora pictures --url http://localhost:8000"

    def add_arguments(self, parser: CommandParser) -> None:
        """Options."""
        parser.add_argument("--url", default="http://localhost:8000", help="the running market")
        parser.add_argument("--folder", default="docs/pictures", help="where to put them")

    def handle(self, *args: Any, **options: Any) -> None:
        """Visit each page at both widths."""
        try:
            from playwright.sync_api import sync_playwright
        except ImportError as error:
            raise CommandError("Playwright is not installed. Run `make set-up` first.") from error
        # Playwright keeps an event loop, which Django would take for an asynchronous program.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        from agora.forums.models import Stand

        stand = Stand.objects.filter(forum__slug="daejeon-2022").order_by("order").first()
        if stand is None:
            raise CommandError("There is no demonstration market. Run `agora demo` first.")
        folder = Path(options["folder"])
        folder.mkdir(parents=True, exist_ok=True)
        shots = [(name, "en", width, "light") for name in PAGES for width in (360, 1280)]
        total = 0
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
            )
            for name, language, width, scheme in (*shots, *EXTRA):
                context = browser.new_context(
                    viewport={"width": width, "height": HEIGHT[width]},
                    color_scheme="dark" if scheme == "dark" else "light",
                    reduced_motion="reduce",
                )
                page = context.new_page()
                path = PAGES[name].format(stand=stand.slug)
                page.goto(f"{options['url']}/{language}/{path}", wait_until="networkidle")
                suffix = "" if (language, scheme) == ("en", "light") else f"-{language}-{scheme}"
                total += self._keep(page, folder / f"{name}-{width}{suffix}.webp")
                context.close()
            with _at_work() as desk:
                for name, path, cookie in desk:
                    for width in (360, 1280):
                        context = browser.new_context(
                            viewport={"width": width, "height": HEIGHT[width]},
                            reduced_motion="reduce",
                        )
                        context.add_cookies([{**cookie, "url": options["url"]}])
                        page = context.new_page()
                        page.goto(f"{options['url']}/{path}", wait_until="networkidle")
                        total += self._keep(page, folder / f"{name}-{width}.webp")
                        context.close()
            browser.close()
        self.say(f"{total // 1000} kB in all.")

    def _keep(self, page: Any, target: Path) -> int:
        """Write what the page shows; its bytes."""
        Image.open(io.BytesIO(page.screenshot())).save(target, "WEBP", quality=78, method=6)
        size = target.stat().st_size
        self.say(f"{target} ({size // 1000} kB)")
        return size


@contextmanager
def _at_work() -> Iterator[list[tuple[str, str, Any]]]:
    """Something in every list of the desk, taken back afterwards: name, path and cookie of each page."""
    from agora.catalogue.models import Resource
    from agora.editorial import drafts
    from agora.editorial.review.services import submission_send, submission_withdraw
    from agora.people.models import Account, Organisation
    from agora.people.queries import standing_of

    people = {role: Account.objects.filter(email=mail).first() for role, mail in PEOPLE.items()}
    ondara = Organisation.objects.filter(slug="ondara").first()
    thing = Resource.objects.filter(slug="pazos").first()
    if None in people.values() or ondara is None or thing is None:
        raise CommandError("There are no demonstration people. Run `agora demo people` first.")
    editor, lead = standing_of(people["editor"]), standing_of(people["lead"])
    text = {"title": "Jardines de lluvia en las escuelas", "summary": "Cómo empezar con un patio."}
    begun = drafts.draft_start(
        editor, "resource", language="es", organisation=ondara.pk,
        document={"type": "handbook", "original_language": "es", "texts": {"es": text}},
    )  # fmt: skip
    changed = drafts.draft_open(lead, "resource", thing.pk)
    document = changed.document
    tag = document["original_language"]
    document["texts"][tag]["summary"] += " Desde 2016, con un observatorio."
    changed = drafts.draft_save(lead, changed.pk, document, seen=changed.revision)
    sent = submission_send(lead, changed.pk, seen=changed.revision)
    keys = {"draft": begun.pk, "submission": sent.pk, "thing": thing.pk}
    try:
        yield [(name, path.format(**keys), _cookie(people[who])) for name, who, path in DESK]
    finally:
        submission_withdraw(lead, sent.pk, seen_turn=sent.turn)
        drafts.draft_discard(lead, changed.pk)
        drafts.draft_discard(editor, begun.pk)


def _cookie(account: Any) -> Any:
    """A signed-in session of this account."""
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return {"name": settings.SESSION_COOKIE_NAME, "value": str(session.session_key)}
