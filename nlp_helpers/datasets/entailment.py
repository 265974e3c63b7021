"""Pairs of English sentences: does the second follow from the first, or does it contradict it?

They are made by rules, so every label is right, and made backwards: first the hypothesis, then a
label, then a premise that fits both. So a hypothesis alone says nothing of its label, as it does in
corpora that people wrote (Gururangan et al. 2018).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nlp_helpers.arguments import at_least

LABELS = ("contradiction", "entailment", "neutral")  # in the order of the hub's models
ADJECTIVES = ("tall", "old", "young", "tired", "friendly", "quiet")
TIMES = ("", "", "", "At the moment", "Right now")
# Nobody does two of these at once, and nobody is in two of those places.
ACTIVITIES = ("sleeping", "swimming", "cooking", "dancing", "painting a wall", "riding a bike")
PLACES = (
    *("in the kitchen", "in the garden", "in the library", "in the church"),
    *("at the station", "at the beach", "at the market", "on the train"),
)
PEOPLE = (
    *("doctor", "teacher", "farmer", "singer", "driver", "baker", "nurse", "lawyer"),
    *("painter", "butcher", "soldier", "student", "waiter", "writer", "plumber", "dentist"),
)
NEW_PEOPLE = ("pilot", "judge", "gardener", "sailor", "tailor", "actress")  # in no training pair


class Entailment(NamedTuple):
    """Pairs with their labels. Introduced in chapter 16, Hugging Face."""

    premises: list[str]
    hypotheses: list[str]
    labels: np.ndarray  # (N,) int64, places in `LABELS`


def make_entailment(count: int, *, seed: int, new_people: bool = False) -> Entailment:
    """Make N pairs. Introduced in chapter 16, Hugging Face.

    Args:
        count: N.
        seed: of all that is random.
        new_people: whether they are about people whom the other pairs never mention.

    Raises:
        ValueError: if `count` is below 1.

    Example:
        >>> pairs = make_entailment(500, seed=0)
        >>> len(pairs.premises), sorted(set(pairs.labels.tolist()))
        (500, [0, 1, 2])
    """
    writer = _Writer(np.random.default_rng(seed), NEW_PEOPLE if new_people else PEOPLE)
    rows = [writer.pair() for _ in range(at_least(1, count=count))]
    premises, hypotheses, labels = zip(*rows, strict=True)
    return Entailment(list(premises), list(hypotheses), np.array(labels))


class _Writer:
    """Draws people and what they do. A fact is of one kind: what somebody does, or where."""

    def __init__(self, rng: np.random.Generator, people: Sequence[str]):
        self.rng, self.people = rng, people

    def pair(self) -> tuple[str, str, int]:
        """Write a premise and a hypothesis, and number their label."""
        who = None if self.chance(0.3) else self.one_of(self.people)  # None: somebody
        kind, other_kind = (ACTIVITIES, PLACES) if self.chance(0.5) else (PLACES, ACTIVITIES)
        fact, denied = self.one_of(kind), who is not None and self.chance(0.3)
        label = self.one_of(LABELS)
        said = f"{f'The {who}' if who else 'Somebody'} is {'not ' * denied}{fact}."
        # What contradicts a fact entails that it is denied.
        truth = {"contradiction": "entailment", "entailment": "contradiction"}.get(label, label)
        premise = self.premise(who, fact, kind, other_kind, truth if denied else label)
        return premise, said, LABELS.index(label)

    def premise(
        self, who: str | None, fact: str, kind: Sequence[str], other_kind: Sequence[str], truth: str
    ) -> str:
        """Write a sentence from which a fact follows, or its contrary, or neither."""
        if truth == "contradiction" and (who is None or self.chance(0.3)):
            return _nobody(fact)
        if truth == "neutral" and self.chance(0.2):
            return _nobody(self.one_of(kind, but=fact))
        if truth == "neutral" and (who is None or self.chance(0.5)):
            return self.telling(who, self.one_of(other_kind))  # and nothing of the fact
        if truth == "neutral":
            who = self.one_of(self.people, but=who)
        elif truth == "contradiction":
            fact = self.one_of(kind, but=fact)
        more = [self.one_of(other_kind)] if self.chance(0.5) else []
        return self.telling(who, *sorted([fact, *more], key=PLACES.__contains__))

    def telling(self, who: str | None, *facts: str) -> str:
        """Say what a person, anybody where it is None, does and where."""
        adjective, when = self.one_of(ADJECTIVES), self.one_of(TIMES)
        who = f"{f'{adjective} ' * self.chance(0.5)}{who or self.one_of(self.people)}"
        return f"{f'{when} the' if when else 'The'} {who} is {' '.join(facts)}."

    def one_of(self, choices: Sequence[str], but: str | None = None) -> str:
        return str(self.rng.choice([each for each in choices if each != but]))

    def chance(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)


def _nobody(fact: str) -> str:
    return f"There is nobody {fact}." if fact in PLACES else f"Nobody is {fact}."
