"""A GPT: causal, with a cache as without, and with a window that slides as if it were read anew."""

import dataclasses
import itertools

import keras
import numpy as np
import pytest

from nlp_helpers.decoders import RepetitionPenalty, beam_search, generate
from nlp_helpers.layers import LearnedPositions
from nlp_helpers.models import (
    GPTConfig,
    GPTStep,
    make_gpt,
    window_start,
    with_attention_weights,
)
from tests.models.conftest import log_probabilities

V, C = 9, 16
CONFIG = GPTConfig(
    V, context_length=C, width=12, num_blocks=2, num_heads=3, hidden_size=16, dropout=0.2
)
IDS = np.random.default_rng(0).integers(V, size=(3, C)).astype("int32")  # (B, T)
LENGTHS = [12, 3, 7]


@pytest.fixture(scope="module")
def model() -> keras.Model:
    """Weights of one size and a far-reaching attention, so that texts are not of one letter."""
    model, rng = make_gpt(CONFIG), np.random.default_rng(1)
    for variable in model.trainable_variables:
        around = 1.0 if variable.name == "gamma" else 0.0
        variable.assign(around + 0.5 * rng.normal(size=variable.shape).astype("float32"))
    return model


@pytest.fixture(scope="module")
def step(model) -> GPTStep:
    """One for all tests, so that they share its compiled loops."""
    return GPTStep(model)


def run(model, ids=IDS) -> np.ndarray:
    return keras.ops.convert_to_numpy(model.predict_on_batch(ids))


def from_scratch(model, prompt: list[int], new: int) -> list[int]:
    """Continue a text greedily, reading for each token all that the window shows."""
    text = list(prompt)
    for length in range(len(text), len(text) + new):
        start = int(window_start(length, C))
        shown = np.zeros((1, C), "int32")
        shown[0, : length - start] = text[start:]
        text.append(int(run(model, shown)[0, length - start - 1].argmax()))
    return text[len(prompt) :]


def test_shape_and_size(model):
    assert run(model).shape == (*IDS.shape, V)
    block = 4 * (12 * 12 + 12) + (12 * 16 + 16) + (16 * 12 + 12) + 4 * 12
    assert model.count_params() == V * 12 + C * 12 + 2 * block + 2 * 12


def turned(x):
    """Rotary positions as multiplication by complex numbers: queries or keys (B, T, H, d)."""
    half = x.shape[-1] // 2
    angles = np.arange(x.shape[1])[:, None, None] / 10_000 ** (np.arange(half) / half)
    real, imaginary = (wave(angles).astype("float32") for wave in (np.cos, np.sin))
    a, b = x[..., :half], x[..., half:]
    return keras.ops.concatenate([a * real - b * imaginary, a * imaginary + b * real], axis=-1)


def in_keras_layers(rotary: bool) -> keras.Model:
    """The same network of Keras's own layers, with rotary positions as chapter 12 writes it."""
    ids, heads = keras.Input((C,), dtype="int32"), CONFIG.num_heads
    embedding = keras.layers.ReversibleEmbedding(V, CONFIG.width)
    x = embedding(ids) if rotary else LearnedPositions(C)(embedding(ids))
    for _ in range(CONFIG.num_blocks):
        y = keras.layers.LayerNormalization(epsilon=1e-5)(x)
        q, k, v = (
            keras.layers.Reshape((C, heads, -1))(keras.layers.Dense(CONFIG.width)(y))
            for _ in range(3)
        )
        q, k = (turned(q), turned(k)) if rotary else (q, k)
        mixed = keras.ops.dot_product_attention(q, k, v, is_causal=True)
        x = x + keras.layers.Dense(CONFIG.width)(keras.layers.Reshape((C, CONFIG.width))(mixed))
        y = keras.layers.LayerNormalization(epsilon=1e-5)(x)
        y = keras.layers.Dense(CONFIG.hidden_size, activation="gelu")(y)
        x = x + keras.layers.Dense(CONFIG.width)(y)
    x = keras.layers.LayerNormalization(epsilon=1e-5)(x)
    return keras.Model(ids, embedding(x, reverse=True))


