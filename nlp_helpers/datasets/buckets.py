"""Batches of sequences that are nearly as long as one another, so that little is padded.

A batch holds a fixed number of sequences, not a fixed number of words: a step of a recurrent net
takes about as long a word either way, and a batch of one size needs no other learning rate.

Legend: B batch, T length, N sequences.
"""

import functools
from collections.abc import Iterable, Sequence

import keras
import numpy as np
from numpy.typing import ArrayLike

from nlp_helpers.arguments import at_least
from nlp_helpers.datasets.padding import pad


def length_buckets(
    lengths: ArrayLike,
    *,
    batch_size: int,
    multiple: int = 1,
    shuffle: bool = True,
    seed: int = 0,
    epoch: int = 0,
    drop_remainder: bool = False,
) -> list[np.ndarray]:
    """Sort sequences into batches of similar length: arrays (B,) of indices into `lengths`.

    The sequences are shuffled, sorted by length and cut into batches, which are shuffled in their
    turn. So every batch is nearly uniform, and no two epochs are alike: neither the order of the
    batches nor, among sequences that count as equally long, the company in them. Introduced in
    chapter 04, Sentiment.

    Args:
        lengths: (N,) integers, or (N, 2) for pairs of sequences, which are sorted by their first
            lengths and, where these are equal, by their second.
        batch_size: B; the batch of the longest is shorter when B does not divide N.
        multiple: lengths count as rounded up to a multiple of this, as they will be padded.
        shuffle: without it the batches come in the order of their lengths, the shortest first, as
            an evaluation wants them.
        seed, epoch: of the shuffling, non-negative integers.
        drop_remainder: leave N % B sequences out, others each epoch, so that all batches are full.

    Raises:
        ValueError: there is no length, not one full batch, or a number is out of range.
        TypeError: a number is not an integer.

    Example:
        >>> [rows.tolist() for rows in length_buckets([9, 2, 8, 1], batch_size=2, shuffle=False)]
        [[3, 1], [2, 0]]
    """
    batch_size = at_least(1, batch_size=batch_size)
    lengths = round_up(_checked_lengths(lengths), multiple)  # (N, K), K = 1 or 2
    rng = np.random.default_rng((at_least(0, seed=seed), at_least(0, epoch=epoch)))
    rows = rng.permutation(len(lengths)) if shuffle else np.arange(len(lengths))
    if drop_remainder:
        rows = _full_batches_of(rows, batch_size)
    # The last key of lexsort counts most. It is stable: equal lengths stay in shuffled order.
    rows = rows[np.lexsort(lengths[rows].T[::-1])]
    batches = np.split(rows, range(batch_size, len(rows), batch_size))
    return [batches[i] for i in rng.permutation(len(batches))] if shuffle else batches


