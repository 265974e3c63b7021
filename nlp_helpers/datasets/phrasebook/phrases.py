"""Drawing phrases: subjects, objects, predicates and clauses that make sense."""

import random
from collections.abc import Callable
from functools import cache
from typing import NamedTuple, TypeVar

from nlp_helpers.datasets.phrasebook import english, lexicon, spanish
from nlp_helpers.datasets.phrasebook.clauses import Clause, Modal, Phrase, Predicate, join
from nlp_helpers.datasets.phrasebook.english import EnglishVerb
from nlp_helpers.datasets.phrasebook.lexicon import Adjective, Frame, Noun
from nlp_helpers.datasets.phrasebook.spanish import EL, ELLOS, NOSOTROS, TU, YO

Drawn = TypeVar("Drawn")

PRESENT, PAST, BACKGROUND = ("present",) * 2, ("past", "preterite"), ("past", "imperfect")
FUTURE, PERFECT, PROGRESSIVE = ("future",) * 2, ("perfect",) * 2, ("progressive",) * 2
PAST_PROGRESSIVE, USED_TO = ("past progressive",) * 2, ("used to", "imperfect")

I = Phrase("I", "", YO, False, "I")  # noqa: E741, its name in English
YOU = Phrase("you", "", TU, False, "you")
PRONOUNS = (
    I,
    YOU,
    Phrase("he", "él", EL, False, "he"),
    Phrase("she", "ella", EL, True, "she"),
    Phrase("we", "", NOSOTROS, False, "we"),
    Phrase("they", "ellos", ELLOS, False, "they"),
)
OBJECT_PRONOUNS = {"I": "me", "you": "you", "he": "him", "she": "her", "we": "us", "they": "them"}
POSSESSIVES = {  # of the person spoken of as "I", "you" and so on
    "my": ("mi", "mis"),
    "your": ("tu", "tus"),
    "his": ("su", "sus"),
    "her": ("su", "sus"),
    "our": ("nuestro", "nuestros"),
    "their": ("su", "sus"),
}

_WANT = Modal(EnglishVerb.of("want"), "to", "querer", "", (PRESENT, PRESENT, BACKGROUND))
MODALS = (
    _WANT,
    Modal(EnglishVerb.of("have had had"), "to", "tener", "que", (PRESENT, PAST, FUTURE)),
    Modal(EnglishVerb.of("need"), "to", "necesitar", "", (PRESENT,)),
    Modal(english.BE, "going to", "ir", "a", (PRESENT, PRESENT, BACKGROUND)),
    Modal(EnglishVerb("can", "", ""), "", "poder", "", (PRESENT,)),
    Modal(EnglishVerb("should", "", ""), "", "deber", "", (("present", "conditional"),)),
    Modal(EnglishVerb("must", "", ""), "", "deber", "", (PRESENT,)),
    Modal(EnglishVerb.of("try"), "to", "tratar", "de", (PAST, FUTURE)),
    Modal(EnglishVerb.of("hope"), "to", "esperar", "", (PRESENT,)),
    Modal(EnglishVerb.of("prefer preferred preferred"), "to", "preferir", "", (PRESENT,)),
)

