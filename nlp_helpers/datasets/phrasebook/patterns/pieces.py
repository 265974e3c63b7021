"""Clauses of which longer sentences are made."""

from collections.abc import Sequence
from functools import cache

from nlp_helpers.datasets.phrasebook import lexicon
from nlp_helpers.datasets.phrasebook.drawing import actions, people, predicates
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.pronouns import are_different, pronoun
from nlp_helpers.datasets.phrasebook.grammar.clauses import (
    Clause,
    Pair,
    Phrase,
    english_clause,
    spanish_clause,
)
from nlp_helpers.datasets.phrasebook.lexicon import Frame

# What one needs money for.
PAID = {"buy", "rent", "book", "pay", "travel", "order"}

_ROUTINES = [
    frame
    for frame in lexicon.frames(
        "have eat drink read write clean wash dry iron cook prepare bake call visit help play "
        "study learn watch draw work sleep rest run walk swim dance"
    )
    if "stative" not in frame.flags
]


def plain(draw: Draw, tense: Pair, subject: Phrase | None = None) -> Clause:
    """An affirmative action in a given tense, without a time."""
    return _doing(draw, _suitable(tense), tense, subject)


def routine(draw: Draw, tense: Pair, subject: Phrase | None = None) -> Clause:
    """Something that people do every day, so that it goes with anything of the kind."""
    return _doing(draw, _ROUTINES, tense, subject)


def _doing(draw: Draw, frames: Sequence[Frame], tense: Pair, subject: Phrase | None) -> Clause:
    subject = subject or people.subject(draw)
    frame = predicates.frame(draw, subject, frames)
    predicate = predicates.predicate(draw, frame, subject)
    return Clause(subject, predicate, tense, tail=actions.place(draw, frame))


@cache
def _suitable(tense: Pair) -> tuple[Frame, ...]:
    """What is done, or can be, in a tense."""
    flags = ["stative", "chance", "unbidden"]
    if "progressive" in tense[0]:
        flags.append("brief")
    if tense[1] == "present":
        flags.append("once")
    return lexicon.frames_without(*flags)


def is_early_or_late(clause: Clause) -> bool:
    """Whether it is about the hours one keeps, for which one needs no time."""
    return clause.predicate.es in ("temprano", "tarde")


def other_subject(draw: Draw, known: Phrase) -> Phrase:
    """Somebody else than the one who is spoken of already."""
    return draw.until(lambda subject: are_different(subject, known), people.subject)


def again(clause: Clause) -> Pair:
    """A clause whose subject was just named."""
    return english_clause(clause, subject=pronoun(clause.subject)), spanish_clause(
        clause, subject=""
    )
