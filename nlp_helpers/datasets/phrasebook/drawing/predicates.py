"""Verbs with objects that suit them."""

from collections.abc import Sequence

from nlp_helpers.datasets.phrasebook import lexicon
from nlp_helpers.datasets.phrasebook.drawing import people, things
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.pronouns import (
    OBJECT_PRONOUNS,
    PRONOUNS,
    are_apart,
    possessive,
)
from nlp_helpers.datasets.phrasebook.grammar import spanish
from nlp_helpers.datasets.phrasebook.grammar.clauses import Phrase, Predicate, join
from nlp_helpers.datasets.phrasebook.grammar.spanish import EL, ELLOS, NOSOTROS
from nlp_helpers.datasets.phrasebook.lexicon import Frame, nouns

_CHILDREN = {noun.en for noun in nouns(("young",))}


def frame(draw: Draw, subject: Phrase, frames: Sequence[Frame] = lexicon.FRAMES) -> Frame:
    """A verb and what it takes: one of some that suits the subject."""
    frame = draw.pick(frames)
    while not may_do(subject, frame):
        frame = draw.pick(frames)
    return frame


def may_do(subject: Phrase, frame: Frame) -> bool:
    """Whether somebody does such a thing: children do not drive."""
    return "adult" not in frame.flags or subject.noun not in _CHILDREN


def predicate(draw: Draw, frame: Frame, subject: Phrase) -> Predicate:
    """A verb with objects that suit it and the subject."""
    if not frame.objects:
        return _built(draw, frame)
    if "people" in frame.flags and draw.chance(0.3):
        return _with_pronoun(draw, frame, subject)
    if "reflexive" in frame.flags:
        return _built(draw, frame, _own(draw, frame, subject))
    if "cities" in frame.flags and draw.chance(0.3):
        en, es = draw.pick(lexicon.CITIES)
        thing = Phrase(en, es, EL, False, en)
    else:
        thing = _object(draw, frame, subject)
    return _built(draw, frame, thing, _recipient(draw, frame, subject, thing))


def _object(draw: Draw, frame: Frame, subject: Phrase) -> Phrase:
    choices = nouns(frame.objects)
    noun = draw.pick(choices)
    while noun.en == subject.noun:
        noun = draw.pick(choices)
    described = 0 if frame.style in ("generic", "several") else 0.2
    return things.noun_phrase(draw, noun, frame.style, described)


def _own(draw: Draw, frame: Frame, subject: Phrase) -> Phrase:
    """What one puts on: my coat, which in Spanish is "el abrigo"."""
    many = subject.person in (NOSOTROS, ELLOS)
    noun = draw.pick(nouns(("paired",) if many else frame.objects))
    phrase = things.determined(noun, "the", "paired" in noun.tags, None)
    return phrase._replace(en=phrase.en.replace("the", possessive(subject), 1))


def _recipient(draw: Draw, frame: Frame, subject: Phrase, thing: Phrase) -> Phrase | None:
    if frame.flags.isdisjoint(("to", "for")):
        return None
    if "given" not in frame.flags and draw.chance(0.5):
        return None
    while True:
        kind = draw.random()
        if kind < 0.35 and "to" in frame.flags:
            recipient = draw.pick(PRONOUNS)
        else:
            recipient = people.name(draw) if kind < 0.6 else people.kin(draw)
        if are_apart(recipient, subject) and recipient.noun != thing.noun:
            return recipient


def _with_pronoun(draw: Draw, frame: Frame, subject: Phrase) -> Predicate:
    pronoun = draw.pick(PRONOUNS)
    while not are_apart(pronoun, subject):
        pronoun = draw.pick(PRONOUNS)
    clitic = spanish.object_clitic(pronoun.person, pronoun.feminine)
    en = join(frame.particle, OBJECT_PRONOUNS[pronoun.noun])
    return Predicate(frame.en, en, frame.es, "", (clitic,))


def _built(
    draw: Draw, frame: Frame, thing: Phrase | None = None, recipient: Phrase | None = None
) -> Predicate:
    reflexive = "reflexive" in frame.flags
    if thing is None:
        en, es = frame.particle, frame.es_particle
        return Predicate(frame.en, en, frame.es, es, reflexive=reflexive)
    draw.combinations.add((frame.name, thing.noun))
    en, es = join(frame.particle, thing.en), thing.es
    if frame.es_particle:
        es = spanish.after(frame.es_particle, es)
    elif "people" in frame.flags:
        es = spanish.after("a", es)
    predicate = Predicate(frame.en, en, frame.es, es, reflexive=reflexive)
    if recipient is None:
        return predicate
    return _for(predicate, recipient) if "for" in frame.flags else _to(predicate, recipient)


def _for(predicate: Predicate, recipient: Phrase) -> Predicate:
    """Buy a book for Ana."""
    en, es = f"{predicate.en} for {recipient.en}", f"{predicate.es} para {recipient.es}"
    return predicate._replace(en=en, es=es)


def _to(predicate: Predicate, recipient: Phrase) -> Predicate:
    """Give a book to Ana, give her a book: Spanish has its clitic in both."""
    en, es, whom = predicate.en, predicate.es, OBJECT_PRONOUNS.get(recipient.noun)
    if whom is None or predicate.verb.base == "explain":
        en = f"{en} to {whom or recipient.en}"
    else:
        en = f"{whom} {en}"
    if recipient.es:
        es = f"{es} {spanish.after('a', recipient.es)}"
    return predicate._replace(en=en, es=es, clitics=(spanish.INDIRECT[recipient.person],))
