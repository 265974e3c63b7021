"""Whose something is, what somebody is, how old, and what a thing costs."""

from functools import cache

from nlp_helpers.datasets.phrasebook.drawing import people, things
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.things import determined
from nlp_helpers.datasets.phrasebook.drawing.times import BACKGROUND, PRESENT
from nlp_helpers.datasets.phrasebook.grammar import english, spanish
from nlp_helpers.datasets.phrasebook.grammar.clauses import (
    Clause,
    Modal,
    Pair,
    Phrase,
    Predicate,
    both,
    english_clause,
    sentence,
    spanish_clause,
)
from nlp_helpers.datasets.phrasebook.grammar.english import EnglishVerb
from nlp_helpers.datasets.phrasebook.grammar.spanish import EL, ELLOS
from nlp_helpers.datasets.phrasebook.lexicon import NUMERALS, Noun, Numeral, nouns, of_a_woman
from nlp_helpers.datasets.phrasebook.patterns.questions import can_be_asked

_AGES = {("young",): NUMERALS[4:12], ("aged",): NUMERALS[16:], ("adult", "person"): NUMERALS[13:]}
_PERSONS = {noun.en for noun in nouns(("person",))}
_WANT = Modal(EnglishVerb.of("want"), "to", "querer", "", (PRESENT,))
_DEAR = {"car", "motorcycle", "lorry"}


def belonging(draw: Draw) -> Pair:
    """This is my brother's car."""
    owner = people.name(draw) if draw.chance(0.4) else people.kin(draw)
    noun = draw.pick(nouns(("thing", "clothes", "vehicle", "pet", "device", "home")))
    many = "paired" in noun.tags or draw.chance(0.2)
    this = draw.pick(("this", "that"))
    thing = determined(noun, this, many, None)
    words = noun.ens if many else noun.en
    if draw.chance(0.3):
        be, es = ("are", "son") if many else ("is", "es")
        return sentence(
            f"whose {words} {be} {thing.en.split()[0]}", f"de quién {es} {thing.es}", "?"
        )
    whose = f"{owner.en}'" if owner.person == ELLOS else f"{owner.en}'s"
    the = determined(noun, "the", many, None)
    en = f"{thing.en.split()[0]} {'are' if many else 'is'} {whose} {words}"
    es = f"{thing.es.split()[0]} {'son' if many else 'es'} {the.es} {spanish.after('de', owner.es)}"
    return sentence(en, es)


def profession(draw: Draw) -> Pair:
    """My uncle is a doctor."""
    subject = draw.until(_has_a_profession, people.subject)
    job = draw.pick(_jobs(subject.feminine))
    be = Predicate(english.BE, english.with_article(job.en), "ser", job.es)
    if draw.chance(0.3):
        clause = Clause(subject, be, PRESENT, _WANT)
    else:
        clause = Clause(subject, be, draw.pick((PRESENT, PRESENT, PRESENT, BACKGROUND)))
    if can_be_asked(clause) and draw.chance(0.25):
        return sentence(english_clause(clause, question=True), spanish_clause(clause), "?")
    return sentence(*both(clause))


def _has_a_profession(subject: Phrase) -> bool:
    """Whether it is one person, of whom none was told yet."""
    return subject.person <= EL and subject.noun not in _PERSONS


@cache
def _jobs(feminine: bool) -> tuple[Noun, ...]:
    """What a woman may be, or a man."""
    jobs = nouns(("job",))
    if feminine:
        jobs = tuple(of_a_woman(noun) if noun.woman else noun for noun in jobs)
    return tuple(noun for noun in jobs if noun.feminine == feminine)


def age(draw: Draw) -> Pair:
    """My sister is thirty-two years old."""
    subject = people.subject(draw)
    if draw.chance(0.2):
        clause = Clause(subject, Predicate(english.BE, "", "tener", ""), PRESENT)
        en = english_clause(clause, question=True)
        es = spanish_clause(clause, inverted=True)
        return sentence(f"how old {en}", f"cuántos años {es}", "?")
    en, es = draw.pick(_ages(subject))
    predicate = Predicate(english.BE, f"{en} years old", "tener", f"{es} años")
    clause = Clause(subject, predicate, PRESENT)
    return sentence(english_clause(clause), spanish_clause(clause))


def _ages(subject: Phrase) -> tuple[Numeral, ...]:
    """How old somebody may be: from six to fifteen, from thirty, from sixty, or from six on."""
    for tags, ages in _AGES.items():
        if subject.noun in [noun.en for noun in nouns(tags)]:
            return ages
    return NUMERALS[4:]


def price(draw: Draw) -> Pair:
    """The tickets cost thirty euros."""
    thing = things.thing(
        draw, "buyable", "clothes", "ticket", "vehicle", "furniture", described=0.4
    )
    cost = EnglishVerb.of("cost cost cost")
    if draw.chance(0.4):
        clause = Clause(thing, Predicate(cost, "", "costar", ""), PRESENT)
        en = english_clause(clause, question=True)
        es = spanish_clause(clause, inverted=True)
        return sentence(f"how much {en}", f"cuánto {es}", "?")
    en, es = number(draw)
    if thing.noun in _DEAR:
        en, es = f"{en} thousand", f"{es} mil"
    predicate = Predicate(cost, f"{en} euros", "costar", f"{es} euros")
    clause = Clause(thing, predicate, PRESENT)
    return sentence(english_clause(clause), spanish_clause(clause))


def number(draw: Draw) -> Pair:
    """From two to ninety-nine, without twenty-one to twenty-nine and those that end in one."""
    if draw.chance(0.5):
        return draw.pick(NUMERALS)
    tens, units = draw.pick(NUMERALS[13:]), draw.pick(NUMERALS[:8])
    return f"{tens.en}-{units.en}", f"{tens.es} y {units.es}"
