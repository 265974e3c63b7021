"""The phrasebook: sentences drawn from the grammar, and cut into splits."""

import hashlib
import itertools
import random
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from nlp_helpers.datasets.arguments import at_least
from nlp_helpers.datasets.pairs import Pairs
from nlp_helpers.datasets.phrasebook import compound, simple
from nlp_helpers.datasets.phrasebook.phrases import Draw

HELD_OUT_PAIRS = 2_000
FIRST_PAIRS = 20_000
MAX_WORDS = 14

Pair = tuple[str, str]
Combination = tuple[str, str]
Pattern = Callable[[Draw], Pair]

# How to draw a sentence, and how often.
_PATTERNS: dict[Pattern, int] = {
    simple.statement: 30,
    simple.yes_or_no: 9,
    simple.when_where_or_why: 6,
    simple.who: 4,
    simple.what_or_whom: 3,
    simple.how_many: 2,
    simple.where_to: 1,
    simple.polite: 3,
    simple.command: 4,
    simple.description: 6,
    simple.comparison: 3,
    simple.sensation: 2,
    simple.pain: 1,
    simple.liking: 4,
    simple.wish: 3,
    simple.location: 4,
    simple.where_is: 1,
    simple.existence: 3,
    simple.belonging: 2,
    simple.profession: 1,
    simple.age: 1,
    simple.price: 2,
    simple.time_of_day: 3,
    simple.weather: 1,
    simple.exclamation: 1,
    compound.not_done: 5,
    compound.wanted: 3,
    compound.two_people: 4,
    compound.one_after_the_other: 4,
    compound.tastes: 2,
    compound.when: 3,
    compound.meanwhile: 2,
    compound.condition: 4,
    compound.opinion: 4,
    compound.want_somebody_to: 3,
    compound.hope: 3,
    compound.before_or_after: 3,
    compound.purpose: 3,
    compound.who_lives_there: 3,
    compound.i_do_not_know: 3,
    compound.handed_on: 3,
    compound.where_is_it: 1,
}


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
    for pair, combinations in _drawn(f"{seed} usual", _PATTERNS):
        if _length(pair, max) <= MAX_WORDS and not any(map(_is_held_out, combinations)):
            yield pair


def _long(seed: int) -> Iterator[Pair]:
    """Sentences that are long in both languages."""
    for pair, combinations in _drawn(f"{seed} long", {compound.longer: 1}):
        if _length(pair, min) > MAX_WORDS and not any(map(_is_held_out, combinations)):
            yield pair


def _unseen(seed: int, known: set[tuple[int, str]]) -> Iterator[Pair]:
    """Sentences of known words with a combination that is held out."""
    for pair, combinations in _drawn(f"{seed} unseen", _PATTERNS):
        if (
            _length(pair, max) <= MAX_WORDS
            and any(map(_is_held_out, combinations))
            and _words([pair]) <= known
        ):
            yield pair


def _drawn(seed: str, patterns: dict[Pattern, int]) -> Iterator[tuple[Pair, set[Combination]]]:
    """Sentences without end and without repetition, and the combinations in each."""
    draw = Draw(random.Random(seed))
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
