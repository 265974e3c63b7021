"""Each position adds its own vector, and a text that has no position for its end is refused."""

import keras
import numpy as np
import pytest

from nlp_helpers.layers import LearnedPositions

X = np.random.default_rng(0).normal(size=(2, 5, 3)).astype("float32")  # (B, T, D)


@pytest.fixture
def layer() -> LearnedPositions:
    layer = LearnedPositions(8)
    layer.build(X.shape)
    return layer


def test_adds_the_first_vectors_whatever_the_length(layer):
    (vectors,) = layer.get_weights()
    assert vectors.shape == (8, 3)
    for length in (1, 4, 5):
        outputs = keras.ops.convert_to_numpy(layer(X[:, :length]))
        np.testing.assert_allclose(outputs, X[:, :length] + vectors[:length], atol=1e-6)


def test_every_position_has_a_vector_of_its_own(layer):
    (vectors,) = layer.get_weights()
    assert len(np.unique(vectors.round(6), axis=0)) == 8


def test_a_full_length_fits_and_one_more_does_not(layer):
    assert layer(np.zeros((1, 8, 3), "float32")).shape == (1, 8, 3)
    with pytest.raises(ValueError, match=r"text of 9 positions is too long, .* at most 8"):
        layer(np.zeros((1, 9, 3), "float32"))


@pytest.mark.parametrize("max_length", [0, -1])
def test_refuses_lengths_below_one(max_length):
    with pytest.raises(ValueError, match=f"max_length must be at least 1, not {max_length}"):
        LearnedPositions(max_length)


def test_saves_and_loads_without_custom_objects(layer, tmp_path):
    model = keras.Sequential([keras.Input((None, 3)), layer])
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert loaded.layers[0].max_length == 8
    np.testing.assert_array_equal(loaded.predict_on_batch(X), model.predict_on_batch(X))
