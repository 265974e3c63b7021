"""What two people do with one thing, or the same person does with it."""

from functools import cache

from nlp_helpers.datasets.phrasebook import lexicon
from nlp_helpers.datasets.phrasebook.drawing import people, predicates
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.pronouns import are_different
from nlp_helpers.datasets.phrasebook.drawing.things import determined, taken_up
from nlp_helpers.datasets.phrasebook.drawing.times import FUTURE
from nlp_helpers.datasets.phrasebook.grammar.clauses import Clause, Pair, Phrase, Predicate, join
from nlp_helpers.datasets.phrasebook.lexicon import Frame, Noun, nouns

# What is done first, and what may be done next.
_CHAINS = {
    "buy": "eat drink read wash use sell",
    "order": "eat drink",
    "cook": "eat",
    "bake": "eat sell",
    "prepare": "eat drink",
    "cut": "eat cook",
    "wash": "dry iron",
    "write": "read send sign print translate",
    "print": "sign send",
    "translate": "read print",
    "correct": "print",
    "break": "repair",
    "repair": "use sell",
    "paint": "sell",
    "rent": "drive",
    "lose": "find",
    "forget": "find",
    "find": "use sell",
    "choose": "buy",
    "build": "paint",
}
_PAIRS = tuple((verb, next_verb) for verb, more in _CHAINS.items() for next_verb in more.split())


def chain(draw: Draw, tenses: tuple[Pair, Pair], *, alone: bool = False) -> tuple[Clause, Clause]:
    """Tom cooks the eggs, Ana eats them; or he eats them himself, if `alone`."""
    frame, after, noun = draw.until(
        lambda link: tenses[0] != FUTURE or "chance" not in link[0].flags,
        lambda draw: draw.pick(_links(*draw.pick(_PAIRS))),
    )
    thing = _thing(draw, noun)
    draw.combinations.update([(frame.name, noun.en), (after.name, noun.en)])
    subject = draw.until(
        lambda somebody: predicates.may_do(somebody, frame) and predicates.may_do(somebody, after),
        people.subject,
    )
    other = subject if alone else _other(draw, after, subject)
    it, clitic = taken_up(thing)
    first = Predicate(frame.en, join(frame.particle, thing.en), frame.es, thing.es)
    second = Predicate(after.en, join(after.particle, it), after.es, "", (clitic,))
    return Clause(subject, first, tenses[0]), Clause(other, second, tenses[1])


def _thing(draw: Draw, noun: Noun) -> Phrase:
    many = "paired" in noun.tags or ("mass" not in noun.tags and draw.chance(0.3))
    return determined(noun, draw.pick(("the", "the", "this", "that")), many, None)


def _other(draw: Draw, frame: Frame, subject: Phrase) -> Phrase:
    return draw.until(
        lambda other: are_different(other, subject) and predicates.may_do(other, frame),
        people.subject,
    )


@cache
def _links(verb: str, next_verb: str) -> tuple[tuple[Frame, Frame, Noun], ...]:
    """Two verbs and what both may be done with."""
    return tuple(
        (frame, after, noun)
        for frame in _with_things(verb)
        for after in _with_things(next_verb)
        for noun in nouns(frame.objects)
        if not noun.tags.isdisjoint(after.objects)
    )


def _with_things(verb: str) -> list[Frame]:
    return [
        frame
        for frame in lexicon.frames(verb)
        if frame.objects and not frame.es_particle and frame.flags.isdisjoint(("people", "stative"))
    ]
