"""What somebody goes for, or gets for somebody."""

from nlp_helpers.datasets.phrasebook import lexicon
from nlp_helpers.datasets.phrasebook.drawing import people, predicates
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.pronouns import are_apart
from nlp_helpers.datasets.phrasebook.drawing.things import determined, taken_up
from nlp_helpers.datasets.phrasebook.drawing.times import FUTURE, PAST
from nlp_helpers.datasets.phrasebook.grammar import spanish
from nlp_helpers.datasets.phrasebook.grammar.clauses import (
    Clause,
    Pair,
    Phrase,
    Predicate,
    both,
    english_clause,
    infinitives,
    spanish_clause,
)
from nlp_helpers.datasets.phrasebook.grammar.english import EnglishVerb
from nlp_helpers.datasets.phrasebook.lexicon import nouns
from nlp_helpers.datasets.phrasebook.patterns.excuses import lack
from nlp_helpers.datasets.phrasebook.patterns.pieces import again, takes_time

_ERRANDS = (
    ("market", [frame for frame in lexicon.frames("buy sell") if frame.places]),
    ("supermarket", [frame for frame in lexicon.frames("buy") if frame.places]),
    ("library", lexicon.frames("read study translate")),
    ("university", lexicon.frames("study learn teach")),
    ("office", lexicon.frames("print sign")),
    ("cinema", [frame for frame in lexicon.frames("watch") if frame.places == "watching"]),
    ("park", [frame for frame in lexicon.frames("play draw") if frame.es != "tocar"]),
)
_GOT = lexicon.frames("buy find choose")
[_GIVE] = lexicon.frames("give")


def purpose(draw: Draw) -> Pair:
    """Ana went to the market to buy apples."""
    return both(_going(*_errand(draw, draw.pick((PAST, PAST, FUTURE)))))


def in_vain(draw: Draw) -> Pair:
    """Ana went to the market to buy apples, but she didn't have enough money."""
    where, clause = draw.until(
        lambda errand: takes_time(errand[1]), lambda draw: _errand(draw, PAST)
    )
    (en, es), but = both(_going(where, clause)), again(lack(clause))
    return f"{en}, but {but[0]}", f"{es}, pero {but[1]}"


def _errand(draw: Draw, tense: Pair) -> tuple[Phrase, Clause]:
    """A place, and what somebody does there."""
    place, frames = draw.pick(_ERRANDS)
    subject = people.subject(draw)
    frame = predicates.frame(draw, subject, frames)
    [noun] = nouns((place,))
    where = determined(noun, "the", False, None)
    return where, Clause(subject, predicates.predicate(draw, frame, subject), tense)


def _going(where: Phrase, clause: Clause) -> Clause:
    """Going there to do it: went to the market to buy apples, fue al mercado a comprar manzanas."""
    en, es = infinitives(clause)
    en, es = f"to {where.en} to {en}", f"{spanish.after('a', where.es)} a {es}"
    go = Predicate(EnglishVerb.of("go went gone"), en, "ir", es)
    return clause._replace(predicate=go)


def handed_on(draw: Draw) -> Pair:
    """Tom bought a book and gave it to my sister."""
    got, tense, subject = draw.pick(_GOT), draw.pick((PAST, PAST, FUTURE)), people.subject(draw)
    receiver = draw.until(lambda kin: are_apart(kin, subject), people.kin)
    noun, many = draw.pick(nouns(("lent", "gift"))), draw.chance(0.3)
    determiner = "a" if got.name == "buy" and not many and draw.chance(0.5) else "the"
    thing = determined(noun, determiner, many, None)
    draw.combinations.update([(got.name, noun.en), (_GIVE.name, noun.en)])
    first = Clause(subject, Predicate(got.en, thing.en, got.es, thing.es), tense)
    second = Clause(subject, _giving(thing, receiver), tense)
    (en, es), more_es = both(first), spanish_clause(second, subject="")
    more_en = english_clause(second, subject="").removeprefix("will ")
    return f"{en} and {more_en}", f"{es} {spanish.and_(more_es)}"


def _giving(thing: Phrase, receiver: Phrase) -> Predicate:
    """What was just named is a pronoun: gave it to my sister, se lo dio a mi hermana."""
    it, clitic = taken_up(thing)
    clitics = spanish.indirect_before_direct(spanish.INDIRECT[receiver.person], clitic)
    es = spanish.after("a", receiver.es)
    return Predicate(_GIVE.en, f"{it} to {receiver.en}", _GIVE.es, es, clitics)