@pytest.mark.parametrize("rotary", [False, True])
def test_is_what_keras_layers_make(rotary):
    """Keras keeps its layers in another order."""
    theirs = in_keras_layers(rotary)
    ours = make_gpt(dataclasses.replace(CONFIG, rotary=rotary))
    random = np.random.default_rng(1)
    by_part = {weight.path: weight for weight in ours.weights}
    parts = ["embedding/embeddings"] + ["positions/vectors"] * (not rotary)
    for i in range(CONFIG.num_blocks):
        dense = ("attention/query", "attention/key", "attention/value", "attention/output")
        for part in ("attention_norm", *dense, "output_norm", "hidden", "output"):
            kinds = ("gamma", "beta") if part.endswith("norm") else ("kernel", "bias")
            parts += [f"block_{i}/{part}/{kind}" for kind in kinds]
    for one, part in zip(theirs.weights, [*parts, "norm/gamma", "norm/beta"], strict=True):
        value = 0.5 * random.normal(size=one.shape).astype("float32")
        one.assign(value)
        by_part[part].assign(value)
    np.testing.assert_allclose(run(theirs), run(ours), rtol=1e-3, atol=1e-3)


def test_begins_small_and_what_is_added_smaller_still():
    model = make_gpt(dataclasses.replace(CONFIG, width=48, hidden_size=96))
    for weight in model.weights:
        value = keras.ops.convert_to_numpy(weight)
        if value.ndim == 2:
            wanted = 0.01 if weight.path.endswith("output/kernel") else 0.02
            assert 0.9 * wanted < value.std() < 1.1 * wanted
    one, other = (layer.hidden.kernel for layer in model.layers if "block" in layer.name)
    assert np.abs(keras.ops.convert_to_numpy(one - other)).max() > 0.01
    assert np.abs(run(model)).max() < 2  # all characters are about as likely


@pytest.mark.parametrize("place", [1, 5, C - 1])
def test_no_prediction_sees_what_comes_later(model, place):
    changed = IDS.copy()
    changed[:, place:] = (changed[:, place:] + 1) % V
    one, other = run(model), run(model, changed)
    np.testing.assert_allclose(one[:, :place], other[:, :place], atol=1e-5)
    assert (np.abs(one[:, place:] - other[:, place:]).max(axis=-1) > 1e-4).all()


def test_it_looks_back_to_the_beginning_and_knows_the_order(model):
    for place in range(C - 1):
        changed = IDS[:1].copy()
        changed[0, place] = (changed[0, place] + 1) % V
        assert np.abs(run(model, changed) - run(model)[:1])[0, -1].max() > 1e-4
    swapped = IDS[:1, [1, 0, *range(2, C)]]
    assert np.abs(run(model, swapped) - run(model)[:1])[0, -1].max() > 1e-4


def test_texts_of_one_token_and_texts_that_are_too_long(model):
    np.testing.assert_allclose(run(model, IDS[:, :1]), run(model)[:, :1], rtol=1e-4, atol=1e-5)
    with pytest.raises(ValueError, match="text of 17 positions is too long"):
        model(np.zeros((1, C + 1), "int32"))


@pytest.mark.parametrize("new", [3, 40], ids=["inside the context", "far beyond it"])
def test_with_a_cache_it_writes_what_it_writes_without(model, step, new):
    """Rows of different lengths slide at different times."""
    written = generate(step, IDS, prompt_lengths=LENGTHS, max_new_tokens=new)
    beams = beam_search(step, IDS, prompt_lengths=LENGTHS, max_new_tokens=new, num_beams=1)
    wanted = [from_scratch(model, IDS[i, :n], new) for i, n in enumerate(LENGTHS)]
    assert [row.tolist() for row in written] == wanted
    assert [row[0].ids.tolist() for row in beams] == wanted  # width 1 is greedy
    assert len(set(itertools.chain(*wanted))) > 3, "a text of few symbols would show little"


@pytest.mark.parametrize("floatx", ["float16", "float64"])
def test_keras_may_have_another_dtype_for_numbers(model, floatx):
    """Places and counts are int32 whatever it is, and sums of log-probabilities float32."""
    how = {"prompt_lengths": LENGTHS, "max_new_tokens": 20}
    wanted = generate(GPTStep(model), IDS, **how)
    keras.config.set_floatx(floatx)
    try:
        found = generate(GPTStep(model), IDS, filters=[RepetitionPenalty(1.0)], **how)
        beams = beam_search(GPTStep(model), IDS, num_beams=3, **how)
    finally:
        keras.config.set_floatx("float32")
    np.testing.assert_array_equal(found, wanted)
    assert [len(row) for row in beams] == [3, 3, 3]


