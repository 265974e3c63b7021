"""Checks of arguments that several datasets have in common."""

import operator

import numpy as np
from numpy.typing import ArrayLike


def at_least(minimum: int, **argument: int) -> int:
    """Check one named integer argument and return it.

    Raises:
        ValueError: it is below the minimum.
        TypeError: it is not an integer.
    """
    [(name, value)] = argument.items()
    try:
        value = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be an integer, not {value!r}") from None
    if value < minimum:
        raise ValueError(f"{name} must be at least {minimum}, not {value}")
    return value


def int32_ids(ids: ArrayLike) -> np.ndarray:
    """Check ids and return them as int32, of the same shape.

    Raises:
        TypeError: they are not integers.
        ValueError: 32 bits do not hold them.
    """
    given = np.asarray(ids)
    if given.size and given.dtype.kind not in "iu":
        raise TypeError(f"ids must be integers, not {given.dtype}")
    narrow = given.astype(np.int32)
    if not np.array_equal(narrow, given):
        raise ValueError(f"ids must fit into 32 bits, not be from {given.min()} to {given.max()}")
    return narrow
