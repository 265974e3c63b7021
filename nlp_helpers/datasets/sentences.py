"""Documents cut at their sentences, and pairs of halves: do these two belong together?

Legend: N ids, C cuts, R documents, B batch, T length.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from nlp_helpers.datasets.padding import pad
from nlp_helpers.errors import ArgumentError

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


class Documents(NamedTuple):
    """Documents as ids, one after another, and where they can be cut in two.

    Introduced in chapter 13, BERT.
    """

    ids: np.ndarray  # (N,) int32
    starts: np.ndarray  # (R + 1,) where each document begins; lastly N
    cuts: np.ndarray  # (C,) where each sentence begins that is not the first of its document
    owners: np.ndarray  # (C,) whose cut it is


class Halves(NamedTuple):
    """Pairs of halves, padded. Introduced in chapter 13, BERT."""

    ids: np.ndarray  # (B, T) int32: start, first half, end, second half, end
    follows: np.ndarray  # (B,) int32, 1 where the second half goes on from the first


def split_sentences(text: str) -> list[str]:
    """Cut a text after each full stop, exclamation or question mark before a space.

    White space behind the last sentence is left out. Introduced in chapter 13, BERT.

    Example:
        >>> split_sentences("Dull? Not at all! See it.")
        ['Dull?', 'Not at all!', 'See it.']
    """
    return _SENTENCE_END.split(text.rstrip())


def join_documents(documents: Iterable[list[np.ndarray]]) -> Documents:
    """Put documents, each a list of the ids of its sentences, one after another.

    Introduced in chapter 13, BERT.

    Raises:
        ValueError: fewer than two of them have two sentences, so that no pair can be made.
    """
    documents = list(documents)
    sentences = [ids for document in documents for ids in document]
    ends = np.cumsum([len(ids) for ids in sentences], dtype=np.int64)
    begins = np.concatenate([[0], ends[:-1]])  # of the sentences
    owners = np.repeat(np.arange(len(documents)), [len(document) for document in documents])
    inner = np.flatnonzero(np.diff(owners, prepend=-1) == 0)
    if len(np.unique(owners[inner])) < 2:
        raise ArgumentError("pairs of halves need two texts at least with two sentences each")
    starts = np.searchsorted(owners, np.arange(len(documents)))
    starts = np.append(begins, ends[-1])[np.append(starts, len(begins))]
    return Documents(np.concatenate(sentences), starts, begins[inner], owners[inner])


def sentence_pairs(
    documents: Documents,
    chosen: np.ndarray,
    rng: np.random.Generator,
    *,
    length: int,
    start_id: int,
    end_id: int,
) -> Halves:
    """Cut documents in two, and give every other one the second half of another document.

    Both halves begin and end as they do in the pairs that belong together, so that only what they
    say tells which is which (Devlin et al. 2019, section 3.1). What does not fit is left out far
    from the cut. Introduced in chapter 13, BERT.

    Args:
        documents: what to cut.
        chosen: (B,) which of the cuts to make.
        rng: decides whose second half is taken.
        length: T, start and ends counted.
        start_id: stands before the first half.
        end_id: stands after each half.
    """
    follows = rng.integers(0, 2, size=len(chosen))  # (B,)
    seconds = np.where(follows, chosen, _elsewhere(documents.owners, chosen, rng))
    rows = []
    for one, other in zip(chosen, seconds, strict=True):
        begin, cut = documents.starts[documents.owners[one]], documents.cuts[one]
        first = documents.ids[begin:cut]
        second = documents.ids[
            documents.cuts[other] : documents.starts[documents.owners[other] + 1]
        ]
        room = length - 3
        kept = min(len(second), max(room // 2, room - len(first)))
        first = first[max(len(first) - (room - kept), 0) :]
        rows.append(np.concatenate([[start_id], first, [end_id], second[:kept], [end_id]]))
    return Halves(pad(rows, length), follows.astype("int32"))


def _elsewhere(owners: np.ndarray, chosen: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """For each of the cuts, one of the cuts of all other documents."""
    first, after = (np.searchsorted(owners, owners[chosen], side) for side in ("left", "right"))
    others = rng.integers(0, len(owners) - (after - first))
    return np.where(others < first, others, others + after - first)
