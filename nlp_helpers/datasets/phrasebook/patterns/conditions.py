"""What will happen, and on which condition."""

from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.times import FUTURE, PRESENT
from nlp_helpers.datasets.phrasebook.grammar import english
from nlp_helpers.datasets.phrasebook.grammar.clauses import Clause, Pair, Predicate, both, join
from nlp_helpers.datasets.phrasebook.patterns.pieces import PAID, again, other_subject, plain


def condition(draw: Draw) -> Pair:
    """The same without its marks."""
    kind = draw.rng.randrange(3)
    result = plain(draw, FUTURE)._replace(negative=kind != 1 and draw.chance(0.3))
    if kind == 0:
        verb = draw.pick(
            (
                ("it rains", "llueve"),
                ("it snows", "nieva"),
                ("it is hot", "hace calor"),
                ("it is cold", "hace frío"),
                ("it is sunny", "hace sol"),
            )
        )
        day = draw.pick(
            (
                ("tomorrow", "mañana"),
                ("on Sunday", "el domingo"),
                ("on Saturday", "el sábado"),
                ("tonight", "esta noche"),
            )
        )
        start = join(verb[0], day[0]), join(verb[1], day[1])
        more = both(result)
    elif kind == 1:
        paid = result.predicate.verb.base in PAID
        have = ("enough money", "suficiente dinero") if paid else ("time", "tiempo")
        start = both(
            Clause(result.subject, Predicate(english.HAVE, have[0], "tener", have[1]), PRESENT)
        )
        more = again(result)
    else:
        start = both(plain(draw, PRESENT, other_subject(draw, result.subject)))
        more = both(result)
    if draw.chance(0.3) and kind != 1:
        return f"{more[0]} if {start[0]}", f"{more[1]} si {start[1]}"
    return f"if {start[0]}, {more[0]}", f"si {start[1]}, {more[1]}"
