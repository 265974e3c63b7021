"""Sentences with others inside them."""

from nlp_helpers.datasets.phrasebook.drawing import people
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.pronouns import OBJECT_PRONOUNS, possessive, pronoun
from nlp_helpers.datasets.phrasebook.drawing.times import PRESENT
from nlp_helpers.datasets.phrasebook.grammar.clauses import (
    Clause,
    Pair,
    Phrase,
    Predicate,
    both,
    sentence,
)
from nlp_helpers.datasets.phrasebook.patterns import (
    conditions,
    errands,
    excuses,
    relatives,
    sequences,
    thoughts,
)

# What is said, and how often: most of what is drawn of some is too short.
_OFTEN = {
    conditions.condition: 6,
    sequences.when: 4,
    relatives.related: 4,
    errands.handed_on: 4,
    errands.purpose: 2,
    excuses.wanted: 2,
    errands.in_vain: 1,
}
_FACTS = [fact for fact, weight in _OFTEN.items() for _ in range(weight)]


def reported(draw: Draw) -> Pair:
    """My sister says that if it rains on Sunday, our parents will read the newspaper at home."""
    somebody, (en, es) = draw.until(
        lambda told: _is_apart(told[0], told[1][0]),
        lambda draw: (people.subject(draw), draw.pick(_FACTS)(draw)),
    )
    verb, infinitive = draw.pick(thoughts.OPINIONS)
    says = Predicate(verb, f"that {en}", infinitive, f"que {es}")
    return sentence(*both(Clause(somebody, says, PRESENT)))


def _is_apart(somebody: Phrase, en: str) -> bool:
    """Whether no word of a sentence can be about somebody who speaks of it."""
    own = {somebody.noun, pronoun(somebody), possessive(somebody)}
    return own.isdisjoint(en.split()) and OBJECT_PRONOUNS[pronoun(somebody)] not in en.split()
