"""Our encoder is BERT, its two halves are the whole, and padding is never read."""

import dataclasses

import keras
import numpy as np
import pytest

from nlp_helpers.layers import LearnedPositions, TransformerBlock, padding_mask
from nlp_helpers.models.sentence_encoder import (
    EncoderConfig,
    load_bert_weights,
    lower_blocks,
    make_sentence_encoder,
    make_upper_classifier,
    make_whole_classifier,
)

CONFIG = EncoderConfig(
    vocab_size=50, width=16, num_blocks=3, num_heads=4, hidden_size=24, max_length=12
)
IDS = np.random.default_rng(0).integers(1, 50, size=(3, 7), dtype=np.int32)  # (B, T)
IDS[1, 4:] = IDS[2, 1:] = 0  # the second text is shorter, the third has one word
MASK = IDS != 0
SEPARATOR = 49
PAIRS = np.array([[5, 7, 49, 9, 3, 4, 49], [8, 49, 6, 49, 0, 0, 0]], np.int32)
HALVES = np.array([[0, 0, 0, 1, 1, 1, 1], [0, 0, 1, 1, 0, 0, 0]])  # padding has none


def tiny_bert():
    """Return an untrained BERT of the `transformers` library, with every weight random."""
    import torch
    import transformers

    torch.manual_seed(0)
    bert = transformers.BertModel(
        transformers.BertConfig(
            vocab_size=CONFIG.vocab_size,
            hidden_size=CONFIG.width,
            num_hidden_layers=CONFIG.num_blocks,
            num_attention_heads=CONFIG.num_heads,
            intermediate_size=CONFIG.hidden_size,
            max_position_embeddings=CONFIG.max_length,
        ),
        add_pooling_layer=False,
    ).eval()
    with torch.no_grad():
        for weights in bert.parameters():
            weights.normal_(std=0.6)
    return bert


@pytest.fixture(scope="module")
def weights() -> dict[str, np.ndarray]:
    return {name: array.numpy() for name, array in tiny_bert().state_dict().items()}


@pytest.fixture(scope="module")
def encoder(weights) -> keras.Model:
    encoder = make_sentence_encoder(CONFIG)
    load_bert_weights(encoder, weights)
    return encoder


@pytest.fixture(scope="module")
def vectors(encoder) -> np.ndarray:
    """What the whole encoder says of the texts."""
    return run(encoder, IDS)


@pytest.fixture(params=[False, True], ids=["plain", "jit"])
def jit(request) -> bool:
    if request.param and keras.backend.backend() == "torch":
        pytest.skip("the course never compiles with PyTorch")
    return request.param


def run(model, inputs) -> np.ndarray:
    return keras.ops.convert_to_numpy(model(inputs))


def run_compiled(model, inputs, *, jit) -> np.ndarray:
    model = keras.Model(model.input, model.output)  # so that the given one stays uncompiled
    model.compile(jit_compile=jit)
    return keras.ops.convert_to_numpy(model.predict_on_batch(inputs))


def longer(array) -> np.ndarray:
    """Put five places of padding after each text (B, T, ...)."""
    return np.pad(array, [(0, 0), (0, 5)] + [(0, 0)] * (array.ndim - 2))


def test_is_the_encoder_that_chapter_05_writes_down(weights, vectors):
    ids = keras.Input((None,), dtype="int32")
    mask = padding_mask(keras.ops.not_equal(ids, 0))
    x = keras.layers.Embedding(CONFIG.vocab_size, CONFIG.width, name="words")(ids)
    x = LearnedPositions(CONFIG.max_length, name="positions")(x)
    x = keras.layers.LayerNormalization(epsilon=1e-12, name="embedding_norm")(x)
    for i in range(CONFIG.num_blocks):
        x, _ = TransformerBlock(CONFIG.num_heads, CONFIG.hidden_size, name=f"block_{i}")(x, mask)
    shown = keras.Model(ids, x)
    load_bert_weights(shown, weights)
    np.testing.assert_allclose(run(shown, IDS)[MASK], vectors[MASK], rtol=1e-5, atol=1e-5)


def test_equals_bert(vectors):
    import torch

    ids = torch.tensor(IDS, dtype=torch.long)
    with torch.no_grad():
        wanted = tiny_bert()(ids, attention_mask=(ids != 0).long()).last_hidden_state.numpy()
    np.testing.assert_allclose(vectors[MASK], wanted[MASK], atol=1e-4)


def test_pairs_equal_berts(weights):
    import torch

    pairs = make_sentence_encoder(dataclasses.replace(CONFIG, separator=SEPARATOR))
    load_bert_weights(pairs, weights)
    ids = torch.tensor(PAIRS, dtype=torch.long)
    how = {"attention_mask": (ids != 0).long(), "token_type_ids": torch.tensor(HALVES)}
    with torch.no_grad():
        wanted = tiny_bert()(ids, **how).last_hidden_state.numpy()
    real = PAIRS != 0
    np.testing.assert_allclose(run(pairs, PAIRS)[real], wanted[real], atol=1e-4)


def test_padding_never_changes_a_tokens_vector(encoder, vectors, jit):
    outputs = run_compiled(encoder, longer(IDS), jit=jit)
    np.testing.assert_allclose(outputs[longer(MASK)], vectors[MASK], atol=1e-4)


