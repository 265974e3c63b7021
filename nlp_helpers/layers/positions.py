"""Telling a model where in a text a word stands.

Legend: B batch, T length, D width.
"""

from abc import abstractmethod
from typing import Any

import keras
import numpy as np
from keras import ops

from nlp_helpers.errors import ArgumentError

SLOWEST = 10_000.0  # the longest wave repeats after 2π times this many positions


def sinusoidal_encoding(positions: Any, width: int) -> Any:
    """Tell positions (...) apart by waves of many lengths, (..., D) float32.

    PE(p, 2i) = sin(p / 10000^(2i/D)) and PE(p, 2i+1) = cos(p / 10000^(2i/D)). Each pair is a hand
    of a clock, so k places further on every hand has turned by an angle of its own, wherever it
    began: PE(p+k) is a linear map of PE(p). Vaswani et al. 2017, section 3.5. Introduced in chapter
    11, Transformers.

    Raises:
        ValueError: if the width D is odd, or below 2.

    Example:
        >>> sinusoidal_encoding([0, 1], 4)
        [[0., 1., 0., 1.], [0.8415, 0.5403, 0.01, 0.99995]]
    """
    _check_even(width)
    rates = SLOWEST ** (-np.arange(0, width, 2) / width)  # (D/2,), radians a position
    positions = ops.cast(ops.convert_to_tensor(positions), "float32")[..., None]
    angles = positions * ops.convert_to_tensor(rates.astype("float32"))  # (..., D/2)
    waves = ops.stack([ops.sin(angles), ops.cos(angles)], axis=-1)  # (..., D/2, 2)
    return ops.reshape(waves, (*ops.shape(angles)[:-1], width))


def rotary(x: Any, places: Any) -> Any:
    """Turn queries or keys by angles that their places give: scores then tell distances.

    Numbers i and i + d/2 of a vector are the hand of a clock; at place p it is turned by
    p / 10000^(2i/d). The scalar product of two vectors turned at p and at p + k is the same for
    every p (Su et al. 2021, equations 14 and 34). Introduced in chapter 12, GPT.

    Args:
        x: (B, H, T, d), d even.
        places: (T,) int, or (B, T).

    Returns:
        (B, H, T, d).

    Raises:
        ValueError: if d is odd.

    Example:
        >>> rotary(np.array([[[[1.0, 0.0]]]]), np.array([1]))
        [[[[0.5403, 0.8415]]]]
    """
    x = ops.convert_to_tensor(x)
    _check_even(x.shape[-1])
    half = x.shape[-1] // 2
    rates = ops.convert_to_tensor((SLOWEST ** (-np.arange(half) / half)).astype("float32"))
    angles = ops.cast(places, "float32")[..., None, :, None] * rates  # (T, half) or (B, 1, T, half)
    cosines, sines = (ops.cast(wave(angles), x.dtype) for wave in (ops.cos, ops.sin))
    first, second = x[..., :half], x[..., half:]
    turned = first * cosines - second * sines, first * sines + second * cosines
    return ops.concatenate(turned, axis=-1)


def places_from(position: Any, length: int) -> Any:
    """Return `length` places from `position` on: (T,) int32, or (B, T) for one position a row."""
    start = ops.convert_to_tensor(position, "int32")[..., None]
    return start + ops.arange(length, dtype="int32")


def _check_even(width: int) -> None:
    if width < 2 or width % 2:
        raise ArgumentError(f"sines and cosines need an even width, not {width}: take one more")


@keras.saving.register_keras_serializable(package="nlp_helpers")
class NoPositions(keras.layers.Layer):
    """Adds nothing to x (B, T, D), where `rotary` tells positions, but refuses too long a text.

    Longer than `max_length` is a ValueError. Introduced in chapter 12, GPT.
    """

    def __init__(self, max_length: int, **kwargs):
        super().__init__(**kwargs)
        if max_length < 1:
            raise ValueError(f"max_length must be at least 1, not {max_length}")
        self.max_length = max_length

    def call(self, x: Any, position: Any = 0) -> Any:
        """Return x."""
        length = x.shape[1]  # None where a model is built for texts of any length
        if length is not None and length > self.max_length:
            raise ValueError(
                f"a text of {length} positions is too long, there are vectors for at most "
                f"{self.max_length}: shorten it first, with head_and_tail for example"
            )
        return x

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return input_shape

    def get_config(self) -> dict:
        return {**super().get_config(), "max_length": self.max_length}


class _Positions(NoPositions):
    """Adds to each vector of x (B, T, D) what says where it stands, from `position` on.

    The position is an integer or one a row, (B,).
    """

    @abstractmethod
    def encode(self, places: Any, width: int) -> Any:
        """Return the vectors (..., D) of places (...)."""

    def call(self, x: Any, position: Any = 0) -> Any:
        """Add the vectors of T places from `position` on."""
        x = super().call(x)
        places = places_from(position, ops.shape(x)[1])
        return x + ops.cast(self.encode(places, x.shape[-1]), x.dtype)


@keras.saving.register_keras_serializable(package="nlp_helpers")
class LearnedPositions(_Positions):
    """Adds to every position of x (B, T, D) a vector of its own, learned like a word's.

    As in BERT (Devlin et al. 2019, figure 2). There are vectors for `max_length` places; a longer
    text is a ValueError. The place of x's first vector is `position`, an integer or one a row,
    (B,); they begin as the `initializer` says. Introduced in chapter 05, Pretrained embeddings.
    """

    def __init__(self, max_length: int, initializer: Any = "normal", **kwargs):
        super().__init__(max_length, **kwargs)
        self.initializer = initializer

    def build(self, input_shape: tuple) -> None:
        shape = (self.max_length, input_shape[-1])
        self.vectors = self.add_weight(shape, initializer=self.initializer, name="vectors")

    def get_config(self) -> dict:
        return {**super().get_config(), "initializer": self.initializer}

    def encode(self, places: Any, width: int) -> Any:
        return ops.take(self.vectors, places, axis=0)


@keras.saving.register_keras_serializable(package="nlp_helpers")
class SinusoidalPositions(_Positions):
    """Adds `sinusoidal_encoding` to every position of x (B, T, D); nothing of it is learned.

    Waves have no end, but a model has learned nothing of places that were in no training text: one
    longer than `max_length` is a ValueError. The place of x's first vector is `position`, an
    integer or one a row, (B,). Introduced in chapter 11, The Transformer.
    """

    def build(self, input_shape: tuple) -> None:
        """Nothing is made, but an odd width is told at once."""
        _check_even(input_shape[-1])

    def encode(self, places: Any, width: int) -> Any:
        return sinusoidal_encoding(places, width)
