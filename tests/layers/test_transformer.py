"""Attention and block are those of Keras and PyTorch, and nobody sees what a mask hides."""

import json

import keras
import numpy as np
import pytest
from keras import ops

from nlp_helpers.layers import MultiHeadAttention, TransformerBlock, padding_mask
from nlp_helpers.layers.transformer import NORMS

HEADS, WIDTH, HIDDEN = 3, 12, 20
rng = np.random.default_rng(0)
X = rng.normal(size=(2, 7, WIDTH)).astype("float32")  # (B, T, D)
MEMORY = rng.normal(size=(2, 5, 8)).astype("float32")  # (B, S, another width)
REAL = np.arange(7) < np.array([[7], [4]])  # (B, T): the second text ends in padding
MASK = REAL[:, None]
CROSS_MASK = np.arange(5) < np.array([[[3]], [[5]]])  # (B, 1, S)


def fill(layer):
    """Make every weight random, biases and gains too."""
    layer.set_weights([rng.normal(size=w.shape) / 3 for w in layer.get_weights()])
    return layer


def make_attention(heads=HEADS, memory=X) -> MultiHeadAttention:
    attention = MultiHeadAttention(heads)
    attention.build(X.shape, memory.shape)
    return fill(attention)


def make_block(**settings) -> TransformerBlock:
    block = TransformerBlock(HEADS, HIDDEN, **settings)
    block.build(X.shape, MEMORY.shape if block.cross else None)
    return fill(block)


def look(layer, x=X, mask=MASK, **others) -> np.ndarray:
    outputs, *_ = layer(x, attention_mask=mask, **others)
    return ops.convert_to_numpy(outputs)


def close(one, other) -> None:
    one, other = (ops.convert_to_numpy(each) for each in (one, other))
    np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


@pytest.fixture(params=["attention", "post", "pre"])
def layer(request):
    if request.param == "attention":
        return make_attention()
    return make_block(norm=request.param)


@pytest.fixture(params=NORMS)
def decoder(request) -> TransformerBlock:
    return make_block(norm=request.param, causal=True, cross=True)


def to_memory(block: TransformerBlock, **others) -> dict:
    return {"memory": ops.convert_to_tensor(MEMORY), "cross_mask": CROSS_MASK, **others}


@pytest.mark.parametrize("memory", [X, MEMORY], ids=["self", "cross"])
def test_attention_equals_that_of_keras(memory):
    """Keras keeps the heads on an axis of their own; the numbers are the same."""
    ours, size = make_attention(memory=memory), WIDTH // HEADS
    library = keras.layers.MultiHeadAttention(HEADS, size)
    library.build(X.shape, memory.shape)
    shapes = [weight.shape for weight in library.get_weights()]
    weights = zip(ours.get_weights(), shapes, strict=True)
    library.set_weights([weight.reshape(shape) for weight, shape in weights])
    mask = MASK if memory is X else CROSS_MASK
    wanted = library(X, memory, attention_mask=mask, return_attention_scores=True)
    for mine, theirs in zip(ours(X, memory, mask), wanted, strict=True):
        close(mine, theirs)


def test_attention_equals_that_of_torch():
    torch = pytest.importorskip("torch")
    attention = make_attention()
    mask = MASK & np.tri(7, dtype=bool)
    heads = [
        ops.convert_to_numpy(attention._to_heads(dense(X)))
        for dense in (attention.query, attention.key, attention.value)
    ]
    mixed = torch.nn.functional.scaled_dot_product_attention(
        *map(torch.tensor, heads), attn_mask=torch.tensor(mask[:, None])
    )
    joined = mixed.transpose(1, 2).reshape(X.shape).numpy()
    close(look(attention, mask=mask), attention.output_dense(joined))


def torch_state(block: TransformerBlock) -> dict:
    """A block's weights under PyTorch's names."""
    torch = pytest.importorskip("torch")
    state = {}
    attentions = {"self_attn": block.attention}
    dense = {"linear1": block.hidden, "linear2": block.output_dense}
    norms = [block.attention_norm, block.output_norm]
    if block.cross:
        attentions["multihead_attn"] = block.cross_attention
        norms.insert(1, block.cross_norm)
    for name, attention in attentions.items():
        parts = [part.get_weights() for part in (attention.query, attention.key, attention.value)]
        state[f"{name}.in_proj_weight"] = np.concatenate([kernel.T for kernel, _ in parts])
        state[f"{name}.in_proj_bias"] = np.concatenate([bias for _, bias in parts])
        dense[f"{name}.out_proj"] = attention.output_dense
    for name, part in dense.items():
        kernel, state[f"{name}.bias"] = part.get_weights()
        state[f"{name}.weight"] = kernel.T
    for i, part in enumerate(norms, start=1):
        state[f"norm{i}.weight"], state[f"norm{i}.bias"] = part.get_weights()
    return {name: torch.tensor(np.array(value)) for name, value in state.items()}


