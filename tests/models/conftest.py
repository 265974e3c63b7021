"""A small char-RNN whose mind is made up, so that its texts are not one letter over and over."""

import keras
import numpy as np
import pytest

from nlp_helpers.models import CharRNNConfig, make_char_rnn

CONFIG = CharRNNConfig(
    vocab_size=7, embedding_size=6, units=8, weight_dropout=0.3, output_dropout=0.2
)


def draw_weights(model: keras.Model, seed: int) -> None:
    """Give the model large random weights: its next characters depend on what it has read."""
    rng = np.random.default_rng(seed)
    for variable in model.trainable_variables:
        variable.assign(rng.normal(size=variable.shape).astype("float32"))


def fresh_model() -> keras.Model:
    """Make a model for a test that changes it."""
    model = make_char_rnn(CONFIG)
    draw_weights(model, seed=0)
    return model


def log_probabilities(logits: np.ndarray, texts: np.ndarray) -> np.ndarray:
    """Return how likely the tokens of texts (N, T) are under logits (N, T, V)."""
    logits = logits.astype("float64")
    logs = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
    return np.take_along_axis(logs, texts[..., None], axis=-1)[..., 0]


@pytest.fixture(scope="module")
def model() -> keras.Model:
    """One for all tests, which leave it as it is."""
    return fresh_model()


@pytest.fixture
def make_twin(model):
    """Make a stateful model with the same weights."""

    def make(batch_size: int) -> keras.Model:
        twin = make_char_rnn(CONFIG, stateful_batch_size=batch_size)
        twin.set_weights(model.get_weights())
        return twin

    return make


@pytest.fixture(params=["mixed_bfloat16", "mixed_float16", "float16"])
def half_precision(request, monkeypatch):
    """Keras's dtype policy for all layers that are made in a test."""
    # JAX and PyTorch have no QR decomposition in half precision, by which recurrent layers begin.
    kind = keras.initializers.Orthogonal
    begin = kind.__call__
    monkeypatch.setattr(
        kind,
        "__call__",
        lambda self, shape, dtype=None: keras.ops.cast(begin(self, shape, "float32"), dtype),
    )
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(request.param)
    yield
    keras.config.set_dtype_policy(before)
