"""Who may look where: masks (..., T, S), True where a query may look at a place.

Legend: B batch, T queries (target length), S places of the memory (source length).
"""

import functools
from typing import Any

from keras import ops

from nlp_helpers.layers.positions import places_from


def padding_mask(real: Any) -> Any:
    """Let nobody look at padding: (B, 1, S) of `real` (B, S), True where there is a token.

    Introduced in chapter 10, Attention.
    """
    return real[:, None]


def causal_mask(queries: Any, places: Any, position: Any = 0) -> Any:
    """Let none of T queries look ahead: each sees its own of S places and those before it.

    The position is that of the first query among the places: an integer, for a mask (T, S), or one
    for each row, (B,), for (B, T, S). Introduced in chapter 11, Transformers.

    Example:
        >>> causal_mask(2, 3, position=1)
        [[True, True, False], [True, True, True]]
    """
    own = places_from(position, queries)  # (..., T)
    return ops.arange(places, dtype="int32") <= own[..., None]


def and_masks(*masks: Any) -> Any:
    """Let a query look where all masks do; None hides nothing. Chapter 11, Transformers."""
    given = [mask for mask in masks if mask is not None]
    return functools.reduce(ops.logical_and, given) if given else None
