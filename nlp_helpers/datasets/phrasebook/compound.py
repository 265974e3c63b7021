"""Sentences of several clauses. Each function draws one: English and Spanish, punctuated."""

from nlp_helpers.datasets.phrasebook import english, lexicon, spanish
from nlp_helpers.datasets.phrasebook.clauses import (
    Clause,
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
    OBJECT_PRONOUNS,
    PAST,
    PAST_PROGRESSIVE,
    PRESENT,
    PRONOUNS,
    Draw,
    are_apart,
    determined,
    nouns,
)
from nlp_helpers.datasets.phrasebook.simple import (
    Pair,
    described,
    felt,
    sentence,
    taste,
)
from nlp_helpers.datasets.phrasebook.spanish import EL, ELLOS, NOSOTROS

_STATES = {  # of mind and body, by the English adjective
    "tired": "cansado",
    "ill": "enfermo",
    "busy": "ocupado",
    "worried": "preocupado",
    "angry": "enojado",
    "nervous": "nervioso",
    "sad": "triste",
}
_OPINIONS = (
    (EnglishVerb.of("think thought thought"), "creer"),
    (EnglishVerb.of("know knew known"), "saber"),
    (EnglishVerb.of("say said said"), "decir"),
    (EnglishVerb.of("believe"), "creer"),
)
_OUTSIDE = {"run", "walk", "go", "come", "travel", "visit", "climb", "return", "plant"}
_PAID = {"buy", "rent", "book", "pay", "travel", "order"}
_SUBJECT_PRONOUNS = ("I", "you", "he", "we", "they")


def pronoun(subject: Phrase) -> str:
    """The English pronoun that takes up a subject."""
    if subject.person == EL and subject.feminine:
        return "she"
    return _SUBJECT_PRONOUNS[subject.person]


def plain(draw: Draw, tense: tuple[str, str], subject: Phrase | None = None) -> Clause:
    """An affirmative action in a given tense, without a time."""
    subject = subject or draw.subject()
    frame = draw.until(lambda frame: _suits(frame, tense), draw.frame)
    return Clause(subject, draw.predicate(frame, subject), tense, tail=draw.place(frame))


def routine(draw: Draw, tense: tuple[str, str], subject: Phrase | None = None) -> Clause:
    """Something that people do every day, so that it goes with anything of the kind."""
    subject = subject or draw.subject()
    frame = draw.pick(_ROUTINES)
    return Clause(subject, draw.predicate(frame, subject), tense, tail=draw.place(frame))


def _suits(frame: lexicon.Frame, tense: tuple[str, str]) -> bool:
    """Whether something is done, or can be, in this tense."""
    if "stative" in frame.flags:
        return False
    if "brief" in frame.flags and "progressive" in tense[0]:
        return False
    if "once" in frame.flags and tense[1] == "present":
        return False
    return "chance" not in frame.flags


def other_subject(draw: Draw, *subjects: Phrase) -> Phrase:
    """Somebody else than those who are spoken of already."""
    return draw.until(
        lambda subject: all(are_different(subject, known) for known in subjects), draw.subject
    )


def are_different(one: Phrase, other: Phrase) -> bool:
    """Whether two people are not the same, and no pronoun says both."""
    return are_apart(one, other) and pronoun(one) != pronoun(other)


def both(clause: Clause) -> Pair:
    """A clause in both languages."""
    return english_clause(clause), spanish_clause(clause)


def again(clause: Clause) -> Pair:
    """A clause whose subject was just named."""
    return english_clause(clause, subject=pronoun(clause.subject)), spanish_clause(
        clause, subject=""
    )


def excuse(draw: Draw, clause: Clause) -> Clause:
    """Why somebody did not do something."""
    subject = clause.subject
    kind = draw.rng.randrange(3)
    if kind == 0:
        paid = clause.predicate.verb.base in _PAID
        had = ("money", "dinero") if paid else ("time", "tiempo")
        predicate = Predicate(english.HAVE, f"enough {had[0]}", "tener", f"suficiente {had[1]}")
        return Clause(subject, predicate, BACKGROUND, negative=True)
    state = draw.pick(tuple(_STATES))
    es = spanish.agreeing(_STATES[state], subject.feminine, subject.person >= NOSOTROS)
    return Clause(subject, Predicate(english.BE, state, "estar", es), BACKGROUND)


