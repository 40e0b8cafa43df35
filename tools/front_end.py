"""Copies what pages need from node_modules into agora/ui/static/vendor/.

Run it after `npm ci`; it does nothing when everything is there already. The folder is not
committed: nothing of another project's is.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import draw_map

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
TARGET = ROOT / "agora" / "ui" / "static" / "vendor"
STAMP = TARGET / ".stamp"

# The icons the templates name; `tests/ui/test_house.py` keeps this list and the templates together.
ICONS = (
    "arrow-right", "box-arrow-up-right", "calendar-event", "card-text", "chat-left-text",
    "check-circle", "clock", "download", "envelope", "exclamation-triangle", "flag", "geo-alt",
    "globe2", "image", "info-circle", "link-45deg", "list", "list-ul", "map", "people",
    "play-circle", "qr-code", "quote", "rss", "search", "share", "sliders", "translate",
    "volume-up", "x-lg",
)  # fmt: skip
# What certificates are printed with: a family for each script, whole, so that no name lacks a letter.
FONTS = {
    "fonts-latin": ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    "fonts-arabic": ("NotoNaskhArabic-Regular.ttf", "NotoNaskhArabic-Bold.ttf"),
}
_SOURCE_MAP = re.compile(r"\n?(//|/\*)[#@]\s*sourceMappingURL=[^\n]*")


def stamp() -> str:
    """Changes whenever a source or this tool does."""
    digest = hashlib.sha256()
    for path in (Path(__file__), Path(draw_map.__file__), ROOT / "package-lock.json"):
        digest.update(path.read_bytes())
    digest.update((ROOT / "agora" / "ui" / "projection.py").read_bytes())
    return digest.hexdigest()


def sprite() -> str:
    """All icons in one file of symbols; the templates' `icon` tag reads them from there."""
    symbols = []
    for name in ICONS:
        source = (MODULES / "bootstrap-icons" / "icons" / f"{name}.svg").read_text()
        inside = re.sub(r"\s*\n\s*", "", source[source.index(">") + 1 : source.rindex("</svg>")])
        symbols.append(f'<symbol id="{name}" viewBox="0 0 16 16">{inside}</symbol>')
    lines = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{lines}\n</svg>\n'


def write(name: str, text: str) -> None:
    """One vendored file, without a pointer to a source map nobody serves."""
    (TARGET / name).write_text(_SOURCE_MAP.sub("", text))


def fonts() -> None:
    """The fonts of certificates, in a folder that is not served."""
    folder = TARGET / "print-fonts"
    folder.mkdir(exist_ok=True)
    for package, names in FONTS.items():
        source = MODULES / "@embedpdf" / package
        for name in names:
            shutil.copyfile(source / "fonts" / name, folder / name)
        shutil.copyfile(source / "LICENSE", folder / f"{package}.LICENSE.txt")


def main() -> int:
    """Exit code 0 when all is in place, 1 when npm has not run."""
    if STAMP.exists() and STAMP.read_text() == stamp():
        return 0
    if not all(
        (MODULES / name).is_dir() for name in ("bootstrap-icons", "world-atlas", "@embedpdf")
    ):
        print("The front-end packages are not there. Run: npm ci --omit=dev", file=sys.stderr)
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    write("icons.svg", sprite())
    for package, licence in (("bootstrap-icons", "LICENSE"), ("world-atlas", "LICENSE")):
        write(f"{package}.LICENSE.txt", (MODULES / package / licence).read_text())
    fonts()
    size = draw_map.main()
    STAMP.write_text(stamp())
    print(f"{TARGET.relative_to(ROOT)}: {len(ICONS)} icons, a map of {size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
