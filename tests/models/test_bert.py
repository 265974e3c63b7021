"""BERT's two heads and its classifier: tied to the words, blind to padding, two halves apart."""

import dataclasses

import keras
import numpy as np
import pytest

from nlp_helpers.layers import MultiHeadAttention, padding_mask
from nlp_helpers.models import (
    EncoderConfig,
    make_bert,
    make_bert_classifier,
    segment_ids,
    with_attentions,
)

CONFIG = EncoderConfig(
    vocab_size=40, width=16, num_blocks=2, num_heads=4, hidden_size=24, max_length=16, separator=3
)
IDS = np.array([[2, 7, 8, 3, 9, 3, 0], [2, 11, 3, 12, 13, 14, 3]], "int32")
PLACES = np.array([[1, 4], [5, 0]], "int32")


@pytest.fixture(scope="module")
def bert():
    keras.utils.set_random_seed(0)
    model = make_bert(CONFIG)
    model.set_weights([4 * weights for weights in model.get_weights()])
    return model


def run(model, inputs) -> list[np.ndarray]:
    outputs = model(inputs)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    return [keras.ops.convert_to_numpy(each) for each in outputs]


def test_segments_change_after_the_first_separator():
    ids = np.array([[2, 7, 3, 8, 3, 0], [2, 7, 8, 3, 0, 0], [3, 3, 3, 3, 3, 3]])
    numbers = keras.ops.convert_to_numpy(segment_ids(ids, 3)).tolist()
    assert numbers == [[0, 0, 0, 1, 1, 1], [0, 0, 0, 0, 1, 1], [0, 1, 1, 1, 1, 1]]


def test_each_half_has_a_segment_of_its_own(bert):
    """Nothing but the separator's place tells these two apart at the word that is asked."""
    encoder = keras.Model(bert.inputs[0], bert.get_layer("segments").output)
    [vectors] = run(encoder, IDS[:1])
    table = bert.get_layer("segments").get_weights()[0]
    np.testing.assert_allclose(vectors[0], table[[0, 0, 0, 0, 1, 1, 1]])


def test_words_are_scored_with_the_vectors_they_are_read_with(bert):
    before = keras.Model(bert.inputs, bert.get_layer("word_norm").output)
    [states], [words, _] = run(before, [IDS, PLACES]), run(bert, [IDS, PLACES])
    table = bert.get_layer("words").get_weights()[0]
    np.testing.assert_allclose(words, states @ table.T, rtol=1e-4, atol=1e-4)
    shapes = [weight.shape for weight in bert.weights]
    assert shapes.count((40, 16)) == 1
    assert (16, 40) not in shapes


def test_places_are_asked_alone(bert):
    words, _ = run(bert, [IDS, PLACES])
    for row, column in np.ndindex(*PLACES.shape):
        place = PLACES[row, column].reshape(1, 1)
        [alone, _] = run(bert, [IDS[row : row + 1], place])
        np.testing.assert_allclose(alone[0, 0], words[row, column], rtol=1e-4, atol=1e-4)


def test_padding_changes_nothing(bert):
    longer = np.pad(IDS, [(0, 0), (0, 5)])
    for one, other in zip(run(bert, [IDS, PLACES]), run(bert, [longer, PLACES]), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-3)
    classifier = make_bert_classifier(CONFIG)
    [short], [long] = run(classifier, IDS), run(classifier, longer)
    np.testing.assert_allclose(short, long, atol=1e-5)


def test_attentions_are_shares_of_what_is_no_padding(bert):
    [weights] = run(with_attentions(bert), IDS)
    assert weights.shape == (2, 2, 4, 7, 7)
    np.testing.assert_allclose(weights.sum(-1), 1, atol=1e-5)
    assert not weights[0, ..., 6].any()


def test_the_classifier_shares_the_encoders_paths(bert):
    """Which is how pretrained weights find their way into it."""
    own = {weight.path: weight.shape for weight in make_bert_classifier(CONFIG).weights}
    known = {weight.path: weight.shape for weight in bert.weights}
    assert {path for path in own if path not in known} == {"logits/kernel", "logits/bias"}
    assert all(known[path] == shape for path, shape in own.items() if path in known)


