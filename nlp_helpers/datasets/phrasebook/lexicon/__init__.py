"""The words of the phrasebook: what they are in both languages, and what goes with what.

The tables beside this file have a line an entry and its columns between bars. Tags say what a noun
is, so that verbs find objects, and adjectives nouns, with which they make sense.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from nlp_helpers.datasets.phrasebook.grammar import english, spanish
from nlp_helpers.datasets.phrasebook.grammar.english import EnglishVerb


class Noun(NamedTuple):
    """A noun with its plurals, its gender in Spanish, and its tags.

    `woman` is the Spanish word for a woman where the English one is for both: driver, conductora.
    """

    en: str
    ens: str
    es: str
    ess: str
    feminine: bool
    tags: frozenset[str]
    woman: str


class Adjective(NamedTuple):
    """An adjective, the verb that says it in Spanish (ser or estar), and the tags it fits."""

    en: str
    es: str
    verb: str
    tags: frozenset[str]


class Frame(NamedTuple):
    """A verb and what it takes.

    `name` is the verb with its particle ("look for"), `es` an infinitive, which `es_particle`
    follows ("soñar con"). `objects` are tags of nouns, none for an intransitive verb; `style` says
    which determiners they have: "new" things are nobody's yet. `places` names a table of PLACES.
    The flags: "people" as objects, "reflexive", "to" or "for" a recipient, who must be "given";
    "stative"; "brief" for what takes no time, "once" for what is no habit, "chance" for what nobody
    plans, "unbidden" for what nobody is told or wants to do, "dull" for what nobody likes to do,
    "adult" for what children do not do, "causeless" for what nobody asks the reason of; "neutral"
    with the hour; "social" for what one does with friends; "placed" where the place must be said;
    "fixed" where no object can be asked for.
    """

    name: str
    en: EnglishVerb
    particle: str
    es: str
    es_particle: str
    objects: tuple[str, ...]
    places: str
    style: str
    flags: frozenset[str]


class Numeral(NamedTuple):
    """A cardinal number in both languages."""

    en: str
    es: str


_STYLES = ("definite", "indefinite", "several", "generic", "the", "new")

_MEN = ("Tom", "David", "Juan", "Carlos", "Pedro", "Miguel", "Daniel", "Pablo", "Luis", "Jorge")
_WOMEN = ("María", "Ana", "Elena", "Lucía", "Laura", "Carmen", "Sara", "Julia", "Isabel", "Rosa")
NAMES = ((_MEN, False), (_WOMEN, True))  # and whether they are women's

CITIES = (
    ("Madrid", "Madrid"),
    ("Barcelona", "Barcelona"),
    ("London", "Londres"),
    ("Paris", "París"),
    ("Rome", "Roma"),
    ("Lima", "Lima"),
    ("Berlin", "Berlín"),
    ("Bogotá", "Bogotá"),
    ("Mexico", "México"),
    ("Spain", "España"),
    ("France", "Francia"),
    ("Italy", "Italia"),
    ("Argentina", "Argentina"),
    ("Chile", "Chile"),
    ("Portugal", "Portugal"),
)

DAYS = (
    ("Monday", "lunes"),
    ("Tuesday", "martes"),
    ("Wednesday", "miércoles"),
    ("Thursday", "jueves"),
    ("Friday", "viernes"),
    ("Saturday", "sábado"),
    ("Sunday", "domingo"),
)


@cache
def nouns(tags: tuple[str, ...]) -> tuple[Noun, ...]:
    """The nouns that have one of some tags; its English word is one of a noun's tags."""
    return tuple(noun for noun in NOUNS if not noun.tags.isdisjoint(tags))


@cache
def of_a_woman(noun: Noun) -> Noun:
    """The same noun, of a woman: conductor, conductora."""
    return noun._replace(es=noun.woman, ess=spanish.plural(noun.woman), feminine=True)


@cache
def adjectives(noun: Noun, verb: str) -> tuple[Adjective, ...]:
    """The adjectives that fit a noun and go with a verb, ser or estar."""
    return tuple(
        adjective
        for adjective in ADJECTIVES
        if adjective.verb == verb and not adjective.tags.isdisjoint(noun.tags)
    )


@cache
def frames(verbs: str) -> tuple[Frame, ...]:
    """The entries of some English verbs, in the order of the table."""
    return tuple(frame for frame in FRAMES if frame.en.base in verbs.split())


@cache
def frames_without(*flags: str) -> tuple[Frame, ...]:
    """The entries of all verbs that have none of some flags."""
    return tuple(frame for frame in FRAMES if frame.flags.isdisjoint(flags))


def in_general(frame: Frame) -> Frame:
    """The verb with any objects of a kind, without determiners: read novels, cook rice."""
    return frame if frame.style in ("definite", "generic", "the") else frame._replace(style="bare")


def _rows(table: str) -> Iterator[list[str]]:
    lines = (Path(__file__).parent / f"{table}.txt").read_text("utf-8").splitlines()
    for line in lines:
        if not line.startswith("#"):
            yield [column.strip() for column in line.split("|")]


def _noun(en: str, es: str, gender: str, tags: str) -> Noun:
    one, _, many = en.partition("/")
    uno, _, muchos = es.partition("/")
    many, muchos = many or english.plural(one), muchos or spanish.plural(uno)
    gender, _, woman = gender.partition(" ")
    return Noun(one, many, uno, muchos, gender == "f", frozenset([*tags.split(), one]), woman)


def _frame(en: str, es: str, objects: str, places: str, flags: str) -> Frame:
    verb, _, particle = en.partition(" +")
    infinitive, _, es_particle = es.partition(" @")
    parts = EnglishVerb.of(verb)
    return Frame(
        f"{parts.base} {particle}".strip(),
        parts,
        particle,
        infinitive,
        es_particle,
        tuple(objects.split()),
        places,
        next((style for style in _STYLES if style in flags.split()), "any"),
        frozenset(flags.split()),
    )


def _places() -> dict[str, list[tuple[str, str]]]:
    tables = defaultdict(list)
    for name, en, es in _rows("places"):
        tables[name].append((en, es))
    return dict(tables)


NOUNS = tuple(_noun(*row) for row in _rows("nouns"))
ADJECTIVES = tuple(
    Adjective(en, es, verb, frozenset(tags.split())) for en, es, verb, tags in _rows("adjectives")
)
FRAMES = tuple(_frame(*row) for row in _rows("verbs"))
PLACES = _places()
NUMERALS = tuple(Numeral(*row) for row in _rows("numerals"))
