"""From text to tokens, the same for every engine.

A text is tidied (NFKC, invisible characters and Arabic vowel signs removed), cut into
words, stemmed in its language, and folded (case, accents, letter variants). Tokens,
never text, go to the engine, so that two engines cannot disagree about words.

A word of a *query* may be in any language: it becomes the set of stems the word has
in each of them, together with the stems of its likely accented spellings, because
people leave accents out (`participacao` must find `participações`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from threading import local
from typing import Final

import Stemmer

from agora.catalogue.search.contract import LANGUAGES
from agora.catalogue.search.stopwords import MEANINGFUL, STOP_WORDS

QUERY_CHARACTERS: Final = 300
QUERY_WORDS: Final = 32
WORD_CHARACTERS: Final = 64

_ALGORITHMS: Final = {
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "pt": "portuguese",
    "ar": "arabic",
}
# Soft hyphen, zero-width and bidirectional marks, Arabic vowel signs and tatweel.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]"
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
# Letters and digits, with the marks that South Asian scripts write inside words.
_WORD: Final = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u0900-\u0963\u0966-\u0e7f])*")
_ASCII_WORD: Final = re.compile(r"[A-Za-z0-9]+")
QUOTED: Final = re.compile('["“”«»„]([^"“”«»„]*)["“”«»„]')
"""A phrase in quotation marks, whichever kind."""

_MARK: Final = re.compile("[\u0300-\u036f\u0653-\u0655]")
_LETTERS: Final = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ı": "i",
        "þ": "th",
        "ى": "ي",
        "ی": "ي",
        "ة": "ه",
        "ک": "ك",
        "ٱ": "ا",
        **{chr(0x0660 + digit): str(digit) for digit in range(10)},
        **{chr(0x06F0 + digit): str(digit) for digit in range(10)},
    }
)
# Spellings people write without accents, and what they mean, where the stemmer cares.
_ACCENTED: Final[dict[str, tuple[tuple[re.Pattern[str], str], ...]]] = {
    "pt": (
        (re.compile("cao$"), "ção"),
        (re.compile("coes$"), "ções"),
        (re.compile("sao$"), "são"),
        (re.compile("soes$"), "sões"),
        (re.compile("encia(s?)$"), r"ência\1"),
        (re.compile("avel$"), "ável"),
        (re.compile("aveis$"), "áveis"),
    ),
    "es": (
        (re.compile("cion$"), "ción"),
        (re.compile("sion$"), "sión"),
        (re.compile("ia(s?)$"), r"ía\1"),
    ),
    "fr": (
        (re.compile("te(s?)$"), r"té\1"),
        (re.compile("ee(s?)$"), r"ée\1"),
    ),
    "ar": ((re.compile("ه$"), "ة"),),
}

# Forms the stemmers do not bring together are made even first. Spanish `ciudad` and
# `ciudades`, `mujer` and `mujeres`, words this place is about, differ in Snowball.
_EVEN: Final[dict[str, tuple[tuple[re.Pattern[str], str], ...]]] = {
    "es": (
        (re.compile("(?<=[aeiouáéíóú][lrnd])es$"), ""),
        (re.compile("(?<=[aeiouáéíóú])ces$"), "z"),
    ),
    "pt": (
        (re.compile("(?:õe|ãe)s$"), "ão"),
        (re.compile("(?<=[áí]v)eis$"), "el"),
        (re.compile("ais$"), "al"),
        (re.compile("éis$"), "el"),
        (re.compile("óis$"), "ol"),
        (re.compile("ens$"), "em"),
    ),
    "fr": ((re.compile("ieux$"), "ieu"),),
}
# The article with what is written on to it; a word such as `والد` only looks like it.
_ARTICLE: Final = re.compile("^(?:[فبك]?ال|و(?!الد)ال|[وف]?لل)(?=..)")
_FEMININE_PLURAL: Final = re.compile("(?<=..)ات$")
_MASCULINE_PLURAL: Final = re.compile("^(.{3,})(?:ين|ون)$")
_IRREGULAR: Final[dict[str, dict[str, str]]] = {
    "en": {
        "women": "woman",
        "men": "man",
        "children": "child",
        "crises": "crisis",
        "analyses": "analysis",
    },
    "fr": {"travaux": "travail"},
    "ar": {"مياه": "المياه"},
}

# Applied in order to folded Latin words: how one word is spelt in the five languages.
_COGNATES: Final = tuple(
    (re.compile(pattern), even)
    for pattern, even in (
        ("(?:ciones|tions?|coes|siones|sions?|ssoes|soes)$", "cion"),
        ("(?:[cs]ion|ss?ao|cao)$", "cion"),
        ("(?:idades|idade|idad|ites|ite|ities|ity)$", "idad"),
        ("(?:mente|ment[eo]s?|ments)$", "ment"),
        ("(?:ancias?|ances?|ancy|ancies)$", "anci"),
        ("(?:encias?|ences?|ency|encies)$", "enci"),
        ("(?:ologias?|ologies|ology|ologie)$", "ologi"),
        ("(?:arios?|arias?|aires?|ary|aries)$", "ari"),
        ("(?:icos?|icas?|iques?|ics?|ical)$", "ic"),
        ("(?:osos?|osas?|euses?|eux|ous)$", "os"),
        ("(?:ivos?|ivas?|ives?|ifs?)$", "iv"),
        ("(?:ables?|aveis|avel|ibles?|iveis|ivel)$", "abl"),
        ("(?:ismos?|ismes?|isms?)$", "ism"),
        ("(?:istas?|istes?|ists?)$", "ist"),
        ("(?:ados?|adas?|ated|ates?|ees?)$", "ad"),
        ("^es(?=[ptc][^s])", "s"),
        ("^e(?=t[au])", "st"),
        ("ph", "f"),
        ("th", "t"),
        ("qu", "c"),
        ("k", "c"),
        ("ch(?=[rlo])", "c"),
        ("y", "i"),
        ("z", "c"),
        ("nh|gn", "n"),
        (r"([bcdfglmnprst])\1", r"\1"),
        ("^h", ""),
    )
)

_thread = local()  # a Snowball stemmer keeps state: one per thread


def tidy(text: str) -> str:
    """The text in one Unicode form, without invisible or broken characters."""
    if text.isascii():
        return text
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", _SURROGATE.sub(" ", text)))


def fold(text: str) -> str:
    """The text without case, accents and letter variants: `Égalité` → `egalite`."""
    if text.isascii():
        return text.lower()
    bare = _MARK.sub("", unicodedata.normalize("NFKD", _SURROGATE.sub(" ", text)))
    return _INVISIBLE.sub("", bare.casefold()).translate(_LETTERS)


def words(text: str) -> list[str]:
    """The words of a text as written, lower case, in order."""
    text = tidy(text)
    pattern = _ASCII_WORD if text.isascii() else _WORD
    return [word[:WORD_CHARACTERS] for word in pattern.findall(text.lower())]


@lru_cache(maxsize=1_000)
def base(language: str) -> str:
    """The language without its region: `pt-BR` → `pt`."""
    return language.replace("_", "-").split("-", 1)[0].lower()


def _stemmer(language: str) -> Callable[[str], str] | None:
    algorithm = _ALGORITHMS.get(language)
    if algorithm is None:
        return None
    stemmers: dict[str, Callable[[str], str]] | None = getattr(_thread, "stemmers", None)
    if stemmers is None:
        stemmers = _thread.stemmers = {}
    if language not in stemmers:
        stemmers[language] = Stemmer.Stemmer(algorithm).stemWord
    return stemmers[language]


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The folded stem of one word; only folded where the language has no stemmer."""
    stemmer = _stemmer(language)
    if stemmer is None:
        return fold(word)
    irregular = _IRREGULAR.get(language, {}).get(word)
    if irregular is not None:
        return fold(stemmer(irregular))
    if language == "ar":
        return fold(stemmer(_with_article(word)))
    for pattern, even in _EVEN.get(language, ()):
        word = pattern.sub(even, word)
    return fold(stemmer(word))


