"""`agora`: a thin door over Django's commands."""

from __future__ import annotations

import os
import sys

from django.core.exceptions import ImproperlyConfigured

COMMANDS = {
    "setup": "Prepare or upgrade the database, the vocabularies and the static files",
    "demo": "Load the demonstration market; `demo people` says whom one can sign in as",
    "serve": "Serve the market: web server and background worker together",
    "worker": "Run only the background worker (indexing and jobs)",
    "reindex": "Build the search index anew, aside, and swap it in",
    "import": "Bring in resources from files (learning-resource JSON)",
    "export": "Give resources to others (learning-resource JSON)",
    "links": "Ask whether links still answer, or say which do not",
    "suggest": "Suggest topics of a record or a text, with the words that led to them",
    "glossary": "Check the glossary's files, or write the glossary as SKOS",
    "keys": "List the keys that sign certificates, or change one for a new one",
    "erase": "Erase accounts again after a backup was restored",
    "bench": "Measure search and pages on a synthetic market",
    "team": "Make somebody a lead of the learning team, or list the team",
    "routes": "Print every route with who may use it",
    "doctor": "Say what is set up, what is missing, and what to do",
    "check": "Django's own checks (add --deploy for production)",
    "pictures": "Take the screenshots of docs/pictures",
}


def main() -> None:
    """Run one of the commands above, or any of Django's."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "agora.config.settings")
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print("agora: an open learning marketplace for cities\n\nUsage: agora COMMAND [OPTIONS]\n")
        for name, text in COMMANDS.items():
            print(f"  {name:<10} {text}")
        print("\nagora COMMAND --help says more, with an example. Django's own commands work too.")
        return
    if arguments[0] == "--version":
        from agora import __version__

        print(__version__)
        return
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["agora", *arguments])
    except ImproperlyConfigured as error:
        print(f"agora: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
