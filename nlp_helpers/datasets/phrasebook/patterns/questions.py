"""Questions about what somebody does."""

from functools import cache

from nlp_helpers.datasets.phrasebook import lexicon
from nlp_helpers.datasets.phrasebook.drawing import actions, predicates
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.pronouns import POSSESSIVES, YOU
from nlp_helpers.datasets.phrasebook.drawing.times import FUTURE, PAST, PERFECT, PRESENT
from nlp_helpers.datasets.phrasebook.grammar.clauses import (
    Clause,
    Pair,
    Phrase,
    Predicate,
    english_clause,
    sentence,
    spanish_clause,
)
from nlp_helpers.datasets.phrasebook.grammar.spanish import EL
from nlp_helpers.datasets.phrasebook.lexicon import Frame, nouns

_WITH_OBJECTS = [
    frame
    for frame in lexicon.frames_without("reflexive", "fixed", "generic", "given")
    if frame.objects and not frame.es_particle
]
_COUNTABLE = [
    frame
    for frame in lexicon.frames_without("definite", "generic", "stative", "the", "given")
    if frame.objects and not frame.es_particle and frame.objects[0] not in ("subject", "language")
]
_WAYS = [frame for frame in lexicon.FRAMES if frame.es in ("ir", "viajar")]
_SU = {en for en, es in POSSESSIVES.items() if es[0] in ("tu", "su")}


@cache
def _words(frame: Frame) -> tuple[Pair, ...]:
    """What one may ask about a verb."""
    words = []
    if "causeless" not in frame.flags:
        words.append(("why", "por qué"))
    if frame.flags.isdisjoint(("stative", "neutral")):
        words.append(("when", "cuándo"))
    if "placed" in frame.flags or (frame.places and "stative" not in frame.flags):
        words.append(("where", "dónde"))
    return tuple(words)


_ASKED = [frame for frame in lexicon.FRAMES if _words(frame)]


def yes_or_no(draw: Draw) -> Pair:
    """Did Ana drink coffee yesterday?"""
    clause = questionable(draw)
    return sentence(english_clause(clause, question=True), spanish_clause(clause), "?")


def when_where_or_why(draw: Draw) -> Pair:
    """When did Ana drink coffee?"""
    word, clause = draw.until(lambda asked: can_be_asked(asked[1]), circumstance)
    en = english_clause(clause, question=True)
    es = spanish_clause(clause, inverted=word[0] != "why")
    return sentence(f"{word[0]} {en}", f"{word[1]} {es}", "?")


def circumstance(draw: Draw, subject: Phrase | None = None) -> tuple[Pair, Clause]:
    """A question word, why, when or where, and a clause that does not tell it."""
    frame = predicates.frame(draw, subject, _ASKED) if subject else draw.pick(_ASKED)
    word = draw.pick(_words(frame))
    clause = draw.until(
        lambda clause: word[0] != "when" or clause.tense in (PRESENT, PAST, FUTURE),
        lambda draw: actions.action(draw, subject, bare=True, frame=frame),
    )
    return word, clause._replace(tail=("", "")) if word[0] == "where" else clause


def who(draw: Draw) -> Pair:
    """Who drank the coffee?"""
    clause = draw.until(
        lambda clause: can_be_asked(clause) and clause.adverb[0] in ("", "always"),
        lambda draw: actions.action(draw, Phrase("who", "quién", EL, False, "who")),
    )
    return sentence(english_clause(clause), spanish_clause(clause), "?")


def what_or_whom(draw: Draw) -> Pair:
    """What did Ana drink? Whom is Ana calling?"""
    frame = draw.pick(_WITH_OBJECTS)
    clause = draw.until(can_be_asked, lambda draw: actions.action(draw, bare=True, frame=frame))
    clause = clause._replace(predicate=Predicate(frame.en, frame.particle, frame.es, ""))
    draw.combinations.clear()
    word = ("who", "a quién") if "people" in frame.flags else ("what", "qué")
    en = english_clause(clause, question=True)
    return sentence(f"{word[0]} {en}", f"{word[1]} {spanish_clause(clause, inverted=True)}", "?")


def how_many(draw: Draw) -> Pair:
    """How many apples did Ana eat?"""
    frame = draw.pick(_COUNTABLE)
    noun = draw.pick(nouns(frame.objects))
    clause = draw.until(
        lambda clause: can_be_asked(clause) and clause.tense in (PAST, FUTURE, PERFECT),
        lambda draw: actions.action(draw, bare=True, frame=frame),
    )
    clause = clause._replace(predicate=Predicate(frame.en, frame.particle, frame.es, ""))
    draw.combinations = {(frame.name, noun.en)}
    en, es = english_clause(clause, question=True), spanish_clause(clause, inverted=True)
    ending = "a" if noun.feminine else "o"
    if "mass" in noun.tags:
        return sentence(f"how much {noun.en} {en}", f"cuánt{ending} {noun.es} {es}", "?")
    return sentence(f"how many {noun.ens} {en}", f"cuánt{ending}s {noun.ess} {es}", "?")


def where_to(draw: Draw) -> Pair:
    """Where did Ana travel?"""
    frame = draw.pick(_WAYS)
    clause = draw.until(can_be_asked, lambda draw: actions.action(draw, bare=True, frame=frame))
    clause = clause._replace(predicate=Predicate(frame.en, "", frame.es, ""))
    draw.combinations.clear()
    en = english_clause(clause, question=True)
    return sentence(f"where {en}", f"adónde {spanish_clause(clause, inverted=True)}", "?")


def polite(draw: Draw) -> Pair:
    """Do you want coffee, sir?"""
    you = Phrase("you", "", EL, False, "you")
    clause = draw.until(_is_polite, lambda draw: actions.action(draw, you))
    clause_en = clause._replace(subject=YOU)
    en = english_clause(clause_en, question=True)
    sir, señor = draw.pick((("sir", "señor"), ("madam", "señora"), ("doctor", "doctor")))
    return sentence(f"{en}, {sir}", f"{spanish_clause(clause)}, {señor}", "?")


def questionable(draw: Draw) -> Clause:
    """A clause that one may ask about."""
    return draw.until(can_be_asked, actions.action)


def can_be_asked(clause: Clause) -> bool:
    """Whether somebody would ask: nobody asks what he himself does."""
    return (
        not clause.negative
        and clause.adverb[0] != "never"
        and clause.tense[0] != "used to"
        and clause.subject.en not in ("I", "we")
    )


def _is_polite(clause: Clause) -> bool:
    """Whether nothing else is yours in a question, or could be: "su" is your, his, her or their."""
    words = english_clause(clause).split()
    return can_be_asked(clause) and words.count("you") == 1 and _SU.isdisjoint(words)
