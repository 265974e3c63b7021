"""What happens at which hour."""

from nlp_helpers.datasets.phrasebook.drawing import things
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.times import FUTURE, PRESENT
from nlp_helpers.datasets.phrasebook.grammar.clauses import (
    Clause,
    Pair,
    Predicate,
    english_clause,
    sentence,
    spanish_clause,
)
from nlp_helpers.datasets.phrasebook.grammar.english import EnglishVerb

_HOURS = (
    "one la una|two las dos|three las tres|four las cuatro|five las cinco|six las seis|"
    "seven las siete|eight las ocho|nine las nueve|ten las diez|eleven las once|twelve las doce"
)
_MINUTES = (
    ("{} o'clock", "{}"),
    ("half past {}", "{} y media"),
    ("a quarter past {}", "{} y cuarto"),
    ("ten past {}", "{} y diez"),
    ("twenty past {}", "{} y veinte"),
    ("a quarter to {}", "{} menos cuarto"),
    ("ten to {}", "{} menos diez"),
)
_PARTS_OF_DAY = (
    ("in the morning", "de la mañana", range(5, 12)),
    ("in the afternoon", "de la tarde", range(1, 7)),
    ("at night", "de la noche", range(8, 12)),
)


def time_of_day(draw: Draw) -> Pair:
    """The train leaves at half past six in the morning."""
    part_en, part_es, hours = draw.pick(_PARTS_OF_DAY)
    en, es = clock(draw, hours)
    if draw.chance(0.15):
        be = "es" if es.startswith("la ") else "son"
        return sentence(f"it is {en} {part_en}", f"{be} {es} {part_es}")
    subject = things.thing(draw, "public", style="the")
    verbs = [("leave left left", "salir"), ("arrive", "llegar")]
    if draw.chance(0.4):
        subject = things.thing(
            draw, "shop", "museum", "library", "bank", "bakery", "pharmacy", style="the"
        )
        verbs = [("open", "abrir") if "morning" in part_en else ("close", "cerrar")]
    verb, infinitive = draw.pick(verbs)
    predicate = Predicate(
        EnglishVerb.of(verb), f"at {en} {part_en}", infinitive, f"a {es} {part_es}"
    )
    tense = draw.pick((PRESENT, PRESENT, ("past", "preterite"), FUTURE))
    clause = Clause(subject, predicate, tense)
    if draw.chance(0.25):
        return sentence(english_clause(clause, question=True), spanish_clause(clause), "?")
    return sentence(english_clause(clause), spanish_clause(clause))


def clock(draw: Draw, hours: range = range(1, 13)) -> Pair:
    """An hour and its minutes."""
    en, _, es = _HOURS.split("|")[draw.pick(hours) - 1].partition(" ")
    english_words, spanish_words = draw.pick(_MINUTES)
    return english_words.format(en), spanish_words.format(es)
