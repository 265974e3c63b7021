"""The properties that make windows of a text a training set."""

import itertools

import numpy as np
import pytest

from nlp_helpers.datasets import all_windows, random_windows, stateful_batches

IDS = np.random.default_rng(0).integers(0, 39, size=1000, dtype=np.int32)
LENGTH = 10

MAKERS = {
    "random": lambda: random_windows(IDS, LENGTH, batch_size=8, steps=20, seed=1),
    "all": lambda: all_windows(IDS, LENGTH, batch_size=8),
    "shuffled": lambda: all_windows(IDS, LENGTH, batch_size=8, shuffle=True, seed=1),
    "stateful": lambda: stateful_batches(IDS, LENGTH, batch_size=8),
}


def rows(dataset):
    """Every window with its last target, (number of windows, T + 1)."""
    return np.concatenate([np.hstack([inputs, targets[:, -1:]]) for inputs, targets in dataset])


def same(one, other):
    return len(one) == len(other) and all(
        np.array_equal(a, b) for a, b in zip(map(np.array, one), map(np.array, other), strict=True)
    )


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_targets_are_the_inputs_one_step_later(make):
    text = IDS.tobytes()
    for inputs, targets in make():
        assert inputs.dtype == targets.dtype == np.int32
        assert inputs.shape == targets.shape == (len(inputs), LENGTH)
        assert np.array_equal(inputs[:, 1:], targets[:, :-1])
        for row, last in zip(inputs, targets[:, -1:], strict=True):
            assert np.append(row, last).tobytes() in text


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_the_same_seed_gives_the_same_batches(make):
    assert same(list(make()), list(make()))


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_batches_are_counted_from_zero_to_the_end(make):
    dataset = make()
    for index in (-1, len(dataset)):
        with pytest.raises(IndexError, match=f"batch {index} of {len(dataset)}"):
            dataset[index]


def test_a_random_batch_depends_on_seed_and_number_only():
    short = random_windows(IDS, LENGTH, batch_size=8, steps=5, seed=1)
    long = random_windows(IDS, LENGTH, batch_size=8, steps=500, seed=1)
    assert len(long) == 500
    assert same(list(short), [long[i] for i in range(5)])
    assert not same(long[0], long[1])
    assert not same(long[0], random_windows(IDS, LENGTH, batch_size=8, steps=5, seed=2)[0])


def test_windows_are_those_that_chapter_01_cuts_by_hand():
    ids = np.arange(1000)  # so the first of a window is its start
    kinds = {"length": LENGTH, "batch_size": 8}
    drawn = random_windows(ids, **kinds, steps=3, seed=1)
    for inputs, targets in (drawn[2], all_windows(ids, **kinds)[2]):
        cut = np.stack([ids[start : start + LENGTH + 1] for start in inputs[:, 0]])
        assert same((inputs, targets), (cut[:, :-1], cut[:, 1:]))


def test_random_windows_reach_both_ends_of_the_text():
    drawn = random_windows(np.arange(13), 10, batch_size=50, steps=1, seed=0)[0][0]
    assert set(drawn[:, 0].tolist()) == {0, 1, 2}


def test_all_windows_serves_each_once_in_order():
    dataset = all_windows(np.arange(1000), LENGTH, batch_size=32)
    assert np.array_equal(rows(dataset)[:, 0], np.arange(990))
    assert [len(inputs) for inputs, _ in dataset] == [32] * 30 + [30]
    assert len(dataset) == 31


def test_shuffled_windows_are_all_windows_in_another_order_each_epoch():
    dataset = all_windows(np.arange(1000), LENGTH, batch_size=32, shuffle=True, seed=3)
    first = rows(dataset)[:, 0]
    dataset.on_epoch_end()
    second = rows(dataset)[:, 0]
    assert not np.array_equal(first, second)
    assert np.array_equal(np.sort(first), np.arange(990))
    assert np.array_equal(np.sort(second), np.arange(990))


def test_windows_a_length_apart_predict_every_id_once():
    dataset = all_windows(np.arange(101), LENGTH, batch_size=4, shift=LENGTH)
    targets = np.concatenate([targets for _, targets in dataset])
    assert targets.ravel().tolist() == list(range(1, 101))


@pytest.mark.parametrize("batch_size", [1, 4])
def test_a_stateful_batch_continues_the_one_before(batch_size):
    batches = list(stateful_batches(IDS, LENGTH, batch_size=batch_size))
    for (_, targets), (inputs, _) in itertools.pairwise(batches):
        assert np.array_equal(targets[:, -1], inputs[:, 0])
    streams = np.concatenate([inputs for inputs, _ in batches], axis=1)  # (B, stream)
    assert np.array_equal(streams.ravel(), IDS[: streams.size])
    assert len(IDS) - streams.size <= batch_size * LENGTH


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"ids": IDS[:10]}, ValueError, "10 ids are too few for a window of length 10"),
        ({"ids": "a text"}, TypeError, r"CharVocabulary\.encode"),
        ({"ids": IDS.reshape(10, 100)}, TypeError, "not 2-dimensional"),
        ({"ids": IDS.astype(float)}, TypeError, "float64"),
        ({"ids": [*range(20), 2**40]}, ValueError, "32 bits"),
        ({"length": 0}, ValueError, "length must be at least 1, not 0"),
        ({"length": 2.5}, TypeError, r"length must be an integer, not 2\.5"),
        ({"batch_size": 0}, ValueError, "batch_size must be at least 1, not 0"),
        ({"steps": -3}, ValueError, "steps must be at least 1, not -3"),
        ({"seed": -1}, ValueError, "seed must be at least 0, not -1"),
    ],
)
def test_bad_arguments_are_named(arguments, error, message):
    good = {"ids": IDS, "length": LENGTH, "batch_size": 8, "steps": 5, "seed": 0}
    with pytest.raises(error, match=message):
        random_windows(**(good | arguments))


def test_bad_arguments_of_the_other_two():
    with pytest.raises(ValueError, match="shift must be at least 1, not 0"):
        all_windows(IDS, LENGTH, batch_size=8, shift=0)
    with pytest.raises(ValueError, match=r"one batch of 100 streams .* needs 1001"):
        stateful_batches(IDS, LENGTH, batch_size=100)
