"""The filters: parity with transformers' warpers, composition, and what they refuse."""

import functools
from dataclasses import dataclass

import numpy as np
import pytest
from keras import ops

from nlp_helpers.decoders import Filter, Temperature, TopK, TopP

LOWEST = np.finfo("float32").min


def logits_with_ties(rows=1000, vocabulary=50):
    """Random logits rounded to one decimal: about half of each row ties with another token."""
    logits = np.random.default_rng(0).normal(scale=2, size=(rows, vocabulary))
    return logits.round(1).astype("float32")


def kept(filtered):
    return ops.convert_to_numpy(filtered) > LOWEST


def kept_by_transformers(warper, logits):
    import torch

    return np.isfinite(warper(None, torch.from_numpy(logits)).numpy())


@pytest.mark.parametrize("k", [1, 2, 5, 49, 50])
def test_top_k_equals_transformers(k):
    from transformers import TopKLogitsWarper

    logits = logits_with_ties()
    expected = kept_by_transformers(TopKLogitsWarper(k), logits)
    np.testing.assert_array_equal(kept(TopK(k)(logits)), expected)


@pytest.fixture
def stable_sort(monkeypatch):
    """Make torch keep equal logits in their order, as our sort does on every backend.

    Left alone, torch's sort (of more than 16 numbers) shuffles them, so that which of the tokens
    that tie at the nucleus's border `transformers` keeps is an accident of the processor.
    """
    import torch

    monkeypatch.setattr(torch, "sort", functools.partial(torch.sort, stable=True))


@pytest.mark.parametrize("p", [1e-6, 0.1, 0.5, 0.9, 0.99, 1.0])
def test_top_p_equals_transformers(stable_sort, p):
    from transformers import TopPLogitsWarper

    logits = logits_with_ties()
    expected = kept_by_transformers(TopPLogitsWarper(p), logits)
    np.testing.assert_array_equal(kept(TopP(p)(logits)), expected)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_top_p_equals_transformers_as_it_is_up_to_the_choice_among_ties(p):
    from transformers import TopPLogitsWarper

    logits = logits_with_ties()
    expected = kept_by_transformers(TopPLogitsWarper(p), logits)
    for row, ours, theirs in zip(logits, kept(TopP(p)(logits)), expected, strict=True):
        np.testing.assert_array_equal(np.sort(row[ours]), np.sort(row[theirs]))


def test_top_k_then_top_p_equals_transformers(stable_sort):
    import torch
    from transformers import TopKLogitsWarper, TopPLogitsWarper

    logits = logits_with_ties()
    after_k = TopKLogitsWarper(10)(None, torch.from_numpy(logits))
    expected = np.isfinite(TopPLogitsWarper(0.8)(None, after_k).numpy())
    np.testing.assert_array_equal(kept(TopP(0.8)(TopK(10)(logits))), expected)


@pytest.mark.parametrize("each", [TopK(3), TopP(0.5)], ids=str)
def test_what_is_kept_is_unchanged_and_the_rest_finite(each):
    logits = logits_with_ties(rows=100)
    filtered = ops.convert_to_numpy(each(logits))
    np.testing.assert_array_equal(filtered, np.where(kept(filtered), logits, LOWEST))
    assert (~kept(filtered)).any()


@pytest.mark.parametrize("each", [TopK(50), TopK(51), TopK(10**12), TopP(1), TopP(1.0)], ids=str)
def test_filters_that_keep_everything(each):
    logits = logits_with_ties(rows=100)
    logits[:, 0] = -1000  # its probability underflows to 0, and it is kept all the same
    np.testing.assert_array_equal(ops.convert_to_numpy(each(logits)), logits)


def test_top_p_keeps_the_most_probable_token_however_small_p_is():
    filtered = TopP(1e-30)(np.array([[0.0, 3.0, 1.0]], "float32"))
    assert kept(filtered).tolist() == [[False, True, False]]


def test_temperature_divides():
    logits = logits_with_ties(rows=10)
    np.testing.assert_allclose(ops.convert_to_numpy(Temperature(0.7)(logits)), logits / 0.7, 1e-6)


def test_a_low_temperature_keeps_removed_tokens_finite():
    filtered = ops.convert_to_numpy(Temperature(0.01)(TopK(1)(logits_with_ties(rows=10))))
    assert np.isfinite(filtered).all()


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
@pytest.mark.parametrize("each", [Temperature(0.5), TopK(2), TopP(0.5)], ids=str)
def test_filters_keep_the_dtype_and_stay_finite(each, dtype):
    logits = ops.cast(logits_with_ties(rows=10), dtype)
    filtered = each(logits)
    assert filtered.dtype == logits.dtype
    assert np.isfinite(ops.convert_to_numpy(ops.cast(filtered, "float32"))).all()


def test_a_filter_of_ones_own():
    @dataclass(frozen=True)
    class Shift(Filter):
        amount: float

        @staticmethod
        def apply(logits, amount):
            return logits + amount

    np.testing.assert_allclose(ops.convert_to_numpy(Shift(2.0)(np.ones((1, 3)))), 3)


@pytest.mark.parametrize("t", [0, -1, 0.0, -0.5, float("nan"), float("inf"), 1e-40, True, "hot"])
def test_temperature_refuses(t):
    with pytest.raises(ValueError, match="use greedy"):
        Temperature(t)


@pytest.mark.parametrize("k", [0, -3, 2.0, True, None])
def test_top_k_refuses(k):
    with pytest.raises(ValueError, match="k must be a positive integer"):
        TopK(k)


@pytest.mark.parametrize("p", [0, -0.1, 1.0001, 90, float("nan"), True, "most"])
def test_top_p_refuses(p):
    with pytest.raises(ValueError, match="p must be a number above 0 and at most 1"):
        TopP(p)
