"""Vectors of words from nothing but texts: which words stand near which, in a few numbers each.

Legend: V vocabulary, D numbers of a vector.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import coo_array, csr_array
from sklearn.utils.extmath import randomized_svd

from nlp_helpers.arguments import at_least, ids_below

FIRST_WORD = 2  # before it stand padding and unknown, which have no neighbours that would count
SMOOTHING = 0.75  # Levy, Goldberg and Dagan 2015, section 3.2: rare neighbours count for less


def count_neighbours(texts: Sequence[ArrayLike], vocab_size: int, window: int) -> csr_array:
    """Count how often word i has word j near it, a pair at a distance of d as 1/d: (V, V).

    As GloVe does (Pennington et al. 2014, section 4.2). Introduced in chapter 05, Pretrained
    embeddings.

    Raises:
        ValueError: if an id is not in the vocabulary, or the window is below 1.
    """
    at_least(1, window=window)
    counts = csr_array((vocab_size, vocab_size))
    gap = np.zeros(window, "int32")  # so that nobody has neighbours in another text
    ids = np.concatenate([gap, *(np.append(text, gap) for text in texts)]).astype("int32")
    ids_below(vocab_size, (ids.min(), ids.max()))
    for distance in range(1, window + 1):
        before, after = ids[:-distance], ids[distance:]
        words = (before >= FIRST_WORD) & (after >= FIRST_WORD)
        weights = np.full(words.sum(), 1 / distance)
        pairs = coo_array((weights, (before[words], after[words])), shape=counts.shape).tocsr()
        counts = counts + pairs + pairs.T
    return counts


def association(counts: csr_array) -> csr_array:
    """Return the positive pointwise mutual information max(0, log P(i, j) / (P(i) Q(j))), (V, V).

    How much more often two words meet than chance would have it (Church and Hanks 1990); 0 where
    they never do. Q(j) is in proportion to P(j) to the power of `SMOOTHING`. Introduced in chapter
    05, Pretrained embeddings.
    """
    of_word, found = counts.sum(axis=1), counts.tocoo()
    row, column = found.coords
    share = of_word**SMOOTHING / (of_word**SMOOTHING).sum()
    information = np.log(found.data / (of_word[row] * share[column]))
    kept = information > 0
    return csr_array((information[kept], (row[kept], column[kept])), shape=counts.shape)


def counted_vectors(
    texts: Sequence[ArrayLike], vocab_size: int, size: int, *, window: int = 5
) -> np.ndarray:
    """Make of each word a vector such that words with the same neighbours have like vectors.

    The D largest directions of `association`, by singular value decomposition: nearly what word2vec
    does with a network (Levy and Goldberg 2014). No label is read. Introduced in chapter 05,
    Pretrained embeddings.

    Args:
        texts: ids of words, (T,) each; 0 is padding and 1 an unknown word.
        vocab_size: V.
        size: D.
        window: how many words to either side are neighbours.

    Returns:
        (V, D) float32; zeros for words without neighbours, and where V is below D, for directions
        that there are not. The mean of all squares is 1.

    Raises:
        ValueError: if no two known words stand near each other more often than by chance, an id is
            not in the vocabulary, or a size is below 1.
    """
    at_least(1, size=size)
    counts = count_neighbours(texts, vocab_size, window)
    if not counts.nnz:
        raise ValueError("the texts have no two known words near each other: give longer ones")
    associated = association(counts)
    if not associated.nnz:
        raise ValueError("no two words stand together more often than by chance: give more texts")
    left, strengths, _ = randomized_svd(associated, size, random_state=0)
    vectors = np.pad(left * np.sqrt(strengths), [(0, 0), (0, size - len(strengths))])
    return (vectors / np.sqrt(np.mean(vectors**2))).astype("float32")
