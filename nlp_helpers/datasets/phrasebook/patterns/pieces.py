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
    Predicate,
    english_clause,
    spanish_clause,
)
from nlp_helpers.datasets.phrasebook.lexicon import Frame

# What one needs money for.
PAID = {"buy", "rent", "book", "pay", "travel", "order"}

# What is done in a moment, for which nobody needs time.
_QUICK = {"open", "close", "order", "put", "take", "sit", "hide", "lend", "sign"}

# What people do every day, by what goes together: work in the house, meals and so on.
_SCENES = tuple(
    [frame for frame in lexicon.frames(verbs) if "stative" not in frame.flags]
    for verbs in (
        "clean wash dry iron cook prepare bake",
        "have eat drink",
        "read write study learn work",
        "run walk swim dance play",
        "watch draw call visit help play sleep rest",
    )
)


def plain(draw: Draw, tense: Pair, subject: Phrase | None = None) -> Clause:
    """An affirmative action in a given tense, without a time."""
    return doing(draw, suitable(tense), tense, subject)


def routines(draw: Draw, tense: Pair, subject: Phrase, other: Phrase) -> tuple[Clause, Clause]:
    """Two things of a kind that people do every day, by different verbs: have is one verb."""
    scene = draw.pick(_SCENES)
    first = doing(draw, scene, tense, subject)
    second = draw.until(
        lambda second: _is_another(second.predicate, first.predicate),
        lambda draw: doing(draw, scene, tense, other),
    )
    return first, second._replace(tail=("", ""))


def _is_another(second: Predicate, first: Predicate) -> bool:
    """Whether it is done by another verb, and not with what was just named."""
    words, named = second.en.split(), first.en.split()[-1:]
    return second.verb != first.verb and words[-1:] != named and "them" not in words


def doing(
    draw: Draw, frames: Sequence[Frame], tense: Pair, subject: Phrase | None = None
) -> Clause:
    """An affirmative action by one of some verbs."""
    subject = subject or people.subject(draw)
    frame = predicates.frame(draw, subject, frames)
    predicate = predicates.predicate(draw, frame, subject)
    return Clause(subject, predicate, tense, tail=actions.place(draw, frame))


@cache
def suitable(tense: Pair) -> tuple[Frame, ...]:
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


def takes_time(clause: Clause) -> bool:
    """Whether one might not have the time, or the money, for it."""
    base = clause.predicate.verb.base
    return base in PAID or not (base in _QUICK or is_early_or_late(clause))


def other_subject(draw: Draw, known: Phrase) -> Phrase:
    """Somebody else than the one who is spoken of already."""
    return draw.until(lambda subject: are_different(subject, known), people.subject)


def again(clause: Clause) -> Pair:
    """A clause whose subject was just named."""
    return english_clause(clause, subject=pronoun(clause.subject)), spanish_clause(
        clause, subject=""
    )
