"""Self-attention is Keras's own with the same weights, and nobody ever looks at padding."""

import keras
import numpy as np
import pytest

from nlp_helpers.layers import EncoderBlock, SelfAttention

HEADS, WIDTH = 3, 12
rng = np.random.default_rng(0)
X = rng.normal(size=(2, 7, WIDTH)).astype("float32")  # (B, T, D)
MASK = np.arange(7) < np.array([[7], [4]])  # (B, T): the second text ends in padding


def make_block(dtype=None) -> EncoderBlock:
    """Return a block with every weight random, biases and norms too."""
    block = EncoderBlock(HEADS, hidden_size=20, dtype=dtype)
    block.build(X.shape)
    block.set_weights([rng.normal(size=w.shape) / 3 for w in block.get_weights()])
    return block


def run(layer, x=X, mask=MASK) -> np.ndarray:
    return keras.ops.convert_to_numpy(layer(x, mask=mask))


@pytest.fixture
def attention() -> SelfAttention:
    return make_block().attention


@pytest.fixture(params=["attention", "block"])
def layer(request):
    block = make_block()
    return block if request.param == "block" else block.attention


def keras_attention(attention) -> keras.layers.MultiHeadAttention:
    """Keras keeps the heads on an axis of their own; the numbers are the same."""
    size = WIDTH // HEADS
    twin = keras.layers.MultiHeadAttention(HEADS, size)
    twin.build(X.shape, X.shape)
    *inner, kernel, bias = attention.get_weights()
    shapes = [(WIDTH, HEADS, size), (HEADS, size)] * 3
    inner = [weights.reshape(shape) for weights, shape in zip(inner, shapes, strict=True)]
    twin.set_weights([*inner, kernel.reshape(HEADS, size, WIDTH), bias])
    return twin


def test_attention_equals_that_of_keras(attention):
    wanted = keras_attention(attention)(X, X, attention_mask=MASK[:, None, :])
    np.testing.assert_allclose(
        run(attention), keras.ops.convert_to_numpy(wanted), rtol=1e-4, atol=1e-5
    )


def test_attention_weighs_values_as_the_equation_says(attention):
    """One head, one text, in plain NumPy."""
    single = SelfAttention(1)
    single.build(X.shape)
    single.set_weights(attention.get_weights())
    wq, bq, wk, bk, wv, bv, wo, bo = single.get_weights()
    x = X[1, :4]
    scores = np.exp((x @ wq + bq) @ (x @ wk + bk).T / np.sqrt(WIDTH))
    wanted = scores / scores.sum(axis=1, keepdims=True) @ (x @ wv + bv) @ wo + bo
    np.testing.assert_allclose(run(single)[1, :4], wanted, rtol=1e-4, atol=1e-5)


def test_what_stands_at_padding_is_never_seen(layer):
    changed = np.where(MASK[..., None], X, 1e3).astype("float32")
    np.testing.assert_array_equal(run(layer)[MASK], run(layer, changed)[MASK])


def test_more_padding_changes_nothing(layer):
    longer = np.pad(X, [(0, 0), (0, 5), (0, 0)])
    mask = np.pad(MASK, [(0, 0), (0, 5)])
    np.testing.assert_allclose(
        run(layer, longer, mask)[mask], run(layer)[MASK], rtol=1e-4, atol=1e-5
    )


def test_order_is_not_seen(layer):
    """Attention takes a set: shuffled tokens give the same vectors, shuffled."""
    order = rng.permutation(7)
    shuffled = run(layer, X[:, order], MASK[:, order])
    np.testing.assert_allclose(shuffled, run(layer)[:, order], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("dtype", ["float32", "mixed_float16", "mixed_bfloat16"])
def test_a_row_of_padding_only_gives_finite_numbers(dtype):
    outputs = run(make_block(dtype), mask=np.array([[True] * 7, [False] * 7]))
    assert np.isfinite(outputs.astype("float32")).all()


@pytest.mark.parametrize("dtype", ["mixed_float16", "mixed_bfloat16"])
def test_padding_is_not_seen_in_half_precision(dtype):
    block = make_block(dtype)
    changed = np.where(MASK[..., None], X, 100).astype("float32")
    np.testing.assert_array_equal(run(block)[MASK], run(block, changed)[MASK])


@pytest.mark.parametrize("heads", [0, 5, 13, -3])
def test_refuses_heads_that_cannot_share_the_width(heads):
    with pytest.raises(ValueError, match=f"width of 12 cannot be shared by {heads} heads"):
        SelfAttention(heads)(X, mask=MASK)


def test_config_round_trip():
    block = EncoderBlock(HEADS, hidden_size=20, name="thinker")
    twin = EncoderBlock.from_config(block.get_config())
    assert twin.get_config() == block.get_config()
    assert (twin.attention.num_heads, twin.hidden.units, twin.name) == (HEADS, 20, "thinker")


def test_saves_and_loads_without_custom_objects(tmp_path):
    x, mask = keras.Input((None, WIDTH)), keras.Input((None,), dtype="bool")
    block = make_block()
    model = keras.Model([x, mask], block(x, mask=mask))
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    outputs, wanted = (m.predict_on_batch([X, MASK]) for m in (loaded, model))
    np.testing.assert_array_equal(outputs, wanted)
