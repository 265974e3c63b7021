"""What somebody does, and what he is told to do."""

from nlp_helpers.datasets.phrasebook import lexicon
from nlp_helpers.datasets.phrasebook.drawing import actions, people, predicates
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.pronouns import YOU
from nlp_helpers.datasets.phrasebook.grammar import spanish
from nlp_helpers.datasets.phrasebook.grammar.clauses import (
    Pair,
    english_clause,
    join,
    sentence,
    spanish_clause,
)


def statement(draw: Draw) -> Pair:
    """Ana always drinks coffee at home."""
    clause = actions.action(draw)
    return sentence(english_clause(clause), spanish_clause(clause))


def command(draw: Draw) -> Pair:
    """Open the window, please."""
    frame = draw.pick(lexicon.frames_without("stative", "chance", "unbidden"))
    predicate = predicates.predicate(draw, frame, YOU)
    negative = draw.chance(0.25)
    clitics = (*(("te",) if predicate.reflexive else ()), *predicate.clitics)
    verb = spanish.imperative(predicate.infinitive, clitics, negative=negative)
    en, es = join(predicate.verb.base, predicate.en), join(verb, predicate.es)
    en = f"don't {en}" if negative else en
    if draw.chance(0.4):
        return sentence(f"{en}, please", f"{es}, por favor")
    if draw.chance(0.3):
        name = people.name(draw)
        return sentence(f"{name.en}, {en}", f"{name.es}, {es}")
    return sentence(en, es, "!")