def without_article(word: str) -> str:
    """An Arabic word without its article and the particles written on to it."""
    return _ARTICLE.sub("", word)


def _with_article(word: str) -> str:
    """An Arabic word as the stemmer understands it best: with the article, one ending evened.

    Without it Snowball takes a first و, ف or ب for a particle (`وزارة`, `بناء`) and cuts
    other endings than with it, so `صحة` and `الصحة` would be two words.
    """
    bare = _FEMININE_PLURAL.sub("ة", without_article(word))
    if len(bare) >= 6:
        bare = _MASCULINE_PLURAL.sub(r"\1", bare)
    return "ال" + bare


@lru_cache(maxsize=200_000)
def token(word: str, language: str) -> str:
    """The token of a lower-case word of a document, empty for a stop word."""
    if fold(word) in STOP_WORDS.get(language, ()):
        return ""
    return stem(word, language)


@lru_cache(maxsize=200_000)
def _surface(word: str, language: str) -> str:
    """The folded word of a document, empty for a stop word."""
    folded = fold(word)
    return "" if folded in STOP_WORDS.get(language, ()) else folded


def tokens(text: str, language: str) -> list[str]:
    """The stems of a text of this language, stop words left out, in order."""
    language = base(language)
    return [found for word in words(text) if (found := token(word, language))]


def surface(text: str, language: str) -> list[str]:
    """The folded words of a text, unstemmed, stop words left out, in order."""
    language = base(language)
    return [folded for word in words(text) if (folded := _surface(word, language))]


