"""The phrasebook: sentences drawn from the grammar, and cut into splits."""

import hashlib
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from nlp_helpers.datasets.arguments import at_least
from nlp_helpers.datasets.pairs import Pairs
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.grammar.clauses import Pair
from nlp_helpers.datasets.phrasebook.patterns import PATTERNS, Pattern
from nlp_helpers.datasets.phrasebook.patterns.longer import longer

HELD_OUT_PAIRS = 2_000
FIRST_PAIRS = 20_000
MAX_WORDS = 14

Combination = tuple[str, str]


class PhrasebookSplits(NamedTuple):
    """Pairs to train on, and four sets of 2,000 to see what was learned."""

    train: Pairs
    valid: Pairs
    test: Pairs
    long: Pairs  # of more words, on each side, than any pair of the other splits
    unseen: Pairs  # of words that all stand in train, combined as nowhere in train


def load_phrasebook(*, size: int = 200_000, seed: int = 0) -> PhrasebookSplits:
    """Make English sentences and their Spanish translations with a grammar.

    Both sides are right, and say the same, because one description of who does what, and when, is
    put into words twice. "You" is one friend, unless it is "sir" or "madam"; people who speak
    of themselves are men. No English sentence occurs twice.

    One combination in twenty of a verb, an adjective or a preposition with a noun (hug + niece)
    occurs in `unseen` alone. `long` has sentences of more than 14 words, the other splits of
    at most 14. With another `size`, `train` is longer or shorter at its end, and nothing else
    changes.

    Introduced in chapter 07, Encoder and decoder.

    Args:
        size: how many pairs to train on, at least 20,000.
        seed: which sentences are drawn.

    Raises:
        ValueError: the size is below its minimum, or the seed negative.
        TypeError: one of them is not an integer.
    """
    size, seed = at_least(FIRST_PAIRS, size=size), at_least(0, seed=seed)
    usual = _usual(seed)
    first, valid, test = (_take(usual, n) for n in (FIRST_PAIRS, HELD_OUT_PAIRS, HELD_OUT_PAIRS))
    long = _take(_long(seed), HELD_OUT_PAIRS)
    unseen = _take(_unseen(seed, known=_words(first)), HELD_OUT_PAIRS)
    train = first + _take(usual, size - FIRST_PAIRS)
    return PhrasebookSplits(*map(Pairs.of, (train, valid, test, long, unseen)))


def _usual(seed: int) -> Iterator[Pair]:
    """Sentences to train, validate and test on."""
    for pair, combinations in _drawn(f"{seed} usual", PATTERNS):
        if _length(pair, max) <= MAX_WORDS and not any(map(_is_held_out, combinations)):
            yield pair


def _long(seed: int) -> Iterator[Pair]:
    """Sentences that are long in both languages."""
    for pair, combinations in _drawn(f"{seed} long", {longer: 1}):
        if _length(pair, min) > MAX_WORDS and not any(map(_is_held_out, combinations)):
            yield pair


def _unseen(seed: int, known: set[tuple[int, str]]) -> Iterator[Pair]:
    """Sentences of known words with a combination that is held out."""
    for pair, combinations in _drawn(f"{seed} unseen", PATTERNS):
        if (
            _length(pair, max) <= MAX_WORDS
            and any(map(_is_held_out, combinations))
            and _words([pair]) <= known
        ):
            yield pair


def _drawn(seed: str, patterns: dict[Pattern, int]) -> Iterator[tuple[Pair, set[Combination]]]:
    """Sentences without end and without repetition, and the combinations in each."""
    draw = Draw(seed)
    often = [pattern for pattern, weight in patterns.items() for _ in range(weight)]
    met: set[str] = set()
    while True:
        draw.combinations.clear()
        pair = draw.pick(often)(draw)
        if pair[0] not in met:
            met.add(pair[0])
            yield pair, draw.combinations


def _take(pairs: Iterator[Pair], n: int) -> list[Pair]:
    return list(itertools.islice(pairs, n))


def _length(pair: Pair, of: Callable[..., int]) -> int:
    """The words of the longer side (`of` is max) or of the shorter one (min)."""
    return of(side.count(" ") for side in pair) + 1


def _words(pairs: Iterable[Pair]) -> set[tuple[int, str]]:
    """The words of both sides, each with its side: "me" is a word of English and of Spanish."""
    return {
        (side, word)
        for pair in pairs
        for side, text in enumerate(pair)
        for word in re.findall(r"[\w'-]+", text.lower())
    }


@cache
def _is_held_out(combination: Combination) -> bool:
    """One combination in twenty, whatever the seed."""
    return hashlib.sha256(" ".join(combination).encode()).digest()[0] < 256 / 20
