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
from nlp_helpers.datasets.phrasebook.lexicon import nouns
from nlp_helpers.datasets.phrasebook.patterns.pieces import plain

# What tells one of us from others, and one child from others.
_TRAITS = lexicon.frames("work live teach study speak play drive swim run")
_OF_CHILDREN = lexicon.frames("live study speak play swim run")
_CHILDREN = {noun.en for noun in nouns(("young",))}


def related(draw: Draw) -> Pair:
    """The woman who works at the bank is visiting my aunt."""
    person = people.person(draw, "the")
    frame = draw.pick(_OF_CHILDREN if person.noun in _CHILDREN else _TRAITS)
    place = actions.place(draw, frame) if frame.objects else draw.pick(lexicon.PLACES[frame.places])
    inner = Clause(person, predicates.predicate(draw, frame, person), PRESENT, tail=place)
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
