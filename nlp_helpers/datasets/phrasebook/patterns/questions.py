"""Questions about what somebody does."""

from nlp_helpers.datasets.phrasebook import lexicon
from nlp_helpers.datasets.phrasebook.drawing import actions, predicates
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.pronouns import YOU
from nlp_helpers.datasets.phrasebook.drawing.times import FUTURE, PAST, PERFECT, PRESENT
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
from nlp_helpers.datasets.phrasebook.grammar.spanish import EL
from nlp_helpers.datasets.phrasebook.lexicon import nouns


def yes_or_no(draw: Draw) -> Pair:
    """Did Ana drink coffee yesterday?"""
    clause = questionable(draw)
    return sentence(english_clause(clause, question=True), spanish_clause(clause), "?")


def when_where_or_why(draw: Draw) -> Pair:
    """When did Ana drink coffee?"""
    frame = predicates.frame(draw)
    words = [("why", "por qué")]
    if not frame.flags & {"stative", "neutral"}:
        words.append(("when", "cuándo"))
    if lexicon.PLACES.get(frame.places) and "stative" not in frame.flags:
        words.append(("where", "dónde"))
    word = draw.pick(words)
    clause = draw.until(
        lambda clause: (
            can_be_asked(clause) and (word[0] != "when" or clause.tense in (PRESENT, PAST, FUTURE))
        ),
        lambda draw: actions.action(draw, bare=True, frame=frame),
    )
    en = english_clause(clause, question=True)
    es = spanish_clause(clause, inverted=word[0] != "why")
    return sentence(f"{word[0]} {en}", f"{word[1]} {es}", "?")


def who(draw: Draw) -> Pair:
    """Who drank the coffee?"""
    clause = draw.until(
        lambda clause: can_be_asked(clause) and clause.adverb[0] in ("", "always"),
        lambda draw: actions.action(draw, Phrase("who", "quién", EL, False, "who")),
    )
    return sentence(english_clause(clause), spanish_clause(clause), "?")


def what_or_whom(draw: Draw) -> Pair:
    """What did Ana drink? Whom is Ana calling?"""
    frame = predicates.frame(draw)
    while not frame.objects or frame.flags & {"reflexive", "fixed", "generic"} or frame.es_particle:
        frame = predicates.frame(draw)
    clause = draw.until(can_be_asked, lambda draw: actions.action(draw, bare=True, frame=frame))
    clause = clause._replace(predicate=Predicate(frame.en, frame.particle, frame.es, ""))
    draw.combinations.clear()
    word = ("who", "a quién") if "people" in frame.flags else ("what", "qué")
    en = english_clause(clause, question=True)
    return sentence(f"{word[0]} {en}", f"{word[1]} {spanish_clause(clause, inverted=True)}", "?")


def how_many(draw: Draw) -> Pair:
    """How many apples did Ana eat?"""
    frame = predicates.frame(draw)
    while (
        not nouns(frame.objects)
        or frame.es_particle
        or frame.flags & {"definite", "generic", "stative", "the"}
    ):
        frame = predicates.frame(draw)
    noun = draw.pick(nouns(frame.objects))
    clause = draw.until(
        lambda clause: can_be_asked(clause) and clause.tense in (PAST, FUTURE, PERFECT),
        lambda draw: actions.action(draw, bare=True, frame=frame),
    )
    clause = clause._replace(predicate=Predicate(frame.en, frame.particle, frame.es, ""))
    draw.combinations = {(join(frame.en.base, frame.particle), noun.en)}
    en, es = english_clause(clause, question=True), spanish_clause(clause, inverted=True)
    ending = "a" if noun.feminine else "o"
    if "mass" in noun.tags:
        return sentence(f"how much {noun.en} {en}", f"cuánt{ending} {noun.es} {es}", "?")
    return sentence(f"how many {noun.ens} {en}", f"cuánt{ending}s {noun.ess} {es}", "?")


def where_to(draw: Draw) -> Pair:
    """Where did Ana travel?"""
    frame = draw.pick([frame for frame in lexicon.FRAMES if frame.es in ("ir", "viajar")])
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
    """Whether nothing else in a question is yours, which would be said in another way."""
    words = english_clause(clause).split()
    return can_be_asked(clause) and not {"your", "his"} & set(words) and words.count("you") == 1
