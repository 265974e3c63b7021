"""Choosers turn filtered logits (B, V) into the next token of each row, (B,) int32."""

from typing import Any

import numpy as np
from keras import ops

from nlp_helpers.errors import ArgumentError

# The distance from 1 that a uniform number keeps. It is exact in float32, where 0.99999999 is 1.
GAP = 2.0**-20


def greedy(logits: Any, uniforms: Any = None) -> Any:
    """Choose the most probable token of each row; of equals, the one with the lowest id.

    `uniforms` are not used; every chooser is called alike. Introduced in chapter 02, Decoding.
    """
    return ops.cast(ops.argmax(logits, axis=-1), "int32")


def sample(logits: Any, uniforms: Any) -> Any:
    """Draw a token of each row with the probabilities softmax(logits), by inverse transform.

    Lay the probabilities side by side on a line: the token on whose stretch the uniform number,
    (B,) in [0, 1 - 2**-20], falls is chosen. One number a row is all the randomness there is, and
    it comes from outside, so the same seed gives the same text on every backend. Introduced in
    chapter 02, Decoding.
    """
    probabilities = ops.softmax(ops.cast(logits, "float32"), axis=-1)
    # A stretch of length 0 is taken off the line, so that no rounding can choose a removed token.
    ends = ops.where(probabilities > 0, ops.cumsum(probabilities, axis=-1), 0.0)
    # Measured against the line's own length, which rounding leaves a little off 1.
    points = ops.cast(uniforms, "float32")[:, None] * ops.max(ends, axis=-1, keepdims=True)
    return ops.cast(ops.argmax(ops.cast(ends > points, "int32"), axis=-1), "int32")


def draw_uniforms(seed: int, rows: int, length: int) -> np.ndarray:
    """Draw the uniform numbers of a whole text in advance: (B, L) float32 in [0, 1 - 2**-20].

    Every row has a stream of its own. So a longer buffer begins with the same numbers, and the
    first rows of a batch get the same text however many rows follow them.

    Raises:
        ValueError: if `seed` is not a whole number of 0 or more.
    """
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise ArgumentError(f"seed must be an integer of 0 or more, not {seed!r}.")
    streams = [np.random.default_rng((seed, row)).random(length) for row in range(rows)]
    return np.minimum(streams, 1 - GAP).astype("float32")
