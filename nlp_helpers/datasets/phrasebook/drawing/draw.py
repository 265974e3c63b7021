"""Drawing by chance."""

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """Makes choices, and remembers which words were combined.

    Args:
        seed: the same seed gives the same choices.

    Attributes:
        random: a number from 0 to 1, without 1.
        combinations: of a verb or an adjective with a noun, since they were last cleared.
    """

    def __init__(self, seed: str):
        self.random = random.Random(seed).random
        self.combinations: set[tuple[str, str]] = set()

    def chance(self, share: float) -> bool:
        """Whether to do something that is done in a share of all cases."""
        return self.random() < share

    def pick(self, choices: Sequence[T]) -> T:
        """One of some choices."""
        return choices[int(self.random() * len(choices))]

    def two(self, choices: Sequence[T]) -> tuple[T, T]:
        """Two different ones of some choices."""
        first = int(self.random() * len(choices))
        second = int(self.random() * (len(choices) - 1))
        return choices[first], choices[second + (second >= first)]

    def until(self, good: Callable[[T], bool], make: Callable[["Draw"], T]) -> T:
        """Draw again and again until something good comes; the rest leaves no trace."""
        before = set(self.combinations)
        while not good(drawn := make(self)):
            self.combinations = set(before)
        return drawn
