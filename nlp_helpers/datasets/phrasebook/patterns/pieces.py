"""Clauses of which longer sentences are made."""

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
    subject = subject or people.subject(draw)
    frame = draw.until(lambda frame: _suits(frame, tense), predicates.frame)
    return Clause(
        subject, predicates.predicate(draw, frame, subject), tense, tail=actions.place(draw, frame)
    )


def routine(draw: Draw, tense: Pair, subject: Phrase | None = None) -> Clause:
    """Something that people do every day, so that it goes with anything of the kind."""
    subject = subject or people.subject(draw)
    frame = draw.pick(_ROUTINES)
    return Clause(
        subject, predicates.predicate(draw, frame, subject), tense, tail=actions.place(draw, frame)
    )


def _suits(frame: Frame, tense: Pair) -> bool:
    """Whether something is done, or can be, in this tense."""
    if "stative" in frame.flags:
        return False
    if "brief" in frame.flags and "progressive" in tense[0]:
        return False
    if "once" in frame.flags and tense[1] == "present":
        return False
    return "chance" not in frame.flags


def other_subject(draw: Draw, *subjects: Phrase) -> Phrase:
    """Somebody else than those who are spoken of already."""
    return draw.until(
        lambda subject: all(are_different(subject, known) for known in subjects), people.subject
    )


def again(clause: Clause) -> Pair:
    """A clause whose subject was just named."""
    return english_clause(clause, subject=pronoun(clause.subject)), spanish_clause(
        clause, subject=""
    )
