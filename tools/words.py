"""The words of the interface in every language.

python tools/words.py compile     .po → .mo (Babel; gettext is not needed)
python tools/words.py update      take new messages into the catalogues (needs gettext)
python tools/words.py check       nothing missing, nothing doubtful, placeholders whole
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "agora" / "locale"
LANGUAGES = ("es", "fr", "pt", "ar")  # English is the language of the messages themselves
_PLACES = re.compile(r"%\(\w+\)[a-z]|%[sd%]|\{\w*\}")
_TAGS = re.compile(r"</?[a-z][a-z0-9]*|&[a-z]+;")
# Plural forms that stand for exactly none, one or two, and so may do without the number. (In French
# and Portuguese the first form is for none and for one.)
_WITHOUT_NUMBER = {"ar": (0, 1, 2), "es": (0,)}
Key = tuple[str, str]


def catalogue(language: str, under: Path = LOCALE) -> Path:
    """Where a language's messages lie."""
    return under / language / "LC_MESSAGES" / "django.po"


def compile_all() -> int:
    """Write every .mo whose .po is there; a faulty catalogue ends with its faults."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        language = path.parts[-3]
        try:
            with path.open("rb") as source:
                messages = read_po(source, locale=language, abort_invalid=True)
        except (PoFileError, ValueError) as error:
            print(f"{path.relative_to(ROOT)}: {error}", file=sys.stderr)
            return 1
        aside = path.with_suffix(".mo.new")
        with aside.open("wb") as target:
            write_mo(target, messages)
        aside.replace(path.with_suffix(".mo"))
    return 0


def _makemessages(folder: Path, languages: tuple[str, ...]) -> None:
    """Django's own extraction, over the package that lies in `folder`."""
    # Without settings it writes to the folder's own `locale/`, which a copy needs.
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    locale = [part for language in languages for part in ("--locale", language)]
    done = subprocess.run(
        [sys.executable, "-m", "django", "makemessages", *locale, "--no-obsolete", "--no-wrap",
         "--add-location", "file", "--extension", "html,txt,py", "--ignore", "bench"],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"Extracting the messages failed:\n{done.stdout}{done.stderr}")


def extracted() -> set[Key] | None:
    """Every message in the code as (context, message); None where gettext is missing."""
    if not shutil.which("xgettext"):
        return None
    import polib

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "agora"
        shutil.copytree(
            ROOT / "agora", folder,
            ignore=shutil.ignore_patterns("locale", "static", "data", "content", "__pycache__"),
        )  # fmt: skip
        (folder / "locale").mkdir()
        _makemessages(folder, ("es",))
        return {
            (entry.msgctxt or "", entry.msgid)
            for entry in polib.pofile(str(catalogue("es", folder / "locale")))
        }


def update() -> int:
    """Take the code's messages into every catalogue, then say what is to do."""
    if not shutil.which("xgettext"):
        print("Extracting messages needs gettext. On Debian or Ubuntu: sudo apt install gettext")
        return 1
    LOCALE.mkdir(exist_ok=True)
    _makemessages(ROOT / "agora", LANGUAGES)
    problems = list(faults())
    for language in LANGUAGES:
        mine = sum(problem.startswith(f"{language}:") for problem in problems)
        print(f"{language}: {_count(language)} messages, {mine} to look at")
    print("`python tools/words.py check` names each.")
    return 0


def _count(language: str) -> int:
    import polib

    return sum(not entry.obsolete for entry in polib.pofile(str(catalogue(language))))


def faults() -> Iterator[str]:
    """What is wrong, one sentence each, beginning with the language."""
    in_code = extracted()
    for language in LANGUAGES:
        path = catalogue(language)
        if not path.exists():
            yield f"{language}: there is no catalogue ({path.relative_to(ROOT)})"
            continue
        yield from _faults_of(language, path, in_code)


def _faults_of(language: str, path: Path, in_code: set[Key] | None) -> Iterator[str]:
    import polib

    messages = polib.pofile(str(path))
    plural = re.search(r"nplurals\s*=\s*(\d+)", messages.metadata.get("Plural-Forms", ""))
    forms = int(plural.group(1)) if plural else 0
    if not forms:
        yield f"{language}: the header has no Plural-Forms"
    known: set[Key] = set()
    for entry in messages:
        if entry.obsolete:
            continue
        known.add((entry.msgctxt or "", entry.msgid))
        shown = f"{language}: “{_short(entry.msgid)}”"
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if entry.fuzzy:
            yield f"{shown} is marked fuzzy"
        elif not all(text.strip() for text in texts):
            yield f"{shown} is not translated"
        elif entry.msgid_plural and forms and len(texts) != forms:
            yield f"{shown} has {len(texts)} plural forms of {forms}"
        else:
            for form, text in enumerate(texts):
                silent = form in _WITHOUT_NUMBER.get(language, ())
                fault = _difference(entry.msgid, entry.msgid_plural, text, silent=silent)
                if fault:
                    yield f"{shown}: {fault}"
    if in_code is not None:
        for _context, message in sorted(in_code - known):
            yield f"{language}: “{_short(message)}” is in the code and not in the catalogue"
        for _context, message in sorted(known - in_code):
            yield f"{language}: “{_short(message)}” is in the catalogue and not in the code"


def _difference(source: str, plural: str, text: str, *, silent: bool = False) -> str:
    """How a translation's placeholders or tags differ from its source's; empty when they agree.

    `silent` says that this plural form may leave one placeholder out: its number.
    """
    found = set(_PLACES.findall(text))
    expected_places = set(_PLACES.findall(source)) | set(_PLACES.findall(plural))
    if found - expected_places:
        return f"has {', '.join(sorted(found - expected_places))}, which the source has not"
    lacking = expected_places - found
    if len(lacking) > (1 if plural and silent else 0):
        return f"lacks {', '.join(sorted(lacking))}"
    tags, expected = sorted(_TAGS.findall(text)), sorted(_TAGS.findall(plural or source))
    if tags != expected and tags != sorted(_TAGS.findall(source)):
        return f"has the tags {tags or 'none'} and not {expected or 'none'}"
    if source.startswith("\n") != text.startswith("\n") or source.endswith("\n") != text.endswith(
        "\n"
    ):
        return "differs from the source in a line break at its beginning or end"
    return ""


def _short(message: str) -> str:
    one = " ".join(message.split())
    return one if len(one) <= 70 else one[:69] + "…"


def check() -> int:
    """Name every fault; 1 when there is one."""
    found = list(faults())
    for fault in found:
        print(fault)
    if not shutil.which("xgettext"):
        print("Skipped: whether every message is in the catalogues (gettext is not installed).")
    return 1 if found else 0


if __name__ == "__main__":
    work = {"compile": compile_all, "update": update, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in work:
        print(__doc__)
        sys.exit(2)
    sys.exit(work[sys.argv[1]]())
