"""Encoder-decoder Transformers: padding, company, the cache and the beams change nothing."""

import dataclasses

import keras
import numpy as np
import pytest

from nlp_helpers.decoders import beam_search, generate, sample
from nlp_helpers.layers import TransformerBlock
from nlp_helpers.layers.transformer import NORMS
from nlp_helpers.models import (
    TransformerConfig,
    TransformerStep,
    make_transformer,
    with_alignments,
)
from tests.decoders.conftest import Rereading

V = 9
CONFIG = TransformerConfig(
    source_vocab_size=8,
    target_vocab_size=V,
    width=12,
    num_heads=3,
    encoder_blocks=2,
    decoder_blocks=2,
    hidden_size=10,
    max_length=80,
    dropout=0.2,
)
SOURCE = np.array([[4, 5, 6, 7, 3], [5, 4, 3, 0, 0]], "int32")  # (B, S)
TARGET = np.array([[2, 5, 6, 4, 8, 7], [2, 4, 7, 3, 0, 0]], "int32")  # (B, T)
START, END, SEED = 2, 3, 5
SHARED = {"shared": True, "source_vocab_size": V}


def make(**changes) -> keras.Model:
    model = make_transformer(dataclasses.replace(CONFIG, **changes))
    rng = np.random.default_rng(SEED)
    for variable in model.trainable_variables:  # biases and gains stay near what they are at first
        drawn = rng.normal(size=variable.shape)
        near = variable + 0.1 * drawn.astype("float32")
        variable.assign(drawn if drawn.ndim > 1 else near)
    return model


@pytest.fixture(scope="module", params=NORMS)
def model(request) -> keras.Model:
    return make(norm=request.param)


def run(model, source=SOURCE, target=TARGET) -> np.ndarray:
    return keras.ops.convert_to_numpy(model([source, target]))


def close(one, other) -> None:
    np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-4)


@pytest.mark.filterwarnings("ignore:You are using a softmax over axis")  # of one place, S = 1
def test_shape(model):
    assert run(model).shape == (*TARGET.shape, V)
    assert run(model, SOURCE[:, :1], TARGET[:, :1]).shape == (2, 1, V)


def test_padding_and_company_change_nothing(model):
    alone = run(model, SOURCE[1:, :3], TARGET[1:, :4])
    padded = [np.pad(side, [(0, 0), (0, 9)]) for side in (SOURCE[1:, :3], TARGET[1:, :4])]
    close(run(model, *padded)[:, :4], alone)
    close(run(model)[1:, :4], alone)


def test_no_prediction_sees_what_it_should_predict(model):
    changed = TARGET.copy()
    changed[:, 3:] = 1
    close(run(model, target=changed)[:, :3], run(model)[:, :3])


def test_every_source_word_and_its_place_matter(model):
    for place in range(SOURCE.shape[1] - 1):
        changed, swapped = SOURCE[:1].copy(), SOURCE[:1].copy()
        changed[0, place] = 1
        swapped[0, place : place + 2] = swapped[0, place : place + 2][::-1]
        for other in (changed, swapped):
            assert np.abs(run(model, other, TARGET[:1]) - run(model)[:1]).max() > 1e-3


def test_a_source_of_padding_only_and_unknown_ids_give_finite_numbers(model):
    assert np.isfinite(run(model, np.zeros_like(SOURCE))).all()
    beyond = np.where(SOURCE == 7, 10**6, SOURCE)
    beyond[1, 0] = -1
    outputs = run(model, beyond, np.where(TARGET == 8, V, TARGET))
    assert np.isfinite(outputs).all()
    as_padding = np.where((beyond < 0) | (beyond > 7), 0, beyond)
    close(outputs, run(model, as_padding, np.where(TARGET == 8, 0, TARGET)))


def test_texts_longer_than_the_maximum_are_refused(model):
    full = np.ones((1, 80), "int32")
    assert np.isfinite(run(model, full, full)).all()
    for source, target in ((81, 3), (3, 81)):
        with pytest.raises(ValueError, match="text of 81 positions is too long"):
            model([np.ones((1, source), "int32"), np.ones((1, target), "int32")])


@pytest.mark.parametrize("time", [1, 65, 80])
def test_writes_up_to_the_longest_text_and_no_further(time):
    """Of 80 tokens all are read, and the one that they lead to is not."""
    step = TransformerStep(make())
    prompt, context = np.full((1, time), START), step.initial_state(SOURCE[:1])
    [found] = generate(step, prompt, context, max_new_tokens=81 - time)
    assert len(found) == 81 - time
    with pytest.raises(ValueError, match=f"max_new_tokens must be at most {81 - time}, not 90"):
        generate(step, prompt, context, max_new_tokens=90)
    with pytest.raises(ValueError, match="prompt must have at most 80 tokens, not 81"):
        generate(step, np.full((1, 81), START), context, max_new_tokens=1)