@pytest.mark.parametrize("length", [C - 1, C, C + 1, 37])
def test_prompts_that_outgrow_the_context_are_seen_through_the_window(model, step, length):
    prompt = np.random.default_rng(length).integers(V, size=length)
    [written] = generate(step, prompt[None], max_new_tokens=12)
    assert written.tolist() == from_scratch(model, prompt.tolist(), 12)


def test_a_beam_finds_the_best_of_all_texts(model, step):
    new, prompt = 3, IDS[:1, :4]
    texts = np.array(list(itertools.product(range(V), repeat=new)))  # (N, new)
    ids = np.hstack([np.repeat(prompt, len(texts), axis=0), texts])
    scores = log_probabilities(run(model, ids)[:, 3:-1], texts).sum(axis=1)
    best = scores.argmax()
    [[found, *_]] = beam_search(step, prompt, max_new_tokens=new, num_beams=V**2)
    assert found.ids.tolist() == texts[best].tolist()
    assert found.log_probability == pytest.approx(scores[best], abs=1e-3)


def test_with_rotary_positions_it_knows_the_order_and_writes_as_without_a_cache():
    turning, rng = make_gpt(dataclasses.replace(CONFIG, rotary=True)), np.random.default_rng(1)
    assert "positions/vectors" not in {weight.path for weight in turning.weights}
    for variable in turning.trainable_variables:
        around = 1.0 if variable.name == "gamma" else 0.0
        variable.assign(around + 0.5 * rng.normal(size=variable.shape).astype("float32"))
    swapped = IDS[:1, [1, 0, *range(2, C)]]
    assert np.abs(run(turning, swapped) - run(turning)[:1])[0, -1].max() > 1e-4
    written = generate(GPTStep(turning), IDS, prompt_lengths=LENGTHS, max_new_tokens=20)
    wanted = [from_scratch(turning, IDS[i, :n], 20) for i, n in enumerate(LENGTHS)]
    assert [row.tolist() for row in written] == wanted
    with pytest.raises(ValueError, match="text of 17 positions is too long"):
        turning(np.zeros((1, C + 1), "int32"))


@pytest.mark.parametrize("context_length", [1, 5, 16, 256])
def test_the_window_holds_seven_eighths_of_the_context_and_slides_by_an_eighth(context_length):
    starts = [int(window_start(n, context_length)) for n in range(1, 3 * context_length)]
    slide = max(context_length // 8, 1)
    for length, start in enumerate(starts, start=1):
        assert start % slide == 0
        shown = length - start
        assert shown == length <= context_length or (
            context_length - slide < shown <= context_length
        )


def test_writes_in_half_precision(half_precision):
    how = {"prompt_lengths": LENGTHS, "max_new_tokens": 20, "num_beams": 2}
    for beams in beam_search(GPTStep(make_gpt(CONFIG)), IDS, **how):
        assert [len(beam.ids) for beam in beams] == [20, 20]


def test_tells_where_it_looks(model):
    logits, *weights = with_attention_weights(model).predict_on_batch(IDS)
    np.testing.assert_allclose(logits, run(model), rtol=1e-4, atol=1e-5)
    assert len(weights) == CONFIG.num_blocks
    for each in weights:
        assert each.shape == (3, CONFIG.num_heads, C, C)
        np.testing.assert_allclose(each.sum(axis=-1), 1, rtol=1e-5)
        assert not np.triu(each, 1).any()


def test_dropout_is_for_training(model):
    np.testing.assert_array_equal(run(model), run(model))
    assert np.abs(keras.ops.convert_to_numpy(model(IDS, training=True)) - run(model)).max() > 0.1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"width": 0}, "width must be at least 1, not 0"),
        ({"context_length": 0}, "context_length must be at least 1"),
        ({"num_heads": 5}, "width of 12 cannot be shared by 5 heads"),
    ],
)
def test_refuses_sizes_that_make_no_model(changes, message):
    with pytest.raises(ValueError, match=message):
        make_gpt(dataclasses.replace(CONFIG, **changes))
