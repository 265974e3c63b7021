"""Each position adds its own vector, and a text that has no position for its end is refused."""

import math

import keras
import numpy as np
import pytest

from nlp_helpers.layers import (
    LearnedPositions,
    NoPositions,
    SinusoidalPositions,
    rotary,
    sinusoidal_encoding,
)

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


def encoding(positions, width: int) -> np.ndarray:
    return keras.ops.convert_to_numpy(sinusoidal_encoding(positions, width))


def test_the_sinusoids_are_those_of_the_paper():
    """Equation by equation, in plain Python."""
    width = 12
    wanted = np.zeros((40, width))
    for p in range(40):
        for i in range(width // 2):
            angle = p / 10_000 ** (2 * i / width)
            wanted[p, 2 * i], wanted[p, 2 * i + 1] = math.sin(angle), math.cos(angle)
    np.testing.assert_allclose(encoding(np.arange(40), width), wanted, atol=1e-5)
    places = np.array([[3, 0], [39, 7]])
    np.testing.assert_allclose(encoding(places, width), wanted[places], atol=1e-5)


@pytest.mark.parametrize("k", [1, 5, 17, -3])
def test_k_places_on_is_a_linear_map(k):
    """One matrix for all p: each pair of a sine and a cosine is turned by k times its rate."""
    width = 16
    turn = np.zeros((width, width))
    for i in range(width // 2):
        angle = k / 10_000 ** (2 * i / width)
        pair = slice(2 * i, 2 * i + 2)
        turn[pair, pair] = [
            [math.cos(angle), math.sin(angle)],
            [-math.sin(angle), math.cos(angle)],
        ]
    p = np.arange(3, 90)
    np.testing.assert_allclose(encoding(p + k, width), encoding(p, width) @ turn.T, atol=1e-4)


def test_all_places_of_a_long_text_differ():
    table = encoding(np.arange(512), 64)
    distances = np.linalg.norm(table[:, None] - table, axis=-1)
    assert distances[~np.eye(512, dtype=bool)].min() > 0.5


def test_adds_the_sinusoids_whatever_the_length():
    layer = SinusoidalPositions(8)
    x = X[..., :2]
    for length in (1, 5):
        outputs = keras.ops.convert_to_numpy(layer(x[:, :length]))
        np.testing.assert_allclose(
            outputs, x[:, :length] + encoding(np.arange(length), 2), atol=1e-6
        )
    with pytest.raises(ValueError, match=r"text of 9 positions is too long, .* at most 8"):
        layer(np.zeros((1, 9, 2), "float32"))


@pytest.mark.parametrize("kind", [LearnedPositions, SinusoidalPositions])
def test_a_text_may_go_on_from_a_position_of_its_own(kind):
    layer, zeros = kind(8), np.zeros((2, 8, 4), "float32")
    table = keras.ops.convert_to_numpy(layer(zeros))[0]
    later = keras.ops.convert_to_numpy(layer(zeros[:, :3], position=np.array([1, 5])))
    np.testing.assert_allclose(later, [table[1:4], table[5:8]], atol=1e-6)
    np.testing.assert_allclose(
        keras.ops.convert_to_numpy(layer(zeros[:, :2], position=6))[0], table[6:], atol=1e-6
    )


def turned(x: np.ndarray, places) -> np.ndarray:
    return keras.ops.convert_to_numpy(rotary(x, np.array(places)))


def test_rotary_multiplies_complex_numbers():
    """A vector's two halves are real and imaginary parts; turning multiplies by e^(i angle)."""
    x = np.random.default_rng(1).normal(size=(2, 3, 5, 8)).astype("float32")
    places = np.array([[0, 1, 2, 3, 4], [7, 8, 9, 10, 11]])
    numbers = x[..., :4] + 1j * x[..., 4:]
    angles = places[:, None, :, None] / 10_000 ** (np.arange(4) / 4)
    wanted = numbers * np.exp(1j * angles)
    found = turned(x, places)
    np.testing.assert_allclose(found[..., :4], wanted.real, atol=1e-5)
    np.testing.assert_allclose(found[..., 4:], wanted.imag, atol=1e-5)
    np.testing.assert_allclose(turned(x[:1], places[0]), found[:1], atol=1e-6)


def test_rotary_products_tell_distances_alone():
    query, key = np.random.default_rng(2).normal(size=(2, 1, 1, 1, 16)).astype("float32")
    products = np.array(
        [[(turned(query, [p]) * turned(key, [p + k])).sum() for k in (1, 7)] for p in (0, 5, 60)]
    )
    np.testing.assert_allclose(products[1:], np.broadcast_to(products[0], (2, 2)), atol=1e-3)
    assert abs(products[0, 0] - products[0, 1]) > 0.02


def test_rotary_refuses_odd_widths():
    with pytest.raises(ValueError, match="need an even width, not 3"):
        rotary(np.zeros((1, 1, 2, 3), "float32"), np.arange(2))


def test_no_positions_add_nothing_but_know_what_is_too_long():
    layer = NoPositions(8)
    np.testing.assert_array_equal(keras.ops.convert_to_numpy(layer(X, position=3)), X)
    with pytest.raises(ValueError, match=r"text of 9 positions is too long, .* at most 8"):
        layer(np.zeros((1, 9, 2), "float32"))


@pytest.mark.parametrize("width", [0, 1, 7])
def test_refuses_odd_widths(width):
    with pytest.raises(ValueError, match=f"need an even width, not {width}"):
        sinusoidal_encoding([0], width)
    if width:
        with pytest.raises(ValueError, match=f"need an even width, not {width}"):
            SinusoidalPositions(8)(np.zeros((1, 3, width), "float32"))
