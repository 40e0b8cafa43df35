"""An invented catalogue of any size, with the frequencies of real ones.

Words are drawn by Zipf's law from our own lists, completed by invented words, in four
languages; facets are as skewed as catalogues are (a few large publishers, a long tail).
A summary has 14 to 26 words that carry meaning (about twice as many with small words),
and three records in ten have a text in a second language.
The same seed gives the same corpus on every machine.
"""

from __future__ import annotations

import random
import uuid
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from agora.catalogue.search.contract import Document, Label, Shape, TextPart

SHAPE: Final = Shape(
    facets=(
        "type",
        "axis",
        "goal",
        "theme",
        "region",
        "country",
        "language",
        "publisher",
        "format",
        "year",
    )
)
WANTED: Final = ("type", "axis", "goal", "theme", "region", "language", "format", "publisher")

_HEADS: Final = {
    "en": """city housing water participation budget local government planning climate women
    resilience learning rights public services community transport energy waste land food
    health migration youth culture care finance data policy practice guide handbook course
    network neighbourhood street market inclusion equality disaster risk training tools
    toolbox region cooperation partnership strategy indicators monitoring evaluation case""",
    "es": """ciudad vivienda agua participación presupuesto local gobierno planificación clima
    mujeres resiliencia aprendizaje derechos público servicios comunidad transporte energía
    residuos suelo alimentación salud migración juventud cultura cuidados finanzas datos
    política práctica guía manual curso red barrio calle mercado inclusión igualdad desastre
    riesgo formación herramientas región cooperación alianza estrategia indicadores""",
    "fr": """ville logement eau participation budget local gouvernement planification climat
    femmes résilience apprentissage droits public services communauté transport énergie
    déchets foncier alimentation santé migration jeunesse culture soins finances données
    politique pratique guide manuel cours réseau quartier rue marché inclusion égalité
    catastrophe risque formation outils région coopération partenariat stratégie""",
    "pt": """cidade habitação água participação orçamento local governo planejamento clima
    mulheres resiliência aprendizagem direitos público serviços comunidade transporte energia
    resíduos solo alimentação saúde migração juventude cultura cuidados finanças dados
    política prática guia manual curso rede bairro rua mercado inclusão igualdade desastre
    risco formação ferramentas região cooperação parceria estratégia indicadores""",
}
_CONSONANTS: Final = "bcdfglmnprstv"
_VOWELS: Final = "aeio"
_TYPES: Final = "practice handbook course paper toolbox event module space academy game"
_FORMATS: Final = "pdf web video audio dataset slides"
_TAIL_WORDS: Final = 12_000


@dataclass(frozen=True, slots=True)
class Skew:
    """Values drawn with the frequencies of Zipf's law: the n-th about 1/n^power."""

    values: Sequence[str]
    sums: Sequence[float]

    def draw(self, chance: random.Random) -> str:
        """One value."""
        return self.values[bisect(self.sums, chance.random() * self.sums[-1])]

    def some(self, chance: random.Random, count: int) -> list[str]:
        """Several values, repetitions allowed."""
        return [self.draw(chance) for _ in range(count)]


def _random(seed: int | str) -> random.Random:
    return random.Random(seed)  # noqa: S311  # repeatable on purpose, nothing secret


def skew(values: Sequence[str], power: float = 1.0) -> Skew:
    """A skewed choice among values, the first the most frequent."""
    return Skew(values, list(accumulate(1 / (place + 1) ** power for place in range(len(values)))))


def _vocabulary(language: str) -> Skew:
    chance = _random(f"words {language}")
    tail: dict[str, None] = {}
    while len(tail) < _TAIL_WORDS:
        word = "".join(
            chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _ in range(chance.randint(2, 5))
        )
        tail[word + {"en": "", "es": "o", "fr": "e", "pt": "a"}[language]] = None
    return skew([*_HEADS[language].split(), *tail], 0.95)


def _named(prefix: str, count: int, power: float = 0.9) -> Skew:
    return skew([f"{prefix}-{place}" for place in range(1, count + 1)], power)


def documents(count: int, seed: int = 1) -> Iterator[Document]:
    """So many invented records."""
    chance = _random(seed)
    words: Mapping[str, Skew] = {language: _vocabulary(language) for language in _HEADS}
    languages = skew(["en", "es", "fr", "pt"], 0.7)
    topics = _topics(words)
    types = skew(_TYPES.split())
    formats = skew(_FORMATS.split())
    axes, goals, regions = _named("axis", 6, 0.5), _named("goal", 17, 0.4), _named("region", 9)
    countries, publishers = _named("country", 190), _named("publisher", 800)
    years = skew([str(year) for year in range(2026, 2004, -1)], 0.6)
    for _ in range(count):
        language = languages.draw(chance)
        others = [each for each in _HEADS if each != language and chance.random() < 0.1]
        texts = tuple(
            _text(words[each], each, each == language, chance) for each in (language, *others)
        )
        themes = list(dict.fromkeys(topics.draw(chance) for _ in range(chance.randint(1, 3))))
        publisher = publishers.draw(chance)
        year = years.draw(chance)
        yield Document(
            id=str(uuid.UUID(int=chance.getrandbits(128), version=4)),
            texts=texts,
            labels=tuple(
                [Label(tag, f"{term}") for theme in themes for tag, term in _LABELS[theme]]
                + [Label("en", publisher.replace("-", " "))]
            ),
            facets={
                "type": (types.draw(chance),),
                "axis": tuple(sorted(set(axes.some(chance, chance.randint(1, 2))))),
                "goal": tuple(sorted(set(goals.some(chance, chance.randint(1, 3))))),
                "theme": tuple(themes),
                "region": (regions.draw(chance),),
                "country": (countries.draw(chance),),
                "language": (language, *others),
                "publisher": (publisher,),
                "format": (formats.draw(chance),),
                "year": (year,),
            },
            numbers={"published": int(year) * 365 + chance.randrange(365), "added": 738_000},
            visible=_seen_by(chance.random()),
        )


def _seen_by(share: float) -> tuple[str, ...]:
    if share < 0.93:
        return ("public",)
    return ("network",) if share < 0.97 else ("org:1",)


_LABELS: dict[str, tuple[tuple[str, str], ...]] = {}


def _topics(words: Mapping[str, Skew]) -> Skew:
    """150 themes, each with a label of one to three words in four languages."""
    chance = _random("topics")
    names = [f"theme-{place}" for place in range(1, 151)]
    for name in names:
        size = chance.randint(1, 3)
        _LABELS[name] = tuple(
            (language, " ".join(chance.choice(words[language].values[:2_000]) for _ in range(size)))
            for language in words
        )
    return skew(names, 0.8)


def _text(words: Skew, language: str, original: bool, chance: random.Random) -> TextPart:
    title = " ".join(words.some(chance, chance.randint(4, 9)))
    summary = " ".join(words.some(chance, chance.randint(14, 26)))
    return TextPart(language, title.capitalize(), summary, "", original)


def frequent_words() -> Iterator[tuple[str, str]]:
    """The words people would search for, with their language, the commonest first."""
    heads = {language: text.split() for language, text in _HEADS.items()}
    for place in range(min(map(len, heads.values()))):
        for language, words in heads.items():
            yield language, words[place]
