"""Who does what, where and when."""

from nlp_helpers.datasets.phrasebook import lexicon
from nlp_helpers.datasets.phrasebook.drawing import people, predicates, times
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.times import (
    BACKGROUND,
    FUTURE,
    PAST,
    PAST_PROGRESSIVE,
    PERFECT,
    PRESENT,
    PROGRESSIVE,
    USED_TO,
)
from nlp_helpers.datasets.phrasebook.grammar import english
from nlp_helpers.datasets.phrasebook.grammar.clauses import Clause, Modal, Pair, Phrase
from nlp_helpers.datasets.phrasebook.grammar.english import EnglishVerb
from nlp_helpers.datasets.phrasebook.lexicon import Frame

_MODALS = (
    Modal(EnglishVerb.of("want"), "to", "querer", "", (PRESENT, PRESENT, BACKGROUND)),
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
_AFFIRMED = {"hope", "prefer"}  # what nobody says with "not"
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


def action(
    draw: Draw,
    subject: Phrase | None = None,
    *,
    bare: bool = False,
    frame: Frame | None = None,
) -> Clause:
    """A clause in any tense, with or without a modal verb.

    Args:
        subject: who; somebody if not given.
        bare: leave out modal verbs, adverbs, times, and places that need not be said.
        frame: the verb; any if not given.
    """
    subject = subject or people.subject(draw)
    while frame and not predicates.may_do(subject, frame):
        subject = people.subject(draw)
    frame = frame or predicates.frame(draw, subject)
    tense = _tense(draw, frame)
    if tense == USED_TO or (tense == PRESENT and "stative" not in frame.flags):
        frame = lexicon.in_general(frame)
    clause = Clause(subject, predicates.predicate(draw, frame, subject), tense)
    if bare:
        return clause._replace(tail=place(draw, frame) if "placed" in frame.flags else ("", ""))
    if frame.flags.isdisjoint(("stative", "chance", "unbidden")) and draw.chance(0.3):
        return _with_modal(draw, clause, frame)
    if tense == PRESENT and "stative" not in frame.flags and draw.chance(0.5):
        return clause._replace(adverb=draw.pick(_FREQUENCIES), tail=place(draw, frame))
    if tense == PERFECT and "placed" not in frame.flags and draw.chance(0.6):
        return _perfect(draw, clause)
    tail = _tail(draw, frame, tense)
    deniable = (
        tense not in (USED_TO, PAST_PROGRESSIVE)
        and frame.en.base not in _AFFIRMED
        and not tail[0].endswith(("times", "ago"))
    )
    return clause._replace(negative=deniable and draw.chance(0.2), tail=tail)


def _with_modal(draw: Draw, clause: Clause, frame: Frame) -> Clause:
    """Ana wants to drink coffee."""
    modal = draw.until(lambda modal: modal.infinitive != frame.es, lambda draw: draw.pick(_MODALS))
    negative = modal.verb.base not in _AFFIRMED and draw.chance(0.2)
    return Clause(
        clause.subject,
        clause.predicate,
        draw.pick(modal.tenses),
        modal,
        negative,
        tail=place(draw, frame),
    )


def _tense(draw: Draw, frame: Frame) -> Pair:
    """A tense that suits a verb."""
    if "stative" in frame.flags:
        return draw.pick((PRESENT, PRESENT, BACKGROUND))
    if "chance" in frame.flags:
        return PAST
    if "once" in frame.flags:
        return draw.pick((PAST, PAST, FUTURE, PERFECT))
    tenses = (PRESENT, PAST, PAST, FUTURE, PERFECT)
    if "brief" not in frame.flags:
        tenses = (*tenses, PRESENT, PROGRESSIVE, PAST_PROGRESSIVE, USED_TO)
    return draw.pick(tenses)


def _perfect(draw: Draw, clause: Clause) -> Clause:
    kind = draw.pick(range(3))
    if kind == 0:
        return clause._replace(adverb=("already", "ya"))
    if kind == 1:
        return clause._replace(adverb=("never", "nunca"))
    return clause._replace(negative=True, adverb=("", "todavía"), tail=("yet", ""))


def _tail(draw: Draw, frame: Frame, tense: Pair) -> Pair:
    """Where, with whom or when, or nothing."""
    kind = draw.random()
    if kind < 0.35 or "placed" in frame.flags:
        return place(draw, frame)
    if kind < 0.45 and "social" in frame.flags:
        return draw.pick(_COMPANIONS)
    if (
        kind < 0.75
        and "stative" not in frame.flags
        and (tense != PERFECT or "once" not in frame.flags)
    ):
        return times.time(draw, frame, tense)
    return ("", "")


def place(draw: Draw, frame: Frame) -> Pair:
    """Where something is done, if that is worth saying."""
    if frame.places and ("placed" in frame.flags or draw.chance(0.6)):
        return draw.pick(lexicon.PLACES[frame.places])
    return ("", "")
