"""Counted word vectors: counts, association and directions against their definitions."""

import numpy as np
import pytest

from nlp_helpers.training.word_vectors import (
    SMOOTHING,
    association,
    count_neighbours,
    counted_vectors,
)

V = 12
rng = np.random.default_rng(0)
TEXTS = [rng.integers(0, V, size=length) for length in (1, 0, 5, 60, 30)]


def near(texts, window: int) -> np.ndarray:
    counts = np.zeros((V, V))
    for text in texts:
        for i, word in enumerate(text):
            for j, other in enumerate(text):
                if 0 < abs(i - j) <= window and min(word, other) > 1:
                    counts[word, other] += 1 / abs(i - j)
    return counts


@pytest.mark.parametrize("window", [1, 3, 100])
def test_counts_are_those_of_a_double_loop(window):
    counts = count_neighbours(TEXTS, V, window).toarray()
    np.testing.assert_allclose(counts, near(TEXTS, window), atol=1e-9)


def test_association_is_its_definition():
    counts = near(TEXTS, 2)
    word = counts.sum(axis=1) / counts.sum()
    other = counts.sum(axis=1) ** SMOOTHING
    with np.errstate(divide="ignore", invalid="ignore"):
        wanted = np.log(counts / counts.sum() / np.outer(word, other / other.sum()))
    wanted = np.where(counts > 0, np.maximum(wanted, 0), 0)
    assert (wanted > 0).sum() > V
    found = association(count_neighbours(TEXTS, V, 2)).toarray()
    np.testing.assert_allclose(found, wanted, atol=1e-9)


def test_vectors_are_the_largest_directions_of_the_association():
    vectors, size = counted_vectors(TEXTS, V, 4, window=2), 4
    left, strengths, _ = np.linalg.svd(association(count_neighbours(TEXTS, V, 2)).toarray())
    wanted = left[:, :size] * np.sqrt(strengths[:size])
    wanted /= np.sqrt(np.mean(wanted**2))
    # A direction may point either way; what two vectors have in common does not change with it.
    np.testing.assert_allclose(vectors @ vectors.T, wanted @ wanted.T, atol=1e-2)
    np.testing.assert_allclose(np.mean(vectors**2), 1, rtol=1e-5)
    assert (vectors.shape, vectors.dtype) == ((V, size), np.float32)


def test_words_that_stand_for_each_other_are_alike():
    """Two words in two kinds of company, and nothing but the company to tell."""
    kinds = {2: (4, 5, 6), 3: (4, 5, 6), 7: (8, 9, 10), 11: (8, 9, 10)}
    texts = [np.array([word, *rng.permutation(company)]) for word, company in kinds.items()] * 20
    vectors = counted_vectors(texts, V, 3)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    alike = vectors @ vectors.T
    assert min(alike[2, 3], alike[7, 11]) > 0.95
    assert max(alike[2, 7], alike[3, 11]) < 0.2


def test_a_vocabulary_may_be_smaller_than_its_vectors():
    """As where a model is trained on a handful of texts."""
    vectors = counted_vectors(TEXTS, V, V + 5)
    assert vectors.shape == (V, V + 5)
    assert not vectors[:, V:].any()
    np.testing.assert_allclose(np.mean(vectors**2), 1, rtol=1e-5)


@pytest.mark.parametrize(
    ("texts", "size", "window", "message"),
    [
        ([[2, V]], 2, 1, f"id {V} is outside the vocabulary"),
        ([[2, -1]], 2, 1, "id -1 is outside the vocabulary"),
        ([[2, 3]], 0, 1, "size must be at least 1, not 0"),
        ([[2, 3]], 2, 0, "window must be at least 1, not 0"),
    ],
)
def test_refuses_what_cannot_be_counted(texts, size, window, message):
    with pytest.raises(ValueError, match=message):
        counted_vectors(texts, V, size, window=window)


def test_refuses_words_that_are_near_each_other_by_chance_alone():
    with pytest.raises(ValueError, match="no two words stand together more often than by chance"):
        counted_vectors([[2, 2]], V, 2)


@pytest.mark.parametrize("texts", [[], [[2]], [[0, 1, 1, 3]]])
def test_refuses_texts_without_neighbours(texts):
    with pytest.raises(ValueError, match="no two known words near each other"):
        counted_vectors(texts, V, 2)
