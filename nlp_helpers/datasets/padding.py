"""Sequences of different lengths, brought to one length.

Legend: N sequences, T length.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from nlp_helpers.arguments import at_least, int32_ids


def pad(sequences: Sequence[ArrayLike], length: int | None = None) -> np.ndarray:
    """Fill N sequences of ids up with zeros at their ends: (N, T) int32. Nothing is cut off.

    Introduced in chapter 04, Sentiment.

    Args:
        sequences: lists or arrays; a TypeError if not of integers.
        length: T; without it, the length of the longest.

    Raises:
        ValueError: a sequence is longer than `length`, or has an id that 32 bits do not hold.

    Example:
        >>> pad([[5, 6, 7], [8]]).tolist()
        [[5, 6, 7], [8, 0, 0]]
    """
    longest = max(map(len, sequences), default=0)
    length = longest if length is None else at_least(0, length=length)
    if longest > length:
        raise ValueError(
            f"a sequence of {longest} ids does not fit into {length}: "
            "shorten it first, with head_and_tail for example"
        )
    padded = np.zeros((len(sequences), length), np.int32)  # (N, T)
    for row, sequence in zip(padded, sequences, strict=True):
        row[: len(sequence)] = int32_ids(sequence)
    return padded


def head_and_tail(ids: Sequence[int], limit: int, head: int) -> Sequence[int]:
    """Shorten a long text to its beginning and its end, where reviewers say what they think.

    Sun, Qiu, Xu and Huang, How to Fine-Tune BERT for Text Classification, 2019, table 2: on IMDB
    the first 128 and the last 382 ids did better than the first 510 or the last. Introduced in
    chapter 04, Sentiment.

    Args:
        ids: (T,); returned as they are where they are few enough.
        limit: how many ids to keep at most.
        head: how many of these to take from the beginning; the others come from the end.

    Raises:
        ValueError: `limit` is below 1, or `head` is not between 0 and `limit`.

    Example:
        >>> head_and_tail([1, 2, 3, 4, 5, 6], limit=3, head=1)
        [1, 5, 6]
    """
    limit, head = at_least(1, limit=limit), at_least(0, head=head)
    if head > limit:
        raise ValueError(f"head must be at most the limit {limit}, not {head}")
    if len(ids) <= limit:
        return ids
    kept = [*range(head), *range(len(ids) - (limit - head), len(ids))]
    return ids[kept] if isinstance(ids, np.ndarray) else [ids[i] for i in kept]
