"""Who may look where: masks (..., T, S), True where a query may look at a place.

Legend: B batch, T queries (target length), S places of the memory (source length).
"""

import functools
from typing import Any

from keras import ops


def padding_mask(real: Any) -> Any:
    """Let nobody look at padding. Introduced in chapter 10, Attention.

    Args:
        real: (B, S) bool, True where there is a token.

    Returns:
        (B, 1, S).
    """
    return real[:, None]


def causal_mask(queries: Any, places: Any, position: Any = 0) -> Any:
    """Let nobody look ahead: a query sees its own place and those before it.

    Args:
        queries: T, how many there are.
        places: S, how many there are.
        position: of the first query among the places; an integer, or one for each row, (B,).

    Returns:
        (T, S), or (B, T, S) where each row has a position of its own.

    Example:
        >>> causal_mask(2, 3, position=1)
        [[True, True, False], [True, True, True]]
    """
    own = ops.convert_to_tensor(position, "int32")[..., None] + ops.arange(queries)  # (..., T)
    return ops.arange(places) <= own[..., None]


def and_masks(*masks: Any) -> Any:
    """Let a query look where all masks do; None is a mask that hides nothing."""
    given = [mask for mask in masks if mask is not None]
    return functools.reduce(ops.logical_and, given) if given else None