def round_up(lengths: ArrayLike, multiple: int) -> np.ndarray:
    """Round lengths up to a multiple, and 0 to the multiple itself: no batch has no column."""
    multiple = at_least(1, multiple=multiple)
    return np.maximum(-(-np.asarray(lengths) // multiple), 1) * multiple


def padding_share(lengths: ArrayLike, batches: Iterable[np.ndarray], *, multiple: int = 1) -> float:
    """The share of padding among all positions of batches, given as indices into lengths (N,).

    Each is padded to its longest sequence, rounded up to a multiple. Chapter 04, Sentiment.

    Raises:
        ValueError: there are no batches.

    Example:
        >>> padding_share([1, 3, 4, 4], [np.array([0, 1]), np.array([2, 3])], multiple=4)
        0.25
    """
    lengths, batches = np.asarray(lengths), list(batches)
    if not batches:
        raise ValueError("there are no batches that could be padded")
    tokens = sum(lengths[rows].sum() for rows in batches)
    positions = sum(len(rows) * round_up(lengths[rows].max(), multiple) for rows in batches)
    return float(1 - tokens / positions)


class BucketedBatches(keras.utils.PyDataset):
    """Padded batches of sequences of similar length, with their labels.

    `batches[b]` is a pair `(padded, labels)`: `padded` int32 (B, T), zeros after the end of each
    sequence, and `labels` (B,). T is the batch's greatest length, rounded up: there are as many
    shapes to compile as multiples, whatever the number of batches. Nothing is cut off. `model.fit`
    shuffles batches once more unless told `shuffle=False`, which does no harm. Introduced in
    chapter 04, Sentiment.

    Args:
        sequences: N lists or arrays of ids; 0 is the padding and should not be among them.
        labels: (N,); not as many raise a ValueError.
        multiple: which T is rounded up to. Larger: fewer shapes and more padding.
        shuffle: make other batches every epoch. Without it the order is fixed, and `restore`
            undoes it.
        batch_size, seed, drop_remainder: as for `length_buckets`, which raises what is wrong.

    Attributes:
        rows: the sequences of each batch of this epoch, as indices into `sequences`.

    Example:
        >>> batches = BucketedBatches([[7], [5, 6, 7], [8, 9]], [0, 1, 0], batch_size=2,
        ...                           multiple=2, shuffle=False)
        >>> [(padded.tolist(), labels.tolist()) for padded, labels in batches]
        [([[7, 0], [8, 9]], [0, 0]), ([[5, 6, 7, 0]], [1])]
    """

    def __init__(
        self,
        sequences: Sequence[ArrayLike],
        labels: ArrayLike,
        *,
        batch_size: int,
        multiple: int = 32,
        shuffle: bool = True,
        seed: int = 0,
        drop_remainder: bool = False,
    ):
        super().__init__()
        self._sequences, self._labels = sequences, np.asarray(labels)
        if len(self._labels) != len(sequences):
            raise ValueError(f"{len(sequences)} sequences cannot have {len(self._labels)} labels")
        self._lengths = np.array([len(sequence) for sequence in sequences], dtype=np.int64)
        self._multiple, self._shuffle, self._epoch = multiple, shuffle, 0
        settings = {"batch_size": batch_size, "multiple": multiple, "shuffle": shuffle}
        settings |= {"seed": seed, "drop_remainder": drop_remainder}
        self._rows_of_epoch = functools.partial(length_buckets, self._lengths, **settings)
        self.rows = self._rows_of_epoch()

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        if not 0 <= index < len(self):
            raise IndexError(f"batch {index} of {len(self)}: batches count from 0")
        rows = self.rows[index]  # (B,)
        length = int(round_up(self._lengths[rows].max(), self._multiple))
        return pad([self._sequences[i] for i in rows], length), self._labels[rows]  # (B, T), (B,)

    def on_epoch_end(self) -> None:
        """Called by Keras after every epoch: the next one gets batches of its own."""
        if self._shuffle:
            self._epoch += 1
            self.rows = self._rows_of_epoch(epoch=self._epoch)

    @property
    def padding_share(self) -> float:
        """The share of padding among all positions of this epoch."""
        return padding_share(self._lengths, self.rows, multiple=self._multiple)

    def restore(self, outputs: ArrayLike) -> np.ndarray:
        """Put what was computed batch by batch, (N, ...), into the order of `sequences`.

        Raises:
            ValueError: there is not one row a sequence, or the batches are shuffled: Keras has
                moved on to the next epoch's batches by the time that `predict` returns.
        """
        order = np.concatenate(self.rows)  # (N,)
        outputs = np.asarray(outputs)
        if self._shuffle or not len(outputs) == len(order) == len(self._lengths):
            raise ValueError(
                f"{len(outputs)} rows cannot be put back into the order of {len(self._lengths)} "
                "sequences: make the batches with shuffle=False and without drop_remainder, and "
                "give the outputs of all of them"
            )
        return outputs[np.argsort(order)]


def _checked_lengths(lengths: ArrayLike) -> np.ndarray:
    lengths = np.asarray(lengths)
    if len(lengths) == 0:
        raise ValueError("there are no sequences to make batches of")
    if not np.issubdtype(lengths.dtype, np.integer) or lengths.min() < 0:
        raise TypeError("lengths must be integers from 0, len(sequence) of every sequence")
    return lengths.reshape(len(lengths), -1)  # (N, K)


def _full_batches_of(rows: np.ndarray, batch_size: int) -> np.ndarray:
    if len(rows) < batch_size:
        raise ValueError(
            f"{len(rows)} sequences do not fill a batch of {batch_size}: make it smaller, or keep "
            "the remainder"
        )
    return rows[: len(rows) - len(rows) % batch_size]
