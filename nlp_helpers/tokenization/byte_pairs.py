"""Byte-pair encoding: the merges learned from a corpus, and the merges applied to a word."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from nlp_helpers.arguments import at_least

Pair = tuple[str, str]


class Merge(NamedTuple):
    """Two neighbouring symbols become one: which, and how often. Chapter 06, Tokenization."""

    pair: Pair
    count: int


def learn_merges(word_counts: Mapping[str, int], num_merges: int) -> list[Pair]:
    """Learn the pairs of symbols to merge, the most frequent first.

    Algorithm 1 of Sennrich, Haddow and Birch, Neural Machine Translation of Rare Words with
    Subword Units, 2016. Introduced in chapter 06, Tokenization.

    Args:
        word_counts: word -> how often it occurs. Merges never cross the end of a word.
        num_merges: how many merges to learn at most, from 0 (else ValueError); there are fewer
            where every word has become a single symbol.

    Example:
        >>> learn_merges({"low": 5, "lower": 2, "newest": 6}, num_merges=3)
        [('w', 'e'), ('l', 'o'), ('e', 'we')]
    """
    num_merges = at_least(0, num_merges=num_merges)
    return [merge.pair for merge in islice(merge_steps(word_counts), num_merges)]


def merge_steps(word_counts: Mapping[str, int]) -> Iterator[Merge]:
    """Learn one merge after the other, until every word is a single symbol.

    Of pairs that are equally frequent, the one with the older symbols comes first: characters
    in the order of their code points, then the merged symbols in the order of their making. So
    does the `tokenizers` library. Introduced in chapter 06, Tokenization.
    """
    corpus = _Corpus(word_counts)
    age = {symbol: i for i, symbol in enumerate(sorted(set().union(*word_counts)))}

    def entry(pair: Pair) -> tuple:
        return -corpus.counts[pair], age[pair[0]], age[pair[1]], pair

    heap = [entry(pair) for pair in corpus.counts]
    heapq.heapify(heap)
    while heap:
        top = heapq.heappop(heap)
        pair = top[-1]
        if corpus.counts[pair] <= 0:
            continue
        if top != entry(pair):  # the count has changed meanwhile: its turn comes later
            heapq.heappush(heap, entry(pair))
            continue
        yield Merge(pair, corpus.counts[pair])
        age.setdefault("".join(pair), len(age))
        for new in corpus.merge(pair):
            heapq.heappush(heap, entry(new))


def merge_pair(symbols: Sequence[str], pair: Pair) -> list[str]:
    """Join a pair of symbols wherever it stands, from left to right. Chapter 06, Tokenization.

    Example:
        >>> merge_pair("banana", ("a", "n"))
        ['b', 'an', 'an', 'a']
    """
    merged = []
    for symbol in symbols:
        if merged and (merged[-1], symbol) == pair:
            merged[-1] += symbol
        else:
            merged.append(symbol)
    return merged


def apply_merges(word: str, ranks: Mapping[Pair, int]) -> list[str]:
    """Cut a word into symbols: merge what was merged in learning, in the same order.

    `ranks` are pair -> its place among the merges; characters that no merge knows stay alone.
    Introduced in chapter 06, Tokenization.

    Example:
        >>> apply_merges("lowest", {("l", "o"): 0, ("e", "s"): 1, ("lo", "w"): 2})
        ['low', 'es', 't']
    """
    symbols = list(word)
    while known := [pair for pair in pairwise(symbols) if pair in ranks]:
        symbols = merge_pair(symbols, min(known, key=ranks.__getitem__))
    return symbols


class _Corpus:
    """Words cut into symbols, and the counts of neighbouring pairs, kept up to date.

    Counting everything anew for each merge would take hours. Only the words with the merged pair
    change, so only these are counted again.
    """

    def __init__(self, word_counts: Mapping[str, int]):
        self.words = [list(word) for word in word_counts]
        self.weights = list(word_counts.values())
        self.counts: Counter[Pair] = Counter()
        self.places: defaultdict[Pair, set[int]] = defaultdict(set)  # the words with a pair
        for index in range(len(self.words)):
            self._count(index, +1)

    def _count(self, index: int, sign: int) -> None:
        for pair in pairwise(self.words[index]):
            self.counts[pair] += sign * self.weights[index]
            self.places[pair].add(index)

    def merge(self, pair: Pair) -> set[Pair]:
        """Merge a pair in all words; return the pairs that the new symbol stands in."""
        joined = "".join(pair)
        new = set()
        for index in self.places.pop(pair):
            self._count(index, -1)
            self.words[index] = merge_pair(self.words[index], pair)
            self._count(index, +1)
            new.update(p for p in pairwise(self.words[index]) if joined in p)
        return new
