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
from nlp_helpers.datasets.phrasebook.grammar.spanish import EL, ELLOS, NOSOTROS
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
# One's and several people's: my head hurts, our heads hurt, but nos duele la cabeza.
_BODY = (
    ("head", "heads", "la cabeza", "la cabeza"),
    ("back", "backs", "la espalda", "la espalda"),
    ("leg", "legs", "la pierna", "las piernas"),
    ("hand", "hands", "la mano", "las manos"),
    ("arm", "arms", "el brazo", "los brazos"),
    ("knee", "knees", "la rodilla", "las rodillas"),
    ("throat", "throats", "la garganta", "la garganta"),
    ("stomach", "stomachs", "el estómago", "el estómago"),
    ("feet", "feet", "los pies", "los pies"),
    ("eyes", "eyes", "los ojos", "los ojos"),
    ("ears", "ears", "los oídos", "los oídos"),
    ("teeth", "teeth", "los dientes", "los dientes"),
)


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
    en, ens, es, ess = draw.pick(_BODY)
    if subject.person >= NOSOTROS:
        en, es = ens, ess
    part = Phrase(f"{_owner(subject)} {en}", "", ELLOS if en == ens else EL, False, en)
    parte = Phrase("", es, ELLOS if es.startswith(("los", "las")) else EL, False, en)
    hurt = Predicate(EnglishVerb.of("hurt hurt hurt"), "", "doler", "")
    tense = draw.pick((PRESENT, PRESENT, BACKGROUND))
    hurts, duele = Clause(part, hurt, tense), to_somebody(Clause(parte, hurt, tense), subject)
    return sentence(english_clause(hurts), spanish_clause(duele, inverted=True))


def _owner(subject: Phrase) -> str:
    if subject in PRONOUNS:
        return possessive(subject)
    return subject.en + ("'" if subject.person == ELLOS and subject.en.endswith("s") else "'s")