_DAYS = tuple(lexicon.DAYS.items())
_NEUTRAL = {
    "present": [
        ("every day", "todos los días"),
        ("at weekends", "los fines de semana"),
        *((f"on {day}s", f"los {dia}{'' if dia[-1] == 's' else 's'}") for day, dia in _DAYS),
    ],
    "past": [("yesterday", "ayer"), *((f"on {day}", f"el {dia}") for day, dia in _DAYS)],
    "future": [("tomorrow", "mañana"), *((f"on {day}", f"el {dia}") for day, dia in _DAYS)],
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
_FREQUENCIES = (
    ("always", "siempre"),
    ("never", "nunca"),
    ("often", "a menudo"),
    ("usually", "normalmente"),
    ("sometimes", "a veces"),
)
_COMPANIONS = (
    ("with my friends", "con mis amigos"),
    ("with a friend", "con un amigo"),
    ("with my whole family", "con toda mi familia"),
    ("with my cousin Tom", "con mi primo Tom"),
    ("with my cousin Sara", "con mi prima Sara"),
)


# What nobody owns, and what is not spoken of by the dozen.
_SITES = {"place", "town", "outdoors", "building", "high", "game", "instrument", "room"}
_NOBODYS = {"place", "town", "outdoors", "high", "food", "fruit", "vegetable", "drink", "mass"} | {
    "watched", "public", "taxi", "wild", "won"
}  # fmt: skip


class Numeral(NamedTuple):
    """A cardinal number in both languages."""

    en: str
    es: str


NUMERALS = tuple(Numeral(*pair.split()) for pair in lexicon.NUMBERS.split("|"))


@cache
def nouns(tags: tuple[str, ...]) -> tuple[Noun, ...]:
    """The nouns that have one of some tags."""
    return tuple(noun for noun in lexicon.NOUNS if not noun.tags.isdisjoint(tags))


@cache
def adjectives(noun: Noun, verb: str) -> tuple[Adjective, ...]:
    """The adjectives that fit a noun and go with a verb, ser or estar."""
    return tuple(
        adjective
        for adjective in lexicon.ADJECTIVES
        if adjective.verb == verb and not adjective.tags.isdisjoint(noun.tags)
    )


@cache
def determined(noun: Noun, determiner: str, many: bool, adjective: Adjective | None) -> Phrase:
    """A noun with its determiner, which is "", an article, a possessive, "this" or a numeral.

    Example: "the red cars", "los coches rojos". The determiner "generic" is nothing in English,
    and the article in Spanish.
    """
    en, es = (noun.ens, noun.ess) if many else (noun.en, noun.es)
    if adjective:
        en = f"{adjective.en} {en}"
        es = f"{es} {spanish.agreeing(adjective.es, noun.feminine, many)}"
    if determiner == "a":
        en = english.with_article(en)
    elif determiner != "generic":
        en = join(
            {"this": "these", "that": "those"}.get(determiner, determiner) if many else determiner,
            en,
        )
    es = join(_spanish_determiner(determiner, noun, many), es)
    return Phrase(en, es, ELLOS if many else EL, noun.feminine, noun.en)


def _spanish_determiner(determiner: str, noun: Noun, many: bool) -> str:
    feminine = noun.feminine
    if determiner in ("the", "generic"):
        if noun.en == "water":  # el agua: a stressed a at its beginning
            return "el"
        return ("las" if feminine else "los") if many else ("la" if feminine else "el")
    if determiner == "a":
        return "una" if feminine else "un"
    if determiner in ("this", "that"):
        stem = "est" if determiner == "this" else "es"
        return stem + (("as" if feminine else "os") if many else ("a" if feminine else "e"))
    if determiner in POSSESSIVES:
        possessive = POSSESSIVES[determiner][many]
        return possessive.replace("ro", "ra") if feminine else possessive
    return dict(NUMERALS).get(determiner, "")


class Draw:
    """Draws phrases and clauses, and remembers which words it combined.

    Attributes:
        combinations: of a verb or an adjective with a noun, since they were last cleared.
    """

    def __init__(self, rng: random.Random):
        self.rng = rng
        self.combinations: set[tuple[str, str]] = set()

    def chance(self, share: float) -> bool:
        """Whether to do something that is done in a share of all cases."""
        return self.rng.random() < share

    def pick(self, choices):
        """One of some choices."""
        return choices[int(self.rng.random() * len(choices))]

    def until(self, good: Callable[[Drawn], bool], make: Callable[[], Drawn]) -> Drawn:
        """Draw again and again until something good comes; the rest leaves no trace."""
        while True:
            before = set(self.combinations)
            drawn = make()
            if good(drawn):
                return drawn
            self.combinations = before

    def subject(self) -> Phrase:
        """Somebody who can do something."""
        draw = self.rng.random()
        if draw < 0.45:
            return self.pick(PRONOUNS)
        if draw < 0.65:
            return self.name()
        return self.kin() if draw < 0.85 else self.person("the")

    def name(self) -> Phrase:
        """Somebody by name."""
        names = self.pick(tuple(lexicon.NAMES))
        name = self.pick(names.split())
        return Phrase(name, name, EL, lexicon.NAMES[names], name)

    def kin(self) -> Phrase:
        """Somebody's relative, friend or neighbour."""
        return self.noun_phrase(self.pick(nouns(("kin",))), "definite", 0)

    def person(self, determiner: str) -> Phrase:
        """Somebody by what he or she is."""
        noun = self.pick(nouns(("person",)))
        return determined(noun, determiner, determiner != "a" and self.chance(0.2), None)

    def thing(self, *tags: str, style: str = "definite", described: float = 0.2) -> Phrase:
        """A phrase about a noun with one of some tags; see `noun_phrase`."""
        return self.noun_phrase(self.pick(nouns(tags)), style, described)

    def noun_phrase(self, noun: Noun, style: str, described: float) -> Phrase:
        """A noun with a determiner of some style, described in a share of all cases."""
        adjective = None
        if (
            self.chance(described)
            and (fitting := adjectives(noun, "ser"))
            and ("subject" not in noun.tags)
        ):
            adjective = self.pick(fitting)
            self.combinations.add((adjective.en, noun.en))
        determiner, many = self._determiner(noun, style)
        return determined(noun, determiner, many, adjective)

    def _determiner(self, noun: Noun, style: str) -> tuple[str, bool]:
        """A determiner, and whether the noun is in the plural."""
        tags = noun.tags
        paired = "paired" in tags
        if "kin" in tags:
            many = "several" in tags or ("single" not in tags and self.chance(0.2))
            return self.pick(tuple(POSSESSIVES)), many
        if "mass" in tags:
            return self._determiner_of_mass(tags, style), False
        if style == "generic":
            return "generic", True
        if style == "several":
            return self._count(), True
        if style == "the":
            return "the", paired
        if style == "definite" or (style == "any" and self.chance(0.4)):
            return self._definite(tags), paired or (tags.isdisjoint(_SITES) and self.chance(0.2))
        if paired or (tags.isdisjoint(_SITES) and self.chance(0.35)):
            return self._count(), True
        return "a", False

    def _determiner_of_mass(self, tags: frozenset[str], style: str) -> str:
        if style == "generic":
            return "generic"
        if "subject" in tags or "game" in tags:
            return ""
        return "" if style in ("any", "indefinite") and self.chance(0.75) else "the"

    def _definite(self, tags: frozenset[str]) -> str:
        if "person" in tags:
            return "the"
        if self.chance(0.4) and tags.isdisjoint(_NOBODYS):
            return self.pick(tuple(POSSESSIVES))
        return self.pick(("the", "the", "the", "this", "that"))

    def _count(self) -> str:
        return "" if self.chance(0.5) else self.pick(NUMERALS[:4]).en

    def frame(self) -> Frame:
        """A verb and what it takes."""
        return self.pick(lexicon.FRAMES)

    def predicate(self, frame: Frame, subject: Phrase) -> Predicate:
        """A verb with objects that suit it and the subject."""
        if not frame.objects:
            return self._built(frame)
        if "people" in frame.flags and self.chance(0.3):
            return self._with_pronoun(frame, subject)
        if "reflexive" in frame.flags:
            return self._built(frame, self._own(frame, subject))
        if "cities" in frame.flags and self.chance(0.3):
            city = self.pick(tuple(lexicon.CITIES))
            thing = Phrase(city, lexicon.CITIES[city], EL, False, city)
        else:
            thing = self._object(frame, subject)
        return self._built(frame, thing, self._recipient(frame, subject, thing))

    def _object(self, frame: Frame, subject: Phrase) -> Phrase:
        styles = ("definite", "indefinite", "several", "generic", "the")
        style = next((style for style in styles if style in frame.flags), "any")
        choices = nouns(frame.objects)
        noun = self.pick(choices)
        while noun.en == subject.noun:
            noun = self.pick(choices)
        return self.noun_phrase(noun, style, 0 if style in ("generic", "several") else 0.2)

    def _own(self, frame: Frame, subject: Phrase) -> Phrase:
        """What one puts on: my coat, which in Spanish is "el abrigo"."""
        many = subject.person in (NOSOTROS, ELLOS)
        noun = self.pick(nouns(("paired",) if many else frame.objects))
        phrase = determined(noun, "the", "paired" in noun.tags, None)
        return phrase._replace(en=phrase.en.replace("the", possessive(subject), 1))

    def _recipient(self, frame: Frame, subject: Phrase, thing: Phrase) -> Phrase | None:
        if frame.flags.isdisjoint(("to", "for")):
            return None
        if "given" not in frame.flags and self.chance(0.5):
            return None
        while True:
            draw = self.rng.random()
            if draw < 0.35 and "to" in frame.flags:
                recipient = self.pick(PRONOUNS)
            else:
                recipient = self.name() if draw < 0.6 else self.kin()
            if are_apart(recipient, subject) and recipient.noun != thing.noun:
                return recipient

    def _with_pronoun(self, frame: Frame, subject: Phrase) -> Predicate:
        pronoun = self.pick(PRONOUNS)
        while not are_apart(pronoun, subject):
            pronoun = self.pick(PRONOUNS)
        clitic = spanish.object_clitic(pronoun.person, pronoun.feminine)
        en = join(frame.particle, OBJECT_PRONOUNS[pronoun.noun])
        return Predicate(frame.en, en, frame.es, "", (clitic,))

    def _built(
        self, frame: Frame, thing: Phrase | None = None, recipient: Phrase | None = None
    ) -> Predicate:
        reflexive = "reflexive" in frame.flags
        if thing is None:
            return Predicate(
                frame.en, frame.particle, frame.es, frame.es_particle, reflexive=reflexive
            )
        self.combinations.add((join(frame.en.base, frame.particle), thing.noun))
        en, es = thing.en, thing.es
        if frame.es_particle:
            es = spanish.after(frame.es_particle, es)
        elif "people" in frame.flags:
            es = spanish.after("a", es)
        en = join(frame.particle, en)
        if recipient is None:
            return Predicate(frame.en, en, frame.es, es, reflexive=reflexive)
        if "for" in frame.flags:
            es = f"{es} para {recipient.es}"
            return Predicate(frame.en, f"{en} for {recipient.en}", frame.es, es)
        clitics = (spanish.INDIRECT[recipient.person],)
        if recipient in PRONOUNS:
            if frame.en.base == "explain":
                en = f"{en} to {OBJECT_PRONOUNS[recipient.noun]}"
            else:
                en = f"{OBJECT_PRONOUNS[recipient.noun]} {en}"
            if recipient.person in (EL, ELLOS):
                es = f"{es} a {recipient.es}"
        else:
            en = f"{en} to {recipient.en}"
            es = f"{es} {spanish.after('a', recipient.es)}"
        return Predicate(frame.en, en, frame.es, es, clitics)

    def tense(self, frame: Frame) -> tuple[str, str]:
        """A tense that suits a verb."""
        if "stative" in frame.flags:
            return self.pick((PRESENT, PRESENT, BACKGROUND))
        if "chance" in frame.flags:
            return PAST
        if "once" in frame.flags:
            return self.pick((PAST, PAST, FUTURE, PERFECT))
        tenses = (PRESENT, PAST, PAST, FUTURE, PERFECT)
        if "brief" not in frame.flags:
            tenses = (*tenses, PRESENT, PROGRESSIVE, PAST_PROGRESSIVE, USED_TO)
        return self.pick(tenses)

    def action(self, subject: Phrase | None = None, *, bare: bool = False, frame=None) -> Clause:
        """A clause in any tense, with or without a modal verb.

        Args:
            subject: who; somebody if not given.
            bare: leave out modal verbs, adverbs, places and times.
            frame: the verb; any if not given.
        """
        subject = subject or self.subject()
        frame = frame or self.frame()
        predicate = self.predicate(frame, subject)
        if bare:
            return Clause(subject, predicate, self.tense(frame))
        if frame.flags.isdisjoint(("stative", "chance")) and self.chance(0.3):
            modal = self.until(lambda modal: modal.infinitive != frame.es, self._modal)
            tense = self.pick(modal.tenses)
            return Clause(
                subject, predicate, tense, modal, self.chance(0.2), tail=self.place(frame)
            )
        tense = self.tense(frame)
        clause = Clause(subject, predicate, tense)
        if tense == PRESENT and "stative" not in frame.flags and self.chance(0.5):
            return clause._replace(adverb=self.pick(_FREQUENCIES), tail=self.place(frame))
        if tense == PERFECT and self.chance(0.6):
            return self._perfect(clause)
        negative = tense not in (USED_TO, PAST_PROGRESSIVE) and self.chance(0.2)
        tail = self.tail(frame, tense)
        return clause._replace(negative=negative and tail[0] != "many times", tail=tail)

    def _modal(self) -> Modal:
        return self.pick(MODALS)

    def _perfect(self, clause: Clause) -> Clause:
        kind = self.rng.randrange(3)
        if kind == 0:
            return clause._replace(adverb=("already", "ya"))
        if kind == 1:
            return clause._replace(adverb=("never", "nunca"))
        return clause._replace(negative=True, adverb=("", "todavía"), tail=("yet", ""))

    def tail(self, frame: Frame, tense: tuple[str, str]) -> tuple[str, str]:
        """Where, with whom or when, or nothing."""
        draw = self.rng.random()
        if draw < 0.35 or "placed" in frame.flags:
            return self.place(frame)
        if draw < 0.45 and "social" in frame.flags:
            return self.pick(_COMPANIONS)
        if (
            draw < 0.75
            and "stative" not in frame.flags
            and (tense != PERFECT or "once" not in frame.flags)
        ):
            return self.time(frame, tense)
        return ("", "")

    def place(self, frame: Frame) -> tuple[str, str]:
        """Where something is done, if that is worth saying."""
        if frame.places and ("placed" in frame.flags or self.chance(0.6)):
            return self.pick(lexicon.PLACES[frame.places])
        return ("", "")

    def time(self, frame: Frame, tense: tuple[str, str]) -> tuple[str, str]:
        """When something is done."""
        neutral = "neutral" in frame.flags
        return self.pick((_NEUTRAL if neutral else _TIMES)[tense[0]])


def possessive(subject: Phrase) -> str:
    """my, your, his, her, our or their."""
    if subject.person == EL:
        return "her" if subject.feminine else "his"
    return {YO: "my", TU: "your", NOSOTROS: "our", ELLOS: "their"}[subject.person]


def are_apart(one: Phrase, other: Phrase) -> bool:
    """Whether two phrases are surely about different people."""
    if one.noun == other.noun or {one.person, other.person} == {YO, NOSOTROS}:
        return False
    return one not in PRONOUNS or one.person != other.person
