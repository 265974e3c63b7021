"""The phrasebook: sentences drawn from the grammar, and cut into splits."""

import hashlib
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from nlp_helpers.arguments import at_least, between
from nlp_helpers.datasets.pairs import Pairs
from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.women import is_told
from nlp_helpers.datasets.phrasebook.grammar.clauses import Pair
from nlp_helpers.datasets.phrasebook.patterns import LONG, PATTERNS, Pattern

HELD_OUT_PAIRS = 2_000
FIRST_PAIRS = 20_000
MOST_PAIRS = 1_000_000  # to train on: 40 seconds and 500 MB
MAX_WORDS = 14


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
    of themselves are men. So is "the driver" of whom nothing tells more: "el conductor"; it is "la
    conductora" where "she" or "her" takes the driver up. No English sentence occurs twice.

    One combination in twenty of a verb, an adjective or a preposition with a noun (hug + niece)
    occurs in `unseen` alone. `long` has sentences of more than 14 words, the other splits of
    at most 14. With another `size`, `train` is longer or shorter at its end, and nothing else
    changes. 200,000 pairs take a dozen seconds, 20,000 two or three.

    Introduced in chapter 07, Encoder and decoder.

    Args:
        size: how many pairs to train on, 20,000 to a million.
        seed: which sentences are drawn.

    Raises:
        ValueError: the size is out of range, or the seed negative.
        TypeError: one of them is not an integer.
    """
    size, seed = between(FIRST_PAIRS, MOST_PAIRS, size=size), at_least(0, seed=seed)
    # The same sentences twice: the one passes over what is held out, the other picks it.
    drawn, again = itertools.tee(_drawn(f"{seed}", PATTERNS, _is_short))
    usual = (pair for pair, held_out in drawn if not held_out)
    first, valid, test = (_take(usual, n) for n in (FIRST_PAIRS, HELD_OUT_PAIRS, HELD_OUT_PAIRS))
    known = _words(first)
    unseen = (pair for pair, held_out in again if held_out and _words([pair]) <= known)
    long = (pair for pair, held_out in _drawn(f"{seed} long", LONG, _is_long) if not held_out)
    unseen, long = _take(unseen, HELD_OUT_PAIRS), _take(long, HELD_OUT_PAIRS)
    train = first + _take(usual, size - FIRST_PAIRS)
    return PhrasebookSplits(*map(Pairs.of, (train, valid, test, long, unseen)))


def _drawn(
    seed: str, patterns: dict[Pattern, int], fits: Callable[[Pair], bool]
) -> Iterator[tuple[Pair, bool]]:
    """Sentences without end and without repetition, and whether they have what is held out."""
    draw = Draw(seed)
    often = [pattern for pattern, weight in patterns.items() for _ in range(weight)]
    met: set[str] = set()
    while True:
        draw.combinations.clear()
        pair = draw.pick(often)(draw)
        if pair[0] not in met and fits(pair) and is_told(pair):
            met.add(pair[0])
            yield pair, any(map(_is_held_out, draw.combinations))


def _take(pairs: Iterator[Pair], n: int) -> list[Pair]:
    return list(itertools.islice(pairs, n))


def _is_short(pair: Pair) -> bool:
    en, es = pair
    return max(en.count(" "), es.count(" ")) < MAX_WORDS


def _is_long(pair: Pair) -> bool:
    en, es = pair
    return min(en.count(" "), es.count(" ")) >= MAX_WORDS


def _words(pairs: Iterable[Pair]) -> set[tuple[int, str]]:
    """The words of both sides, each with its side: "me" is a word of English and of Spanish."""
    return {
        (side, word)
        for pair in pairs
        for side, text in enumerate(pair)
        for word in re.findall(r"[\w'-]+", text.lower())
    }


@cache
def _is_held_out(combination: tuple[str, str]) -> bool:
    """One combination in twenty, whatever the seed."""
    return hashlib.sha256(" ".join(combination).encode()).digest()[0] < 256 / 20
