"""What somebody goes for, or gets for somebody."""

from nlp_helpers.datasets.phrasebook import lexicon
from nlp_helpers.datasets.phrasebook.drawing import people, predicates
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.pronouns import are_apart
from nlp_helpers.datasets.phrasebook.drawing.things import determined
from nlp_helpers.datasets.phrasebook.drawing.times import FUTURE, PAST
from nlp_helpers.datasets.phrasebook.grammar import spanish
from nlp_helpers.datasets.phrasebook.grammar.clauses import (
    Clause,
    Pair,
    Predicate,
    both,
    english_clause,
    infinitives,
    spanish_clause,
)
from nlp_helpers.datasets.phrasebook.grammar.english import EnglishVerb
from nlp_helpers.datasets.phrasebook.grammar.spanish import EL, ELLOS
from nlp_helpers.datasets.phrasebook.lexicon import nouns

_ERRANDS = (
    ("market", lexicon.frames("buy sell")),
    ("supermarket", lexicon.frames("buy")),
    ("library", lexicon.frames("read study translate")),
    ("university", lexicon.frames("study learn teach")),
    ("office", lexicon.frames("print sign write")),
    ("cinema", lexicon.frames("watch")),
    ("park", lexicon.frames("play draw")),
)


def purpose(draw: Draw) -> Pair:
    """The same without its marks."""
    place, frames = draw.pick(_ERRANDS)
    subject = people.subject(draw)
    tense = draw.pick((PAST, PAST, FUTURE))
    [noun] = nouns((place,))
    where = determined(noun, "the", False, None)
    clause = Clause(subject, predicates.predicate(draw, draw.pick(frames), subject), tense)
    en, es = infinitives(clause)
    go = Predicate(
        EnglishVerb.of("go went gone"),
        f"to {where.en} to {en}",
        "ir",
        f"{spanish.after('a', where.es)} para {es}",
    )
    return both(Clause(subject, go, tense))


def handed_on(draw: Draw) -> Pair:
    """The same without its marks."""
    [buy], [give] = lexicon.frames("buy"), lexicon.frames("give")
    verb = draw.pick(
        ((buy, "any"), *((frame, "definite") for frame in lexicon.frames("find choose")))
    )
    tense = draw.pick((PAST, PAST, FUTURE))
    subject, receiver = people.subject(draw), people.kin(draw)
    while not are_apart(receiver, subject):
        receiver = people.kin(draw)
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
