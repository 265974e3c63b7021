"""The sentences of the phrasebook: how each kind is drawn, and how often.

Each pattern draws one sentence: English and Spanish.
"""

from collections.abc import Callable

from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.grammar.clauses import Pair, sentence
from nlp_helpers.datasets.phrasebook.patterns import (
    clock,
    conditions,
    errands,
    excuses,
    facts,
    longer,
    places,
    qualities,
    questions,
    relatives,
    sensations,
    sequences,
    statements,
    tastes,
    thoughts,
    weather,
)

Pattern = Callable[[Draw], Pair]


def _punctuated(pattern: Pattern) -> Pattern:
    """A sentence from a pattern that may also be a part of a longer one."""
    return lambda draw: sentence(*pattern(draw))


# How often each is drawn.
PATTERNS: dict[Pattern, int] = {
    statements.statement: 30,
    questions.yes_or_no: 9,
    questions.when_where_or_why: 6,
    questions.who: 4,
    questions.what_or_whom: 3,
    questions.how_many: 2,
    questions.where_to: 1,
    questions.polite: 3,
    statements.command: 4,
    qualities.description: 6,
    qualities.comparison: 3,
    sensations.sensation: 2,
    sensations.pain: 1,
    tastes.liking: 4,
    tastes.wish: 3,
    places.location: 4,
    places.where_is: 1,
    places.existence: 3,
    facts.belonging: 2,
    facts.profession: 1,
    facts.age: 1,
    facts.price: 2,
    clock.time_of_day: 3,
    weather.weather: 1,
    qualities.exclamation: 1,
    excuses.not_done: 5,
    _punctuated(excuses.wanted): 3,
    sequences.two_people: 4,
    sequences.one_after_the_other: 4,
    tastes.tastes: 2,
    _punctuated(sequences.when): 3,
    sequences.meanwhile: 2,
    _punctuated(conditions.condition): 4,
    _punctuated(thoughts.opinion): 4,
    _punctuated(thoughts.want_somebody_to): 3,
    thoughts.hope: 3,
    sequences.before_or_after: 3,
    _punctuated(errands.purpose): 3,
    _punctuated(relatives.related): 3,
    thoughts.i_do_not_know: 3,
    _punctuated(errands.handed_on): 3,
    places.where_is_it: 1,
}
LONG: dict[Pattern, int] = {
    longer.reported: 20,
    _punctuated(conditions.plans): 1,
    _punctuated(sequences.when_two): 3,
}
