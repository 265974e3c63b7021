"""What happens at the same time, or one after the other."""

from nlp_helpers.datasets.phrasebook import lexicon
from nlp_helpers.datasets.phrasebook.drawing import people, predicates
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.pronouns import (
    OBJECT_PRONOUNS,
    are_different,
    stressed,
)
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
from nlp_helpers.datasets.phrasebook.lexicon import Frame, nouns
from nlp_helpers.datasets.phrasebook.patterns.chains import chain
from nlp_helpers.datasets.phrasebook.patterns.pieces import (
    again,
    other_subject,
    routines,
    suitable,
)


def _at_sites() -> dict[str, list[Frame]]:
    """What people may be found doing where one arrives: at the library, in the park."""
    found = {noun.en: [] for noun in nouns(("place",))}
    for frame in suitable(PAST_PROGRESSIVE):
        for where, _ in lexicon.PLACES.get(frame.places, ()):
            preposition, _, site = where.partition(" the ")
            if preposition in ("at", "in", "on") and site in found:
                found[site].append(frame)
    return {site: frames for site, frames in found.items() if len(frames) > 1}


_FOUND = _at_sites()
[_ARRIVE] = lexicon.frames("arrive")


def two_people(draw: Draw) -> Pair:
    """Tom cooked the rice and María washed the plates, or ate it."""
    tense = draw.pick((PAST, PAST, FUTURE, PRESENT))
    if tense != PRESENT and draw.chance(0.5):
        first, second = chain(draw, (tense, tense))
    else:
        first, second = _by_two(draw, tense)
    (en, es), (more_en, more_es) = _set_against(first), _set_against(second)
    return sentence(f"{en} and {more_en}", f"{es} {spanish.and_(more_es)}")


def one_after_the_other(draw: Draw) -> Pair:
    """I washed the plates and dried them, or had dinner and went to sleep."""
    tense = draw.pick((PAST, PAST, FUTURE))
    if draw.chance(0.5):
        first, second = chain(draw, (tense, tense), alone=True)
    else:
        first, second = _by_one(draw, tense)
    (en, es), more_es = both(first), again(second)[1]
    more_en = english_clause(second, subject="").removeprefix("will ")
    return sentence(f"{en} and {more_en}", f"{es} {spanish.and_(more_es)}")


def when(draw: Draw) -> Pair:
    """When Tom arrived at the library, María was reading a book."""
    subject, site = people.subject(draw), draw.pick(tuple(_FOUND))
    arrival = both(_arrival(draw, subject, site))
    found = both(_found(draw, site, subject, other_subject(draw, subject)))
    if draw.chance(0.3):
        return f"{found[0]} when {arrival[0]}", f"{found[1]} cuando {arrival[1]}"
    return f"when {arrival[0]}, {found[0]}", f"cuando {arrival[1]}, {found[1]}"


def when_two(draw: Draw) -> Pair:
    """When Tom arrived at the library, María was reading a book and Ana was studying French."""
    return draw.until(lambda drawn: drawn is not None, _maybe_when_two)


def _maybe_when_two(draw: Draw) -> Pair | None:
    """None where the second could only do what the first does: children learn, none teaches."""
    subject, site = people.subject(draw), draw.pick(tuple(_FOUND))
    one = other_subject(draw, subject)
    other = draw.until(
        lambda other: are_different(other, one), lambda draw: other_subject(draw, subject)
    )
    when_en, when_es = both(_arrival(draw, subject, site))
    first = _found(draw, site, subject, one)
    verbs = {frame.en for frame in _FOUND[site] if predicates.may_do(other, frame)}
    if verbs == {first.predicate.verb}:
        return None
    second = draw.until(
        lambda second: second.predicate.verb != first.predicate.verb,
        lambda draw: _found(draw, site, subject, other),
    )
    (en, es), (more_en, more_es) = _set_against(first), _set_against(second)
    return (
        f"when {when_en}, {en} and {more_en}",
        f"cuando {when_es}, {es} {spanish.and_(more_es)}",
    )


def meanwhile(draw: Draw) -> Pair:
    """While I was cooking the fish, Ana was washing the plates."""
    first, second = map(_set_against, _by_two(draw, PAST_PROGRESSIVE))
    return sentence(f"while {first[0]}, {second[0]}", f"mientras {first[1]}, {second[1]}")


def before_or_after(draw: Draw) -> Pair:
    """Tom washes the plates before drying the glasses."""
    first, second = _by_one(draw, draw.pick((PAST, FUTURE, PRESENT)))
    word = draw.pick((("before", "antes de"), ("after", "después de")))
    rest = infinitives(second)
    base, _, more = rest[0].partition(" ")
    en, es = both(first)
    return sentence(f"{en} {word[0]} {join(english.ing(base), more)}", f"{es} {word[1]} {rest[1]}")


def _by_one(draw: Draw, tense: Pair) -> tuple[Clause, Clause]:
    subject = people.subject(draw)
    return routines(draw, tense, subject, subject)


def _by_two(draw: Draw, tense: Pair) -> tuple[Clause, Clause]:
    subject = people.subject(draw)
    return routines(draw, tense, subject, other_subject(draw, subject))


def _arrival(draw: Draw, subject: Phrase, site: str) -> Clause:
    arrive = _ARRIVE._replace(objects=(site,))
    return Clause(subject, predicates.predicate(draw, arrive, subject), PAST)


def _found(draw: Draw, site: str, comer: Phrase, other: Phrase) -> Clause:
    """What somebody was doing at a place, and not with, to or for the one who comes."""
    frame = predicates.frame(draw, other, _FOUND[site])
    predicate = draw.until(
        lambda predicate: OBJECT_PRONOUNS.get(comer.noun, comer.noun) not in predicate.en.split(),
        lambda draw: predicates.predicate(draw, frame, other),
    )
    return Clause(other, predicate, PAST_PROGRESSIVE)


def _set_against(clause: Clause) -> Pair:
    """A clause beside one with another subject: yo cocino y tú lavas los platos."""
    return english_clause(clause), spanish_clause(clause, subject=stressed(clause.subject))
