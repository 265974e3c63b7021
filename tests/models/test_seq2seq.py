"""Encoder-decoders: that padding, company and the way of stepping change nothing."""

import dataclasses
import itertools

import keras
import numpy as np
import pytest

from nlp_helpers.decoders import beam_search, generate
from nlp_helpers.layers import BiasedReversibleEmbedding, masked_softmax
from nlp_helpers.layers.attention import KINDS
from nlp_helpers.models import Seq2SeqConfig, Seq2SeqStep, make_seq2seq, with_alignments
from tests.models.conftest import draw_weights, log_probabilities

V = 9
CONFIG = Seq2SeqConfig(
    source_vocab_size=8,
    target_vocab_size=V,
    embedding_size=6,
    units=4,
    embedding_dropout=0.2,
    output_dropout=0.2,
)
SOURCE = np.array([[4, 5, 6, 7, 3], [5, 4, 3, 0, 0]], "int32")  # (B, S)
TARGET = np.array([[2, 5, 6, 4, 8, 7], [2, 4, 7, 3, 0, 0]], "int32")  # (B, T)
START, END = 2, 3

ways = [
    pytest.param({}, id="one way"),
    pytest.param({"bidirectional": True}, id="both ways"),
    pytest.param({"attention": "dot"}, id="dot"),
    pytest.param({"bidirectional": True, "attention": "additive"}, id="both ways, additive"),
]


def make(**changes) -> keras.Model:
    model = make_seq2seq(dataclasses.replace(CONFIG, **changes))
    draw_weights(model, seed=0)
    return model


@pytest.fixture(scope="module", params=ways)
def model(request) -> keras.Model:
    return make(**request.param)


def run(model, source=SOURCE, target=TARGET) -> np.ndarray:
    return keras.ops.convert_to_numpy(model.predict_on_batch([source, target]))


def test_shape(model):
    assert run(model).shape == (*TARGET.shape, V)


