"""Words too common to tell records apart: small lists, written folded (no accents).

They are kept short on purpose. A word that is rare as a function word but carries
meaning in this field (`over`, `under`, `sans`, `sem`) stays searchable.
"""

from __future__ import annotations

from typing import Final

_ENGLISH = """
a an and are as at be been but by can do does for from had has have how if in into is it its
of on or our s so such t than that the their them then there these they this those to
was we were what when where which who why will with you your
"""
_SPANISH = """
a al como con cual cuando de del desde donde e el ella ellas ellos en entre era es esa ese
esta estas este esto estos fue ha han hasta hay la las le les lo los mas me mi muy ni no
o os para pero por porque que se ser si sin sobre son su sus tu un una unas uno unos y ya
"""
_FRENCH = """
a ai au aux avec c ce ces cette comme d dans de des du elle elles en est et etre eux il ils
j je l la le les leur leurs lui m mais me meme n ne nos notre nous on ont ou par pas plus
pour qu que qui s sa se ses si son sont sur t ta te tes un une vos votre vous y
"""
_PORTUGUESE = """
a ao aos as com como da das de do dos e ela elas ele eles em entre era essa esse esta
este foi ha isso isto ja la lhe mais mas me na nas nao nem no nos o os ou para pela pelas
pelo pelos por quando que quem se sem ser seu seus sao so sua suas tem um uma umas uns
"""
_ARABIC = """
في من على الى عن مع هذا هذه ذلك تلك التي الذي الذين هو هي هم ان كان كانت قد لا لم
لن ما او و ثم كل بين قبل عند حتى اذا كما لكن غير
"""

STOP_WORDS: Final[dict[str, frozenset[str]]] = {
    "en": frozenset(_ENGLISH.split()),
    "es": frozenset(_SPANISH.split()),
    "fr": frozenset(_FRENCH.split()),
    "pt": frozenset(_PORTUGUESE.split()),
    "ar": frozenset(word.replace("ى", "ي").replace("ة", "ه") for word in _ARABIC.split()),
}
"""Per language; other languages drop nothing."""

MEANINGFUL: Final[dict[str, frozenset[str]]] = {
    "es": frozenset({"sur"}),
    "en": frozenset({"son", "plus", "pour"}),
    "pt": frozenset({"son"}),
}
"""Words that are common in another language but say something in this one.

`cooperación sur-sur` typed in a Spanish page is not taken for French.
"""
