"""Sentences of one clause. Each function draws one: English and Spanish, punctuated."""

from nlp_helpers.datasets.phrasebook import english, lexicon, spanish
from nlp_helpers.datasets.phrasebook.clauses import (
    Clause,
    Modal,
    Phrase,
    Predicate,
    english_clause,
    infinitives,
    join,
    spanish_clause,
)
from nlp_helpers.datasets.phrasebook.english import EnglishVerb
from nlp_helpers.datasets.phrasebook.phrases import (
    BACKGROUND,
    FUTURE,
    NUMERALS,
    PAST,
    PERFECT,
    PRESENT,
    PRONOUNS,
    YOU,
    Draw,
    adjectives,
    determined,
    nouns,
    possessive,
)
from nlp_helpers.datasets.phrasebook.spanish import EL, ELLOS

Pair = tuple[str, str]

_BE_TENSES = (PRESENT, PRESENT, PRESENT, BACKGROUND, FUTURE)
_DEGREES = (("", ""), ("", ""), ("very", "muy"), ("too", "demasiado"), ("quite", "bastante"))

# With "be" in English and "tener" in Spanish; what "very" is before the noun.
_SENSATIONS = (
    ("hungry", "hambre", "mucha"),
    ("thirsty", "sed", "mucha"),
    ("cold", "frío", "mucho"),
    ("hot", "calor", "mucho"),
    ("sleepy", "sueño", "mucho"),
    ("afraid", "miedo", "mucho"),
    ("in a hurry", "prisa", ""),
    ("right", "razón", ""),
    ("lucky", "suerte", "mucha"),
)
_BODY = {
    "head": ("la cabeza", False),
    "back": ("la espalda", False),
    "leg": ("la pierna", False),
    "hand": ("la mano", False),
    "arm": ("el brazo", False),
    "knee": ("la rodilla", False),
    "throat": ("la garganta", False),
    "stomach": ("el estómago", False),
    "feet": ("los pies", True),
    "eyes": ("los ojos", True),
    "ears": ("los oídos", True),
    "teeth": ("los dientes", True),
}
_WITHOUT_DEGREES = {"open", "closed", "broken", "ready", "delicious", "surprised", "new", "fresh"}
_RELATIONS = (
    ("on", "sobre"),
    ("under", "debajo de"),
    ("next to", "al lado de"),
    ("behind", "detrás de"),
    ("in front of", "delante de"),
    ("near", "cerca de"),
)
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
_LIKES = (
    (EnglishVerb.of("like"), "gustar"),
    (EnglishVerb.of("like"), "gustar"),
    (EnglishVerb.of("love"), "encantar"),
)
_STRESSED = {"I": "mí", "you": "ti", "we": "nosotros"}
_LIKABLE = ("food", "drink", "animal", "game", "subject", "clothes", "told", "written", "heard")


def sentence(en: str, es: str, mark: str = ".") -> Pair:
    """Capitals at the beginning, marks at the end and, in Spanish, in front."""
    front = {"?": "¿", "!": "¡"}.get(mark, "")
    return en[0].upper() + en[1:] + mark, front + es[0].upper() + es[1:] + mark


def statement(draw: Draw) -> Pair:
    """Ana always drinks coffee at home."""
    clause = draw.action()
    return sentence(english_clause(clause), spanish_clause(clause))


def yes_or_no(draw: Draw) -> Pair:
    """Did Ana drink coffee yesterday?"""
    clause = questionable(draw)
    return sentence(english_clause(clause, question=True), spanish_clause(clause), "?")


def questionable(draw: Draw) -> Clause:
    """A clause that one may ask about."""
    return draw.until(_can_be_asked, draw.action)


def _can_be_asked(clause: Clause) -> bool:
    """Whether somebody would ask: nobody asks what he himself does."""
    return (
        not clause.negative
        and clause.adverb[0] != "never"
        and clause.tense[0] != "used to"
        and clause.subject.en not in ("I", "we")
    )


