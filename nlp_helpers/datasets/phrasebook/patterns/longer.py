"""Sentences made of two others."""

from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.grammar import spanish
from nlp_helpers.datasets.phrasebook.grammar.clauses import Pair, sentence
from nlp_helpers.datasets.phrasebook.patterns import (
    conditions,
    errands,
    excuses,
    relatives,
    sequences,
    thoughts,
)

_PARTS = (
    sequences.when,
    errands.purpose,
    errands.handed_on,
    thoughts.opinion,
    excuses.wanted,
    relatives.related,
    conditions.condition,
    thoughts.want_somebody_to,
)


def longer(draw: Draw) -> Pair:
    """Two of the sentences above as one: I think that ..., but when ..."""
    (en, es), (more_en, more_es) = (part(draw) for part in draw.two(_PARTS))
    if draw.chance(0.5) or " but " in f"{en} {more_en}":
        return sentence(f"{en}, and {more_en}", f"{es}, {spanish.and_(more_es)}")
    return sentence(f"{en}, but {more_en}", f"{es}, pero {more_es}")
