"""Somebody told by a relative clause."""

from nlp_helpers.datasets.phrasebook import lexicon
from nlp_helpers.datasets.phrasebook.drawing import actions, people, predicates
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.times import FUTURE, PAST, PRESENT
from nlp_helpers.datasets.phrasebook.grammar import english, spanish
from nlp_helpers.datasets.phrasebook.grammar.clauses import (
    Clause,
    Pair,
    Phrase,
    Predicate,
    both,
    english_clause,
    spanish_clause,
)
from nlp_helpers.datasets.phrasebook.grammar.spanish import ELLOS
from nlp_helpers.datasets.phrasebook.patterns.pieces import plain

_TRAITS = lexicon.frames("work live teach study speak play drive swim run")


def related(draw: Draw) -> Pair:
    """The woman who works at the bank is visiting my aunt."""
    person = people.person(draw, "the")
    frame = predicates.frame(draw, person, _TRAITS)
    place = actions.place(draw, frame) if frame.objects else draw.pick(lexicon.PLACES[frame.places])
    inner = Clause(person, predicates.predicate(draw, frame, person), PRESENT, tail=place)
    en, es = english_clause(inner, subject="who"), spanish_clause(inner, subject="que")
    subject = person._replace(en=f"{person.en} {en}", es=f"{person.es} {es}")
    if draw.chance(0.5):
        return both(Clause(subject, _somebodys(draw, person), PRESENT))
    tense = draw.pick((PRESENT, PAST, FUTURE))
    clause = draw.until(
        lambda clause: clause.predicate.verb != frame.en, lambda draw: plain(draw, tense, subject)
    )
    return both(clause)


def _somebodys(draw: Draw, person: Phrase) -> Predicate:
    """Being somebody's friend or neighbour."""
    known = people.name(draw)
    en, es = draw.pick((("friend", "amigo"), ("neighbour", "vecino")))
    many = person.person == ELLOS
    es = f"{spanish.agreeing(es, person.feminine, many)} de {known.es}"
    return Predicate(english.BE, f"{known.en}'s {english.plural(en) if many else en}", "ser", es)
