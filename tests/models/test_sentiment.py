"""Recurrent classifiers: padding never changes what they say, unless they have no mask."""

import dataclasses

import keras
import numpy as np
import pytest

from nlp_helpers.models import SentimentRNNConfig, make_sentiment_rnn
from nlp_helpers.models.sentiment import hash_pairs
from tests.models.conftest import draw_weights

BASE = SentimentRNNConfig(
    vocab_size=9,
    embedding_size=5,
    units=6,
    embedding_dropout=0.3,
    weight_dropout=0.3,
    output_dropout=0.3,
)
KINDS = [
    dataclasses.replace(BASE, bidirectional=bidirectional, pooling=pooling)
    for bidirectional in (False, True)
    for pooling in ("last", "mean")
]
KINDS.append(dataclasses.replace(KINDS[-1], pair_buckets=11, pair_size=3))
IDS = np.random.default_rng(0).integers(1, 9, size=(3, 7), dtype=np.int32)  # (B, T), no padding
LENGTHS = (7, 4, 1)


def make(config: SentimentRNNConfig, *, jit_compile: bool = True) -> keras.Model:
    model = make_sentiment_rnn(config)
    draw_weights(model, seed=1)
    # JAX compiles in any case, and PyTorch never does.
    model.compile(
        jit_compile={"jax": True, "torch": False}.get(keras.backend.backend(), jit_compile)
    )
    return model


def name(config: SentimentRNNConfig) -> str:
    pairs = "-pairs" if config.pair_buckets else ""
    return f"{'both' if config.bidirectional else 'forward'}-{config.pooling}{pairs}"


@pytest.mark.parametrize("jit_compile", [False, True], ids=["plain", "jit"])
@pytest.mark.parametrize("config", KINDS, ids=name)
def test_padding_never_changes_a_prediction(config, jit_compile):
    model = make(config, jit_compile=jit_compile)
    padded = np.zeros((3, 12), "int32")
    for row, ids, length in zip(padded, IDS, LENGTHS, strict=True):
        row[:length] = ids[:length]
    together = model.predict_on_batch(padded)
    alone = [
        model.predict_on_batch(ids[None, :length])[0]
        for ids, length in zip(IDS, LENGTHS, strict=True)
    ]
    np.testing.assert_allclose(together, alone, rtol=1e-4, atol=1e-5)


def test_without_a_mask_padding_does_change_it():
    model = make(dataclasses.replace(BASE, masked=False))
    padded = np.pad(IDS, [(0, 0), (0, 5)])
    change = np.abs(model.predict_on_batch(padded) - model.predict_on_batch(IDS))
    assert change.max() > 0.01


def test_the_mask_by_hand_is_what_mask_zero_does():
    model = make(BASE)
    twin = keras.Sequential(
        [
            keras.layers.Embedding(BASE.vocab_size, BASE.embedding_size, mask_zero=True),
            keras.layers.GRU(BASE.units),
            keras.layers.Dense(1),
        ]
    )
    twin.build((None, None))
    twin.set_weights(model.get_weights())
    padded = np.pad(IDS, [(0, 0), (0, 5)])
    np.testing.assert_allclose(
        model.predict_on_batch(padded), twin.predict_on_batch(padded), rtol=1e-4, atol=1e-5
    )


@pytest.mark.parametrize("config", KINDS, ids=name)
def test_a_row_of_padding_gets_a_finite_logit(config):
    assert np.isfinite(make(config).predict_on_batch(np.zeros((2, 5), "int32"))).all()


def test_pairs_are_told_apart_by_both_words_and_their_order():
    words = np.arange(1, 30)
    texts = np.array([(a, b) for a in words for b in words], "int32")
    buckets = 1_000_003
    numbers = keras.ops.convert_to_numpy(hash_pairs(texts, buckets))[:, 1]
    assert len(set(numbers)) == len(texts)
    few = keras.ops.convert_to_numpy(hash_pairs(texts, 10))
    assert set(few.ravel()) == set(range(10))


@pytest.mark.parametrize(("field", "value"), [("pooling", "max"), ("units", 0), ("vocab_size", -1)])
def test_bad_values_are_named(field, value):
    with pytest.raises(ValueError, match=f"{field}.*{value}"):
        dataclasses.replace(BASE, **{field: value})


def test_more_words_than_their_pairs_have_numbers_are_refused():
    SentimentRNNConfig(vocab_size=2**18, pair_buckets=9)
    with pytest.raises(ValueError, match="at most 262,144"):
        SentimentRNNConfig(vocab_size=2**18 + 1, pair_buckets=9)