def test_reading_and_stepping_equal_all_at_once(model):
    """A prompt of two, then token by token; and from the first token on."""
    step, wanted = TransformerStep(model), run(model)
    context = step.initial_state(SOURCE)
    for read in (1, 2):
        carry = step.start(context, 2, 8)
        lengths = np.full(2, read, "int32")
        logits, carry = step.read(TARGET[:, :read], lengths, carry, context)
        close(keras.ops.convert_to_numpy(logits), wanted[:, read - 1])
        for t in range(read, TARGET.shape[1]):
            position = np.full(2, t, "int32")
            logits, carry = step.step(TARGET[:, t : t + 1], position, carry, context)
            close(keras.ops.convert_to_numpy(logits), wanted[:, t])


def without_cache(model: keras.Model) -> Rereading:
    """The same model as a decoder that reads all that it wrote every time."""

    def logits(ids, context):
        times = ids.shape[0] // context[0].shape[0]
        memory, mask = (keras.ops.repeat(each, times, axis=0) for each in context)
        return model.get_layer("decoder")([ids, memory, mask])[0]

    return Rereading(logits, V, tuple(model.variables))


def written(decoder, context, **how) -> tuple[list, list]:
    """What a decoder makes of two prompts, and how likely it thinks that is."""
    how = {"end_id": END, "max_new_tokens": 8, "prompt_lengths": [3, 1], **how}
    prompt = np.array([[START, 5, 6], [START, 0, 0]])
    if "num_beams" in how:
        found = [each for row in beam_search(decoder, prompt, context, **how) for each in row]
        return [each.ids.tolist() for each in found], [each.log_probability for each in found]
    found = generate(decoder, prompt, context, **how)
    return [ids.tolist() for ids in found], found.log_probabilities


@pytest.mark.parametrize(
    "how",
    [{"choose": sample}, {"num_beams": 1}, {"num_beams": 4}],
    ids=["sampled", "greedy", "four beams"],
)
def test_decoding_with_a_cache_equals_decoding_without(model, how):
    """To the last token, prompts of different lengths: drawn, greedily and by beams."""
    step = TransformerStep(model)
    found, likely = written(step, step.initial_state(SOURCE), **how)
    context = tuple(model.get_layer("encoder")(SOURCE))
    without, wanted = written(without_cache(model), context, **how)
    assert found == without
    np.testing.assert_allclose(likely, wanted, rtol=1e-3, atol=1e-3)


def test_searches_in_half_precision(half_precision):
    step = TransformerStep(make())
    prompt, context = np.full((2, 1), START), step.initial_state(SOURCE)
    assert len(beam_search(step, prompt, context, num_beams=3, max_new_tokens=5)[1]) == 3


def test_alignments_are_shares_of_the_words_that_are_there(model):
    outputs = with_alignments(model)([SOURCE, TARGET])
    logits, weights = map(keras.ops.convert_to_numpy, outputs)
    close(logits, run(model))
    assert weights.shape == (2, TARGET.shape[1], SOURCE.shape[1])
    np.testing.assert_allclose(weights.sum(axis=-1), 1, rtol=1e-5)
    assert not weights[1, :, 3:].any()


def test_one_embedding_serves_both_sides_where_it_is_shared():
    apart, shared = make(source_vocab_size=V), make(**SHARED)
    assert apart.count_params() - shared.count_params() == V * CONFIG.width
    before, [embedding] = run(shared), [w for w in shared.weights if "embedding" in w.path][:1]
    embedding.assign(keras.ops.flip(embedding, axis=0))
    assert np.abs(run(shared) - before).min() > 1e-6
    step = TransformerStep(shared)
    context = step.initial_state(SOURCE)
    logits, _ = step.read(TARGET, np.full(2, 6), step.start(context, 2, 8), context)
    close(keras.ops.convert_to_numpy(logits), run(shared)[:, -1])


def test_all_parts_draw_dropouts_of_their_own():
    model = make()
    parts = [layer for part in ("encoder", "decoder") for layer in model.get_layer(part).layers]
    seeds = [layer.dropout.seed for layer in parts if isinstance(layer, TransformerBlock)]
    seeds += [layer.seed for layer in parts if isinstance(layer, keras.layers.Dropout)]
    assert len(set(seeds)) == len(seeds) == 6


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"norm": "layer"}, f"norm must be one of {', '.join(NORMS)}, not 'layer'"),
        ({"width": 0}, "width must be at least 1, not 0"),
        ({"decoder_blocks": 0}, "decoder_blocks must be at least 1"),
        ({"num_heads": 5}, "width of 12 cannot be shared by 5 heads"),
        ({"shared": True}, "different size: 8 and 9"),
    ],
)
def test_refuses_what_cannot_be_built(changes, message):
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(CONFIG, **changes)


def test_refuses_an_odd_width():
    with pytest.raises(ValueError, match="need an even width, not 15"):
        make_transformer(dataclasses.replace(CONFIG, width=15))
