"""What chapter 14 writes on its page is what the package does: the cells themselves are run."""

import math

import keras
import numpy as np
import pytest
from scipy.stats import binomtest

from nlp_helpers import layers
from nlp_helpers.datasets.span_corruption import corrupt, random_spans
from nlp_helpers.models import TransformerConfig, make_transformer
from tests.notebooks.conftest import functions_of_page

GIVEN = {"keras": keras, "layers": layers, "math": math, "np": np, "ops": keras.ops}


@pytest.fixture(scope="module")
def page() -> dict:
    """The functions of the page, by name."""
    names = ("hide", "norm", "encode", "decode", "make_t5", "shares", "mcnemar")
    return functions_of_page("14_text_to_text", names, GIVEN)


def test_spans_are_hidden_as_by_the_package(page):
    for seed in range(200):
        rng = np.random.default_rng(seed)
        words = int(rng.integers(2, 30))
        text = " ".join(f"w{number}" for number in range(words))
        spans = random_spans(words, rng, share=rng.random() / 2)
        assert page["hide"](text, spans) == corrupt(text, spans)


def test_the_network_is_the_packages(page):
    model, looker = page["make_t5"](11, width=12, heads=3, hidden=10, blocks=2)
    config = TransformerConfig(
        source_vocab_size=11,
        target_vocab_size=11,
        shared=True,
        width=12,
        num_heads=3,
        encoder_blocks=2,
        decoder_blocks=2,
        hidden_size=10,
    )
    packaged, rng = make_transformer(config), np.random.default_rng(0)
    for variable in packaged.trainable_variables:
        variable.assign(variable + 0.3 * rng.normal(size=variable.shape).astype("float32"))
    model.set_weights(packaged.get_weights())
    source = np.array([[4, 5, 6, 7, 3], [5, 4, 3, 0, 0]], "int32")
    target = np.array([[2, 5, 6, 4, 8, 7], [2, 4, 7, 3, 0, 0]], "int32")
    expected = packaged.predict_on_batch([source, target])
    np.testing.assert_allclose(model.predict_on_batch([source, target]), expected, atol=1e-4)
    looks = looker.predict_on_batch([source, target])
    assert [look.shape for look in looks] == [(2, 3, 6, 5)] * 2
    for look in looks:
        np.testing.assert_allclose(look.sum(axis=-1), 1, atol=1e-5)
        np.testing.assert_allclose(look[1, :, :, 3:], 0, atol=1e-6)  # what is padding


def test_a_coin_is_judged_as_by_scipy(page):
    for won in range(12):
        for lost in range(12):
            expected = binomtest(won, won + lost).pvalue if won + lost else 1.0
            assert page["mcnemar"](won, lost) == pytest.approx(expected)


def test_shares_of_a_batch_are_those_of_the_table(page):
    sizes = np.array([900.0, 100.0])
    for how, expected in (
        ({}, (0.9, 0.1)),
        ({"limit": 300}, (0.75, 0.25)),
        ({"temperature": 2}, (0.75, 0.25)),
        ({"temperature": math.inf}, (0.5, 0.5)),
    ):
        np.testing.assert_allclose(page["shares"](sizes, **how), expected)
