"""Checks of arguments that many functions have in common."""

import dataclasses
import operator
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from nlp_helpers.errors import ArgumentError

Texts = TypeVar("Texts", bound=Iterable[str])


def at_least(minimum: int, **argument: int) -> int:
    """Return one named integer argument, or raise a `ValueError` or `TypeError` that names it."""
    [(name, value)] = argument.items()
    try:
        value = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be an integer, not {value!r}") from None
    if value < minimum:
        raise ValueError(f"{name} must be at least {minimum}, not {value}")
    return value


def between(minimum: int, maximum: int, **argument: int) -> int:
    """Do what `at_least` does, and raise a `ValueError` of what is above the maximum, too."""
    [name], value = argument, at_least(minimum, **argument)
    if value > maximum:
        raise ValueError(f"{name} must be at most {maximum:,}, not {value:,}")
    return value


def check_sizes(config: Any) -> None:
    """Raise a `ValueError` if a dataclass has a size below 1: an integer whose default is not 0."""
    for field in dataclasses.fields(config):
        if field.type is int and field.default != 0:
            at_least(1, **{field.name: getattr(config, field.name)})


def int32_ids(ids: ArrayLike) -> np.ndarray:
    """Return ids as int32; raise a `TypeError` for other numbers than integers, a `ValueError`
    where 32 bits do not hold them."""
    given = np.asarray(ids)
    if given.size and given.dtype.kind not in "iu":
        raise TypeError(f"ids must be integers, not {given.dtype}")
    narrow = given.astype(np.int32)
    if not np.array_equal(narrow, given):
        raise ValueError(f"ids must fit into 32 bits, not be from {given.min()} to {given.max()}")
    return narrow


def ids_below(size: int, ids: Sequence[int]) -> list[int]:
    """Return ids as Python's integers; raise a `ValueError` unless all are in [0, size)."""
    ids = [operator.index(i) for i in ids]
    if outside := [i for i in ids if not 0 <= i < size]:
        raise ValueError(f"id {outside[0]} is outside the vocabulary: ids go from 0 to {size - 1}")
    return ids


def as_array(values: Any) -> np.ndarray:
    """Return lists or a backend's tensor as an array: one of objects where lengths are unequal."""
    from keras import ops  # here, because tokenizers and data do without and need not wait for it

    try:
        return np.asarray(ops.convert_to_numpy(values))
    except ValueError:
        return np.asarray(values, dtype=object)


def rows_of_ids(name: str, rows: Any, padding: str) -> np.ndarray:
    """Return ids as an array (B, T) of integers, or raise a `ValueError` that says what is wrong.

    The padding is what to do where rows have no one length.
    """
    ids = as_array(rows)
    if ids.dtype == object:
        raise ArgumentError(f"{name} must have rows of one length: pad them {padding}.")
    if ids.ndim != 2:
        raise ArgumentError(
            f"{name} must have the shape (B, T), not {ids.shape}: "
            f"give a single {name} a batch axis with {name}[None, :]."
        )
    if ids.size == 0:
        raise ArgumentError(f"{name} is empty (shape {ids.shape}): give at least one token.")
    if ids.dtype.kind not in "iu":
        raise ArgumentError(
            f"{name} must hold integer ids, not {ids.dtype}: encode the text with a vocabulary."
        )
    return ids


def one_text(text: str) -> str:
    """Return a text; raise a `TypeError` if it is something else."""
    if not isinstance(text, str):
        raise TypeError(f"a text must be a string, not {type(text).__name__}: {text!r:.60}")
    return text


def many_texts(texts: Texts) -> Texts:
    """Return texts; raise a `TypeError` for a single one, whose characters would be taken for
    texts."""
    if isinstance(texts, str):
        raise TypeError(f"texts must be a list of texts, not the string {texts!r:.60}")
    return texts
