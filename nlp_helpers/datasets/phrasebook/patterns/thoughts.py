"""What somebody thinks, wants, hopes or does not know of others."""

from nlp_helpers.datasets.phrasebook.drawing import actions, people
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.pronouns import (
    OBJECT_PRONOUNS,
    PRONOUNS,
    are_different,
)
from nlp_helpers.datasets.phrasebook.drawing.times import PRESENT
from nlp_helpers.datasets.phrasebook.grammar.clauses import (
    Clause,
    Pair,
    Predicate,
    both,
    english_clause,
    infinitives,
    sentence,
    spanish_clause,
)
from nlp_helpers.datasets.phrasebook.grammar.english import EnglishVerb
from nlp_helpers.datasets.phrasebook.patterns.pieces import other_subject, plain
from nlp_helpers.datasets.phrasebook.patterns.qualities import described
from nlp_helpers.datasets.phrasebook.patterns.questions import circumstance
from nlp_helpers.datasets.phrasebook.patterns.sensations import felt

OPINIONS = (
    (EnglishVerb.of("think thought thought"), "creer"),
    (EnglishVerb.of("know knew known"), "saber"),
    (EnglishVerb.of("say said said"), "decir"),
    (EnglishVerb.of("believe"), "creer"),
)


def opinion(draw: Draw) -> Pair:
    """My sister thinks that Tom is very intelligent."""
    verb, infinitive = draw.pick(OPINIONS)
    subject = people.subject(draw)
    make = draw.pick((described, described, felt, actions.action))
    fact = draw.until(lambda fact: are_different(fact.subject, subject), lambda draw: make(draw))
    en, es = both(fact)
    return both(Clause(subject, Predicate(verb, f"that {en}", infinitive, f"que {es}"), PRESENT))


def want_somebody_to(draw: Draw) -> Pair:
    """Tom wants me to close the door."""
    subject = people.subject(draw)
    clause = plain(draw, ("present", "subjunctive"), other_subject(draw, subject))
    doer = clause.subject
    whom = OBJECT_PRONOUNS[doer.noun] if doer in PRONOUNS else doer.en
    en = f"{whom} to {infinitives(clause)[0]}"
    want = Predicate(EnglishVerb.of("want"), en, "querer", f"que {spanish_clause(clause)}")
    return both(Clause(subject, want, PRESENT, negative=draw.chance(0.2)))


def hope(draw: Draw) -> Pair:
    """I hope that Ana finds her keys."""
    subject = people.subject(draw)
    clause = plain(draw, ("present", "subjunctive"), other_subject(draw, subject))
    en, es = both(clause)
    verb = EnglishVerb.of("hope")
    return sentence(
        *both(Clause(subject, Predicate(verb, f"that {en}", "esperar", f"que {es}"), PRESENT))
    )


def i_do_not_know(draw: Draw) -> Pair:
    """I don't know where Tom works."""
    subject = people.subject(draw)
    word, clause = circumstance(draw, other_subject(draw, subject))
    en = f"{word[0]} {english_clause(clause)}"
    es = f"{word[1]} {spanish_clause(clause, inverted=word[0] != 'why')}"
    know = Predicate(EnglishVerb.of("know knew known"), en, "saber", es)
    return sentence(*both(Clause(subject, know, PRESENT, negative=True)))