def not_done(draw: Draw) -> Pair:
    """Tom didn't go to the market because he was tired."""
    clause = plain(draw, PAST)._replace(negative=True)
    en, es = both(clause)
    if clause.predicate.verb.base in _OUTSIDE and draw.chance(0.4):
        kind = draw.pick((("raining", "lloviendo"), ("snowing", "nevando")))
        return sentence(f"{en} because it was {kind[0]}", f"{es} porque estaba {kind[1]}")
    why = again(excuse(draw, clause))
    if draw.chance(0.3):
        reason = excuse(draw, clause)
        en, es = again(clause)
        first = both(reason)
        return sentence(f"{first[0]}, so {en}", f"{first[1]}, así que {es}")
    return sentence(f"{en} because {why[0]}", f"{es} porque {why[1]}")


def wanted(draw: Draw) -> Pair:
    """Ana wanted to buy the car, but she didn't have enough money."""
    en, es = wanted_clause(draw)
    return sentence(en, es)


def wanted_clause(draw: Draw) -> Pair:
    """The same without its marks."""
    clause = plain(draw, BACKGROUND)
    en, es = infinitives(clause)
    want = Clause(
        clause.subject, Predicate(EnglishVerb.of("want"), f"to {en}", "querer", es), BACKGROUND
    )
    but = again(excuse(draw, clause))
    start = both(want)
    return f"{start[0]}, but {but[0]}", f"{start[1]}, pero {but[1]}"


def two_people(draw: Draw) -> Pair:
    """Tom cooked the rice and María washed the plates."""
    tense = draw.pick((PAST, PAST, FUTURE, PRESENT))
    first = routine(draw, tense)
    second = routine(draw, tense, other_subject(draw, first.subject))
    (en, es), (more_en, more_es) = both(first), both(second)
    return sentence(f"{en} and {more_en}", f"{es} {spanish.and_(more_es)}")


def one_after_the_other(draw: Draw) -> Pair:
    """I opened the window and sat down."""
    tense = draw.pick((PAST, PAST, FUTURE))
    first = routine(draw, tense)
    second = draw.until(
        lambda second: second.predicate.verb != first.predicate.verb,
        lambda: routine(draw, tense, first.subject),
    )
    (en, es), more_es = both(first), again(second)[1]
    more_en = english_clause(second, subject="").removeprefix("will ")
    return sentence(f"{en} and {more_en}", f"{es} {spanish.and_(more_es)}")


def tastes(draw: Draw) -> Pair:
    """Tom likes tea, but María prefers coffee."""
    first = draw.subject()
    second = other_subject(draw, first)
    tense = draw.pick((PRESENT, PRESENT, BACKGROUND))
    one, other = taste(draw, first, tense, stressed=True), taste(draw, second, tense, stressed=True)
    (en, more_en), es = (
        map(english_clause, (one[0], other[0])),
        spanish_clause(one[1], inverted=True),
    )
    more_es = spanish_clause(other[1], inverted=True)
    word = draw.pick((("and", ""), ("but", "pero")))
    if word[0] == "and":
        return sentence(f"{en} and {more_en}", f"{es} {spanish.and_(more_es)}")
    return sentence(f"{en}, but {more_en}", f"{es}, pero {more_es}")


def when(draw: Draw) -> Pair:
    """When Tom arrived at the hotel, María was reading a book."""
    en, es = when_clause(draw)
    return sentence(en, es)


def when_clause(draw: Draw) -> Pair:
    """The same without its marks."""
    [arrive] = [frame for frame in lexicon.FRAMES if frame.en.base == "arrive"]
    subject = draw.subject()
    arrival = both(Clause(subject, draw.predicate(arrive, subject), PAST))
    meanwhile = both(plain(draw, PAST_PROGRESSIVE, other_subject(draw, subject)))
    if draw.chance(0.3):
        return f"{meanwhile[0]} when {arrival[0]}", f"{meanwhile[1]} cuando {arrival[1]}"
    return f"when {arrival[0]}, {meanwhile[0]}", f"cuando {arrival[1]}, {meanwhile[1]}"


