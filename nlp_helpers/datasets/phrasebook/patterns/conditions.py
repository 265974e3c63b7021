"""What will happen, and on which condition."""

from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.times import FUTURE, PRESENT
from nlp_helpers.datasets.phrasebook.grammar import english
from nlp_helpers.datasets.phrasebook.grammar.clauses import Clause, Pair, Predicate, both, join
from nlp_helpers.datasets.phrasebook.patterns.pieces import (
    PAID,
    again,
    is_early_or_late,
    other_subject,
    plain,
)

_WEATHER = (
    ("it rains", "llueve"),
    ("it snows", "nieva"),
    ("it is hot", "hace calor"),
    ("it is cold", "hace frío"),
    ("it is sunny", "hace sol"),
)
_DAYS = (
    ("tomorrow", "mañana"),
    ("on Sunday", "el domingo"),
    ("on Saturday", "el sábado"),
    ("this week", "esta semana"),
)


def condition(draw: Draw) -> Pair:
    """If it rains tomorrow, we will stay at home."""
    result = plain(draw, FUTURE)
    if draw.chance(1 / 3) and not is_early_or_late(result):
        return _given_the_means(result)
    result = result._replace(negative=draw.chance(0.3))
    if draw.chance(0.5):
        weather, day = draw.pick(_WEATHER), draw.pick(_DAYS)
        if_en, if_es = join(weather[0], day[0]), join(weather[1], day[1])
    else:
        if_en, if_es = both(plain(draw, PRESENT, other_subject(draw, result.subject)))
    en, es = both(result)
    if draw.chance(0.3):
        return f"{en} if {if_en}", f"{es} si {if_es}"
    return f"if {if_en}, {en}", f"si {if_es}, {es}"


def _given_the_means(result: Clause) -> Pair:
    """If Tom has enough money, he will buy the car."""
    paid = result.predicate.verb.base in PAID
    have = ("enough money", "suficiente dinero") if paid else ("time", "tiempo")
    means = Clause(result.subject, Predicate(english.HAVE, have[0], "tener", have[1]), PRESENT)
    (if_en, if_es), (en, es) = both(means), again(result)
    return f"if {if_en}, {en}", f"si {if_es}, {es}"