@lru_cache(maxsize=20_000)
def stems_of(word: str) -> tuple[str, ...]:
    """Every stem a word of a query may have been indexed under, the plain one first.

    One for each language, one for each likely accented spelling, and the folded word
    itself for texts in languages without a stemmer.
    """
    word = tidy(word).lower()
    bare = fold(word)
    found = {bare: None}
    for language in LANGUAGES:
        spellings = {word, bare}
        if bare == word:
            for pattern, accented in _ACCENTED.get(language, ()):
                spellings.add(pattern.sub(accented, word))
        for spelling in sorted(spellings):
            found[stem(spelling, language)] = None
    return tuple(each for each in found if each)


@lru_cache(maxsize=50_000)
def stems_in(word: str, language: str) -> tuple[str, ...]:
    """The stems a word of a query may have in one language, with or without its accents."""
    word = tidy(word).lower()
    bare = fold(word)
    found = {stem(word, language): None}
    if bare == word:
        for pattern, accented in _ACCENTED.get(language, ()):
            found[stem(pattern.sub(accented, word), language)] = None
    else:
        found[stem(bare, language)] = None
    return tuple(each for each in found if each)


def asked_words(text: str, interface: str, kept: frozenset[str] = frozenset()) -> list[str]:
    """The words of a query that carry it, quoted phrases left out, in order.

    Small words whose folded form is among `kept` stay.
    """
    text = QUOTED.sub(" ", tidy(text[:QUERY_CHARACTERS]))
    asked = words(text)[:QUERY_WORDS]
    if not asked:
        return []
    carrying = without_small_words(asked, interface)
    if not kept:
        return carrying
    held = set(carrying)
    return [word for word in asked if word in held or fold(word) in kept]


def small_words_by_language(text: str) -> dict[str, int]:
    """How many small words of each language a text has; the words they share do not count."""
    folded = [fold(word) for word in words(text[:QUERY_CHARACTERS])]
    held = {tag: [word in STOP_WORDS[tag] for word in folded] for tag in LANGUAGES}
    return {
        tag: sum(
            mine and not all(held[other][at] for other in LANGUAGES if other != "ar")
            for at, mine in enumerate(marks)
        )
        for tag, marks in held.items()
    }


def written_words(text: str) -> list[str]:
    """The words of a text in order, as `words` cuts them, in their own capitals."""
    text = tidy(text)
    pattern = _ASCII_WORD if text.isascii() else _WORD
    return pattern.findall(text)


def language_of(asked: Iterable[str], interface: str) -> str:
    """The language a query seems to be written in, by its small words.

    The interface language is the prior: another language must show more small words.
    """
    interface = base(interface)
    meaningful = MEANINGFUL.get(interface, frozenset())
    small = [word for word in map(fold, asked) if word not in meaningful]
    best, most = interface, sum(word in STOP_WORDS.get(interface, ()) for word in small)
    for language in LANGUAGES:
        count = sum(word in STOP_WORDS[language] for word in small)
        if count > most:
            best, most = language, count
    return best


def without_small_words(asked: list[str], interface: str) -> list[str]:
    """The words that carry the question; all of them if none does."""
    language = language_of(asked, interface)
    dropped = STOP_WORDS.get(language, frozenset()) - MEANINGFUL.get(base(interface), frozenset())
    kept = [word for word in asked if fold(word) not in dropped]
    return kept or asked


@lru_cache(maxsize=200_000)
def cognate(folded: str) -> str:
    """A folded word with the spellings evened out by which its cognates differ.

    `educación`, `éducation`, `educação` and `education` become one; so do `ph` and `f`,
    double letters and single ones, `-idad`, `-ité`, `-idade` and `-ity`. The rules are
    the regular correspondences of English with the Romance languages, nothing learned.
    """
    for pattern, even in _COGNATES:
        folded = pattern.sub(even, folded)
    return folded


@lru_cache(maxsize=200_000)
def _pieces(word: str) -> tuple[str, ...]:
    marked = f"_{cognate(word)}"
    return tuple(marked[start : start + 4] for start in range(max(1, len(marked) - 3)))


def grams(folded: Iterable[str]) -> list[str]:
    """The distinct 4-letter pieces of folded words, their beginnings marked by `_`.

    Ends are not marked: they are inflections, which differ most between languages.
    """
    found: dict[str, None] = {}
    for word in folded:
        found.update(dict.fromkeys(_pieces(word)))
    return list(found)


def title_key(title: str) -> str:
    """What titles are ordered by: folded words, so accents and quotes do not count."""
    return " ".join(word for word in map(fold, words(title)) if word)[:32]


def forget() -> None:
    """Empty what was remembered of words: after many were seen once."""
    for remembered in (stem, token, _surface, stems_in, stems_of, cognate, _pieces):
        remembered.cache_clear()
