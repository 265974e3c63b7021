"""Pronouns and possessives, by the person they are about."""

from nlp_helpers.datasets.phrasebook.grammar.clauses import Phrase
from nlp_helpers.datasets.phrasebook.grammar.spanish import EL, ELLOS, NOSOTROS, TU, YO

I = Phrase("I", "", YO, False, "I")  # noqa: E741, its name in English
YOU = Phrase("you", "", TU, False, "you")
PRONOUNS = (
    I,
    YOU,
    Phrase("he", "él", EL, False, "he"),
    Phrase("she", "ella", EL, True, "she"),
    Phrase("we", "", NOSOTROS, False, "we"),
    Phrase("they", "ellos", ELLOS, False, "they"),
)
OBJECT_PRONOUNS = {"I": "me", "you": "you", "he": "him", "she": "her", "we": "us", "they": "them"}
POSSESSIVES = {  # of the person spoken of as "I", "you" and so on
    "my": ("mi", "mis"),
    "your": ("tu", "tus"),
    "his": ("su", "sus"),
    "her": ("su", "sus"),
    "our": ("nuestro", "nuestros"),
    "their": ("su", "sus"),
}
_COUPLES = {
    "mother": "parents",
    "father": "parents",
    "grandmother": "grandparents",
    "grandfather": "grandparents",
}
_STRESSED = {"I": "yo", "you": "tú", "we": "nosotros"}  # dropped where nothing stresses them
_SUBJECT_PRONOUNS = ("I", "you", "he", "we", "they")


def possessive(subject: Phrase) -> str:
    """my, your, his, her, our or their."""
    if subject.person == EL:
        return "her" if subject.feminine else "his"
    return {YO: "my", TU: "your", NOSOTROS: "our", ELLOS: "their"}[subject.person]


def pronoun(subject: Phrase) -> str:
    """The English pronoun that takes up a subject."""
    if subject.person == EL and subject.feminine:
        return "she"
    return _SUBJECT_PRONOUNS[subject.person]


def stressed(subject: Phrase) -> str:
    """A Spanish subject that is not dropped, because it is set against another."""
    return _STRESSED.get(subject.en, subject.es)


def are_apart(one: Phrase, other: Phrase) -> bool:
    """Whether two phrases are surely about different people."""
    if one.noun == other.noun or {one.person, other.person} == {YO, NOSOTROS}:
        return False
    if other.noun == _COUPLES.get(one.noun) or one.noun == _COUPLES.get(other.noun):
        return False
    return one not in PRONOUNS or one.person != other.person


def are_different(one: Phrase, other: Phrase) -> bool:
    """Whether two people are not the same, and no pronoun says both."""
    return are_apart(one, other) and pronoun(one) != pronoun(other)
