"""What will happen, and on which condition."""

from nlp_helpers.datasets.phrasebook import lexicon
from nlp_helpers.datasets.phrasebook.drawing import people
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.pronouns import PRONOUNS, are_different, pronoun
from nlp_helpers.datasets.phrasebook.drawing.times import FUTURE, PRESENT
from nlp_helpers.datasets.phrasebook.grammar import english, spanish
from nlp_helpers.datasets.phrasebook.grammar.clauses import (
    Clause,
    Pair,
    Phrase,
    Predicate,
    both,
    join,
)
from nlp_helpers.datasets.phrasebook.grammar.spanish import EL
from nlp_helpers.datasets.phrasebook.patterns.chains import chain
from nlp_helpers.datasets.phrasebook.patterns.pieces import PAID, again, doing, plain, takes_time

_FAIR = (("it is hot", "hace calor"), ("it is sunny", "hace sol"))
_FOUL = (("it rains", "llueve"), ("it snows", "nieva"), ("it is cold", "hace frío"))
_DAYS = (
    ("tomorrow", "mañana"),
    ("on Sunday", "el domingo"),
    ("on Saturday", "el sábado"),
    ("this week", "esta semana"),
)
_SIGHTS = ("park", "beach", "zoo", "island", "lake", "river", "forest", "farm")
_OUTSIDE = [
    *(
        frame._replace(objects=_SIGHTS, flags=frame.flags - {"cities"})
        for frame in lexicon.frames("go come")
        if frame.objects
    ),
    *lexicon.frames("climb run walk swim"),
    *(frame for frame in lexicon.frames("play") if frame.places == "playing"),
]
_INSIDE = lexicon.frames("read write cook bake watch study draw clean iron rest translate")
_INVITE = [frame for frame in lexicon.frames("invite call") if "people" in frame.flags]
_COMPANY = [*lexicon.frames("dance play sing"), *lexicon.frames("come")]


def condition(draw: Draw) -> Pair:
    """If it rains tomorrow, we will stay at home."""
    return draw.pick((_given_the_weather, _given_the_means, _given_a_thing, _given_a_guest))(draw)


def _given_the_weather(draw: Draw) -> Pair:
    """If it is hot, he will swim in the lake; if it snows, she won't, or will read at home."""
    fair, day = draw.chance(0.5), draw.pick(_DAYS)
    weather = draw.pick(_FAIR if fair else _FOUL)
    if_en, if_es = join(weather[0], day[0]), join(weather[1], day[1])
    outside = fair or draw.chance(0.5)
    result = doing(draw, _OUTSIDE, FUTURE) if outside else _staying_in(draw)
    en, es = both(result._replace(negative=outside and not fair))
    if draw.chance(0.3):
        return f"{en} if {if_en}", f"{es} si {if_es}"
    return f"if {if_en}, {en}", f"si {if_es}, {es}"


def plans(draw: Draw) -> Pair:
    """If it rains on Sunday, Tom will read at home, but if it is sunny, he will swim."""
    (foul, llueve), (fair, sol), day = draw.pick(_FOUL), draw.pick(_FAIR), draw.pick(_DAYS)
    inside = _staying_in(draw)
    outside = doing(draw, _OUTSIDE, FUTURE, inside.subject)
    (en, es), (else_en, else_es) = both(inside), again(outside)
    return (
        f"if {foul} {day[0]}, {en}, but if {fair}, {else_en}",
        f"si {llueve} {day[1]}, {es}, pero si {sol}, {else_es}",
    )


def _staying_in(draw: Draw) -> Clause:
    at_home = draw.pick((("", ""), ("at home", "en casa")))
    return doing(draw, _INSIDE, FUTURE)._replace(tail=at_home)


def _given_the_means(draw: Draw) -> Pair:
    """If Tom has enough money, he will buy the car."""
    result = draw.until(takes_time, lambda draw: plain(draw, FUTURE))
    paid = result.predicate.verb.base in PAID
    have = ("enough money", "suficiente dinero") if paid else ("time", "tiempo")
    means = Clause(result.subject, Predicate(english.HAVE, have[0], "tener", have[1]), PRESENT)
    (if_en, if_es), (en, es) = both(means), again(result)
    return f"if {if_en}, {en}", f"si {if_es}, {es}"


def _given_a_thing(draw: Draw) -> Pair:
    """If Tom cooks the eggs, Ana will eat them."""
    first, second = chain(draw, (PRESENT, FUTURE))
    (if_en, if_es), (en, es) = both(first), both(second)
    return f"if {if_en}, {en}", f"si {if_es}, {es}"


def _given_a_guest(draw: Draw) -> Pair:
    """If you invite my sister, she will dance."""
    guest = draw.until(lambda guest: guest.person == EL, _somebody)
    host = draw.until(lambda host: are_different(host, guest), people.subject)
    frame = draw.pick(_INVITE)
    draw.combinations.add((frame.name, guest.noun))
    invited = Predicate(frame.en, guest.en, frame.es, spanish.after("a", guest.es))
    [she] = [phrase for phrase in PRONOUNS if phrase.en == pronoun(guest)]
    if_en, if_es = both(Clause(host, invited, PRESENT))
    en, es = both(doing(draw, _COMPANY, FUTURE, she))
    return f"if {if_en}, {en}", f"si {if_es}, {es}"


def _somebody(draw: Draw) -> Phrase:
    return people.name(draw) if draw.chance(0.4) else people.kin(draw)