def shown_encoder(bidirectional: bool) -> keras.Model:
    """Write down the encoder of chapter 07, or that of chapter 08."""
    layers, ids = keras.layers, keras.Input((None,), dtype="int32")
    vectors = layers.Embedding(CONFIG.source_vocab_size, CONFIG.embedding_size)(ids)
    mask = keras.ops.not_equal(ids, 0)
    if not bidirectional:
        _, *state = layers.LSTM(CONFIG.units, return_state=True)(vectors, mask=mask)
        return keras.Model(ids, state)
    half = layers.LSTM(CONFIG.units // 2, return_sequences=True, return_state=True)
    _, *states = layers.Bidirectional(half)(vectors, mask=mask)
    return keras.Model(ids, [layers.concatenate(states[::2]), layers.concatenate(states[1::2])])


def shown_decoder() -> keras.Model:
    """Write down the decoder of chapter 07."""
    layers, ids = keras.layers, keras.Input((None,), dtype="int32")
    state = [keras.Input((CONFIG.units,)), keras.Input((CONFIG.units,))]
    embedding = BiasedReversibleEmbedding(V, CONFIG.embedding_size)
    lstm = layers.LSTM(CONFIG.units, return_sequences=True, return_state=True)
    hidden, *last = lstm(embedding(ids), initial_state=state)
    u = layers.Dense(CONFIG.embedding_size, activation="tanh")(hidden)
    return keras.Model([ids, *state], [embedding(u, reverse=True), *last])


@pytest.mark.parametrize("bidirectional", [False, True])
def test_is_the_model_that_chapters_07_and_08_write_down(bidirectional):
    made = make(bidirectional=bidirectional)
    encoder, decoder = shown_encoder(bidirectional), shown_decoder()
    encoder.set_weights(made.get_layer("encoder").get_weights())
    decoder.set_weights(made.get_layer("decoder").get_weights())
    source, target = keras.Input((None,), dtype="int32"), keras.Input((None,), dtype="int32")
    shown = keras.Model([source, target], decoder([target, *encoder(source)])[0])
    np.testing.assert_allclose(run(shown), run(made), rtol=1e-4, atol=1e-5)


def test_padding_changes_nothing(model):
    alone = run(model, SOURCE[1:, :3], TARGET[1:])
    padded = run(model, np.pad(SOURCE[1:, :3], [(0, 0), (0, 9)]), TARGET[1:])
    np.testing.assert_allclose(padded, alone, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(run(model)[1:], alone, rtol=1e-4, atol=1e-5)


def test_no_prediction_sees_what_it_should_predict(model):
    changed = TARGET.copy()
    changed[:, 3:] = 1
    np.testing.assert_allclose(
        run(model, target=changed)[:, :3], run(model)[:, :3], rtol=1e-5, atol=1e-6
    )


def test_every_source_word_matters(model):
    for place in range(SOURCE.shape[1]):
        changed = SOURCE[:1].copy()
        changed[0, place] = 1
        assert np.abs(run(model, changed, TARGET[:1]) - run(model)[:1]).max() > 1e-4


@pytest.mark.parametrize("rows", [slice(0, 2), slice(1, 2)], ids=["two", "one, padded"])
def test_step_by_step_equals_all_at_once(model, rows):
    step = Seq2SeqStep(model)
    state = step.initial_state(SOURCE[rows])
    for t, wanted in enumerate(np.swapaxes(run(model)[rows], 0, 1)):
        logits, state = step(TARGET[rows, t : t + 1], state)
        np.testing.assert_allclose(keras.ops.convert_to_numpy(logits), wanted, rtol=1e-4, atol=1e-5)


def test_a_decoder_starts_from_what_the_encoder_leaves(model):
    step, ways = Seq2SeqStep(model), {"max_new_tokens": 5, "num_beams": 2}
    states = step.initial_state(SOURCE), model.get_layer("encoder")(SOURCE)
    found = [beam_search(step, np.full((2, 1), START), state, **ways) for state in states]
    one, other = ([beam.ids.tolist() for row in each for beam in row] for each in found)
    assert one == other


def greedily_from_scratch(model, source: np.ndarray, new: int) -> list[int]:
    """Read the sentence, without padding, and all that was written anew for every word."""
    source = source[None, source > 0]
    written = np.zeros((1, new + 1), "int32")
    written[0, 0] = START
    for t in range(new):
        written[0, t + 1] = run(model, source, written)[0, t].argmax()
        if written[0, t + 1] == END:
            return written[0, 1 : t + 1].tolist()
    return written[0, 1:].tolist()


def test_decoding_with_a_carried_state_equals_decoding_from_scratch(model):
    step = Seq2SeqStep(model)
    prompt, state = np.full((2, 1), START), step.initial_state(SOURCE)
    ways = {"max_new_tokens": 8, "end_id": END}
    found = generate(step, prompt, state, **ways)
    beams = beam_search(step, prompt, state, num_beams=1, **ways)
    for row, source in enumerate(SOURCE):
        wanted = greedily_from_scratch(model, source, 8)
        assert found[row].tolist() == wanted
        assert beams[row][0].ids.tolist() == wanted  # width 1 is greedy


def test_a_beam_finds_the_best_of_all_translations():
    model = make(attention="dot", bidirectional=True)
    step = Seq2SeqStep(model)
    new = 3
    texts = np.array(list(itertools.product(range(V), repeat=new)))  # (N, new)
    inputs = np.pad(texts[:, :-1], [(0, 0), (1, 0)], constant_values=START)
    logits = run(model, np.repeat(SOURCE[:1], len(texts), axis=0), inputs)
    over = np.cumsum(inputs == END, axis=1) > 0  # nothing follows the end
    scores = np.where(over, 0, log_probabilities(logits, texts)).sum(axis=1)
    best = scores.argmax()
    [[found, *_]] = beam_search(
        step,
        np.array([[START]]),
        step.initial_state(SOURCE[:1]),
        num_beams=V**2,
        max_new_tokens=new,
        end_id=END,
    )
    assert found.ids.tolist() == texts[best, ~over[best] & (texts[best] != END)].tolist()
    assert found.log_probability == pytest.approx(scores[best], abs=1e-3)


def test_searches_in_half_precision(half_precision):
    step = Seq2SeqStep(make(bidirectional=True, attention="additive"))
    prompt, state = np.full((2, 1), START), step.initial_state(SOURCE)
    assert len(generate(step, prompt, state, max_new_tokens=5)[0]) == 5
    assert len(beam_search(step, prompt, state, num_beams=3, max_new_tokens=5)[1]) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_alignments_are_shares_of_the_words_that_are_there(kind):
    model = make(bidirectional=True, attention=kind)
    outputs = with_alignments(model).predict_on_batch([SOURCE, TARGET])
    logits, weights = map(keras.ops.convert_to_numpy, outputs)
    np.testing.assert_allclose(logits, run(model), rtol=1e-5, atol=1e-6)
    assert weights.shape == (2, TARGET.shape[1], SOURCE.shape[1])
    np.testing.assert_allclose(weights.sum(axis=-1), 1, rtol=1e-5)
    assert not weights[1, :, 3:].any()


def decoder_of_chapter_10(V, E, D):
    """The decoder with attention that the chapter writes down."""
    ids = keras.Input((None,), dtype="int32")
    h, c, memory = map(keras.Input, [(D,), (D,), (None, D)])
    mask = keras.Input((None,), dtype="bool")
    embedding = BiasedReversibleEmbedding(V, E)
    lstm = keras.layers.LSTM(D, return_sequences=True)
    states = lstm(embedding(ids), initial_state=[h, c])
    queries = keras.layers.Dense(D, use_bias=False)(states)
    scores = keras.ops.matmul(queries, keras.ops.transpose(memory, (0, 2, 1)))
    weights = masked_softmax(scores, mask[:, None])
    contexts = keras.ops.matmul(weights, memory)
    both = keras.ops.concatenate([contexts, states], axis=-1)
    combined = keras.layers.Dense(E, "tanh")(both)
    return keras.Model([ids, h, c, memory, mask], [embedding(combined, reverse=True), weights])


def test_is_the_decoder_that_chapter_10_writes_down():
    model = make(bidirectional=True, attention="general")
    shown = decoder_of_chapter_10(V, CONFIG.embedding_size, CONFIG.units)
    ours = model.get_layer("decoder")
    for layer in shown.layers:
        if layer.weights:  # each has a twin of its shapes; the matrix of "general" is a dense layer
            (twin,) = [each for each in ours.layers if shapes(each) == shapes(layer)]
            layer.set_weights(twin.get_weights())
    h, c, keys, values, mask = model.get_layer("encoder").predict_on_batch(SOURCE)
    logits, _, _, weights = ours.predict_on_batch([TARGET, h, c, keys, values, mask])
    found = shown.predict_on_batch([TARGET, h, c, values, mask])
    for mine, theirs in zip(found, (logits, weights), strict=True):
        mine, theirs = map(keras.ops.convert_to_numpy, (mine, theirs))
        np.testing.assert_allclose(mine, theirs, rtol=1e-4, atol=1e-6)


def shapes(layer) -> list[tuple]:
    return [weight.shape for weight in layer.weights]


def test_no_alignments_without_attention():
    with pytest.raises(ValueError, match="has no alignments"):
        with_alignments(make())


def test_tied_weights_spare_a_matrix():
    spared = make(tied=False).count_params() - make().count_params()
    assert spared == V * CONFIG.embedding_size


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"attention": "self"}, "None or one of dot, scaled, general, additive, not 'self'"),
        ({"units": 0}, "units must be at least 1"),
        ({"target_vocab_size": 0}, "target_vocab_size must be at least 1"),
        ({"units": 5, "bidirectional": True}, "two directions cannot share 5 units"),
    ],
)
def test_refuses_what_cannot_be_built(changes, message):
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(CONFIG, **changes)
