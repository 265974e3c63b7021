"""Windows a second: the dataset pipeline that the course grew from, against the package's.

Both make the same windows of the same text, measured one after the other in one run. The figures
are printed, not asserted: they depend on the machine. What is asserted is that the windows agree.
"""

import time

import numpy as np
import pytest

from nlp_helpers.datasets import all_windows, random_windows, stateful_batches

LENGTH, BATCH = 100, 32
IDS = np.random.default_rng(0).integers(0, 39, size=1_000_000, dtype=np.int32)

pytestmark = pytest.mark.benchmark


def pipeline(ids, *, shuffle):
    """A tf.data pipeline of windows, each of them a dataset of its own before it is a tensor."""
    import tensorflow as tf

    windows = tf.data.Dataset.from_tensor_slices(ids).window(LENGTH + 1, shift=1)
    windows = windows.flat_map(lambda window: window.batch(LENGTH + 1, drop_remainder=True))
    if shuffle:
        windows = windows.shuffle(10_000, seed=0)
    pairs = windows.batch(BATCH).map(lambda rows: (rows[:, :-1], rows[:, 1:]))
    return pairs.prefetch(1)


def pairs(batches):
    """All pairs of a dataset, (number of windows, 2, T)."""
    return np.concatenate([np.stack(pair, axis=1) for pair in batches])


def in_some_order(windows):
    """Rows sorted, so that two multisets compare."""
    return np.unique(windows.reshape(len(windows), -1), axis=0, return_counts=True)


def test_the_pairs_are_the_same_pairs():
    ids = IDS[:3000]
    theirs = pairs(pipeline(ids, shuffle=False).as_numpy_iterator())
    assert np.array_equal(theirs, pairs(all_windows(ids, LENGTH, batch_size=BATCH)))

    theirs = in_some_order(pairs(pipeline(ids, shuffle=True).as_numpy_iterator()))
    ours = in_some_order(pairs(all_windows(ids, LENGTH, batch_size=BATCH, shuffle=True)))
    assert all(map(np.array_equal, theirs, ours))


def rate(batches):
    """Windows a second over all batches, which are made one by one and thrown away."""
    start, windows = time.perf_counter(), 0
    for inputs, _ in batches:
        windows += len(inputs)
    return windows / (time.perf_counter() - start)


def test_windows_a_second():
    theirs = rate(pipeline(IDS[:40_000], shuffle=True))
    ours = {
        "all_windows": all_windows(IDS, LENGTH, batch_size=BATCH),
        "all_windows, shuffled": all_windows(IDS, LENGTH, batch_size=BATCH, shuffle=True),
        "random_windows": random_windows(IDS, LENGTH, batch_size=BATCH, steps=30_000, seed=0),
        "stateful_batches": stateful_batches(IDS, LENGTH, batch_size=BATCH),
    }
    print(f"\nwindows of {LENGTH}, batches of {BATCH}")
    print(f"{'the tf.data pipeline':24}{theirs:>14,.0f} windows/s")
    for name, dataset in ours.items():
        speed = rate(dataset[i] for i in range(len(dataset)))
        print(f"{name:24}{speed:>14,.0f} windows/s  {speed / theirs:>7,.0f} times")