@pytest.mark.parametrize("norm", NORMS)
def test_an_encoder_block_equals_that_of_torch(norm):
    """With padding, both norms: weight by weight. What stands at padding is nobody's concern."""
    torch = pytest.importorskip("torch")
    block = make_block(norm=norm)
    library = torch.nn.TransformerEncoderLayer(
        WIDTH, HEADS, HIDDEN, 0.0, "gelu", 1e-12, batch_first=True, norm_first=norm == "pre"
    )
    library.load_state_dict(torch_state(block))
    with torch.no_grad():
        # In training it takes no short cuts, and drops nothing here.
        wanted = library.train()(torch.tensor(X), src_key_padding_mask=torch.tensor(~REAL))
    close(look(block)[REAL], wanted.numpy()[REAL])


@pytest.mark.parametrize("norm", NORMS)
def test_a_decoder_block_equals_that_of_torch(norm):
    """Causal, with a memory, both norms: weight by weight."""
    torch = pytest.importorskip("torch")
    block = TransformerBlock(HEADS, HIDDEN, norm=norm, causal=True, cross=True)
    memory = rng.normal(size=(2, 5, WIDTH)).astype("float32")
    block.build(X.shape, memory.shape)
    fill(block)
    library = torch.nn.TransformerDecoderLayer(
        WIDTH, HEADS, HIDDEN, 0.0, "gelu", 1e-12, batch_first=True, norm_first=norm == "pre"
    )
    library.load_state_dict(torch_state(block))
    tensors = [torch.tensor(x) for x in (X, memory)]
    with torch.no_grad():
        wanted = library.eval()(
            *tensors,
            tgt_mask=torch.tensor(~np.tri(7, dtype=bool)),
            memory_key_padding_mask=torch.tensor(~CROSS_MASK[:, 0]),
        )
    close(look(block, mask=None, memory=memory, cross_mask=CROSS_MASK), wanted.numpy())


def test_attention_weighs_values_as_the_equation_says():
    """One head, one text, in plain NumPy."""
    single = make_attention(heads=1)
    wq, bq, wk, bk, wv, bv, wo, bo = single.get_weights()
    x = X[1, :4]
    scores = np.exp((x @ wq + bq) @ (x @ wk + bk).T / np.sqrt(WIDTH))
    wanted = scores / scores.sum(axis=1, keepdims=True) @ (x @ wv + bv) @ wo + bo
    close(look(single)[1, :4], wanted)


def test_weights_sum_to_one_and_what_is_hidden_gets_none(decoder):
    _, weights = decoder(X, MASK, **to_memory(decoder))
    weights = {name: ops.convert_to_numpy(each) for name, each in weights.items()}
    seen = {"self": MASK & np.tri(7, dtype=bool), "cross": CROSS_MASK}
    for name, mask in seen.items():
        assert weights[name].shape == (2, HEADS, 7, mask.shape[-1])
        np.testing.assert_allclose(weights[name].sum(axis=-1), 1, rtol=1e-5)
        assert not weights[name][~np.broadcast_to(mask[:, None], weights[name].shape)].any()


def test_what_stands_at_padding_is_never_seen(layer):
    changed = np.where(REAL[..., None], X, 1e3).astype("float32")
    np.testing.assert_array_equal(look(layer)[REAL], look(layer, changed)[REAL])


def test_what_a_memory_holds_at_padding_is_never_seen(decoder):
    changed = np.where(CROSS_MASK[:, 0, :, None], MEMORY, 1e3).astype("float32")
    one, other = (
        look(decoder, memory=memory, cross_mask=CROSS_MASK) for memory in (MEMORY, changed)
    )
    np.testing.assert_array_equal(one, other)


def test_more_padding_changes_nothing(layer):
    longer = np.pad(X, [(0, 0), (0, 5), (0, 0)])
    real = np.pad(REAL, [(0, 0), (0, 5)])
    close(look(layer, longer, real[:, None])[real], look(layer)[REAL])


