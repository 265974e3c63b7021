"""What somebody did not do, and why."""

from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.times import BACKGROUND, PAST
from nlp_helpers.datasets.phrasebook.grammar import english, spanish
from nlp_helpers.datasets.phrasebook.grammar.clauses import (
    Clause,
    Pair,
    Predicate,
    both,
    infinitives,
    sentence,
)
from nlp_helpers.datasets.phrasebook.grammar.english import EnglishVerb
from nlp_helpers.datasets.phrasebook.grammar.spanish import NOSOTROS
from nlp_helpers.datasets.phrasebook.patterns.pieces import (
    PAID,
    again,
    is_early_or_late,
    plain,
    takes_time,
)

# States of body and mind: what keeps one from getting up early, from any work, from sleep, and
# from company.
_SLEEPY = (("tired", "cansado"), ("ill", "enfermo"))
_UNABLE = (*_SLEEPY, ("busy", "ocupado"))
_WAKEFUL = (("busy", "ocupado"), ("worried", "preocupado"), ("nervous", "nervioso"))
_UNSOCIABLE = (*_UNABLE, ("angry", "enojado"), ("sad", "triste"), ("worried", "preocupado"))
_SLEEP = {"sleep", "rest", "sit"}
_COMPANY = {"visit", "invite", "call", "help", "hug", "dance", "sing", "play", "go", "come", "tell"}
_OUTSIDE = {"run", "walk", "go", "come", "travel", "visit", "climb", "return", "plant"}


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
    clause = plain(draw, BACKGROUND)
    en, es = infinitives(clause)
    want = Clause(
        clause.subject, Predicate(EnglishVerb.of("want"), f"to {en}", "querer", es), BACKGROUND
    )
    but = again(excuse(draw, clause))
    start = both(want)
    return f"{start[0]}, but {but[0]}", f"{start[1]}, pero {but[1]}"


def excuse(draw: Draw, clause: Clause) -> Clause:
    """Why somebody did not do something."""
    subject, predicate = clause.subject, clause.predicate
    if takes_time(clause) and draw.chance(1 / 3):
        return lack(clause)
    en, es = draw.pick(_SLEEPY if is_early_or_late(clause) else _states(predicate.verb.base))
    es = spanish.agreeing(es, subject.feminine, subject.person >= NOSOTROS)
    return Clause(subject, Predicate(english.BE, en, "estar", es), BACKGROUND)


def lack(clause: Clause) -> Clause:
    """What somebody did not have for something: time or money."""
    paid = clause.predicate.verb.base in PAID
    had = ("money", "dinero") if paid else ("time", "tiempo")
    enough = Predicate(english.HAVE, f"enough {had[0]}", "tener", f"suficiente {had[1]}")
    return Clause(clause.subject, enough, BACKGROUND, negative=True)


def _states(verb: str) -> tuple[Pair, ...]:
    if verb in _SLEEP:
        return _WAKEFUL
    return _UNSOCIABLE if verb in _COMPANY else _UNABLE