def meanwhile(draw: Draw) -> Pair:
    """While I was cooking the fish, Ana was washing the plates."""
    first = routine(draw, PAST_PROGRESSIVE)
    second = routine(draw, PAST_PROGRESSIVE, other_subject(draw, first.subject))
    (en, es), (more_en, more_es) = both(first), both(second)
    return sentence(f"while {en}, {more_en}", f"mientras {es}, {more_es}")


def condition(draw: Draw) -> Pair:
    """If it rains tomorrow, we will stay at home."""
    en, es = condition_clause(draw)
    return sentence(en, es)


def condition_clause(draw: Draw) -> Pair:
    """The same without its marks."""
    kind = draw.rng.randrange(3)
    result = plain(draw, FUTURE)._replace(negative=kind != 1 and draw.chance(0.3))
    if kind == 0:
        verb = draw.pick(
            (
                ("it rains", "llueve"),
                ("it snows", "nieva"),
                ("it is hot", "hace calor"),
                ("it is cold", "hace frío"),
                ("it is sunny", "hace sol"),
            )
        )
        day = draw.pick(
            (
                ("tomorrow", "mañana"),
                ("on Sunday", "el domingo"),
                ("on Saturday", "el sábado"),
                ("tonight", "esta noche"),
            )
        )
        start = join(verb[0], day[0]), join(verb[1], day[1])
        more = both(result)
    elif kind == 1:
        paid = result.predicate.verb.base in _PAID
        have = ("enough money", "suficiente dinero") if paid else ("time", "tiempo")
        start = both(
            Clause(result.subject, Predicate(english.HAVE, have[0], "tener", have[1]), PRESENT)
        )
        more = again(result)
    else:
        start = both(plain(draw, PRESENT, other_subject(draw, result.subject)))
        more = both(result)
    if draw.chance(0.3) and kind != 1:
        return f"{more[0]} if {start[0]}", f"{more[1]} si {start[1]}"
    return f"if {start[0]}, {more[0]}", f"si {start[1]}, {more[1]}"


def opinion(draw: Draw) -> Pair:
    """My sister thinks that Tom is very intelligent."""
    en, es = opinion_clause(draw)
    return sentence(en, es)


def opinion_clause(draw: Draw) -> Pair:
    """The same without its marks."""
    verb, infinitive = draw.pick(_OPINIONS)
    subject = draw.subject()
    make = draw.pick((described, described, felt, Draw.action))
    fact = draw.until(lambda fact: are_different(fact.subject, subject), lambda: make(draw))
    en, es = both(fact)
    return both(Clause(subject, Predicate(verb, f"that {en}", infinitive, f"que {es}"), PRESENT))


def want_somebody_to(draw: Draw) -> Pair:
    """Tom wants me to close the door."""
    en, es = want_somebody_to_clause(draw)
    return sentence(en, es)


def want_somebody_to_clause(draw: Draw) -> Pair:
    """The same without its marks."""
    subject = draw.subject()
    clause = plain(draw, ("present", "subjunctive"), other_subject(draw, subject))
    doer = clause.subject
    whom = OBJECT_PRONOUNS[doer.noun] if doer in PRONOUNS else doer.en
    en = f"{whom} to {infinitives(clause)[0]}"
    want = Predicate(EnglishVerb.of("want"), en, "querer", f"que {spanish_clause(clause)}")
    return both(Clause(subject, want, PRESENT, negative=draw.chance(0.2)))


def hope(draw: Draw) -> Pair:
    """I hope that Ana finds her keys."""
    subject = draw.subject()
    clause = plain(draw, ("present", "subjunctive"), other_subject(draw, subject))
    en, es = both(clause)
    verb = EnglishVerb.of("hope")
    return sentence(
        *both(Clause(subject, Predicate(verb, f"that {en}", "esperar", f"que {es}"), PRESENT))
    )


