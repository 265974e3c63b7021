"""A mean over the words that are there, and over nothing else."""

import keras
import numpy as np
import pytest

from nlp_helpers.layers import masked_mean

rng = np.random.default_rng(0)
X = rng.normal(size=(3, 5, 4)).astype("float32")  # (B, T, D)
MASK = np.array([[1, 1, 1, 1, 1], [1, 1, 0, 0, 0], [0, 1, 0, 1, 0]], bool)


def run(x, mask) -> np.ndarray:
    return keras.ops.convert_to_numpy(masked_mean(x, mask))


def test_is_the_mean_of_each_texts_own_words():
    wanted = np.stack([row[kept].mean(axis=0) for row, kept in zip(X, MASK, strict=True)])
    np.testing.assert_allclose(run(X, MASK), wanted, rtol=1e-5)


def test_padding_changes_nothing():
    x = np.concatenate([np.where(MASK[..., None], X, 1e6), np.ones((3, 9, 4))], axis=1)
    mask = np.pad(MASK, [(0, 0), (0, 9)])
    np.testing.assert_allclose(run(x.astype("float32"), mask), run(X, MASK), rtol=1e-5)


def test_a_text_without_words_is_zero():
    np.testing.assert_array_equal(run(X, np.zeros_like(MASK)), np.zeros((3, 4)))


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_keeps_the_type(dtype):
    assert run(X.astype(dtype), MASK).dtype == dtype
