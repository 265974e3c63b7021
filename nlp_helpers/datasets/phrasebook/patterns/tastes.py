"""What somebody likes, and would like to do."""

from nlp_helpers.datasets.phrasebook import lexicon
from nlp_helpers.datasets.phrasebook.drawing import actions, people, predicates, things
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.times import BACKGROUND, PRESENT
from nlp_helpers.datasets.phrasebook.grammar import english, spanish
from nlp_helpers.datasets.phrasebook.grammar.clauses import (
    Clause,
    Pair,
    Phrase,
    Predicate,
    english_clause,
    infinitives,
    sentence,
    spanish_clause,
)
from nlp_helpers.datasets.phrasebook.grammar.english import EnglishVerb
from nlp_helpers.datasets.phrasebook.grammar.spanish import EL
from nlp_helpers.datasets.phrasebook.patterns.pieces import other_subject

_LIKES = (
    (EnglishVerb.of("like"), "gustar"),
    (EnglishVerb.of("like"), "gustar"),
    (EnglishVerb.of("love"), "encantar"),
)
_STRESSED = {"I": "mí", "you": "ti", "we": "nosotros"}
_LIKABLE = (
    ("food",),
    ("food", "drink"),
    ("animal",),
    ("game",),
    ("subject",),
    ("clothes",),
    ("told", "written", "heard"),
)
_ACTIVITIES: tuple[str, ...] = ()  # what is liked where no thing is


def liking(draw: Draw) -> Pair:
    """Tom likes apples."""
    subject = people.subject(draw)
    tense = draw.pick((PRESENT, PRESENT, BACKGROUND))
    told, pleases = taste(draw, subject, tense, _kind(draw))
    question = told.predicate.verb.base == "like" and subject.en not in ("I", "we")
    if question and not told.negative and draw.chance(0.3):
        en = english_clause(told, question=True)
        return sentence(en, spanish_clause(pleases, inverted=True), "?")
    return sentence(english_clause(told), spanish_clause(pleases, inverted=True))


def tastes(draw: Draw) -> Pair:
    """Tom likes tea, but María prefers coffee."""
    first = people.subject(draw)
    second = other_subject(draw, first)
    tense, kind = draw.pick((PRESENT, PRESENT, BACKGROUND)), _kind(draw)
    one, other = (taste(draw, somebody, tense, kind, stressed=True) for somebody in (first, second))
    (en, more_en), es = (
        map(english_clause, (one[0], other[0])),
        spanish_clause(one[1], inverted=True),
    )
    more_es = spanish_clause(other[1], inverted=True)
    likes, also_likes = (not told.negative for told, _ in (one, other))
    if likes == also_likes and (not likes or draw.chance(0.5)):
        return sentence(f"{en} and {more_en}", f"{es} {spanish.and_(more_es)}")
    return sentence(f"{en}, but {more_en}", f"{es}, pero {more_es}")


def wish(draw: Draw) -> Pair:
    """Tom would like to visit the museum."""
    subject = people.subject(draw)
    frames = lexicon.frames_without("stative", "chance", "unbidden")
    frame = predicates.frame(draw, subject, frames)
    clause = Clause(
        subject,
        predicates.predicate(draw, frame, subject),
        PRESENT,
        tail=actions.place(draw, frame),
    )
    en, es = infinitives(clause)
    question = subject.en not in ("I", "we") and draw.chance(0.3)
    would = Clause(
        subject,
        Predicate(EnglishVerb.of("like"), f"to {en}", "", ""),
        ("conditional", "conditional"),
    )
    thing = Phrase("", es, EL, False, "")
    gustaria = Clause(thing, Predicate(english.BE, "", "gustar", ""), would.tense)
    es = spanish_clause(to_somebody(gustaria, subject), inverted=True)
    return sentence(english_clause(would, question=question), es, "?" if question else ".")


def _kind(draw: Draw) -> tuple[str, ...]:
    return _ACTIVITIES if draw.chance(0.4) else draw.pick(_LIKABLE)


def taste(
    draw: Draw, subject: Phrase, tense: Pair, kind: tuple[str, ...], *, stressed: bool = False
) -> tuple[Clause, Clause]:
    """What somebody likes, said of the one who likes it, and, in Spanish, of what pleases."""
    verb, gustar = draw.pick(_LIKES)
    if kind == _ACTIVITIES:
        activities = lexicon.frames_without("stative", "chance", "once", "brief", "dull")
        frame = lexicon.in_general(predicates.frame(draw, subject, activities))
        en, es = infinitives(actions.action(draw, subject, bare=True, frame=frame))
        en, thing = f"to {en}", Phrase("", es, EL, False, "")
    else:
        thing = things.thing(draw, *kind, style="generic", described=0)
        draw.combinations.add((verb.base, thing.noun))
        en = thing.en
    negative = gustar == "gustar" and draw.chance(0.25)
    told = Clause(subject, Predicate(verb, en, "", ""), tense, negative=negative)
    pleases = Clause(thing, Predicate(verb, "", gustar, ""), tense, negative=negative)
    return told, to_somebody(pleases, subject, stressed=stressed)


def to_somebody(clause: Clause, somebody: Phrase, *, stressed: bool = False) -> Clause:
    """The clause with the dative that "gustar" and "doler" need: A Tom le duele la cabeza."""
    clitic = spanish.INDIRECT[somebody.person]
    front = spanish.after("a", somebody.es) if somebody.es else ""
    if stressed and not front:
        front = f"a {_STRESSED[somebody.en]}"
    predicate = clause.predicate._replace(clitics=(clitic,))
    return clause._replace(predicate=predicate, adverb=("", front))
