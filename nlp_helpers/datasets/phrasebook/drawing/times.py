"""Tenses, each a pair of English and Spanish, and the times that go with them."""

from nlp_helpers.datasets.phrasebook import lexicon
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.grammar.clauses import Pair
from nlp_helpers.datasets.phrasebook.lexicon import Frame

PRESENT, PAST, BACKGROUND = ("present",) * 2, ("past", "preterite"), ("past", "imperfect")
FUTURE, PERFECT, PROGRESSIVE = ("future",) * 2, ("perfect",) * 2, ("progressive",) * 2
PAST_PROGRESSIVE, USED_TO = ("past progressive",) * 2, ("used to", "imperfect")
_NEUTRAL = {
    "present": [
        ("every day", "todos los días"),
        ("at weekends", "los fines de semana"),
        *((f"on {day}s", f"los {dia}{'' if dia[-1] == 's' else 's'}") for day, dia in lexicon.DAYS),
    ],
    "past": [("yesterday", "ayer"), *((f"on {day}", f"el {dia}") for day, dia in lexicon.DAYS)],
    "future": [("tomorrow", "mañana"), *((f"on {day}", f"el {dia}") for day, dia in lexicon.DAYS)],
    "progressive": [("now", "ahora"), ("at the moment", "en este momento")],
    "perfect": [("today", "hoy")],
    "past progressive": [("yesterday", "ayer")],
    "used to": [("every day", "todos los días"), ("on Sundays", "los domingos")],
}
_TIMES = {
    "present": [
        *_NEUTRAL["present"],
        ("in the morning", "por la mañana"),
        ("in the evening", "por la noche"),
        ("in summer", "en verano"),
        ("in winter", "en invierno"),
    ],
    "past": [
        *_NEUTRAL["past"],
        ("last night", "anoche"),
        ("last week", "la semana pasada"),
        ("last month", "el mes pasado"),
        ("last year", "el año pasado"),
        ("this morning", "esta mañana"),
        ("two days ago", "hace dos días"),
        ("three weeks ago", "hace tres semanas"),
        ("a month ago", "hace un mes"),
    ],
    "future": [
        *_NEUTRAL["future"],
        ("tonight", "esta noche"),
        ("next week", "la próxima semana"),
        ("next month", "el próximo mes"),
        ("next year", "el próximo año"),
        ("soon", "pronto"),
        ("in two weeks", "dentro de dos semanas"),
        ("in three days", "dentro de tres días"),
    ],
    "progressive": [*_NEUTRAL["progressive"], ("", "")],
    "perfect": [("today", "hoy"), ("this week", "esta semana"), ("many times", "muchas veces")],
    "past progressive": [
        ("at six o'clock", "a las seis"),
        ("at midnight", "a medianoche"),
        ("this morning", "esta mañana"),
    ],
    "used to": [*_NEUTRAL["used to"], ("every summer", "todos los veranos")],
}


def time(draw: Draw, frame: Frame, tense: Pair) -> Pair:
    """When something is done."""
    neutral = "neutral" in frame.flags
    return draw.pick((_NEUTRAL if neutral else _TIMES)[tense[0]])
