"""What somebody or something is like."""

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
    english_clause,
    join,
    sentence,
    spanish_clause,
)
from nlp_helpers.datasets.phrasebook.grammar.spanish import ELLOS
from nlp_helpers.datasets.phrasebook.lexicon import Noun, adjectives, nouns
from nlp_helpers.datasets.phrasebook.patterns.questions import can_be_asked

_BE_TENSES = (PRESENT, PRESENT, PRESENT, BACKGROUND, FUTURE)
_DEGREES = (("", ""), ("", ""), ("very", "muy"), ("too", "demasiado"), ("quite", "bastante"))
_WITHOUT_DEGREES = {"open", "closed", "broken", "ready", "delicious", "surprised", "new", "fresh"}
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
    if draw.chance(0.4):
        subject, other = people.name(draw), people.kin(draw)
        fitting = adjectives(next(noun for noun in lexicon.NOUNS if noun.en == "man"), "ser")
    else:
        tag = draw.pick(("clothes", "furniture", "vehicle", "building", "watched", "job", "wild"))
        noun, than = draw.rng.sample(nouns((tag,)), 2)
        fitting = [a for a in adjectives(noun, "ser") if a in adjectives(than, "ser")]
        fitting = [a for a in fitting if a.tags.isdisjoint(("coloured",))]
        subject = things.noun_phrase(draw, noun, "the", 0)
        other = determined(than, "the", subject.person == ELLOS, None)
        if "paired" in noun.tags or "paired" in than.tags:
            subject, other = (determined(n, "the", True, None) for n in (noun, than))
    adjective = draw.pick(fitting)
    es = spanish.agreeing(adjective.es, subject.feminine, subject.person == ELLOS)
    if draw.chance(0.7):
        en, es = f"{english.compared(adjective.en)} than {other.en}", f"más {es} que {other.es}"
    else:
        en, es = f"as {adjective.en} as {other.en}", f"tan {es} como {other.es}"
    draw.combinations.add((adjective.en, subject.noun))
    clause = Clause(subject, Predicate(english.BE, en, "ser", es), PRESENT)
    clause = clause._replace(negative=draw.chance(0.2))
    return sentence(english_clause(clause), spanish_clause(clause))


def exclamation(draw: Draw) -> Pair:
    """What a beautiful city!"""
    noun = draw.pick(_DESCRIBED)
    while noun.tags & {"mass", "kin"} or not adjectives(noun, "ser"):
        noun = draw.pick(_DESCRIBED)
    adjective = draw.pick(adjectives(noun, "ser"))
    if adjective.en in _WITHOUT_DEGREES or "coloured" in adjective.tags:
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
    degrees = _DEGREES
    if adjective.en in _WITHOUT_DEGREES or "coloured" in adjective.tags:
        degrees = (("", ""),)
    very, muy = draw.pick(degrees)
    predicate = Predicate(english.BE, join(very, adjective.en), verb, join(muy, es))
    tenses = _BE_TENSES if verb == "estar" else _BE_TENSES[:4]
    return Clause(subject, predicate, draw.pick(tenses))


def described_subject(draw: Draw) -> tuple[Phrase, Noun]:
    """Somebody or something that has properties, and the noun that says which."""
    somebody = next(noun for noun in lexicon.NOUNS if noun.en == "man")
    kind = draw.random()
    if kind < 0.15:
        return draw.pick(PRONOUNS), somebody
    if kind < 0.3:
        return people.name(draw), somebody
    noun = draw.pick(_DESCRIBED)
    return things.noun_phrase(
        draw, noun, "generic" if "subject" in noun.tags else "definite", 0
    ), noun