def test_the_company_in_the_batch_changes_nothing(encoder, vectors):
    np.testing.assert_allclose(run(encoder, IDS[1:2, :4])[0], vectors[1, :4], atol=1e-4)


def test_padding_never_changes_a_prediction(encoder, jit):
    upper, lower = make_upper_classifier(encoder, 1), run(lower_blocks(encoder, 1), IDS)
    logits = run(upper, [lower, MASK])
    rubbish = np.where(longer(MASK)[..., None], longer(lower), 1e3).astype("float32")
    outputs = run_compiled(upper, [rubbish, longer(MASK)], jit=jit)
    np.testing.assert_allclose(outputs, logits, atol=1e-4)


def test_a_row_of_padding_only_gives_finite_numbers(encoder):
    ids = np.zeros((2, 5), "int32")
    ids[0] = 7
    vectors = run(encoder, ids)
    logits = run(make_upper_classifier(encoder, 1), [vectors, ids != 0])
    assert np.isfinite(vectors).all()
    assert np.isfinite(logits).all()


def test_order_matters(encoder, vectors):
    """Attention alone would not see it; the positions do."""
    turned = run(encoder, IDS[:1, ::-1].copy())
    assert np.abs(turned[0, ::-1] - vectors[0]).max() > 0.01


def test_rotary_positions_have_no_vectors_hear_the_order_and_know_their_limit():
    config = dataclasses.replace(CONFIG, rotary=True)
    turning = make_sentence_encoder(config)
    assert not turning.get_layer("positions").weights
    vectors = run(turning, IDS)
    turned = run(turning, IDS[:1, ::-1].copy())
    assert np.abs(turned[0, ::-1] - vectors[0]).max() > 0.01
    np.testing.assert_allclose(run(turning, longer(IDS))[longer(MASK)], vectors[MASK], atol=1e-4)
    with pytest.raises(ValueError, match="too long"):
        run(turning, np.ones((1, CONFIG.max_length + 1), "int32"))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_lower_and_upper_blocks_are_the_whole(encoder, vectors, count):
    upper = make_upper_classifier(encoder, count)
    kernel, bias = upper.get_layer("logits").get_weights()
    means = np.stack([row[kept].mean(axis=0) for row, kept in zip(vectors, MASK, strict=True)])
    wanted = means @ kernel + bias
    lower = run(lower_blocks(encoder, count), IDS)
    np.testing.assert_allclose(run(upper, [lower, MASK]), wanted, atol=1e-4)
    whole = make_whole_classifier(encoder, upper, count)
    np.testing.assert_allclose(run(whole, IDS), wanted, atol=1e-4)


def test_training_the_upper_blocks_leaves_the_lower_alone():
    encoder = make_sentence_encoder(CONFIG)
    lower, upper = lower_blocks(encoder, 2), make_upper_classifier(encoder, 2, dropout=0.1)
    before, changing = lower.get_weights(), encoder.get_layer("block_2").get_weights()
    upper.compile(loss=keras.losses.BinaryCrossentropy(from_logits=True), optimizer="adam")
    upper.train_on_batch([run(lower, IDS), MASK], np.array([0, 1, 1]))
    for old, new in zip(before, lower.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    assert np.abs(encoder.get_layer("block_2").get_weights()[0] - changing[0]).max() > 0


def test_a_full_length_fits_and_one_more_does_not(encoder):
    assert encoder(np.ones((1, 12), "int32")).shape == (1, 12, 16)
    with pytest.raises(ValueError, match=r"text of 13 positions is too long, .* at most 12"):
        encoder(np.ones((1, 13), "int32"))


def test_refuses_heads_that_cannot_share_the_width():
    with pytest.raises(ValueError, match="width of 16 cannot be shared by 5 heads"):
        make_sentence_encoder(dataclasses.replace(CONFIG, num_heads=5))


@pytest.mark.parametrize("name", ["vocab_size", "width", "num_blocks", "hidden_size"])
def test_refuses_sizes_below_one(name):
    with pytest.raises(ValueError, match=f"{name} must be at least 1, not 0"):
        dataclasses.replace(CONFIG, **{name: 0})


@pytest.mark.parametrize("count", [0, -1, 4])
def test_refuses_to_cut_where_there_is_no_block(encoder, count):
    for cut in (lower_blocks, make_upper_classifier):
        with pytest.raises(ValueError, match=f"from 1 to 3 blocks can be cut off, not {count}"):
            cut(encoder, count)


def test_weights_of_another_size_are_refused(weights):
    other = make_sentence_encoder(dataclasses.replace(CONFIG, hidden_size=25))
    with pytest.raises(ValueError, match="shape"):
        load_bert_weights(other, weights)


def test_a_missing_weight_is_named(weights):
    rest = {name: array for name, array in weights.items() if "layer.2.output.dense" not in name}
    empty = make_sentence_encoder(CONFIG)
    before = empty.get_weights()
    with pytest.raises(KeyError, match=r"encoder\.layer\.2\.output\.dense\.weight"):
        load_bert_weights(empty, rest)
    for one, other in zip(before, empty.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
