"""From a vector a word to a vector a text."""

from typing import Any

from keras import ops


def masked_mean(x: Any, mask: Any) -> Any:
    """Average the vectors (B, T, D) of each text's own positions: (B, D). Chapter 04, Sentiment.

    The mask (B, T) is True where there is a word. A row without any gives a zero vector.
    """
    weights = ops.cast(mask, x.dtype)[..., None]  # (B, T, 1)
    return ops.sum(ops.multiply(x, weights), axis=1) / ops.maximum(ops.sum(weights, axis=1), 1)
