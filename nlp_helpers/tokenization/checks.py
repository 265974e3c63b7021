"""Checks of arguments that all tokenizers have in common."""

import operator
from collections.abc import Iterable, Sequence
from typing import TypeVar

Texts = TypeVar("Texts", bound=Iterable[str])


def many(texts: Texts) -> Texts:
    """Return the texts, which must not be a single one.

    Raises:
        TypeError: they are a string, whose characters would be taken for texts.
    """
    if isinstance(texts, str):
        raise TypeError(f"texts must be a list of texts, not the string {texts!r:.60}")
    return texts


def inside(ids: Sequence[int], size: int) -> list[int]:
    """Return the ids as Python's integers, all of them in [0, size).

    Raises:
        ValueError: an id is outside the vocabulary.
        TypeError: an id is not an integer.
    """
    ids = [operator.index(i) for i in ids]
    if outside := [i for i in ids if not 0 <= i < size]:
        raise ValueError(f"id {outside[0]} is outside the vocabulary: ids go from 0 to {size - 1}")
    return ids