def test_order_is_not_seen(layer):
    """Attention takes a set: shuffled tokens give the same vectors, shuffled."""
    order = rng.permutation(7)
    close(look(layer, X[:, order], MASK[..., order]), look(layer)[:, order])


@pytest.mark.parametrize("place", range(7))
def test_what_comes_later_is_never_seen(decoder, place):
    later = X.copy()
    later[:, place:] += 1
    one, other = (look(decoder, x, None, **to_memory(decoder)) for x in (X, later))
    np.testing.assert_array_equal(one[:, :place], other[:, :place])
    assert (one[:, place:] != other[:, place:]).any(axis=-1).all()


@pytest.mark.parametrize("dtype", ["float32", "mixed_float16", "mixed_bfloat16"])
def test_a_row_of_padding_only_gives_finite_numbers(dtype):
    mask = np.array([[[True] * 7], [[False] * 7]])
    for norm in NORMS:
        outputs = look(make_block(norm=norm, dtype=dtype), mask=mask)
        assert np.isfinite(outputs.astype("float32")).all()


@pytest.mark.parametrize("dtype", ["mixed_float16", "mixed_bfloat16"])
def test_padding_is_not_seen_in_half_precision(dtype):
    block = make_block(dtype=dtype)
    changed = np.where(REAL[..., None], X, 100).astype("float32")
    np.testing.assert_array_equal(look(block)[REAL], look(block, changed)[REAL])


@pytest.mark.parametrize("lengths", [(4, 4), (2, 5), (1, 1), (7, 3)])
def test_with_a_cache_it_says_what_it_says_without(decoder, lengths):
    """Prompts of different lengths at once, then one position after the other."""
    whole = look(decoder, mask=None, **to_memory(decoder))
    cache = decoder.attention.empty_cache(2, 9)
    known = decoder.cross_attention.keys_and_values(ops.convert_to_tensor(MEMORY))
    longest = max(lengths)
    prompt = np.where(
        np.arange(longest)[:, None] < np.array(lengths)[:, None, None], X[:, :longest], 9
    )
    memory = {"memory": known, "cross_mask": CROSS_MASK}
    outputs, _, cache = decoder(prompt.astype("float32"), cache=cache, **memory)
    for row, length in enumerate(lengths):
        close(ops.convert_to_numpy(outputs)[row, :length], whole[row, :length])
    for more in range(7 - longest):
        position = np.array(lengths, "int32") + more
        x = X[np.arange(2), position][:, None]  # (B, 1, D)
        outputs, weights, cache = decoder(x, cache=cache, position=position, **memory)
        close(ops.convert_to_numpy(outputs)[:, 0], whole[np.arange(2), position])
        assert weights["self"].shape == (2, HEADS, 1, 9)


def test_a_cache_takes_several_positions_at_once(decoder):
    """As where a draft is checked, or a long prompt is read in pieces."""
    whole, cache = (
        look(decoder, mask=None, **to_memory(decoder)),
        decoder.attention.empty_cache(2, 7),
    )
    for start, end in ((0, 2), (2, 5), (5, 7)):
        outputs, _, cache = decoder(
            X[:, start:end], cache=cache, position=start, **to_memory(decoder)
        )
        close(outputs, whole[:, start:end])


def test_beams_of_a_row_share_its_memory(decoder):
    """Three beams a row on two memories are what six rows on six memories are."""
    x = rng.normal(size=(6, 4, WIDTH)).astype("float32")
    shared = decoder(x, **to_memory(decoder))
    memory, mask = (np.repeat(each, 3, axis=0) for each in (MEMORY, CROSS_MASK))
    apart = decoder(x, memory=memory, cross_mask=mask)
    close(shared[0], apart[0])
    close(shared[1]["cross"], apart[1]["cross"])


@pytest.mark.parametrize("dtype", ["float32", "mixed_float16"])
@pytest.mark.parametrize("kind", ["encoder", "decoder", "step", "step of known memory"])
def test_what_it_says_of_its_outputs_is_what_it_returns(kind, dtype):
    block = make_block(causal=True, cross=kind != "encoder", dtype=dtype)
    arguments = {} if kind == "encoder" else {"memory": MEMORY, "cross_mask": CROSS_MASK}
    if "step" in kind:
        arguments |= {"cache": block.attention.empty_cache(2, 9), "position": 0}
    if "known" in kind:
        arguments["memory"] = block.cross_attention.keys_and_values(MEMORY)

    def named(tensor):
        dtype = keras.backend.standardize_dtype(tensor.dtype)
        return keras.KerasTensor(tensor.shape, dtype) if tensor.shape else tensor

    arguments = keras.tree.map_structure(ops.convert_to_tensor, arguments)
    returned = keras.tree.map_structure(named, block(X, **arguments))
    x, arguments = keras.tree.map_structure(named, (ops.convert_to_tensor(X), arguments))
    said = block.compute_output_spec(x, **arguments)
    keras.tree.assert_same_structure(said, returned)
    for one, other in zip(keras.tree.flatten(said), keras.tree.flatten(returned), strict=True):
        assert (one.shape, one.dtype) == (other.shape, other.dtype)


