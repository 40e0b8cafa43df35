"""The door granian calls."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from agora.config.ready import get_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "agora.config.settings")
_django = get_wsgi_application()
if "granian" in sys.modules:  # served, and not only imported
    get_ready()
_CHARSET = re.compile(r";\s*charset\s*=\s*(\"[^\"]*\"|[^;]*)", re.IGNORECASE)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django's application; the charset a request names is left out, for all is read as UTF-8.

    Django would read even a GET's query in that charset, and some charsets end its handler before
    any middleware could answer.
    """
    kind = environ.get("CONTENT_TYPE", "")
    if "charset" in kind.lower():
        environ["CONTENT_TYPE"] = _CHARSET.sub("", kind)
    return _django(environ, start_response)
