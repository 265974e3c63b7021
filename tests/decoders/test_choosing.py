"""The choosers: which token, with which probability."""

import numpy as np
import pytest
from keras import ops

from nlp_helpers.decoders import TopK, TopP, greedy, sample
from nlp_helpers.decoders.choosing import GAP, draw_uniforms

LOGITS = np.array([0.5, -1.0, 2.0, 0.0, -3.0, 2.0, 1.0], "float32")
DRAWS = 20_000


def draw(logits):
    """Sample DRAWS times from one row of logits."""
    uniforms = draw_uniforms(seed=0, rows=1, length=DRAWS)[0]
    return ops.convert_to_numpy(sample(ops.repeat(logits, DRAWS, axis=0), uniforms))


def test_greedy_takes_the_lowest_of_equals():
    logits = np.array([[0, 2, 1, 2], [5, 5, 5, 5]], "float32")
    assert ops.convert_to_numpy(greedy(logits)).tolist() == [1, 0]


def test_samples_are_distributed_as_softmax():
    expected = DRAWS * np.exp(LOGITS) / np.exp(LOGITS).sum()
    observed = np.bincount(draw(LOGITS[None]), minlength=len(LOGITS))
    chi_square = ((observed - expected) ** 2 / expected).sum()
    assert chi_square < 22.46  # the 99.9th percentile for 6 degrees of freedom


@pytest.mark.parametrize(
    ("each", "allowed"), [(TopK(1), {2, 5}), (TopK(3), {2, 5, 6}), (TopP(0.5), {2, 5})], ids=str
)
def test_a_removed_token_is_never_drawn(each, allowed):
    assert set(draw(each(LOGITS[None])).tolist()) == allowed


def test_the_ends_of_the_line_fall_on_tokens_that_are_left():
    """A removed token has a stretch of length 0, at either end and in the middle."""
    removed = np.finfo("float32").min
    logits = np.array([[removed, 1.0, removed, 1.0, removed]] * 3, "float32")
    uniforms = np.array([0.0, 0.5, 1 - GAP], "float32")
    assert ops.convert_to_numpy(sample(logits, uniforms)).tolist() == [1, 3, 3]


def test_a_large_vocabulary_never_runs_past_its_end():
    logits = np.zeros((4, 50_000), "float32")
    chosen = ops.convert_to_numpy(sample(logits, np.full(4, 1 - GAP, "float32")))
    assert (chosen < 50_000).all()
    assert (chosen > 49_000).all()


def test_uniform_numbers_depend_on_neither_length_nor_rows():
    numbers = draw_uniforms(seed=1, rows=3, length=100)
    np.testing.assert_array_equal(numbers[:2, :10], draw_uniforms(seed=1, rows=2, length=10))
    assert not np.allclose(numbers[0], numbers[1])
    assert numbers.max() <= 1 - GAP


@pytest.mark.parametrize("seed", [-1, 0.5, True, None])
def test_seeds_refused(seed):
    with pytest.raises(ValueError, match="seed must be an integer"):
        draw_uniforms(seed, rows=1, length=1)
