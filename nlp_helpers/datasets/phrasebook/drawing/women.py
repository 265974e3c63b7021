"""Whether the English tells that the Spanish speaks of a woman: the driver is el conductor.

The convention is a translator's. Where English has one word for men and women and nothing else
tells the sex, it is a man. It is a woman, "la conductora", where "she" or "her" behind the word can
only be about her. Sentences in which that is not plain are not said.
"""

import re
from collections.abc import Iterable

from nlp_helpers.datasets.phrasebook.grammar.clauses import Pair
from nlp_helpers.datasets.phrasebook.lexicon import ADJECTIVES, NAMES, NOUNS, nouns, of_a_woman


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(words)})"


_FOR_BOTH = [noun for noun in NOUNS if noun.woman]
_TRAITS = _any(adjective.en for adjective in ADJECTIVES if "person" in adjective.tags)
_EITHER = re.compile(
    rf"\b(?:the|my|your|his|her|our|their)(?: {_TRAITS})? {_any(noun.en for noun in _FOR_BOTH)}\b"
)
_WOMEN = _any(of_a_woman(noun).ess for noun in _FOR_BOTH)
_SEVERAL_WOMEN = re.compile(rf"\b(?:las|mis|tus|sus|nuestras) {_WOMEN}\b")
_A_WOMAN = re.compile(rf"\b(?:la|mi|tu|su|nuestra) {_any(noun.woman for noun in _FOR_BOTH)}\b")
_SHE = re.compile(r"\b(?:she|her)\b")
# "Her" is a possessive before what one can have, or an adjective.
_HAD = [form for noun in NOUNS if "mass" not in noun.tags for form in (noun.en, noun.ens)]
_SHE_HERSELF = re.compile(
    rf"\b(?:she|her {_any([*_HAD, *(adjective.en for adjective in ADJECTIVES)])})\b"
)
_ALWAYS_WOMEN = [noun.en for noun in nouns(("person", "kin")) if noun.feminine]
_ANOTHER = re.compile(rf"\b(?:she|her|{_any([*NAMES[1][0], *_ALWAYS_WOMEN])})\b", re.IGNORECASE)


def is_told(pair: Pair) -> bool:
    """Whether the English tells who is a woman in the Spanish, and that nobody else is."""
    en, es = pair[0], pair[1].lower()
    either = list(_EITHER.finditer(en[0].lower() + en[1:]))
    if _SEVERAL_WOMEN.search(es):
        return False
    if not _A_WOMAN.search(es):
        return not either or not _SHE.search(en, either[0].end())
    if len(either) != 1 or " a ella" in es:
        return False
    herself = _SHE_HERSELF.search(en, either[0].end())
    return herself is not None and not _ANOTHER.search(en, 0, herself.start())
