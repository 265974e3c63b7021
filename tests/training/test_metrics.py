"""Nats, bits and perplexity, against Keras and by hand."""

import math

import keras
import numpy as np
import pytest

from nlp_helpers.models import CharRNNConfig, make_char_rnn, window_start, with_explicit_state
from nlp_helpers.training.metrics import (
    bits,
    nats_per_token,
    perplexity,
    sliding_nats,
    stream_nats,
)

RNG = np.random.default_rng(0)
LOGITS = (4 * RNG.normal(size=(3, 5, 7))).astype("float32")  # (B, T, V)
TARGETS = RNG.integers(0, 7, size=(3, 5))
IDS = RNG.integers(0, 7, size=50).astype("int32")


def test_bits_and_perplexity_of_a_fair_guess():
    assert bits(math.log(8)) == pytest.approx(3.0)
    assert perplexity(math.log(39)) == pytest.approx(39)
    assert (bits(0.0), perplexity(0.0)) == (0.0, 1.0)


def test_nats_equal_keras_cross_entropy():
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction=None)
    wanted = keras.ops.convert_to_numpy(loss(TARGETS, LOGITS))
    np.testing.assert_allclose(nats_per_token(LOGITS, TARGETS), wanted, rtol=1e-5)


def test_probabilities_sum_to_one_over_the_targets():
    every = [np.exp(-nats_per_token(LOGITS, np.full((3, 5), target))) for target in range(7)]
    np.testing.assert_allclose(sum(every), 1.0)


def test_huge_logits_neither_overflow_nor_lose_the_difference():
    logits = np.array([[10_000.0, 10_000.0], [-1e30, 0.0]])
    np.testing.assert_allclose(nats_per_token(logits, np.array([0, 1])), [math.log(2), 0.0])


@pytest.fixture(scope="module")
def models():
    """A model, and the same with its state as an input and an output."""
    model = make_char_rnn(CharRNNConfig(vocab_size=7, embedding_size=4, units=8))
    for variable in model.trainable_variables:
        variable.assign(RNG.normal(size=variable.shape))
    return model, with_explicit_state(model)


@pytest.mark.parametrize("chunk", [1, 7, 49, 1000])
def test_stream_equals_one_reading_of_the_whole_text(models, chunk):
    model, reader = models
    wanted = nats_per_token(model.predict_on_batch(IDS[None, :-1]), IDS[None, 1:]).mean()
    assert stream_nats(reader, IDS, chunk=chunk) == pytest.approx(wanted, rel=1e-5)


def test_stream_starts_from_a_zero_state_each_time(models):
    _, reader = models
    first = stream_nats(reader, IDS, chunk=7)
    assert stream_nats(reader, IDS, chunk=7) == first


def test_stream_reports_its_progress(models):
    seen = []

    def watch(chunks):
        for each in chunks:
            seen.append(each)
            yield each

    stream_nats(models[1], IDS, chunk=20, progress=watch)
    assert seen == [0, 20, 40]


@pytest.mark.parametrize("length", [0, 1])
def test_nothing_to_predict(models, length):
    with pytest.raises(ValueError, match=f"{length} ids leave nothing to predict"):
        stream_nats(models[1], IDS[:length])
    with pytest.raises(ValueError, match=f"{length} ids leave nothing to predict"):
        sliding_nats(models[0], IDS[:length], window=8, slide=2)


@pytest.mark.parametrize("slide", [0, 9])
def test_a_sliding_window_skips_nothing(models, slide):
    with pytest.raises(ValueError, match=f"slide must be from 1 to the window's 8, not {slide}"):
        sliding_nats(models[0], IDS, window=8, slide=slide)


@pytest.mark.parametrize("length", [2, 15, 16, 17, 18, 19, 30, 50])
def test_a_sliding_window_predicts_each_id_once_from_what_it_shows(models, length):
    """The same as one prediction after the other, each from the window of `window_start`."""
    model, ids, window = models[0], IDS[:length], 16
    starts = [int(window_start(place, window)) for place in range(1, length)]
    wanted = [
        nats_per_token(model.predict_on_batch(ids[None, start:place])[0, -1:], ids[place:][:1])
        for place, start in enumerate(starts, start=1)
    ]
    found = sliding_nats(model, ids, window=window, slide=2, batch_size=3)
    assert found == pytest.approx(np.mean(wanted), rel=1e-5)
