"""Where something is."""

from nlp_helpers.datasets.phrasebook.drawing import things
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.things import determined, taken_up
from nlp_helpers.datasets.phrasebook.drawing.times import BACKGROUND, PRESENT
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
from nlp_helpers.datasets.phrasebook.lexicon import NUMERALS, nouns

_RELATIONS = (
    ("on", "sobre"),
    ("under", "debajo de"),
    ("next to", "al lado de"),
    ("behind", "detrás de"),
    ("in front of", "delante de"),
    ("near", "cerca de"),
)
_NUMBERS = tuple(f"{numeral.en} " for numeral in NUMERALS)
_MISSING = (
    ("I can't find {}", "no puedo encontrar{}"),
    ("I need {}", "{} necesito"),
    ("I am looking for {}", "{} estoy buscando"),
    ("I have lost {}", "{} he perdido"),
    ("I don't see {}", "no {} veo"),
)


def location(draw: Draw) -> Pair:
    """The keys are under the table."""
    thing, (en, es) = located(draw)
    clause = Clause(thing, Predicate(english.BE, en, "estar", es), draw.pick((PRESENT, BACKGROUND)))
    if draw.chance(0.25):
        return sentence(english_clause(clause, question=True), spanish_clause(clause), "?")
    clause = clause._replace(negative=draw.chance(0.2))
    return sentence(english_clause(clause), spanish_clause(clause))


def where_is(draw: Draw) -> Pair:
    """Where are my keys?"""
    thing = things.thing(draw, "thing", "pet", "place", "clothes", "kin")
    clause = Clause(thing, Predicate(english.BE, "", "estar", ""), draw.pick((PRESENT, BACKGROUND)))
    return _where(clause)


def existence(draw: Draw) -> Pair:
    """There are three books on the table."""
    thing, (en, es) = located(draw, "indefinite")
    tense = draw.pick(("present", "past"))
    be = english.verb_group(english.BE, tense, thing.person)[0]
    hay = "hay" if tense == "present" else "había"
    if draw.chance(0.25) and not thing.en.startswith(_NUMBERS):
        some = "any " if thing.person == ELLOS else ""
        return sentence(f"{be} there {some}{thing.en} {en}", f"{hay} {thing.es} {es}", "?")
    return sentence(f"there {be} {thing.en} {en}", f"{hay} {thing.es} {es}")


def where_is_it(draw: Draw) -> Pair:
    """Where are my keys? I can't find them."""
    noun, many = draw.pick(nouns(("lost",))), draw.chance(0.3)
    thing = determined(noun, draw.pick(("the", "my", "your")), many, None)
    en, es = _where(Clause(thing, Predicate(english.BE, "", "estar", ""), PRESENT))
    it, clitic = taken_up(thing)
    more_en, more_es = draw.pick(_MISSING)
    more_en, more_es = sentence(more_en.format(it), more_es.format(clitic))
    return f"{en} {more_en}", f"{es} {more_es}"


def _where(clause: Clause) -> Pair:
    en, es = english_clause(clause, question=True), spanish_clause(clause, inverted=True)
    return sentence(f"where {en}", f"dónde {es}", "?")


def located(draw: Draw, style: str = "definite") -> tuple[Phrase, Pair]:
    """A thing, a pet or a building, and where it is."""
    return draw.until(lambda drawn: drawn is not None, lambda draw: _maybe_located(draw, style))


def _maybe_located(draw: Draw, style: str) -> tuple[Phrase, Pair] | None:
    kind = draw.random()
    if kind < 0.5:
        thing = things.thing(draw, "thing", "dishware", "pet", style=style)
        surface = things.thing(draw, "surface", style="the", described=0)
        preposition = draw.pick(_RELATIONS)
    elif kind < 0.75:
        thing = things.thing(draw, "small", style=style)
        surface = things.thing(draw, "bag", "backpack", "suitcase", "box", style="the")
        preposition = ("in", "en")
    else:
        thing = things.thing(draw, "place", style="indefinite" if style != "definite" else "the")
        surface = things.thing(draw, "place", style="the", described=0)
        preposition = draw.pick(_RELATIONS[2:])
    if thing.noun == surface.noun:
        return None
    draw.combinations.add((preposition[0], thing.noun))
    where = preposition[1].split()
    es = spanish.after(where[-1], surface.es) if where[-1] == "de" else f"{where[-1]} {surface.es}"
    return thing, (f"{preposition[0]} {surface.en}", join(*where[:-1], es))
