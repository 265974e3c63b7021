"""From the parts of a clause to the clause, in English and in Spanish."""

from typing import NamedTuple

from nlp_helpers.datasets.phrasebook.grammar import english, spanish
from nlp_helpers.datasets.phrasebook.grammar.english import EnglishVerb

Pair = tuple[str, str]

_IN_FRONT = {"?": "¿", "!": "¡"}
_SAME_IN_THIRD_PERSON = {"imperfect", "past progressive", "conditional", "subjunctive"}


class Phrase(NamedTuple):
    """A subject or an object: the words, and what agrees with them.

    A pronoun that Spanish drops has no words there. `noun` is the noun or name it is about.
    """

    en: str
    es: str
    person: int
    feminine: bool
    noun: str


class Predicate(NamedTuple):
    """A verb with its objects: what is said of a subject.

    `clitics` are the Spanish object pronouns; a reflexive one follows from the subject.
    """

    verb: EnglishVerb
    en: str
    infinitive: str
    es: str
    clitics: tuple[str, ...] = ()
    reflexive: bool = False


class Modal(NamedTuple):
    """A verb with an infinitive: "have to" and "tener que", and the tenses it is used in."""

    verb: EnglishVerb
    link: str
    infinitive: str
    es_link: str
    tenses: tuple[Pair, ...]


class Clause(NamedTuple):
    """Who does what, and when.

    `tense` is a pair, English and Spanish. `adverb` stands at the verb, `tail` at the end.
    """

    subject: Phrase
    predicate: Predicate
    tense: Pair
    modal: Modal | None = None
    negative: bool = False
    adverb: Pair = ("", "")
    tail: Pair = ("", "")


def join(*words: str) -> str:
    """Words with spaces between them, without the empty ones."""
    return " ".join(filter(None, words))


def sentence(en: str, es: str, mark: str = ".") -> Pair:
    """Capitals at the beginning, marks at the end and, in Spanish, in front."""
    front = _IN_FRONT.get(mark, "")
    return en[0].upper() + en[1:] + mark, front + es[0].upper() + es[1:] + mark


def both(clause: Clause) -> Pair:
    """A clause in both languages."""
    return english_clause(clause), spanish_clause(clause)


def infinitives(clause: Clause) -> Pair:
    """The predicate without a subject of its own: "buy it", "comprarlo"."""
    predicate = clause.predicate
    en = join(predicate.verb.base, predicate.en, clause.tail[0])
    infinitive = spanish.with_clitics(predicate.infinitive, _clitics(clause))
    return en, join(infinitive, predicate.es, clause.tail[1])


def english_clause(clause: Clause, *, question: bool = False, subject: str | None = None) -> str:
    """The clause as a statement, or turned into a question with its auxiliary before the subject.

    Args:
        clause: what to say.
        question: put the auxiliary first, as after "when" or where yes or no is asked.
        subject: other words for the subject, a pronoun for example.
    """
    auxiliary, verb = _english_verbs(clause, with_auxiliary=question or clause.negative)
    if clause.negative:
        auxiliary = english.negated(auxiliary)
    subject = clause.subject.en if subject is None else subject
    first, second = (auxiliary, subject) if question else (subject, auxiliary)
    return join(first, second, clause.adverb[0], verb, clause.predicate.en, clause.tail[0])


def spanish_clause(clause: Clause, *, inverted: bool = False, subject: str | None = None) -> str:
    """The clause as a statement or a question, which differ in their marks only.

    Args:
        clause: what to say.
        inverted: put the subject after the verb, as behind a question word.
        subject: other words for the subject, "" if it was just named.
    """
    subject = _spanish_subject(clause) if subject is None else subject
    adverb, no, verb = clause.adverb[1], "no" if clause.negative else "", _spanish_verbs(clause)
    rest, tail = clause.predicate.es, clause.tail[1]
    if not inverted:
        return join(subject, adverb, no, verb, rest, tail)
    # A single word stays with its verb: ¿Dónde estudia español Ana? ¿Dónde lee Ana el libro?
    if " " in rest:
        return join(adverb, no, verb, subject, rest, tail)
    return join(adverb, no, verb, rest, subject, tail)


def _english_verbs(clause: Clause, *, with_auxiliary: bool) -> Pair:
    """The auxiliary, maybe "", and the other verb forms."""
    group = english.with_do if with_auxiliary else english.verb_group
    verb, tense, person = clause.predicate.verb, clause.tense[0], clause.subject.person
    if modal := clause.modal:
        auxiliary, form = group(modal.verb, tense, person)
        return auxiliary, join(form, modal.link, verb.base)
    return group(verb, tense, person)


def _spanish_subject(clause: Clause) -> str:
    """The subject; "yo" only where the verb does not tell who: estaba, debería, que coma."""
    if clause.subject.en == "I" and clause.tense[1] in _SAME_IN_THIRD_PERSON:
        return "yo"
    return clause.subject.es


def _spanish_verbs(clause: Clause) -> str:
    """Clitics and verb forms."""
    person, tense = clause.subject.person, clause.tense[1]
    infinitive, clitics = clause.predicate.infinitive, _clitics(clause)
    if modal := clause.modal:
        form = spanish.conjugate(modal.infinitive, tense, person)
        return join(form, modal.es_link, spanish.with_clitics(infinitive, clitics))
    form = spanish.compound(infinitive, tense, person)
    return join(*clitics, form) if clitics else form


def _clitics(clause: Clause) -> tuple[str, ...]:
    predicate = clause.predicate
    if predicate.reflexive:
        return (spanish.REFLEXIVE[clause.subject.person], *predicate.clitics)
    return predicate.clitics
