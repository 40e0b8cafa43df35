"""Names that cannot pass for another: what cannot be seen, what looks alike, mixed alphabets.

After Unicode's UTS #39, in small: a skeleton is the same for names that look the same to a reader.
The table holds the look-alikes of Latin letters in Cyrillic, Greek and a few others; it is no copy
of Unicode's list of confusables, and knows the common ones.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from django.utils.translation import gettext as _

_UNSEEN: Final = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff"
    "\U000e0000-\U000e0fff"  # tags and further variation selectors
    "\ud800-\udfff"
    "]"
)
_JOINERS: Final = "\u200c\u200d"
_JOINING: Final = re.compile(
    # Arabic, the scripts of South Asia, Mongolian: there the two joiners change the letters' form.
    "[\u0600-\u08ff\u0900-\u0dff\u1800-\u18af\ufb50-\ufdff\ufe70-\ufefc]"
)

# Letters that look like a Latin one as they are written, capitals and small ones apart.
_LOOKS: Final = str.maketrans(
    dict(
        zip(
            # Cyrillic
            "АВЕЅІЈКМНОРСТУХҮԀԌԚԜаеѕіјорсухһԁԛԝӏѵӀ"
            # Greek
            "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυχϲϳ"
            # Armenian, Cherokee, Lisu and Latin letters that pass for others
            "օոսցհᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᏚᎢᏙᏔᏃıɑɡʟ",
            "ABESIJKMHOPCTYXYDGQWaesijopcyxhdqwlvI"
            "ABEZHIKMNOPTYXaikvopuxcj"
            "onughABCDEGHJKLMPSTVWZiagl",
            strict=True,
        )
    )
)
_ALIKE: Final = str.maketrans(
    {
        "1": "l", "|": "l", "i": "l", "0": "o", "’": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-",
        "–": "-", "—": "-", "−": "-",
        # One Arabic letter with several code points.
        "ک": "ك", "ی": "ي", "ى": "ي", "ې": "ي", "ہ": "ه", "ە": "ه", "ـ": None,
    }
)  # fmt: skip
_PAIRS: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_ALPHABETS: Final = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")


def unseen(text: str) -> tuple[str, ...]:
    """The characters of a text that no reader sees, or that turn its direction; each once.

    The two joiners are letters' business beside a letter of a script that joins, and between the
    parts of one picture sign.
    """
    found: dict[str, None] = {}
    for match in _UNSEEN.finditer(text):
        at, sign = match.start(), match.group()
        if sign in _JOINERS and _joins(text, at):
            continue
        if "\ufe00" <= sign <= "\ufe0f" and at and ord(text[at - 1]) > 0x2000:
            continue  # the variant of a picture sign
        found[sign] = None
    return tuple(found)


def _joins(text: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if _JOINING.match(before) and _JOINING.match(after):
        return True
    return text[at] == "\u200d" and _is_picture(before) and _is_picture(after)


def _is_picture(sign: str) -> bool:
    return bool(sign) and (unicodedata.category(sign) in ("So", "Sk") or sign == "\ufe0f")


def skeleton(text: str) -> str:
    """What a name looks like: equal for two names that a reader takes for one."""
    seen = _UNSEEN.sub("", unicodedata.normalize("NFKC", _UNSEEN.sub("", text)))
    plain = unicodedata.normalize("NFKC", seen.translate(_LOOKS).casefold()).translate(_ALIKE)
    for pair, single in _PAIRS:
        plain = plain.replace(pair, single)
    return " ".join(plain.split())


def mixed_words(text: str) -> tuple[str, ...]:
    """The words that are written with letters of two alphabets that look alike."""
    found = []
    for word in re.findall(r"[^\W\d_]+", text):
        alphabets = {
            alphabet
            for sign in word
            for alphabet in _ALPHABETS
            if unicodedata.name(sign, "").startswith(alphabet)
        }
        if len(alphabets) > 1:
            found.append(word)
    return tuple(found)


def fault(text: str) -> str:
    """Why this cannot be the name of a person or an organisation; empty when it can."""
    hidden = unseen(text)
    if hidden:
        codes = ", ".join(f"U+{ord(sign):04X}" for sign in hidden)
        return (
            _(
                "There is a character in it that nobody can see (%s). Type the name anew instead of "
                "pasting it."
            )
            % codes
        )
    mixed = mixed_words(text)
    if mixed:
        return (
            _(
                "“%s” is written with letters of two alphabets that look alike. Type it in one of them."
            )
            % mixed[0]
        )
    if text and not any(sign.isalnum() for sign in text):
        return _("A name needs at least one letter.")
    return ""
