"""Windows of a long sequence, as batches of (inputs, targets) with the targets one step ahead.

Three ways of cutting a text, which differ only in where their windows start: B a batch, T long.
"""

import keras
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from nlp_helpers.arguments import at_least, int32_ids


class WindowBatches(keras.utils.PyDataset):
    """Batches of windows that start at given places of one sequence.

    `dataset[b]` is a pair `(inputs, targets)` of int32 arrays (B, T): `targets` are the same
    windows one position later, so `targets[:, t]` is what follows `inputs[:, t]`. Introduced in
    chapter 01, Characters.

    Args:
        ids: the sequence, (N,) integers.
        length: T, the length of a window.
        starts: where the windows start, in the order in which they are served.
        batch_size: B; the last batch may be shorter.
        seed: shuffles the windows, another way each epoch, from `(seed, epoch)` only.
    """

    def __init__(
        self,
        ids: np.ndarray,
        length: int,
        starts: np.ndarray,
        batch_size: int,
        seed: int | None = None,
    ):
        super().__init__()
        self._windows = sliding_window_view(ids, length + 1)  # a view: nothing is copied here
        self._in_order, self._batch_size = starts, batch_size
        self._seed, self._epoch = seed, -1
        self.on_epoch_end()

    def __len__(self) -> int:
        return -(-len(self._in_order) // self._batch_size)  # rounded up

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        if not 0 <= index < len(self):
            raise IndexError(f"batch {index} of {len(self)}: batches count from 0")
        first = index * self._batch_size
        windows = self._windows[self._starts[first : first + self._batch_size]]  # (B, T + 1)
        return windows[:, :-1], windows[:, 1:]  # (B, T) each

    def on_epoch_end(self) -> None:
        """Called by Keras after every epoch: the next one gets an order of its own."""
        self._epoch += 1
        self._starts = self._in_order
        if self._seed is not None:
            rng = np.random.default_rng((self._seed, self._epoch))
            self._starts = rng.permutation(self._in_order)


def random_windows(
    ids: ArrayLike, length: int, *, batch_size: int, steps: int, seed: int
) -> WindowBatches:
    """Draw windows at random places, with replacement: `steps` pairs (inputs, targets), (B, T).

    Training on random windows is the cheap alternative to epochs over every window, of which
    neighbours are nearly equal. Batch i depends on `(seed, i)` only, whatever `steps` is, so a
    resumed training sees the batches it would have seen. Introduced in chapter 01, Characters.

    Args:
        ids: the sequence, (N,) integers with N > length.
        length: T, the length of a window.
        batch_size, steps: B, windows in a batch, and how many batches there are.
        seed: a non-negative integer.

    Raises:
        ValueError: `ids` is shorter than a window, or a number is out of range.
        TypeError: `ids` are not integers, or a number is not one.

    Example:
        >>> inputs, targets = random_windows(range(100), 5, batch_size=2, steps=10, seed=0)[0]
        >>> inputs.shape, bool((targets == inputs + 1).all())
        ((2, 5), True)
    """
    ids, length = _checked_ids(ids, length)
    batch_size = at_least(1, batch_size=batch_size)
    steps = at_least(1, steps=steps)
    rng = np.random.default_rng(at_least(0, seed=seed))
    # One draw for all batches: the generator fills the table in order, so more steps only append.
    starts = rng.integers(len(ids) - length, size=steps * batch_size, dtype=np.int32)
    return WindowBatches(ids, length, starts, batch_size)


def all_windows(
    ids: ArrayLike,
    length: int,
    *,
    batch_size: int,
    shift: int = 1,
    shuffle: bool = False,
    seed: int = 0,
) -> WindowBatches:
    """Serve every window once an epoch, in pairs (inputs, targets), int32 (B, T).

    Introduced in chapter 01, Characters.

    Args:
        ids, length, batch_size: as for `random_windows`; the last batch may be shorter.
        shift: the distance from one window to the next. `shift=length` makes windows that do not
            overlap, as an evaluation wants them.
        shuffle: serve the windows in a random order, another one each epoch.
        seed: of the shuffling, a non-negative integer.

    Raises:
        ValueError, TypeError: as `random_windows`.

    Example:
        >>> inputs, targets = all_windows([10, 11, 12, 13], 2, batch_size=8)[0]
        >>> inputs.tolist(), targets.tolist()
        ([[10, 11], [11, 12]], [[11, 12], [12, 13]])
    """
    ids, length = _checked_ids(ids, length)
    batch_size = at_least(1, batch_size=batch_size)
    shift = at_least(1, shift=shift)
    seed = at_least(0, seed=seed)
    starts = np.arange(0, len(ids) - length, shift, dtype=np.int32)
    return WindowBatches(ids, length, starts, batch_size, seed if shuffle else None)


def stateful_batches(ids: ArrayLike, length: int, *, batch_size: int = 1) -> WindowBatches:
    """Cut the sequence into `batch_size` streams that a stateful model reads side by side.

    Row r of batch b + 1 goes on where row r of batch b ended, so a model that keeps its state from
    batch to batch reads each stream from end to end. What is left over at the end, less than
    `batch_size * length` ids, is not served.

    The order of the batches is the point, and `model.fit` shuffles batches unless told otherwise:
    call it with `shuffle=False`, and reset the state before each epoch. Introduced in chapter 03,
    Stateful RNNs.

    Raises:
        ValueError: `ids` (N,) are no more than `batch_size * length`, or a number is out of range.
        TypeError: as `random_windows`.

    Example:
        >>> batches = stateful_batches(range(9), 2, batch_size=2)
        >>> [inputs.tolist() for inputs, _ in batches]
        [[[0, 1], [4, 5]], [[2, 3], [6, 7]]]
    """
    ids, length = _checked_ids(ids, length)
    batch_size = at_least(1, batch_size=batch_size)
    batches = (len(ids) - 1) // (batch_size * length)  # - 1: the last target needs an id, too
    if batches == 0:
        raise ValueError(
            f"{len(ids)} ids are too few for one batch of {batch_size} streams of length {length}, "
            f"which needs {batch_size * length + 1}: give a longer text, or make one smaller"
        )
    starts = length * np.arange(batch_size * batches, dtype=np.int32)
    return WindowBatches(ids, length, starts.reshape(batch_size, batches).T.ravel(), batch_size)


def _checked_ids(ids: ArrayLike, length: int) -> tuple[np.ndarray, int]:
    length = at_least(1, length=length)
    ids = np.asarray(ids)
    if ids.ndim != 1 or not np.issubdtype(ids.dtype, np.integer):
        raise TypeError(
            f"ids must be one-dimensional integers, not {ids.ndim}-dimensional {ids.dtype}: "
            "turn a text into ids with CharVocabulary.encode"
        )
    if len(ids) <= length:
        raise ValueError(
            f"{len(ids)} ids are too few for a window of length {length}, which needs "
            f"{length + 1}: give a longer text or a smaller length"
        )
    return np.ascontiguousarray(int32_ids(ids)), length