def when_where_or_why(draw: Draw) -> Pair:
    """When did Ana drink coffee?"""
    frame = draw.frame()
    words = [("why", "por qué")]
    if not frame.flags & {"stative", "neutral"}:
        words.append(("when", "cuándo"))
    if lexicon.PLACES.get(frame.places) and "stative" not in frame.flags:
        words.append(("where", "dónde"))
    word = draw.pick(words)
    clause = draw.until(
        lambda clause: (
            _can_be_asked(clause) and (word[0] != "when" or clause.tense in (PRESENT, PAST, FUTURE))
        ),
        lambda: draw.action(bare=True, frame=frame),
    )
    en = english_clause(clause, question=True)
    es = spanish_clause(clause, inverted=word[0] != "why")
    return sentence(f"{word[0]} {en}", f"{word[1]} {es}", "?")


def who(draw: Draw) -> Pair:
    """Who drank the coffee?"""
    clause = draw.until(
        lambda clause: _can_be_asked(clause) and clause.adverb[0] in ("", "always"),
        lambda: draw.action(Phrase("who", "quién", EL, False, "who")),
    )
    return sentence(english_clause(clause), spanish_clause(clause), "?")


def what_or_whom(draw: Draw) -> Pair:
    """What did Ana drink? Whom is Ana calling?"""
    frame = draw.frame()
    while not frame.objects or frame.flags & {"reflexive", "fixed", "generic"} or frame.es_particle:
        frame = draw.frame()
    clause = draw.until(_can_be_asked, lambda: draw.action(bare=True, frame=frame))
    clause = clause._replace(predicate=Predicate(frame.en, frame.particle, frame.es, ""))
    draw.combinations.clear()
    word = ("who", "a quién") if "people" in frame.flags else ("what", "qué")
    en = english_clause(clause, question=True)
    return sentence(f"{word[0]} {en}", f"{word[1]} {spanish_clause(clause, inverted=True)}", "?")


