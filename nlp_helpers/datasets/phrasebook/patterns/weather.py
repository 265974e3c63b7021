"""The weather."""

from nlp_helpers.datasets.phrasebook import lexicon
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.times import (
    BACKGROUND,
    FUTURE,
    PAST,
    PRESENT,
    PROGRESSIVE,
)
from nlp_helpers.datasets.phrasebook.grammar.clauses import (
    Clause,
    Pair,
    Phrase,
    Predicate,
    both,
    join,
    sentence,
)
from nlp_helpers.datasets.phrasebook.grammar.english import BE, EnglishVerb
from nlp_helpers.datasets.phrasebook.grammar.spanish import EL

_IT = Phrase("it", "", EL, False, "it")
_RAIN, _SNOW = EnglishVerb.of("rain"), EnglishVerb.of("snow")
_WEATHER = (
    Predicate(BE, "cold", "hacer", "frío"),
    Predicate(BE, "hot", "hacer", "calor"),
    Predicate(BE, "sunny", "hacer", "sol"),
    Predicate(BE, "windy", "hacer", "viento"),
    Predicate(BE, "cloudy", "estar", "nublado"),
    Predicate(BE, "foggy", "haber", "niebla"),
    Predicate(_RAIN, "", "llover", ""),
    Predicate(_SNOW, "", "nevar", ""),
    Predicate(_RAIN, "a lot", "llover", "mucho"),
    Predicate(_SNOW, "a lot", "nevar", "mucho"),
)
# When, and the tenses of what lasts (it is hot) and of what happens (it is raining).
_WHEN = (
    (("today", "hoy"), PRESENT, PROGRESSIVE),
    (("now", "ahora"), PRESENT, PROGRESSIVE),
    (("", ""), PRESENT, PROGRESSIVE),
    (("yesterday", "ayer"), BACKGROUND, PAST),
    (("last night", "anoche"), BACKGROUND, PAST),
    (("on Sunday", "el domingo"), BACKGROUND, PAST),
    (("tomorrow", "mañana"), FUTURE, FUTURE),
    (("tonight", "esta noche"), FUTURE, FUTURE),
    (("on Monday", "el lunes"), FUTURE, FUTURE),
)


def weather(draw: Draw) -> Pair:
    """It will rain in London tomorrow."""
    weather, (time, lasting, happening) = draw.until(
        _is_possible, lambda draw: (draw.pick(_WEATHER), draw.pick(_WHEN))
    )
    tense = lasting if weather.verb == BE else happening
    en, es = both(Clause(_IT, weather, tense))
    if weather.infinitive == "haber" and tense == PRESENT:
        es = f"hay {weather.es}"
    if draw.chance(0.8):
        place_en, place_es = draw.pick(lexicon.CITIES)
        en, es = f"{en} in {place_en}", f"{es} en {place_es}"
    return sentence(join(en, time[0]), join(time[1], es))


def _is_possible(drawn: tuple[Predicate, tuple[Pair, Pair, Pair]]) -> bool:
    """The sun does not shine at night."""
    weather, (time, _, _) = drawn
    return weather.en != "sunny" or "night" not in time[0]
