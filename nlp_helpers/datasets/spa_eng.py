"""Spanish and English: 118,964 pairs of sentences that volunteers wrote for Tatoeba."""

import functools
import hashlib
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from nlp_helpers.datasets.card import DatasetCard
from nlp_helpers.datasets.fetching import fetch
from nlp_helpers.datasets.pairs import Pairs
from nlp_helpers.datasets.splits import Splits, TwoSplits
from nlp_helpers.datasets.web import WebAddress
from nlp_helpers.errors import DataUnavailableError

TEST_PAIRS = 5_000
VALID_PAIRS = 3_000
RANDOM_TRAIN_PAIRS = 100_000
RANDOM_SEED = 42

SPA_ENG = DatasetCard(
    name="spa-eng.zip",
    title="English-Spanish sentence pairs",
    sha256="0c4fd7825d3d872488d38c157f784e035edab4f2ff0df25a2a208790ecb5b58f",
    size=2_638_744,
    sources=(
        WebAddress("https://storage.googleapis.com/download.tensorflow.org/data/spa-eng.zip"),
    ),
    licence="CC BY 2.0 FR",
    citation="www.manythings.org/anki and tatoeba.org",
)


def load_spa_eng() -> Splits[Pairs]:
    """Load the pairs in a split that does not leak; see `grouped_split`.

    The first call takes seconds, the others of the same process none. Introduced in chapter 07,
    Encoder and decoder. Raises what `fetch` does.
    """
    return _grouped_once(_fetched(), SPA_ENG.sha256)


def spa_eng_pairs() -> Pairs:
    """Load all 118,964 pairs, in the order of their file: the shortest English sentences first.

    102,904 English and 113,322 Spanish sentences are distinct. Introduced in chapter 07, Encoder
    and decoder. Raises what `fetch` does.
    """
    return _read(_fetched())


@functools.lru_cache(maxsize=1)
def _grouped_once(path: Path, sha256: str) -> Splits[Pairs]:
    """The split of a file that has been checked: the same hash, the same split."""
    return grouped_split(_read(path))


def _fetched() -> Path:
    try:
        return fetch(SPA_ENG)
    except DataUnavailableError as error:
        raise DataUnavailableError(
            f"{error}\n"
            "No wheel carries these pairs. The chapters train on load_phrasebook(), which needs "
            "neither file nor network"
        ) from error


def _read(path: Path) -> Pairs:
    with zipfile.ZipFile(path) as archive:
        text = archive.read("spa-eng/spa.txt").decode()
    return Pairs.of(line.split("\t") for line in text.splitlines())


def grouped_split(pairs: Pairs) -> Splits[Pairs]:
    """Split pairs so that no sentence, of either language, stands in two splits.

    A sentence and all its translations, their other sources, and so on, are one family (the largest
    has 44 pairs), and families are never cut. Sentences that differ only in case, punctuation or
    white space count as the same: "Go ahead!" says what "Go ahead." says. The families stand in the
    order of a sha256, which is as good as shuffled: at least 5,000 pairs to test on, at least 3,000
    to validate on, the rest to train on. Introduced in chapter 07, Encoder and decoder.

    Raises:
        ValueError: there are not more than twice as many pairs as are held out, or too many of
            them are of one family.
    """
    if len(pairs) <= 2 * (TEST_PAIRS + VALID_PAIRS):
        raise ValueError(
            f"{len(pairs)} pairs are too few where {TEST_PAIRS + VALID_PAIRS} are held out: "
            "give more than twice as many"
        )
    families, rows = zip(*sorted(zip(_families(pairs), pairs, strict=True)), strict=True)
    rows = Pairs.of(rows)
    test = _end_of_family(families, TEST_PAIRS)
    valid = _end_of_family(families, test + VALID_PAIRS)
    if valid >= len(rows):
        raise ValueError(f"{len(rows)} pairs of too few families leave none to train on")
    return Splits(train=rows[valid:], valid=rows[test:valid], test=rows[:test])


def random_split(pairs: Pairs) -> TwoSplits[Pairs]:
    """Shuffle pairs with NumPy's seed 42 and train on the first 100,000, as is often done.

    It leaks: an English sentence with two translations easily stands on both sides. It is here
    to be measured (see `leak`) and to compare with figures published on it. Of all 118,964 pairs,
    in their order, 18,964 are left to validate on. Introduced in chapter 07, Encoder and decoder.
    """
    rows = list(pairs)
    order = np.random.RandomState(RANDOM_SEED).permutation(len(rows))
    shuffled = Pairs.of(rows[i] for i in order)
    return TwoSplits(shuffled[:RANDOM_TRAIN_PAIRS], shuffled[RANDOM_TRAIN_PAIRS:])


def _families(pairs: Pairs) -> list[bytes]:
    """The sha256 of each pair's family: of its alphabetically first sentence."""
    sides = [(_words(english), _words(spanish)) for english, spanish in pairs]
    first = _first_of_kin(sides)
    return [hashlib.sha256(first[english].encode()).digest() for english, _ in sides]


def _words(sentence: str) -> str:
    return " ".join(re.findall(r"\w+", sentence.casefold()))


def _first_of_kin(links: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The alphabetically first of all the strings that links join to each string (union-find)."""
    parent: dict[str, str] = {}

    def first(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]  # so that the next way up is shorter
            name = parent[name]
        return name

    for one, other in links:
        low, high = sorted((first(one), first(other)))
        parent[high] = low
    return {name: first(name) for name in list(parent)}


def _end_of_family(families: Sequence[bytes], place: int) -> int:
    """The first place from `place` on that falls between two families."""
    while place < len(families) and families[place] == families[place - 1]:
        place += 1
    return place
