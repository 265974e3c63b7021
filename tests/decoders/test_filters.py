"""The filters: parity with transformers' warpers, composition, and what they refuse."""

import functools
from dataclasses import dataclass

import numpy as np
import pytest
from keras import ops

from nlp_helpers.decoders import (
    Filter,
    Forbid,
    MinLength,
    RepetitionPenalty,
    Temperature,
    Text,
    TopK,
    TopP,
)

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


@pytest.mark.parametrize("each", [Temperature(9), RepetitionPenalty(0.1)], ids=str)
def test_no_filter_makes_a_removed_token_more_probable(each):
    logits = ops.convert_to_numpy(TopK(1)(logits_with_ties(rows=10)))
    filtered = ops.convert_to_numpy(each(logits, some_text(10, logits.shape[1])))
    np.testing.assert_array_equal(kept(filtered), kept(logits))


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
@pytest.mark.parametrize("each", [Temperature(0.5), TopK(2), TopP(0.5)], ids=str)
def test_filters_keep_the_dtype_and_stay_finite(each, dtype):
    logits = ops.cast(logits_with_ties(rows=10), dtype)
    filtered = each(logits)
    assert filtered.dtype == logits.dtype
    assert np.isfinite(ops.convert_to_numpy(ops.cast(filtered, "float32"))).all()


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
@pytest.mark.parametrize(
    ("p", "size", "count"),
    [(0.5, 1000, 500), (0.6, 5, 3), (0.9, 1000, 900), (0.5, 5000, 2500), (0.7, 50_000, 35_000)],
)
def test_top_p_sums_in_float32_and_takes_a_sum_that_hits_p(dtype, p, size, count):
    logits = ops.zeros((1, size), dtype)
    for each in (TopP(p)(logits), TopP.apply(logits, ops.convert_to_tensor(p, "float32"))):
        assert (ops.convert_to_numpy(ops.cast(each, "float32")) == 0).sum() == count


@pytest.mark.parametrize(
    "logits", [[[3, 1, 2]], [[3.0, 1.0, 2.0]], np.array([[3.0, 1.0, 2.0]])], ids=["int", "", "np"]
)
def test_filters_take_lists_and_numpys_arrays(logits):
    filtered = ops.convert_to_numpy(TopK(2)(logits))
    assert filtered.tolist() == [[3.0, np.finfo(filtered.dtype).min, 2.0]]


def test_temperature_stays_finite_in_half_precision():
    logits = ops.convert_to_tensor([[60000.0, -60000.0]], "float16")
    for t in (0.01, 1e-30):
        assert np.isfinite(ops.convert_to_numpy(Temperature(t)(logits))).all()


def some_text(rows, vocabulary):
    """Texts of 7 and 3 tokens and so on, of which what stands behind them is nothing."""
    ids = np.random.default_rng(1).integers(0, vocabulary, size=(rows, 8), dtype="int32")
    lengths = np.resize([7, 3, 8, 1], rows).astype("int32")
    return Text(ids, lengths, np.minimum(lengths, 2))


def test_repetition_penalty_equals_transformers():
    import torch
    from transformers import RepetitionPenaltyLogitsProcessor

    logits = logits_with_ties(rows=20)
    text = some_text(20, logits.shape[1])
    filtered = ops.convert_to_numpy(RepetitionPenalty(1.3)(logits, text))
    processor = RepetitionPenaltyLogitsProcessor(1.3)
    for row, ids, length, ours in zip(logits, text.ids, text.lengths, filtered, strict=True):
        ids = torch.from_numpy(ids[None, :length].astype("int64"))
        theirs = processor(ids, torch.from_numpy(row[None]))[0]
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-6)


def test_min_length_keeps_the_end_away_from_short_texts():
    text = some_text(4, 5)  # with 5, 1, 6 and 0 new tokens
    filtered = MinLength(5, end_id=2)(np.zeros((4, 5), "float32"), text)
    assert kept(filtered)[:, 2].tolist() == [True, False, True, False]
    assert np.delete(kept(filtered), 2, axis=1).all()
    assert not kept(MinLength(2**40, end_id=2)(np.zeros((4, 5), "float32"), text))[:, 2].any()


@pytest.mark.parametrize("ids", [(0, 3), (3, 0, 3, 3), (0, 3, 5), (0, 3, 2**31 - 1)])
def test_forbid_removes_some_tokens(ids):
    """An id may be there twice, or beyond the vocabulary."""
    filtered = Forbid(ids)(np.zeros((2, 5), "float32"))
    assert kept(filtered).tolist() == [[False, True, True, False, True]] * 2


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Forbid(()), "at least one id"),
        (lambda: Forbid((1, -2)), "ids must be an id of 0 or more, not -2"),
        (lambda: MinLength(0, 1), "length must be a positive integer"),
        (lambda: MinLength(3, None), "end_id must be an id of 0 or more, not None"),
        (lambda: RepetitionPenalty(0), "penalty must be a number from 0.001 to 1000, not 0"),
        (lambda: RepetitionPenalty(float("nan")), "penalty must be a number"),
    ],
)
def test_filters_of_the_text_refuse(make, message):
    with pytest.raises(ValueError, match=message):
        make()


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
