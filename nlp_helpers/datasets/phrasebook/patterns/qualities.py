"""What somebody or something is like."""

from collections.abc import Sequence

from nlp_helpers.datasets.phrasebook import lexicon
from nlp_helpers.datasets.phrasebook.drawing import people, things
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.pronouns import PRONOUNS
from nlp_helpers.datasets.phrasebook.drawing.things import determined
from nlp_helpers.datasets.phrasebook.drawing.times import BACKGROUND, FUTURE, PRESENT
from nlp_helpers.datasets.phrasebook.grammar import english, spanish
from nlp_helpers.datasets.phrasebook.grammar.clauses import (
    Clause,
    Pair,
    Phrase,
    Predicate,
    both,
    english_clause,
    join,
    sentence,
    spanish_clause,
)
from nlp_helpers.datasets.phrasebook.grammar.spanish import ELLOS
from nlp_helpers.datasets.phrasebook.lexicon import Adjective, Noun, adjectives, nouns
from nlp_helpers.datasets.phrasebook.patterns.questions import can_be_asked

_BE_TENSES = (PRESENT, PRESENT, PRESENT, BACKGROUND, FUTURE)
_DEGREES = (("", ""), ("", ""), ("very", "muy"), ("quite", "bastante"), ("too", "demasiado"))
# What one is or is not, and what nobody is too much.
_ABSOLUTE = {"open", "closed", "broken", "empty", "ready", "delicious", "surprised", "new", "fresh"}
_UNFORESEEN = {"broken", "surprised"}
_PRAISE = {"beautiful", "brave", "calm", "clean", "comfortable", "elegant", "happy", "honest"} | {
    "intelligent", "interesting", "kind", "useful"
}  # fmt: skip
[_SOMEBODY] = nouns(("man",))
_KINDS = ("clothes", "furniture", "vehicle", "building", "watched", "job", "wild")
_DESCRIBED = tuple(
    noun for noun in lexicon.NOUNS if adjectives(noun, "ser") or adjectives(noun, "estar")
)


def description(draw: Draw) -> Pair:
    """The soup is very cold."""
    clause = described(draw)
    if can_be_asked(clause) and draw.chance(0.2):
        return sentence(english_clause(clause, question=True), spanish_clause(clause), "?")
    negative = draw.chance(0.2)
    if negative and clause.predicate.en.startswith("quite"):
        negative = False
    clause = clause._replace(negative=negative)
    return sentence(english_clause(clause), spanish_clause(clause))


def comparison(draw: Draw) -> Pair:
    """This car is more expensive than that bicycle."""
    subject, other, fitting = _two_people(draw) if draw.chance(0.4) else _two_things(draw)
    adjective = draw.pick(fitting)
    draw.combinations.add((adjective.en, subject.noun))
    es = spanish.agreeing(adjective.es, subject.feminine, subject.person == ELLOS)
    if draw.chance(0.7):
        en, es = f"{english.compared(adjective.en)} than {other.en}", f"más {es} que {other.es}"
    else:
        en, es = f"as {adjective.en} as {other.en}", f"tan {es} como {other.es}"
    predicate, negative = Predicate(english.BE, en, "ser", es), draw.chance(0.2)
    return sentence(*both(Clause(subject, predicate, PRESENT, negative=negative)))


def _two_people(draw: Draw) -> tuple[Phrase, Phrase, Sequence[Adjective]]:
    """Two people, and what both may be."""
    return people.name(draw), people.kin(draw), adjectives(_SOMEBODY, "ser")


def _two_things(draw: Draw) -> tuple[Phrase, Phrase, Sequence[Adjective]]:
    """Two things of a kind, and what both may be more or less."""
    noun, other = draw.two(nouns((draw.pick(_KINDS),)))
    many = "paired" in noun.tags or "paired" in other.tags
    shared = [
        adjective
        for adjective in adjectives(noun, "ser")
        if adjective in adjectives(other, "ser") and "coloured" not in adjective.tags
    ]
    return determined(noun, "the", many, None), determined(other, "the", many, None), shared


def exclamation(draw: Draw) -> Pair:
    """What a beautiful city!"""
    noun = draw.pick(_DESCRIBED)
    while noun.tags & {"mass", "kin"} or not adjectives(noun, "ser"):
        noun = draw.pick(_DESCRIBED)
    adjective = draw.pick(adjectives(noun, "ser"))
    if len(_degrees(adjective)) == 1:
        return exclamation(draw)
    draw.combinations.add((adjective.en, noun.en))
    many = "paired" in noun.tags or draw.chance(0.3)
    es = spanish.agreeing(adjective.es, noun.feminine, many)
    if many:
        return sentence(f"what {adjective.en} {noun.ens}", f"qué {noun.ess} tan {es}", "!")
    en = english.with_article(f"{adjective.en} {noun.en}")
    return sentence(f"what {en}", f"qué {noun.es} tan {es}", "!")


def described(draw: Draw) -> Clause:
    """A clause that says what somebody or something is like."""
    subject, noun = described_subject(draw)
    verb = draw.pick(("ser", "estar"))
    if not (fitting := adjectives(noun, verb)):
        verb = "estar" if verb == "ser" else "ser"
        fitting = adjectives(noun, verb)
    adjective = draw.pick(fitting)
    draw.combinations.add((adjective.en, noun.en))
    es = spanish.agreeing(adjective.es, subject.feminine, subject.person > 2)
    very, muy = draw.pick(_degrees(adjective))
    predicate = Predicate(english.BE, join(very, adjective.en), verb, join(muy, es))
    foreseen = verb == "estar" and adjective.en not in _UNFORESEEN
    tenses = _BE_TENSES if foreseen else _BE_TENSES[:4]
    return Clause(subject, predicate, draw.pick(tenses))


def _degrees(adjective: Adjective) -> tuple[Pair, ...]:
    if adjective.en in _ABSOLUTE or "coloured" in adjective.tags:
        return _DEGREES[:1]
    return _DEGREES[:4] if adjective.en in _PRAISE else _DEGREES


def described_subject(draw: Draw) -> tuple[Phrase, Noun]:
    """Somebody or something that has properties, and the noun that says which."""
    kind = draw.random()
    if kind < 0.15:
        return draw.pick(PRONOUNS), _SOMEBODY
    if kind < 0.3:
        return people.name(draw), _SOMEBODY
    noun = draw.pick(_DESCRIBED)
    return things.noun_phrase(
        draw, noun, "generic" if "subject" in noun.tags else "definite", 0
    ), noun
