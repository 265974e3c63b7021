"""From a vector a word to a vector a text."""

from typing import Any

from keras import ops


def masked_mean(x: Any, mask: Any) -> Any:
    """Average the vectors of each text's own positions. Introduced in chapter 04, Sentiment.

    Args:
        x: (B, T, D).
        mask: (B, T) bool, True where there is a word. A row without any gives a zero vector.

    Returns:
        (B, D).
    """
    weights = ops.cast(mask, x.dtype)[..., None]  # (B, T, 1)
    return ops.sum(x * weights, axis=1) / ops.maximum(ops.sum(weights, axis=1), 1)
