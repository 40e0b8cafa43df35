"""`agora pictures`: the screenshots of the documentation, from a running market."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

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
                drawn = Image.open(io.BytesIO(page.screenshot()))
                suffix = "" if (language, scheme) == ("en", "light") else f"-{language}-{scheme}"
                target = folder / f"{name}-{width}{suffix}.webp"
                drawn.save(target, "WEBP", quality=78, method=6)
                total += target.stat().st_size
                self.say(f"{target} ({target.stat().st_size // 1000} kB)")
                context.close()
            browser.close()
        self.say(f"{total // 1000} kB in all.")
