"""Drawing by chance."""

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """Makes choices, and remembers which words were combined.

    Attributes:
        combinations: of a verb or an adjective with a noun, since they were last cleared.
    """

    def __init__(self, seed: str):
        self.rng = random.Random(seed)
        self.random = self.rng.random
        self.combinations: set[tuple[str, str]] = set()

    def chance(self, share: float) -> bool:
        """Whether to do something that is done in a share of all cases."""
        return self.random() < share

    def pick(self, choices: Sequence[T]) -> T:
        """One of some choices."""
        return choices[int(self.random() * len(choices))]

    def until(self, good: Callable[[T], bool], make: Callable[["Draw"], T]) -> T:
        """Draw again and again until something good comes; the rest leaves no trace."""
        before = set(self.combinations)
        while not good(drawn := make(self)):
            self.combinations = set(before)
        return drawn
