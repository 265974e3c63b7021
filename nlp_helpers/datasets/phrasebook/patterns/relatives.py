"""Somebody told by a relative clause."""

from nlp_helpers.datasets.phrasebook import lexicon
from nlp_helpers.datasets.phrasebook.drawing import actions, people, predicates
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.times import FUTURE, PAST, PRESENT
from nlp_helpers.datasets.phrasebook.grammar import english
from nlp_helpers.datasets.phrasebook.grammar.clauses import (
    Clause,
    Pair,
    Predicate,
    both,
    english_clause,
    spanish_clause,
)
from nlp_helpers.datasets.phrasebook.grammar.spanish import ELLOS
from nlp_helpers.datasets.phrasebook.patterns.pieces import plain

_TRAITS = lexicon.frames("work live teach study speak play drive sell swim")


def related(draw: Draw) -> Pair:
    """The same without its marks."""
    person = people.person(draw, "the")
    frame = draw.pick(_TRAITS)
    inner = Clause(
        person, predicates.predicate(draw, frame, person), PRESENT, tail=actions.place(draw, frame)
    )
    en, es = english_clause(inner, subject="who"), spanish_clause(inner, subject="que")
    subject = person._replace(en=f"{person.en} {en}", es=f"{person.es} {es}")
    if draw.chance(0.5):
        kin = people.name(draw)
        word = draw.pick((("friend", "amig"), ("neighbour", "vecin")))
        ending = "a" if person.feminine else "o"
        ending += "s" if person.person == ELLOS else ""
        en = f"{kin.en}'s {word[0]}" + ("s" if person.person == ELLOS else "")
        the = {"o": "el", "a": "la", "os": "los", "as": "las"}[ending]
        predicate = Predicate(english.BE, en, "ser", f"{the} {word[1]}{ending} de {kin.es}")
        return both(Clause(subject, predicate, PRESENT))
    return both(plain(draw, draw.pick((PRESENT, PAST, FUTURE)), subject))
