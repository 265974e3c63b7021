"""What happens at the same time, or one after the other."""

from nlp_helpers.datasets.phrasebook import lexicon
from nlp_helpers.datasets.phrasebook.drawing import people, predicates
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.times import FUTURE, PAST, PAST_PROGRESSIVE, PRESENT
from nlp_helpers.datasets.phrasebook.grammar import english, spanish
from nlp_helpers.datasets.phrasebook.grammar.clauses import (
    Clause,
    Pair,
    both,
    english_clause,
    infinitives,
    join,
    sentence,
)
from nlp_helpers.datasets.phrasebook.patterns.pieces import again, other_subject, plain, routine


def two_people(draw: Draw) -> Pair:
    """Tom cooked the rice and María washed the plates."""
    tense = draw.pick((PAST, PAST, FUTURE, PRESENT))
    first = routine(draw, tense)
    second = routine(draw, tense, other_subject(draw, first.subject))
    (en, es), (more_en, more_es) = both(first), both(second)
    return sentence(f"{en} and {more_en}", f"{es} {spanish.and_(more_es)}")


def one_after_the_other(draw: Draw) -> Pair:
    """I opened the window and sat down."""
    tense = draw.pick((PAST, PAST, FUTURE))
    first = routine(draw, tense)
    second = draw.until(
        lambda second: second.predicate.verb != first.predicate.verb,
        lambda draw: routine(draw, tense, first.subject),
    )
    (en, es), more_es = both(first), again(second)[1]
    more_en = english_clause(second, subject="").removeprefix("will ")
    return sentence(f"{en} and {more_en}", f"{es} {spanish.and_(more_es)}")


def when(draw: Draw) -> Pair:
    """The same without its marks."""
    [arrive] = lexicon.frames("arrive")
    subject = people.subject(draw)
    arrival = both(Clause(subject, predicates.predicate(draw, arrive, subject), PAST))
    doing = both(plain(draw, PAST_PROGRESSIVE, other_subject(draw, subject)))
    if draw.chance(0.3):
        return f"{doing[0]} when {arrival[0]}", f"{doing[1]} cuando {arrival[1]}"
    return f"when {arrival[0]}, {doing[0]}", f"cuando {arrival[1]}, {doing[1]}"


def meanwhile(draw: Draw) -> Pair:
    """While I was cooking the fish, Ana was washing the plates."""
    first = routine(draw, PAST_PROGRESSIVE)
    second = routine(draw, PAST_PROGRESSIVE, other_subject(draw, first.subject))
    (en, es), (more_en, more_es) = both(first), both(second)
    return sentence(f"while {en}, {more_en}", f"mientras {es}, {more_es}")


def before_or_after(draw: Draw) -> Pair:
    """Tom washes the plates before sleeping."""
    tense = draw.pick((PAST, FUTURE, PRESENT))
    first = routine(draw, tense)
    second = draw.until(
        lambda second: second.predicate.verb != first.predicate.verb,
        lambda draw: routine(draw, tense, first.subject),
    )
    word = draw.pick((("before", "antes de"), ("after", "después de")))
    rest = infinitives(second)
    base, _, more = rest[0].partition(" ")
    en, es = both(first)
    return sentence(f"{en} {word[0]} {join(english.ing(base), more)}", f"{es} {word[1]} {rest[1]}")
