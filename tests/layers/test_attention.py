"""Attention by hand, held against Keras's, and against plain NumPy."""

import keras
import numpy as np
import pytest

from nlp_helpers.layers import Attention, masked_softmax
from nlp_helpers.layers.attention import KINDS

rng = np.random.default_rng(0)
B, T, S, D, E = 3, 4, 5, 6, 7
QUERIES, KEYS = (rng.normal(size=(B, n, D)).astype("float32") for n in (T, S))
VALUES = rng.normal(size=(B, S, E)).astype("float32")
MASK = np.array([[1, 1, 1, 1, 1], [1, 1, 0, 0, 0], [0, 1, 0, 1, 0]], bool)


@pytest.fixture(params=KINDS)
def layer(request) -> Attention:
    keras.utils.set_random_seed(0)
    layer = Attention(request.param)
    layer.build(QUERIES.shape, KEYS.shape)
    return layer


def run(layer, queries=QUERIES, keys=KEYS, values=VALUES, mask=MASK) -> list[np.ndarray]:
    tensors = map(keras.ops.convert_to_tensor, (queries, keys, values, mask[:, None]))
    return [keras.ops.convert_to_numpy(each) for each in layer(*tensors)]


def in_plain_numpy(kind: str, weights: list, row: int, query: np.ndarray) -> np.ndarray:
    """Look at a memory's places one after the other, leaving out those that hold nothing."""
    places = np.flatnonzero(MASK[row])
    scores = []
    for key in KEYS[row, places]:
        if kind == "additive":
            scores.append(weights[1][0] @ np.tanh(weights[0].T @ query + key))
        elif kind == "general":
            scores.append((weights[0].T @ query) @ key)
        else:
            scores.append(query @ key / (np.sqrt(D) if kind == "scaled" else 1))
    shares = np.exp(scores) / np.exp(scores).sum()
    return sum(share * VALUES[row, place] for share, place in zip(shares, places, strict=True))


def test_is_what_a_loop_finds(layer):
    contexts, _ = run(layer)
    for row in range(B):
        for t, query in enumerate(QUERIES[row]):
            wanted = in_plain_numpy(layer.kind, layer.get_weights(), row, query)
            np.testing.assert_allclose(contexts[row, t], wanted, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("kind", ["dot", "additive"])
def test_is_keras_own(kind):
    """Keras's layers compare the queries as they are, so ours gets the identity for a matrix."""
    ours = Attention(kind)
    ours.build(QUERIES.shape, KEYS.shape)
    library = keras.layers.Attention() if kind == "dot" else keras.layers.AdditiveAttention()
    inputs = [keras.ops.convert_to_tensor(each) for each in (QUERIES, VALUES, KEYS)]
    queries_mask = keras.ops.ones((B, T), "bool")
    masks = [queries_mask, keras.ops.convert_to_tensor(MASK)]
    library.build([each.shape for each in inputs])
    if kind == "additive":
        ours.set_weights([np.eye(D), rng.normal(size=(1, D))])
        library.set_weights([ours.get_weights()[1][0]])
    wanted = library(inputs, mask=masks, return_attention_scores=True)
    for mine, theirs in zip(run(ours), wanted, strict=True):
        np.testing.assert_allclose(mine, keras.ops.convert_to_numpy(theirs), rtol=1e-4, atol=1e-5)


def test_weights_sum_to_one_and_padding_gets_none(layer):
    _, weights = run(layer)
    assert weights.shape == (B, T, S)
    np.testing.assert_allclose(weights.sum(axis=-1), 1, rtol=1e-5)
    assert not weights[~np.broadcast_to(MASK[:, None], weights.shape)].any()


def test_what_stands_at_padding_is_never_seen(layer):
    keys, values = (np.where(MASK[..., None], x, 1e3).astype("float32") for x in (KEYS, VALUES))
    for one, other in zip(run(layer), run(layer, keys=keys, values=values), strict=True):
        np.testing.assert_array_equal(one, other)


def test_more_padding_changes_nothing(layer):
    longer = [np.pad(x, [(0, 0), (0, 9), (0, 0)]) for x in (KEYS, VALUES)]
    contexts, _ = run(layer, QUERIES, *longer, np.pad(MASK, [(0, 0), (0, 9)]))
    np.testing.assert_allclose(contexts, run(layer)[0], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
def test_weights_keep_their_type_and_stay_finite(dtype):
    scores = keras.ops.cast(keras.ops.convert_to_tensor([[3.0, -2.0], [1.0, 5.0]]), dtype)
    mask = keras.ops.convert_to_tensor([[True, False], [False, False]])
    weights = masked_softmax(scores, mask)
    assert keras.backend.standardize_dtype(weights.dtype) == dtype
    wanted = [[1, 0], [0.5, 0.5]]
    np.testing.assert_array_equal(
        keras.ops.convert_to_numpy(keras.ops.cast(weights, "float32")), wanted
    )


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
def test_places_without_a_chance_share_the_weight_and_masked_ones_get_none(dtype):
    """Where all that is free scores -inf, as a filter may leave it."""
    scores = keras.ops.cast([[-np.inf, -np.inf, 3.0, -np.inf], [-np.inf, 2.0, 9.0, -np.inf]], dtype)
    mask = keras.ops.convert_to_tensor([[True, True, False, False]])
    weights = keras.ops.cast(masked_softmax(scores, mask), "float32")
    wanted = [[0.5, 0.5, 0, 0], [0, 1, 0, 0]]
    np.testing.assert_array_equal(keras.ops.convert_to_numpy(weights), wanted)


def test_is_the_masked_softmax_of_chapter_10():
    """One `where` and a softmax, rows that may look nowhere included."""
    scores, mask = rng.normal(size=(6, S)).astype("float32"), rng.random((6, S)) < 0.5
    mask[0] = False
    lowest = np.where(mask, scores, np.finfo("float32").min)
    powers = np.exp(lowest - lowest.max(axis=-1, keepdims=True))
    wanted = powers / powers.sum(axis=-1, keepdims=True)
    given = keras.ops.convert_to_tensor(scores), keras.ops.convert_to_tensor(mask)
    weights = keras.ops.convert_to_numpy(masked_softmax(*given))
    np.testing.assert_allclose(weights, wanted, rtol=1e-5)


def test_one_place_alone_weighs_all_there_is():
    scores = keras.ops.convert_to_tensor([[[3.0], [-np.inf]], [[0.0], [9.0]]])
    np.testing.assert_array_equal(
        keras.ops.convert_to_numpy(masked_softmax(scores, scores > 1)), np.ones((2, 2, 1))
    )


@pytest.mark.parametrize("kind", ["dot", "scaled"])
def test_a_product_needs_equal_widths(kind):
    with pytest.raises(ValueError, match="not of 6 and 5"):
        Attention(kind).build((B, T, 6), (B, S, 5))


@pytest.mark.parametrize("kind", ["general", "additive"])
def test_a_matrix_bridges_unequal_widths(kind):
    contexts, _ = run(Attention(kind), keys=KEYS[..., :2])
    assert contexts.shape == (B, T, E)


@pytest.mark.parametrize("kind", ["", "cosine", None])
def test_refuses_unknown_kinds(kind):
    with pytest.raises(ValueError, match="dot, scaled, general, additive"):
        Attention(kind)


def test_config_round_trip(layer):
    twin = Attention.from_config(layer.get_config())
    assert twin.get_config() == layer.get_config()