def test_dropout_is_of_what_is_added_and_for_training():
    block = make_block(dropout=0.5, seed=1)
    block.output_norm.set_weights([np.ones(WIDTH), np.zeros(WIDTH)])
    close(look(block), look(block, training=False))
    first, second = (look(block, training=True) for _ in range(2))
    assert np.abs(first - second).max() > 0.1
    outputs = look(make_block(dropout=0.99, norm="pre", seed=1), training=True)
    assert np.isclose(outputs, X).mean() > 0.9  # next to nothing is added; the input stays whole


@pytest.mark.parametrize("heads", [0, 5, 13, -3])
def test_refuses_heads_that_cannot_share_the_width(heads):
    with pytest.raises(ValueError, match=f"width of 12 cannot be shared by {heads} heads"):
        MultiHeadAttention(heads)(X)


def test_refuses_settings_that_contradict():
    with pytest.raises(ValueError, match="norm must be one of post, pre, not 'layer'"):
        TransformerBlock(HEADS, HIDDEN, norm="layer")
    with pytest.raises(ValueError, match="cross=True"):
        make_block()(X, memory=MEMORY)
    with pytest.raises(ValueError, match="cross=True"):
        make_block(cross=True)(X)
    block = make_block()
    with pytest.raises(ValueError, match="causal=True"):
        block(X, cache=block.attention.empty_cache(2, 7))


def test_config_round_trip():
    settings = {"norm": "pre", "causal": True, "cross": True, "dropout": 0.2, "seed": 3}
    block = TransformerBlock(HEADS, HIDDEN, name="thinker", **settings)
    twin = TransformerBlock.from_config(block.get_config())
    assert twin.get_config() == block.get_config()
    assert (twin.attention.num_heads, twin.hidden.units, twin.name) == (HEADS, HIDDEN, "thinker")
    assert settings.items() <= twin.get_config().items()


def test_matrices_begin_as_told_in_a_twin_of_a_twin_too():
    """What is added to a part's input begins otherwise than the rest."""
    begin = {"kernel_initializer": "ones", "output_initializer": keras.initializers.Constant(2.0)}
    block = TransformerBlock(HEADS, HIDDEN, cross=True, **begin)
    for _ in range(2):
        as_stored = json.dumps(keras.saving.serialize_keras_object(block))
        block = keras.saving.deserialize_keras_object(json.loads(as_stored))
    block.build(X.shape, MEMORY.shape)
    kernels = {weight.path: weight for weight in block.weights if weight.name == "kernel"}
    assert len(kernels) == 10
    for path, kernel in kernels.items():
        wanted = 2.0 if path.endswith("output/kernel") else 1.0
        np.testing.assert_array_equal(keras.ops.convert_to_numpy(kernel), wanted)


def test_saves_and_loads_without_custom_objects(tmp_path, decoder):
    """As part of a model for texts and memories of any length."""
    x, memory = keras.Input((None, WIDTH)), keras.Input((None, 8))
    real, held = keras.Input((None,), dtype="bool"), keras.Input((None,), dtype="bool")
    outputs, weights = decoder(x, padding_mask(real), memory, padding_mask(held))
    model = keras.Model([x, real, memory, held], [outputs, weights["cross"]])
    inputs = [X, REAL, MEMORY, CROSS_MASK[:, 0]]
    wanted = model.predict_on_batch(inputs)
    close(wanted[0], look(decoder, **to_memory(decoder)))
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras").predict_on_batch(inputs)
    for one, other in zip(wanted, loaded, strict=True):
        np.testing.assert_array_equal(one, other)
    shorter = [X[:, :3], REAL[:, :3], MEMORY[:, :2], CROSS_MASK[:, 0, :2]]
    assert model.predict_on_batch(shorter)[1].shape == (2, HEADS, 3, 2)
