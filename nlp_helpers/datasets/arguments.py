"""Checks of arguments that several datasets have in common."""

import operator


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
