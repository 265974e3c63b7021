"""Somebody who can do something."""

from nlp_helpers.datasets.phrasebook.drawing import things
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.pronouns import PRONOUNS
from nlp_helpers.datasets.phrasebook.grammar.clauses import Phrase
from nlp_helpers.datasets.phrasebook.grammar.spanish import EL
from nlp_helpers.datasets.phrasebook.lexicon import NAMES, Noun, nouns, of_a_woman


def subject(draw: Draw) -> Phrase:
    """Somebody who can do something."""
    kind = draw.random()
    if kind < 0.45:
        return draw.pick(PRONOUNS)
    if kind < 0.65:
        return name(draw)
    return kin(draw) if kind < 0.85 else person(draw, "the")


def name(draw: Draw) -> Phrase:
    """Somebody by name."""
    names, feminine = draw.pick(NAMES)
    somebody = draw.pick(names)
    return Phrase(somebody, somebody, EL, feminine, somebody)


def kin(draw: Draw) -> Phrase:
    """Somebody's relative, friend or neighbour."""
    return things.noun_phrase(draw, _man_or_woman(draw, ("kin",)), "definite", 0)


def person(draw: Draw, determiner: str) -> Phrase:
    """Somebody by what he or she is."""
    noun = _man_or_woman(draw, ("person",))
    return things.determined(noun, determiner, determiner != "a" and draw.chance(0.2), None)


def _man_or_woman(draw: Draw, tags: tuple[str, ...]) -> Noun:
    noun = draw.pick(nouns(tags))
    return of_a_woman(noun) if noun.woman and draw.chance(0.5) else noun