def test_both_losses_reach_the_encoder():
    model = make_bert(CONFIG)
    losses = [
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        keras.losses.BinaryCrossentropy(from_logits=True),
    ]
    for weights in ([1.0, 0.0], [0.0, 1.0]):
        model.compile(loss=losses, loss_weights=weights, optimizer="sgd")
        before = model.get_layer("block_0").get_weights()[0]
        model.train_on_batch([IDS, PLACES], [np.array([[7, 9], [14, 2]]), np.array([[1], [0]])])
        assert np.abs(model.get_layer("block_0").get_weights()[0] - before).max() > 0


def test_no_matrix_is_louder_than_another_to_begin_with():
    model = make_bert(dataclasses.replace(CONFIG, width=64, vocab_size=500, max_length=64))
    large = [values for values in model.get_weights() if values.size > 1_000]
    assert len(large) > 10
    # 0.88: what is left of a normal distribution without its extremes
    np.testing.assert_allclose([each.std() for each in large], 0.88 * 0.02, rtol=0.1)
    one, other = (make_bert(dataclasses.replace(CONFIG, seed=seed)) for seed in (1, 2))
    assert (one.get_weights()[0] != other.get_weights()[0]).any()


def norm():
    return keras.layers.LayerNormalization(epsilon=1e-12)


def in_keras_layers(vocab_size: int, width: int, blocks: int, heads: int, hidden: int):
    """The same network as chapter 13 writes it."""
    ids, places = (keras.Input((None,), dtype="int32") for _ in range(2))
    words = padding_mask(keras.ops.not_equal(ids, 0))
    embedding = keras.layers.ReversibleEmbedding(vocab_size, width)
    halves = keras.layers.Embedding(2, width)(segment_ids(ids, CONFIG.separator))
    x = norm()(embedding(ids) + halves)
    for _ in range(blocks):
        found, _ = MultiHeadAttention(heads, rotary=True)(x, attention_mask=words)
        x = norm()(x + found)
        thought = keras.layers.Dense(hidden, activation="gelu")(x)
        x = norm()(x + keras.layers.Dense(width)(thought))
    asked = keras.ops.take_along_axis(x, places[..., None], axis=1)
    scored = norm()(keras.layers.Dense(width, activation="gelu")(asked))
    first = keras.layers.Dense(width, activation="tanh")(x[:, 0])
    outputs = [embedding(scored, reverse=True), keras.layers.Dense(1)(first)]
    return keras.Model([ids, places], outputs)


def test_is_what_chapter_13_writes():
    """Given the same weights, which the two keep in another order."""
    ours = make_bert(dataclasses.replace(CONFIG, rotary=True))
    theirs = in_keras_layers(40, 16, blocks=2, heads=4, hidden=24)
    random = np.random.default_rng(1)
    by_part = {weight.path: weight for weight in ours.weights}
    parts = ["words/embeddings", "segments/embeddings", *scaled("embedding_norm")]
    for i in range(CONFIG.num_blocks):
        dense = ("attention/query", "attention/key", "attention/value", "attention/output")
        for part in (*dense, "attention_norm", "hidden", "output", "output_norm"):
            parts += scaled(f"block_{i}/{part}")
    for part in ("word_dense", "word_norm", "pooler", "follows"):
        parts += scaled(part)
    for one, part in zip(theirs.weights, parts, strict=True):
        value = 0.5 * random.normal(size=one.shape).astype("float32")
        one.assign(value)
        by_part[part].assign(value)
    for one, other in zip(run(theirs, [IDS, PLACES]), run(ours, [IDS, PLACES]), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-3)


def scaled(part: str) -> list[str]:
    """The paths of a layer's two weights."""
    kinds = ("gamma", "beta") if part.endswith("norm") else ("kernel", "bias")
    return [f"{part}/{kind}" for kind in kinds]