def before_or_after(draw: Draw) -> Pair:
    """Tom washes the plates before sleeping."""
    tense = draw.pick((PAST, FUTURE, PRESENT))
    first = routine(draw, tense)
    second = draw.until(
        lambda second: second.predicate.verb != first.predicate.verb,
        lambda: routine(draw, tense, first.subject),
    )
    word = draw.pick((("before", "antes de"), ("after", "después de")))
    rest = infinitives(second)
    base, _, more = rest[0].partition(" ")
    en, es = both(first)
    return sentence(f"{en} {word[0]} {join(english.ing(base), more)}", f"{es} {word[1]} {rest[1]}")


def purpose(draw: Draw) -> Pair:
    """Ana went to the market to buy apples."""
    en, es = purpose_clause(draw)
    return sentence(en, es)


def purpose_clause(draw: Draw) -> Pair:
    """The same without its marks."""
    place, frames = draw.pick(_ERRANDS)
    subject = draw.subject()
    tense = draw.pick((PAST, PAST, FUTURE))
    [noun] = nouns((place,))
    where = determined(noun, "the", False, None)
    clause = Clause(subject, draw.predicate(draw.pick(frames), subject), tense)
    en, es = infinitives(clause)
    go = Predicate(
        EnglishVerb.of("go went gone"),
        f"to {where.en} to {en}",
        "ir",
        f"{spanish.after('a', where.es)} para {es}",
    )
    return both(Clause(subject, go, tense))


def _doing(*verbs: str) -> list[lexicon.Frame]:
    return [frame for frame in lexicon.FRAMES if frame.en.base in verbs and frame.objects]


def _frames(verbs: str) -> list[lexicon.Frame]:
    return [frame for frame in lexicon.FRAMES if frame.en.base in verbs.split()]


_ROUTINES = [
    frame
    for frame in _frames(
        "have eat drink read write clean wash dry iron cook prepare bake call visit help play "
        "study learn watch draw work sleep rest run walk swim dance"
    )
    if "stative" not in frame.flags
]
_TRAITS = _frames("work live teach study speak play drive sell swim")
_ERRANDS = (
    ("market", list(_doing("buy", "sell"))),
    ("supermarket", _doing("buy")),
    ("library", _doing("read", "study", "translate")),
    ("university", _doing("study", "learn", "teach")),
    ("office", _doing("print", "sign", "write")),
    ("cinema", list(_doing("watch"))),
    ("park", _doing("play", "draw")),
)


def who_lives_there(draw: Draw) -> Pair:
    """The woman who works at the bank is visiting my aunt."""
    en, es = related(draw)
    return sentence(en, es)


def related(draw: Draw) -> Pair:
    """The same without its marks."""
    person = draw.person("the")
    frame = draw.pick(_TRAITS)
    inner = Clause(person, draw.predicate(frame, person), PRESENT, tail=draw.place(frame))
    en, es = english_clause(inner, subject="who"), spanish_clause(inner, subject="que")
    subject = person._replace(en=f"{person.en} {en}", es=f"{person.es} {es}")
    if draw.chance(0.5):
        kin = draw.name()
        word = draw.pick((("friend", "amig"), ("neighbour", "vecin")))
        ending = "a" if person.feminine else "o"
        ending += "s" if person.person == ELLOS else ""
        en = f"{kin.en}'s {word[0]}" + ("s" if person.person == ELLOS else "")
        the = {"o": "el", "a": "la", "os": "los", "as": "las"}[ending]
        predicate = Predicate(english.BE, en, "ser", f"{the} {word[1]}{ending} de {kin.es}")
        return both(Clause(subject, predicate, PRESENT))
    return both(plain(draw, draw.pick((PRESENT, PAST, FUTURE)), subject))