def how_many(draw: Draw) -> Pair:
    """How many apples did Ana eat?"""
    frame = draw.frame()
    while (
        not nouns(frame.objects)
        or frame.es_particle
        or frame.flags & {"definite", "generic", "stative", "the"}
    ):
        frame = draw.frame()
    noun = draw.pick(nouns(frame.objects))
    clause = draw.until(
        lambda clause: _can_be_asked(clause) and clause.tense in (PAST, FUTURE, PERFECT),
        lambda: draw.action(bare=True, frame=frame),
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
    clause = draw.until(_can_be_asked, lambda: draw.action(bare=True, frame=frame))
    clause = clause._replace(predicate=Predicate(frame.en, "", frame.es, ""))
    draw.combinations.clear()
    en = english_clause(clause, question=True)
    return sentence(f"where {en}", f"adónde {spanish_clause(clause, inverted=True)}", "?")


def command(draw: Draw) -> Pair:
    """Open the window, please."""
    frame = draw.frame()
    while frame.flags & {"stative", "chance"} or frame.en.base in ("dream", "cry"):
        frame = draw.frame()
    predicate = draw.predicate(frame, YOU)
    negative = draw.chance(0.25)
    clitics = (*(("te",) if predicate.reflexive else ()), *predicate.clitics)
    verb = spanish.imperative(predicate.infinitive, clitics, negative=negative)
    en, es = join(predicate.verb.base, predicate.en), join(verb, predicate.es)
    en = f"don't {en}" if negative else en
    if draw.chance(0.4):
        return sentence(f"{en}, please", f"{es}, por favor")
    if draw.chance(0.3):
        name = draw.name()
        return sentence(f"{name.en}, {en}", f"{name.es}, {es}")
    return sentence(en, es, "!")


def description(draw: Draw) -> Pair:
    """The soup is very cold."""
    clause = described(draw)
    if _can_be_asked(clause) and draw.chance(0.2):
        return sentence(english_clause(clause, question=True), spanish_clause(clause), "?")
    negative = draw.chance(0.2)
    if negative and clause.predicate.en.startswith("quite"):
        negative = False
    clause = clause._replace(negative=negative)
    return sentence(english_clause(clause), spanish_clause(clause))


def described(draw: Draw) -> Clause:
    """A clause that says what somebody or something is like."""
    subject, noun = described_subject(draw)
    verb = draw.pick(("ser", "estar"))
    if not (fitting := adjectives(noun, verb)):
        verb = "estar" if verb == "ser" else "ser"
        fitting = adjectives(noun, verb)
    adjective = draw.pick(fitting)
    draw.combinations.add((adjective.en, noun.en))
    es = spanish.agreeing(adjective.es, subject.feminine, subject.person > 2)
    degrees = _DEGREES
    if adjective.en in _WITHOUT_DEGREES or "coloured" in adjective.tags:
        degrees = (("", ""),)
    very, muy = draw.pick(degrees)
    predicate = Predicate(english.BE, join(very, adjective.en), verb, join(muy, es))
    tenses = _BE_TENSES if verb == "estar" else _BE_TENSES[:4]
    return Clause(subject, predicate, draw.pick(tenses))


def described_subject(draw: Draw) -> tuple[Phrase, lexicon.Noun]:
    """Somebody or something that has properties, and the noun that says which."""
    somebody = next(noun for noun in lexicon.NOUNS if noun.en == "man")
    kind = draw.rng.random()
    if kind < 0.15:
        return draw.pick(PRONOUNS), somebody
    if kind < 0.3:
        return draw.name(), somebody
    noun = draw.pick(_DESCRIBED)
    return draw.noun_phrase(noun, "generic" if "subject" in noun.tags else "definite", 0), noun


_DESCRIBED = tuple(
    noun for noun in lexicon.NOUNS if adjectives(noun, "ser") or adjectives(noun, "estar")
)


def comparison(draw: Draw) -> Pair:
    """This car is more expensive than that bicycle."""
    if draw.chance(0.4):
        subject, other = draw.name(), draw.kin()
        fitting = adjectives(next(noun for noun in lexicon.NOUNS if noun.en == "man"), "ser")
    else:
        tag = draw.pick(("clothes", "furniture", "vehicle", "building", "watched", "job", "wild"))
        noun, than = draw.rng.sample(nouns((tag,)), 2)
        fitting = [a for a in adjectives(noun, "ser") if a in adjectives(than, "ser")]
        fitting = [a for a in fitting if a.tags.isdisjoint(("coloured",))]
        subject = draw.noun_phrase(noun, "the", 0)
        other = determined(than, "the", subject.person == ELLOS, None)
        if "paired" in noun.tags or "paired" in than.tags:
            subject, other = (determined(n, "the", True, None) for n in (noun, than))
    adjective = draw.pick(fitting)
    es = spanish.agreeing(adjective.es, subject.feminine, subject.person == ELLOS)
    if draw.chance(0.7):
        en, es = f"{english.compared(adjective.en)} than {other.en}", f"más {es} que {other.es}"
    else:
        en, es = f"as {adjective.en} as {other.en}", f"tan {es} como {other.es}"
    draw.combinations.add((adjective.en, subject.noun))
    clause = Clause(subject, Predicate(english.BE, en, "ser", es), PRESENT)
    clause = clause._replace(negative=draw.chance(0.2))
    return sentence(english_clause(clause), spanish_clause(clause))


def sensation(draw: Draw) -> Pair:
    """Tom is very hungry."""
    clause = felt(draw)
    if _can_be_asked(clause) and draw.chance(0.25):
        return sentence(english_clause(clause, question=True), spanish_clause(clause), "?")
    return sentence(english_clause(clause), spanish_clause(clause))


def felt(draw: Draw, subject: Phrase | None = None) -> Clause:
    """A clause that says what somebody feels."""
    english_word, spanish_word, much = draw.pick(_SENSATIONS)
    very = bool(much) and draw.chance(0.4)
    predicate = Predicate(
        english.BE,
        join("very" if very else "", english_word),
        "tener",
        join(much if very else "", spanish_word),
    )
    tense = draw.pick((PRESENT, PRESENT, BACKGROUND))
    clause = Clause(subject or draw.subject(), predicate, tense)
    return clause._replace(negative=not very and draw.chance(0.2))


def pain(draw: Draw) -> Pair:
    """My head hurts."""
    subject = draw.subject()
    en = draw.pick(tuple(_BODY))
    es, many = _BODY[en]
    owner = possessive(subject) if subject in PRONOUNS else f"{subject.en}'s"
    if subject.en.endswith("s") and subject.person == ELLOS:
        owner = f"{subject.en}'"
    part = Phrase(f"{owner} {en}", es, ELLOS if many else EL, False, en)
    clause = to_somebody(
        Clause(
            part,
            Predicate(EnglishVerb.of("hurt hurt hurt"), "", "doler", ""),
            draw.pick((PRESENT, PRESENT, BACKGROUND)),
        ),
        subject,
    )
    return sentence(english_clause(clause), spanish_clause(clause, inverted=True))


def to_somebody(clause: Clause, somebody: Phrase, *, stressed: bool = False) -> Clause:
    """The clause with the dative that "gustar" and "doler" need: A Tom le duele la cabeza."""
    clitic = spanish.INDIRECT[somebody.person]
    front = spanish.after("a", somebody.es) if somebody.es else ""
    if stressed and not front:
        front = f"a {_STRESSED[somebody.en]}"
    predicate = clause.predicate._replace(clitics=(clitic,))
    return clause._replace(predicate=predicate, adverb=("", front))


def liking(draw: Draw) -> Pair:
    """Tom likes apples."""
    en, es, question = liked(draw, draw.subject())
    return sentence(en, es, "?" if question else ".")


def liked(draw: Draw, subject: Phrase) -> tuple[str, str, bool]:
    """Who likes what, and whether that is asked."""
    tense = draw.pick((PRESENT, PRESENT, BACKGROUND))
    told, pleases = taste(draw, subject, tense)
    question = told.predicate.verb.base == "like" and subject.en not in ("I", "we")
    if question and not told.negative and draw.chance(0.3):
        return english_clause(told, question=True), spanish_clause(pleases, inverted=True), True
    return english_clause(told), spanish_clause(pleases, inverted=True), False


def taste(
    draw: Draw, subject: Phrase, tense: tuple[str, str], *, stressed: bool = False
) -> tuple[Clause, Clause]:
    """What somebody likes, said of the one who likes it, and, in Spanish, of what pleases."""
    verb, gustar = draw.pick(_LIKES)
    if draw.chance(0.4):
        frame = draw.until(_is_activity, draw.frame)
        en, es = infinitives(draw.action(subject, bare=True, frame=frame))
        en, thing = f"to {en}", Phrase("", es, EL, False, "")
    else:
        thing = draw.thing(*_LIKABLE, style="generic", described=0)
        draw.combinations.add((verb.base, thing.noun))
        en = thing.en
    negative = gustar == "gustar" and draw.chance(0.25)
    told = Clause(subject, Predicate(verb, en, "", ""), tense, negative=negative)
    pleases = Clause(thing, Predicate(verb, "", gustar, ""), tense, negative=negative)
    return told, to_somebody(pleases, subject, stressed=stressed)


def _is_activity(frame: lexicon.Frame) -> bool:
    return not frame.flags & {"stative", "chance", "once"}


def wish(draw: Draw) -> Pair:
    """Tom would like to visit the museum."""
    subject = draw.subject()
    frame = draw.until(lambda frame: not frame.flags & {"stative", "chance"}, draw.frame)
    clause = Clause(subject, draw.predicate(frame, subject), PRESENT, tail=draw.place(frame))
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


def location(draw: Draw) -> Pair:
    """The keys are under the table."""
    thing, (en, es) = located(draw)
    clause = Clause(thing, Predicate(english.BE, en, "estar", es), draw.pick((PRESENT, BACKGROUND)))
    if draw.chance(0.25):
        return sentence(english_clause(clause, question=True), spanish_clause(clause), "?")
    clause = clause._replace(negative=draw.chance(0.2))
    return sentence(english_clause(clause), spanish_clause(clause))


def located(draw: Draw, style: str = "definite") -> tuple[Phrase, Pair]:
    """A thing, a pet or a building, and where it is."""
    return draw.until(lambda drawn: drawn is not None, lambda: _maybe_located(draw, style))


def _maybe_located(draw: Draw, style: str) -> tuple[Phrase, Pair] | None:
    kind = draw.rng.random()
    if kind < 0.5:
        thing = draw.thing("thing", "dishware", "pet", style=style)
        surface = draw.thing("surface", style="the", described=0)
        preposition = draw.pick(_RELATIONS)
    elif kind < 0.75:
        thing = draw.thing("small", style=style)
        surface = draw.thing("bag", "backpack", "suitcase", "box", style="the")
        preposition = ("in", "en")
    else:
        thing = draw.thing("place", style="indefinite" if style != "definite" else "the")
        surface = draw.thing("place", style="the", described=0)
        preposition = draw.pick(_RELATIONS[2:])
    if thing.noun == surface.noun:
        return None
    draw.combinations.add((preposition[0], thing.noun))
    where = preposition[1].split()
    es = spanish.after(where[-1], surface.es) if where[-1] == "de" else f"{where[-1]} {surface.es}"
    return thing, (f"{preposition[0]} {surface.en}", join(*where[:-1], es))


def where_is(draw: Draw) -> Pair:
    """Where are my keys?"""
    thing = draw.thing("thing", "pet", "place", "clothes", "kin")
    clause = Clause(thing, Predicate(english.BE, "", "estar", ""), draw.pick((PRESENT, BACKGROUND)))
    en = english_clause(clause, question=True)
    return sentence(f"where {en}", f"dónde {spanish_clause(clause, inverted=True)}", "?")


def existence(draw: Draw) -> Pair:
    """There are three books on the table."""
    thing, (en, es) = located(draw, "indefinite")
    tense = draw.pick(("present", "past"))
    be = english.verb_group(english.BE, tense, thing.person)[0]
    hay = "hay" if tense == "present" else "había"
    if draw.chance(0.25) and thing.en.split()[0] not in [numeral.en for numeral in NUMERALS]:
        if thing.person == ELLOS:
            return sentence(f"{be} there any {thing.en} {en}", f"{hay} {thing.es} {es}", "?")
        return sentence(f"{be} there {thing.en} {en}", f"{hay} {thing.es} {es}", "?")
    return sentence(f"there {be} {thing.en} {en}", f"{hay} {thing.es} {es}")


def belonging(draw: Draw) -> Pair:
    """This is my brother's car."""
    owner = draw.name() if draw.chance(0.4) else draw.kin()
    noun = draw.pick(nouns(("thing", "clothes", "vehicle", "pet", "device", "home")))
    many = "paired" in noun.tags or draw.chance(0.2)
    this = draw.pick(("this", "that"))
    thing = determined(noun, this, many, None)
    words = noun.ens if many else noun.en
    if draw.chance(0.3):
        be, es = ("are", "son") if many else ("is", "es")
        return sentence(
            f"whose {words} {be} {thing.en.split()[0]}", f"de quién {es} {thing.es}", "?"
        )
    whose = f"{owner.en}'" if owner.person == ELLOS else f"{owner.en}'s"
    the = determined(noun, "the", many, None)
    en = f"{thing.en.split()[0]} {'are' if many else 'is'} {whose} {words}"
    es = f"{thing.es.split()[0]} {'son' if many else 'es'} {the.es} {spanish.after('de', owner.es)}"
    return sentence(en, es)


def profession(draw: Draw) -> Pair:
    """My uncle is a doctor."""
    subject = draw.subject()
    while subject.person > EL or subject.noun in [noun.en for noun in nouns(("person",))]:
        subject = draw.subject()
    jobs = [
        noun
        for noun in nouns(("job",))
        if noun.feminine == subject.feminine or "common" in noun.tags
    ]
    job = draw.pick(jobs)
    en, es = english.with_article(job.en), job.es
    if draw.chance(0.3):
        clause = Clause(
            subject,
            Predicate(english.BE, en, "ser", es),
            PRESENT,
            Modal(EnglishVerb.of("want"), "to", "querer", "", ()),
        )
    else:
        clause = Clause(subject, Predicate(english.BE, en, "ser", es), draw.pick(_BE_TENSES[:4]))
    if _can_be_asked(clause) and draw.chance(0.25):
        return sentence(english_clause(clause, question=True), spanish_clause(clause), "?")
    return sentence(english_clause(clause), spanish_clause(clause))


def age(draw: Draw) -> Pair:
    """My sister is thirty-two years old."""
    subject = draw.subject()
    if draw.chance(0.2):
        clause = Clause(subject, Predicate(english.BE, "", "tener", ""), PRESENT)
        en = english_clause(clause, question=True)
        es = spanish_clause(clause, inverted=True)
        return sentence(f"how old {en}", f"cuántos años {es}", "?")
    en, es = draw.pick(NUMERALS[4:])
    predicate = Predicate(english.BE, f"{en} years old", "tener", f"{es} años")
    clause = Clause(subject, predicate, PRESENT)
    return sentence(english_clause(clause), spanish_clause(clause))


def number(draw: Draw) -> Pair:
    """From two to ninety-nine, without twenty-one to twenty-nine and those that end in one."""
    if draw.chance(0.5):
        return draw.pick(NUMERALS)
    tens, units = draw.pick(NUMERALS[13:]), draw.pick(NUMERALS[:8])
    return f"{tens.en}-{units.en}", f"{tens.es} y {units.es}"


def price(draw: Draw) -> Pair:
    """The tickets cost thirty euros."""
    thing = draw.thing("buyable", "clothes", "ticket", "vehicle", "furniture", described=0.4)
    cost = EnglishVerb.of("cost cost cost")
    if draw.chance(0.4):
        clause = Clause(thing, Predicate(cost, "", "costar", ""), PRESENT)
        en = english_clause(clause, question=True)
        es = spanish_clause(clause, inverted=True)
        return sentence(f"how much {en}", f"cuánto {es}", "?")
    en, es = number(draw)
    predicate = Predicate(cost, f"{en} euros", "costar", f"{es} euros")
    clause = Clause(thing, predicate, PRESENT)
    return sentence(english_clause(clause), spanish_clause(clause))


def clock(draw: Draw, hours: range = range(1, 13)) -> Pair:
    """An hour and its minutes."""
    en, _, es = _HOURS.split("|")[draw.pick(hours) - 1].partition(" ")
    english_words, spanish_words = draw.pick(_MINUTES)
    return english_words.format(en), spanish_words.format(es)


def time_of_day(draw: Draw) -> Pair:
    """The train leaves at half past six in the morning."""
    part_en, part_es, hours = draw.pick(_PARTS_OF_DAY)
    en, es = clock(draw, hours)
    if draw.chance(0.15):
        be = "es" if es.startswith("la ") else "son"
        return sentence(f"it is {en} {part_en}", f"{be} {es} {part_es}")
    subject = draw.thing("public", style="the")
    verbs = [("leave left left", "salir"), ("arrive", "llegar")]
    if draw.chance(0.4):
        subject = draw.thing("shop", "museum", "library", "bank", "bakery", "pharmacy", style="the")
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


def weather(draw: Draw) -> Pair:
    """It will rain in London tomorrow."""
    en, es, time = weather_clause(draw)
    place_en, place_es = "", ""
    if draw.chance(0.8):
        place_en = draw.pick(tuple(lexicon.CITIES))
        place_en, place_es = f"in {place_en}", f"en {lexicon.CITIES[place_en]}"
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


def exclamation(draw: Draw) -> Pair:
    """What a beautiful city!"""
    noun = draw.pick(_DESCRIBED)
    while noun.tags & {"mass", "kin"} or not adjectives(noun, "ser"):
        noun = draw.pick(_DESCRIBED)
    adjective = draw.pick(adjectives(noun, "ser"))
    if adjective.en in _WITHOUT_DEGREES or "coloured" in adjective.tags:
        return exclamation(draw)
    draw.combinations.add((adjective.en, noun.en))
    many = "paired" in noun.tags or draw.chance(0.3)
    es = spanish.agreeing(adjective.es, noun.feminine, many)
    if many:
        return sentence(f"what {adjective.en} {noun.ens}", f"qué {noun.ess} tan {es}", "!")
    en = english.with_article(f"{adjective.en} {noun.en}")
    return sentence(f"what {en}", f"qué {noun.es} tan {es}", "!")


def polite(draw: Draw) -> Pair:
    """Do you want coffee, sir?"""
    you = Phrase("you", "", EL, False, "you")
    clause = draw.until(_is_polite, lambda: draw.action(you))
    clause_en = clause._replace(subject=YOU)
    en = english_clause(clause_en, question=True)
    sir, señor = draw.pick((("sir", "señor"), ("madam", "señora"), ("doctor", "doctor")))
    return sentence(f"{en}, {sir}", f"{spanish_clause(clause)}, {señor}", "?")


def _is_polite(clause: Clause) -> bool:
    """Whether nothing else in a question is yours, which would be said in another way."""
    words = english_clause(clause).split()
    return _can_be_asked(clause) and not {"your", "his"} & set(words) and words.count("you") == 1
