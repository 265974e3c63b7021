"""XLA is taken where it is faster."""

import keras
import pytest

from nlp_helpers.training.recipe import _whether_xla

BACKEND = keras.backend.backend()


@pytest.fixture(autouse=True)
def no_gpu(monkeypatch):
    monkeypatch.setattr("nlp_helpers.training.recipe.gpu_name", lambda: None)


def nested(layer):
    """The layer inside a model inside a model."""
    inner = keras.Sequential([keras.Input((4, 3)), layer])
    return keras.Sequential([keras.Input((4, 3)), inner])


@pytest.mark.parametrize(
    ("layer", "on_tensorflow"),
    [
        (lambda: keras.layers.Dense(2), False),
        (lambda: keras.layers.GRU(2), True),
        (lambda: keras.layers.Bidirectional(keras.layers.LSTM(2)), True),
    ],
)
def test_a_recurrence_is_compiled_by_xla_on_a_cpu(layer, on_tensorflow):
    expected = {"torch": False, "jax": True, "tensorflow": on_tensorflow}[BACKEND]
    assert _whether_xla(nested(layer())) is expected


def test_keras_decides_on_a_gpu(monkeypatch):
    monkeypatch.setattr("nlp_helpers.training.recipe.gpu_name", lambda: "a GPU")
    assert _whether_xla(nested(keras.layers.Dense(2))) == ("auto" if BACKEND != "torch" else False)