def i_do_not_know(draw: Draw) -> Pair:
    """I don't know where Tom works."""
    subject = draw.subject()
    frame = draw.until(lambda frame: "stative" not in frame.flags, draw.frame)
    doer = other_subject(draw, subject)
    clause = draw.action(doer, bare=True, frame=frame)
    words = [("why", "por qué")]
    if clause.tense[0] in ("past", "future") and "neutral" not in frame.flags:
        words.append(("when", "cuándo"))
    if lexicon.PLACES.get(frame.places):
        words.append(("where", "dónde"))
    word = draw.pick(words)
    en = f"{word[0]} {english_clause(clause)}"
    es = f"{word[1]} {spanish_clause(clause, inverted=word[0] != 'why')}"
    know = Predicate(EnglishVerb.of("know knew known"), en, "saber", es)
    return sentence(*both(Clause(subject, know, PRESENT, negative=True)))


def handed_on(draw: Draw) -> Pair:
    """Tom bought a book and gave it to my sister."""
    en, es = handed_on_clause(draw)
    return sentence(en, es)


def handed_on_clause(draw: Draw) -> Pair:
    """The same without its marks."""
    [buy], [give] = _doing("buy"), _doing("give")
    verb = draw.pick(((buy, "any"), *((frame, "definite") for frame in _doing("find", "choose"))))
    tense = draw.pick((PAST, PAST, FUTURE))
    subject, receiver = draw.subject(), draw.kin()
    while not are_apart(receiver, subject):
        receiver = draw.kin()
    noun = draw.pick(nouns(("lent", "gift")))
    many = draw.chance(0.3)
    determiner = draw.pick(("the", "a")) if verb[0] is buy and not many else "the"
    thing = determined(noun, determiner, many, None)
    draw.combinations.add((verb[0].en.base, noun.en))
    draw.combinations.add(("give", noun.en))
    it = "them" if many else "it"
    clitics = spanish.indirect_before_direct(
        spanish.INDIRECT[receiver.person],
        spanish.object_clitic(ELLOS if many else EL, noun.feminine),
    )
    first = Clause(subject, Predicate(verb[0].en, thing.en, verb[0].es, thing.es), tense)
    second = Clause(
        subject,
        Predicate(
            give.en, f"{it} to {receiver.en}", give.es, spanish.after("a", receiver.es), clitics
        ),
        tense,
    )
    more_en = english_clause(second, subject="").removeprefix("will ")
    en, es = both(first)
    return f"{en} and {more_en}", f"{es} {spanish.and_(spanish_clause(second, subject=''))}"


def where_is_it(draw: Draw) -> Pair:
    """Where are my keys? I can't find them."""
    noun = draw.pick(nouns(("lost",)))
    many = draw.chance(0.3)
    thing = determined(noun, draw.pick(("the", "my", "your")), many, None)
    clause = Clause(thing, Predicate(english.BE, "", "estar", ""), PRESENT)
    en, es = sentence(
        f"where {english_clause(clause, question=True)}",
        f"dónde {spanish_clause(clause, inverted=True)}",
        "?",
    )
    it = "them" if many else "it"
    clitic = spanish.object_clitic(thing.person, thing.feminine)
    ends = (
        (f"I can't find {it}", f"no puedo encontrar{clitic}"),
        (f"I need {it}", f"{clitic} necesito"),
        (f"I am looking for {it}", f"{clitic} estoy buscando"),
        (f"I have lost {it}", f"{clitic} he perdido"),
        (f"I don't see {it}", f"no {clitic} veo"),
    )
    more_en, more_es = sentence(*draw.pick(ends))
    return f"{en} {more_en}", f"{es} {more_es}"


def longer(draw: Draw) -> Pair:
    """Two of the sentences above as one: I think that ..., but when ..."""
    parts = (
        when_clause,
        purpose_clause,
        handed_on_clause,
        opinion_clause,
        wanted_clause,
        related,
        condition_clause,
        want_somebody_to_clause,
    )
    (en, es), (more_en, more_es) = (part(draw) for part in draw.rng.sample(parts, 2))
    if draw.chance(0.5) or " but " in f"{en} {more_en}":
        return sentence(f"{en}, and {more_en}", f"{es}, {spanish.and_(more_es)}")
    return sentence(f"{en}, but {more_en}", f"{es}, pero {more_es}")
