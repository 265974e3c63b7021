"""Merges learned and applied, against the library and against counting everything anew."""

import random
import time
from collections import Counter
from itertools import islice, pairwise

import pytest

from nlp_helpers.tokenization import (
    apply_merges,
    learn_merges,
    merge_pair,
    merge_steps,
)
from tests.tokenization.conftest import merges_of

# The corpus of Sennrich, Haddow and Birch's algorithm 1, "_" for the end of a word.
PAPER = {"low_": 5, "lower_": 2, "newest_": 6, "widest_": 3}


def random_words(seed: int) -> list[str]:
    """Make words of few letters, so that ties and repeated letters abound."""
    chance = random.Random(seed)
    letters = "abcdefgh"[: chance.choice([1, 2, 3, 8])]
    longest = chance.choice([4, 9, 14])
    return [
        "".join(chance.choices(letters, k=chance.randint(1, longest)))
        for _ in range(chance.randint(1, 40))
    ]


def counted_anew(word_counts, num_merges):
    """Algorithm 1 as it is printed: count all pairs, merge the best everywhere, begin again."""
    words = {word: list(word) for word in word_counts}
    merges, ages = [], {c: i for i, c in enumerate(sorted(set("".join(word_counts))))}
    while len(merges) < num_merges:
        counts = Counter()
        for word, symbols in words.items():
            for pair in pairwise(symbols):
                counts[pair] += word_counts[word]
        if not counts:
            break
        best = min(counts, key=lambda pair: (-counts[pair], ages[pair[0]], ages[pair[1]]))
        merges.append(best)
        ages.setdefault("".join(best), len(ages))
        words = {word: merge_pair(symbols, best) for word, symbols in words.items()}
    return merges


def test_the_paper_s_own_example():
    steps = list(islice(merge_steps(PAPER), 10))
    assert [step.count for step in steps] == [9, 9, 9, 7, 7, 6, 6, 6, 5, 3]
    assert {"".join(step.pair) for step in steps} >= {"es", "est_", "lo", "low", "newest_", "low_"}


@pytest.mark.parametrize("seed", range(30))
def test_merges_and_cuts_are_the_library_s(seed, by_the_library):
    words = random_words(seed)
    library = by_the_library([" ".join(words)], vocab_size=60)
    merges = merges_of(library)
    assert learn_merges(Counter(words), len(merges)) == merges
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    known = sorted(set("".join(words)))
    for word in [*words, "".join(random.Random(seed).choices(known, k=30))]:
        assert apply_merges(word, ranks) == library.encode(word).tokens


@pytest.mark.parametrize("seed", range(30))
def test_counting_what_changed_equals_counting_anew(seed):
    counts = Counter(random_words(seed))
    assert learn_merges(counts, 50) == counted_anew(counts, 50)


def test_every_count_is_true_and_none_grows():
    counts = Counter(random_words(7))
    words = {word: list(word) for word in counts}
    steps = list(merge_steps(counts))
    for step in steps:
        seen = sum(
            n for word, n in counts.items() for pair in pairwise(words[word]) if pair == step.pair
        )
        assert step.count == seen
        words = {word: merge_pair(symbols, step.pair) for word, symbols in words.items()}
    assert all(symbols == [word] for word, symbols in words.items())
    falling = [step.count for step in steps]
    assert falling == sorted(falling, reverse=True)


def test_fewer_merges_than_asked_for():
    assert learn_merges({"ab": 1}, 100) == [("a", "b")]
    assert learn_merges({"a": 5, "": 2}, 100) == []
    assert learn_merges({}, 100) == []
    assert learn_merges(PAPER, 0) == []
    assert learn_merges({"ab": 0}, 100) == []  # a word that never occurs


def test_a_number_of_merges_that_cannot_be():
    with pytest.raises(ValueError, match="num_merges must be at least 0, not -1"):
        learn_merges(PAPER, -1)


@pytest.mark.parametrize(
    ("symbols", "merged"),
    [("aaa", ["aa", "a"]), ("aaaa", ["aa", "aa"]), ("ba", ["b", "a"]), ("", [])],
)
def test_pairs_are_merged_from_left_to_right(symbols, merged):
    assert merge_pair(symbols, ("a", "a")) == merged


def test_merging_goes_by_rank_not_by_place():
    assert apply_merges("abc", {("b", "c"): 0, ("a", "b"): 1}) == ["a", "bc"]
    assert apply_merges("abc", {("a", "b"): 0, ("b", "c"): 1}) == ["ab", "c"]
    assert apply_merges("", {}) == []


def test_a_corpus_of_many_words_is_learned_in_seconds():
    chance = random.Random(0)
    syllables = ["".join(chance.choices("abcdefghijklmnop", k=3)) for _ in range(300)]
    counts = Counter("".join(chance.choices(syllables, k=3)) for _ in range(4_000))
    start = time.process_time()
    assert len(learn_merges(counts, 500)) == 500  # counting anew would take longer
    assert time.process_time() - start < 3
