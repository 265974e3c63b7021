"""The weather."""

from nlp_helpers.datasets.phrasebook import lexicon
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.times import BACKGROUND, FUTURE, PRESENT
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
from nlp_helpers.datasets.phrasebook.grammar.spanish import EL

# "it" with a tense of the verb and the words after it, in both languages.
_WEATHER = {
    "be cold": ("hacer frío", "be"),
    "be hot": ("hacer calor", "be"),
    "be sunny": ("hacer sol", "be"),
    "be windy": ("hacer viento", "be"),
    "be cloudy": ("estar nublado", "be"),
    "be foggy": ("haber niebla", "be"),
    "rain": ("llover", ""),
    "snow": ("nevar", ""),
    "rain a lot": ("llover mucho", ""),
    "snow a lot": ("nevar mucho", ""),
}
_WEATHER_TIMES = {
    "present": [("today", "hoy"), ("now", "ahora"), ("here", "aquí"), ("", "")],
    "past": [("yesterday", "ayer"), ("last night", "anoche"), ("on Sunday", "el domingo")],
    "future": [("tomorrow", "mañana"), ("tonight", "esta noche"), ("on Monday", "el lunes")],
}


def weather(draw: Draw) -> Pair:
    """It will rain in London tomorrow."""
    en, es, time = weather_clause(draw)
    place_en, place_es = "", ""
    if draw.chance(0.8):
        place_en, place_es = draw.pick(lexicon.CITIES)
        place_en, place_es = f"in {place_en}", f"en {place_es}"
    if time[0] == "here":
        time = ("", "")
    return sentence(join(en, place_en, time[0]), join(time[1], es, place_es))


def weather_clause(draw: Draw, tense: str | None = None) -> tuple[str, str, Pair]:
    """What the weather is, was or will be, and a time that fits."""
    tense = tense or draw.pick(tuple(_WEATHER_TIMES))
    words = draw.pick(tuple(_WEATHER))
    verb, _, rest = words.partition(" ")
    infinitive, _, es_rest = _WEATHER[words][0].partition(" ")
    it = Phrase("it", "", EL, False, "it")
    if verb == "be":
        tenses = {"present": PRESENT, "past": BACKGROUND, "future": FUTURE}[tense]
        predicate = Predicate(english.BE, rest, infinitive, es_rest)
    else:
        tenses = {"present": ("progressive",) * 2, "past": ("past", "preterite"), "future": FUTURE}[
            tense
        ]
        predicate = Predicate(EnglishVerb.of(verb), rest, infinitive, es_rest)
    clause = Clause(it, predicate, tenses)
    es = spanish_clause(clause)
    if infinitive == "haber" and tense == "present":
        es = f"hay {es_rest}"
    return english_clause(clause), es, draw.pick(_WEATHER_TIMES[tense])
