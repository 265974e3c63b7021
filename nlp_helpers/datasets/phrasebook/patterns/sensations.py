"""What somebody feels."""

from nlp_helpers.datasets.phrasebook.drawing import people
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.pronouns import PRONOUNS, possessive
from nlp_helpers.datasets.phrasebook.drawing.times import BACKGROUND, PRESENT
from nlp_helpers.datasets.phrasebook.grammar import english
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
from nlp_helpers.datasets.phrasebook.grammar.english import EnglishVerb
from nlp_helpers.datasets.phrasebook.grammar.spanish import EL, ELLOS
from nlp_helpers.datasets.phrasebook.patterns.questions import can_be_asked
from nlp_helpers.datasets.phrasebook.patterns.tastes import to_somebody

# With "be" in English and "tener" in Spanish; what "very" is before the noun.
_SENSATIONS = (
    ("hungry", "hambre", "mucha"),
    ("thirsty", "sed", "mucha"),
    ("cold", "frío", "mucho"),
    ("hot", "calor", "mucho"),
    ("sleepy", "sueño", "mucho"),
    ("afraid", "miedo", "mucho"),
    ("in a hurry", "prisa", ""),
    ("right", "razón", ""),
    ("lucky", "suerte", "mucha"),
)
_BODY = {
    "head": ("la cabeza", False),
    "back": ("la espalda", False),
    "leg": ("la pierna", False),
    "hand": ("la mano", False),
    "arm": ("el brazo", False),
    "knee": ("la rodilla", False),
    "throat": ("la garganta", False),
    "stomach": ("el estómago", False),
    "feet": ("los pies", True),
    "eyes": ("los ojos", True),
    "ears": ("los oídos", True),
    "teeth": ("los dientes", True),
}


def sensation(draw: Draw) -> Pair:
    """Tom is very hungry."""
    clause = felt(draw)
    if can_be_asked(clause) and draw.chance(0.25):
        return sentence(english_clause(clause, question=True), spanish_clause(clause), "?")
    return sentence(english_clause(clause), spanish_clause(clause))


def felt(draw: Draw, subject: Phrase | None = None) -> Clause:
    """A clause that says what somebody feels."""
    english_word, spanish_word, much = draw.pick(_SENSATIONS)
    very = bool(much) and draw.chance(0.4)
    predicate = Predicate(
        english.BE,
        join("very" if very else "", english_word),
        "tener",
        join(much if very else "", spanish_word),
    )
    tense = draw.pick((PRESENT, PRESENT, BACKGROUND))
    clause = Clause(subject or people.subject(draw), predicate, tense)
    return clause._replace(negative=not very and draw.chance(0.2))


def pain(draw: Draw) -> Pair:
    """My head hurts."""
    subject = people.subject(draw)
    en = draw.pick(tuple(_BODY))
    es, many = _BODY[en]
    owner = possessive(subject) if subject in PRONOUNS else f"{subject.en}'s"
    if subject.en.endswith("s") and subject.person == ELLOS:
        owner = f"{subject.en}'"
    part = Phrase(f"{owner} {en}", es, ELLOS if many else EL, False, en)
    clause = to_somebody(
        Clause(
            part,
            Predicate(EnglishVerb.of("hurt hurt hurt"), "", "doler", ""),
            draw.pick((PRESENT, PRESENT, BACKGROUND)),
        ),
        subject,
    )
    return sentence(english_clause(clause), spanish_clause(clause, inverted=True))
