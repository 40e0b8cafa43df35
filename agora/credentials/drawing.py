"""The certificate as a file to print: PDF/UA-1, in the language it was earned in.

Drawn from a template by WeasyPrint, which needs the system's Pango; where it lacks, there is no PDF, and
the web page says so. Nothing is fetched while drawing but our own fonts.
"""

from __future__ import annotations

import atexit
import importlib
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from agora.credentials.queries import Certificate, page_language
from agora.kernel import languages

_FONTS: Final = Path(__file__).resolve().parents[1] / "ui" / "static" / "vendor" / "print-fonts"
_STYLE: Final = Path(__file__).resolve().parent / "print.css"
_SCHEME: Final = "agora-font:"
# A family for each script: under one name for several, letters of the wrong one are printed.
_FACES: Final = (
    ("Agora Latin", 400, "NotoSans-Regular.ttf"),
    ("Agora Latin", 700, "NotoSans-Bold.ttf"),
    ("Agora Arabic", 400, "NotoNaskhArabic-Regular.ttf"),
    ("Agora Arabic", 700, "NotoNaskhArabic-Bold.ttf"),
)
# The library's own fonts are not made for two threads.
_drawing = threading.Lock()


@lru_cache(maxsize=1)
def can_draw() -> bool:
    """Whether the system has what WeasyPrint draws with."""
    try:
        importlib.import_module("weasyprint")
    except (ImportError, OSError):
        return False
    return True


@lru_cache(maxsize=1)
def _fetcher() -> Any:
    """Gives our fonts and refuses everything else, on this machine and outside."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    names = {name for _family, _weight, name in _FACES}

    class Fonts(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            name = url.removeprefix(_SCHEME)
            if not url.startswith(_SCHEME) or name not in names:
                raise ValueError("nothing but our own fonts is fetched")
            return URLFetcherResponse(url, (_FONTS / name).read_bytes())

    return Fonts()


@lru_cache(maxsize=1)
def _style() -> tuple[Any, Any]:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    # It takes its folder away, for which it needs an interpreter that still stands.
    atexit.register(_style.cache_clear)
    faces = "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
        f'src: url("{_SCHEME}{name}"); }}'
        for family, weight, name in _FACES
        if (_FONTS / name).is_file()
    )
    text = faces + _STYLE.read_text(encoding="utf-8")
    return CSS(string=text, font_config=fonts, url_fetcher=_fetcher()), fonts


def page(it: Certificate) -> str:
    """The page that is drawn, in the certificate's own language."""
    tag = page_language(it.language)
    link = f"{settings.SITE_URL}{it.check_path}"
    code = segno.make(link, error="m").svg_inline(
        scale=4,
        border=0,
        svgclass=None,
        lineclass=None,
        dark="#1d2433",
        light="#fff",
        omitsize=True,
    )
    with translation.override(tag):
        return render_to_string(
            "credentials/print.html",
            {
                "it": it,
                "link": link,
                "qr": code,
                "tag": tag,
                "direction": languages.direction(tag),
                "site": settings.SITE_NAME,
            },
        )


def pdf(it: Certificate) -> bytes:
    """The file. `it` holds everything: only its holder is given one."""
    from weasyprint import HTML

    html = page(it)
    with _drawing:
        style, fonts = _style()
        drawn: bytes = HTML(string=html, url_fetcher=_fetcher()).write_pdf(
            stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True
        )
    return drawn
