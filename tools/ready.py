"""The steps of the set-up that need Django, together in one process: `static` and `market`.

Each is `agora setup`, `agora demo` or `agora reindex`; starting them one by one would cost a second
each.
"""

from __future__ import annotations

import os
import sys


def main(arguments: list[str]) -> int:
    """Exit code 0 when the step is done, 2 when a setting is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "agora.config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError, call_command

    try:
        import django

        django.setup()
        from django.conf import settings

        if arguments[:1] == ["static"]:
            call_command(
                "collectstatic",
                interactive=False,
                verbosity=0,
                ignore_patterns=settings.STATIC_LEFT_OUT,
            )
        elif arguments[:1] == ["market"]:
            call_command("setup", "--no-static")
            call_command("demo")
            if "--reindex" in arguments:
                call_command("reindex")
        else:
            print(__doc__)
            return 2
    except (ImproperlyConfigured, CommandError) as error:
        print(f"agora: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
