"""A softmax over sampled words, held against TensorFlow's and against the whole softmax."""

import itertools

import keras
import numpy as np
import pytest

from nlp_helpers.training.metrics import nats_per_token
from nlp_helpers.training.sampled_softmax import sampled_softmax_nats

rng = np.random.default_rng(0)
N, E, V, K = 6, 5, 40, 12
HIDDEN, MATRIX = (rng.normal(size=(n, E)).astype("float32") for n in (N, V))
BIAS = rng.normal(size=V).astype("float32")
TARGETS = rng.integers(V, size=N).astype("int32")
SAMPLED = rng.choice(V, size=K, replace=False).astype("int32")
COUNTS = rng.uniform(0.1, 0.9, size=V).astype("float32")
WHOLE = nats_per_token(HIDDEN @ MATRIX.T + BIAS, TARGETS)  # (N,)


def nats(hidden=HIDDEN, matrix=MATRIX, bias=BIAS, targets=TARGETS, sampled=SAMPLED, counts=COUNTS):
    arguments = (hidden, matrix, bias, targets, sampled, counts)
    tensors = map(keras.ops.convert_to_tensor, arguments)
    return keras.ops.convert_to_numpy(sampled_softmax_nats(*tensors))


@pytest.mark.parametrize("targets", [TARGETS, SAMPLED[:N]], ids=["apart", "sampled too"])
def test_is_tensorflows_for_the_same_words(targets):
    tf = pytest.importorskip("tensorflow")
    wanted = tf.nn.sampled_softmax_loss(
        weights=MATRIX,
        biases=BIAS,
        labels=targets[:, None].astype("int64"),
        inputs=HIDDEN,
        num_sampled=K,
        num_classes=V,
        sampled_values=(SAMPLED.astype("int64"), COUNTS[targets][:, None], COUNTS[SAMPLED]),
    )
    np.testing.assert_allclose(nats(targets=targets), wanted, rtol=1e-4, atol=1e-5)


def test_with_every_word_it_is_the_whole_softmax():
    every_word = rng.permutation(V).astype("int32")
    found = nats(sampled=every_word, counts=np.ones(V, "float32"))
    np.testing.assert_allclose(found, WHOLE, rtol=1e-4, atol=1e-5)


def test_a_word_that_is_sampled_twice_counts_once():
    twice = np.concatenate([SAMPLED, SAMPLED[::-1]])
    np.testing.assert_allclose(nats(sampled=twice), nats(), rtol=1e-5)


def test_a_target_is_not_counted_against_itself():
    targets = np.full(N, SAMPLED[0])
    without = nats(targets=targets, sampled=SAMPLED[1:])
    np.testing.assert_allclose(nats(targets=targets), without, rtol=1e-5)


def test_words_that_take_no_part_are_not_read():
    matrix, bias = MATRIX.copy(), BIAS.copy()
    absent = np.setdiff1d(np.arange(V), np.concatenate([SAMPLED, TARGETS]))
    matrix[absent], bias[absent] = 1e6, 1e6
    np.testing.assert_array_equal(nats(matrix=matrix, bias=bias), nats())


def test_nothing_trains_better_than_log_probabilities():
    """The mean loss over all targets and samples is least where the scores are log p."""
    p, counts = np.array([0.6, 0.3, 0.1]), np.array([0.9, 0.5, 0.2])
    everything = np.arange(3, dtype="int32")

    def mean_loss(scores, counts_told=counts):
        total = 0
        for chosen in itertools.product([False, True], repeat=3):
            chance = np.where(chosen, counts, 1 - counts).prod()
            # An id outside the three, so that all samples have one shape; it has no share.
            sampled = np.where(chosen, everything, 3).astype("int32")
            arguments = {
                "hidden": np.zeros((3, 1)),
                "matrix": np.zeros((4, 1)),
                "bias": np.append(scores, -1e30),
                "counts": np.append(counts_told, 1),
            }
            tensors = {name: value.astype("float32") for name, value in arguments.items()}
            total += chance * p @ nats(**tensors, targets=everything, sampled=sampled)
        return total

    shifts = rng.normal(scale=0.3, size=(10, 3))
    best = mean_loss(np.log(p))
    assert all(mean_loss(np.log(p) + shift - shift.mean()) > best for shift in shifts)
    assert mean_loss(np.log(p / counts), np.ones(3)) < mean_loss(np.log(p), np.ones(3))
