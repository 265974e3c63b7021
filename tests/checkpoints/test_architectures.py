"""What holds for every kind of network: its weights are known by their paths, and it is saved."""

import re

import keras
import numpy as np
import pytest

from nlp_helpers.checkpoints import architectures
from nlp_helpers.checkpoints.architectures import ARCHITECTURES, MiniLMConfig
from nlp_helpers.checkpoints.loading import _count_weights
from nlp_helpers.models import (
    CharRNNConfig,
    EncoderConfig,
    GPTConfig,
    SentimentRNNConfig,
    Seq2SeqConfig,
    TransformerConfig,
    ViTConfig,
    make_sentence_encoder,
)

from ..models.conftest import draw_weights

ENCODER = EncoderConfig(5, 8, 2, 2, 8, max_length=12, separator=3)
TINY = {
    "char-rnn": CharRNNConfig(5, embedding_size=4, units=4, weight_dropout=0.3),
    "gpt": GPTConfig(5, context_length=12, width=8, num_blocks=2, num_heads=2, hidden_size=8),
    "sentiment-rnn": SentimentRNNConfig(
        5, 4, 4, bidirectional=True, pooling="mean", pair_buckets=7, pair_size=3
    ),
    "seq2seq-rnn": Seq2SeqConfig(
        5, 5, embedding_size=4, units=4, bidirectional=True, attention="additive"
    ),
    "transformer": TransformerConfig(
        5, 5, width=8, num_heads=2, encoder_blocks=2, decoder_blocks=2, hidden_size=8, max_length=12
    ),
    "vit": ViTConfig(
        image_size=4, patch_size=2, num_classes=3, width=8, num_heads=2, hidden_size=8, num_blocks=2
    ),
    "minilm-classifier": MiniLMConfig(lower=1),
    "bert": ENCODER,
    "bert-classifier": ENCODER,
}


@pytest.fixture(scope="module", autouse=True)
def tiny_minilm():
    """A tiny encoder in place of the one that was published."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            architectures, "make_sentence_encoder", lambda: make_sentence_encoder(ENCODER)
        )
        patch.setattr(architectures, "load_minilm_weights", dict)
        patch.setattr(architectures, "load_bert_weights", lambda encoder, weights: None)
        yield


@pytest.fixture(scope="module", params=ARCHITECTURES)
def name(request) -> str:
    """The name of each architecture in turn."""
    return request.param


@pytest.fixture(scope="module")
def model(name) -> keras.Model:
    model = ARCHITECTURES[name].make(TINY[name])
    draw_weights(model, seed=0)
    return model


def outputs(model) -> list[np.ndarray]:
    """What a model makes of two rows, whatever it reads."""
    rng = np.random.default_rng(0)
    shapes = [[size or 6 for size in (2, *each.shape[1:])] for each in model.inputs]
    given = [
        rng.integers(1, 5, size=shape, dtype="int32")
        if "int" in each.dtype
        else rng.uniform(size=shape).astype("float32")
        for each, shape in zip(model.inputs, shapes, strict=True)
    ]
    made = keras.tree.flatten(model(given if len(given) > 1 else given[0]))
    return [keras.ops.convert_to_numpy(each) for each in made]


def described(model: keras.Model) -> str:
    """All its settings; Keras numbers objects that several layers share anew each time."""
    return re.sub(r', "shared_object_id": \d+', "", model.to_json())


def test_it_is_saved_and_loaded_without_custom_objects(model, tmp_path):
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert described(loaded) == described(model)  # and what no output shows
    for ours, theirs in zip(outputs(model), outputs(loaded), strict=True):
        assert np.ptp(ours) > 0.01
        np.testing.assert_array_equal(theirs, ours)


def test_its_weights_have_paths_of_their_own(model):
    assert len({weight.path for weight in model.weights}) == len(model.weights)


def test_its_weights_are_counted_without_being_drawn(name, model):
    """To the weight; tests/checkpoints/test_loading.py counts more than any memory holds."""
    architecture = ARCHITECTURES[name]
    counted = _count_weights(architecture, TINY[name])
    assert counted == architecture.stored(model).count_params() > 0
