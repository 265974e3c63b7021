"""What happens at the same time, or one after the other."""

from nlp_helpers.datasets.phrasebook import lexicon
from nlp_helpers.datasets.phrasebook.drawing import people, predicates
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.pronouns import OBJECT_PRONOUNS, stressed
from nlp_helpers.datasets.phrasebook.drawing.times import FUTURE, PAST, PAST_PROGRESSIVE, PRESENT
from nlp_helpers.datasets.phrasebook.grammar import english, spanish
from nlp_helpers.datasets.phrasebook.grammar.clauses import (
    Clause,
    Pair,
    Phrase,
    both,
    english_clause,
    infinitives,
    join,
    sentence,
    spanish_clause,
)
from nlp_helpers.datasets.phrasebook.patterns.pieces import again, other_subject, plain, routine


def two_people(draw: Draw) -> Pair:
    """Tom cooked the rice and María washed the plates."""
    tense = draw.pick((PAST, PAST, FUTURE, PRESENT))
    first = routine(draw, tense)
    second = routine(draw, tense, other_subject(draw, first.subject))
    (en, es), (more_en, more_es) = _set_against(first), _set_against(second)
    return sentence(f"{en} and {more_en}", f"{es} {spanish.and_(more_es)}")


def one_after_the_other(draw: Draw) -> Pair:
    """I opened the window and sat down."""
    tense = draw.pick((PAST, PAST, FUTURE))
    first = routine(draw, tense)
    second = _another(draw, first, first.subject)
    (en, es), more_es = both(first), again(second)[1]
    more_en = english_clause(second, subject="").removeprefix("will ")
    return sentence(f"{en} and {more_en}", f"{es} {spanish.and_(more_es)}")


def when(draw: Draw) -> Pair:
    """When Tom arrived at the hotel, María was reading a book."""
    [arrive] = lexicon.frames("arrive")
    subject = people.subject(draw)
    arrival = both(Clause(subject, predicates.predicate(draw, arrive, subject), PAST))
    other = draw.until(
        lambda doing: OBJECT_PRONOUNS.get(subject.noun) not in doing.predicate.en.split(),
        lambda draw: plain(draw, PAST_PROGRESSIVE, other_subject(draw, subject)),
    )
    doing = both(other)
    if draw.chance(0.3):
        return f"{doing[0]} when {arrival[0]}", f"{doing[1]} cuando {arrival[1]}"
    return f"when {arrival[0]}, {doing[0]}", f"cuando {arrival[1]}, {doing[1]}"


def meanwhile(draw: Draw) -> Pair:
    """While I was cooking the fish, Ana was washing the plates."""
    first = routine(draw, PAST_PROGRESSIVE)
    second = _another(draw, first, other_subject(draw, first.subject))
    (en, es), (more_en, more_es) = _set_against(first), _set_against(second)
    return sentence(f"while {en}, {more_en}", f"mientras {es}, {more_es}")


def before_or_after(draw: Draw) -> Pair:
    """Tom washes the plates before sleeping."""
    tense = draw.pick((PAST, FUTURE, PRESENT))
    first = routine(draw, tense)
    second = _another(draw, first, first.subject)
    word = draw.pick((("before", "antes de"), ("after", "después de")))
    rest = infinitives(second)
    base, _, more = rest[0].partition(" ")
    en, es = both(first)
    return sentence(f"{en} {word[0]} {join(english.ing(base), more)}", f"{es} {word[1]} {rest[1]}")


def _another(draw: Draw, first: Clause, subject: Phrase) -> Clause:
    """Something else that is done in the same tense, and not another meal: have is one verb."""
    return draw.until(
        lambda second: second.predicate.verb != first.predicate.verb,
        lambda draw: routine(draw, first.tense, subject),
    )


def _set_against(clause: Clause) -> Pair:
    """A clause beside one with another subject: yo cocino y tú lavas los platos."""
    return english_clause(clause), spanish_clause(clause, subject=stressed(clause.subject))
