"""The properties that make buckets a training set: all served, little padded, all repeatable."""

import keras
import numpy as np
import pytest

from nlp_helpers.datasets import BucketedBatches, length_buckets, padding_share

RNG = np.random.default_rng(0)
LENGTHS = RNG.integers(0, 200, size=1003)
LENGTHS[:2] = 0, 200
# A sequence is its own number, written as often as it is long.
SEQUENCES = [np.full(length, 1 + i, np.int32) for i, length in enumerate(LENGTHS)]
LABELS = np.arange(len(LENGTHS))


def served(dataset):
    return [(padded, labels) for padded, labels in (dataset[b] for b in range(len(dataset)))]


def order(dataset):
    return np.concatenate([labels for _, labels in served(dataset)]).tolist()


def make(**settings):
    return BucketedBatches(SEQUENCES, LABELS, **({"batch_size": 16, "multiple": 8} | settings))


@pytest.mark.parametrize("shuffle", [True, False])
def test_every_sequence_is_served_whole_once_an_epoch(shuffle):
    dataset = make(shuffle=shuffle)
    for _ in range(3):
        assert sorted(order(dataset)) == LABELS.tolist()
        for padded, labels in served(dataset):
            assert padded.dtype == np.int32
            for row, label in zip(padded, labels, strict=True):
                end = LENGTHS[label]
                assert np.array_equal(row[:end], SEQUENCES[label])
                assert not row[end:].any()
        dataset.on_epoch_end()


def test_shapes_are_few_and_batches_full():
    shapes = [padded.shape for padded, _ in served(make())]
    assert all(length % 8 == 0 and length > 0 for _, length in shapes)
    assert len({length for _, length in shapes}) <= 200 / 8
    assert sorted(size for size, _ in shapes) == [1003 % 16] + [16] * (1003 // 16)


def test_a_batch_is_nearly_uniform():
    """A sequence is followed by the next longer one, so all ranges together are the whole range."""
    ranges = [LENGTHS[rows].max() - LENGTHS[rows].min() for rows in make(multiple=1).rows]
    assert sum(ranges) <= 200


def test_batches_come_in_random_order_and_without_shuffling_by_length():
    lengths = [padded.shape[1] for padded, _ in served(make())]
    assert np.abs(np.corrcoef(lengths, np.arange(len(lengths)))[0, 1]) < 0.5
    lengths = [padded.shape[1] for padded, _ in served(make(shuffle=False))]
    assert lengths == sorted(lengths)


def test_the_order_depends_on_seed_and_epoch_only():
    first, again, other = make(seed=1), make(seed=1), make(seed=2)
    assert order(first) == order(again) != order(other)
    before = order(first)
    first.on_epoch_end()
    again.on_epoch_end()
    assert before != order(first) == order(again)
    rows = length_buckets(LENGTHS, batch_size=16, multiple=8, seed=1, epoch=1)
    assert np.concatenate(rows).tolist() == order(first)


def test_equally_long_sequences_change_company():
    def companies(epoch):
        batches = length_buckets(np.full(64, 5), batch_size=8, epoch=epoch)
        return {frozenset(rows.tolist()) for rows in batches}

    assert not companies(0) & companies(1)


def test_without_shuffling_epochs_are_alike_and_predictions_find_home():
    dataset = make(shuffle=False)
    before = order(dataset)
    dataset.on_epoch_end()
    assert order(dataset) == before
    outputs = np.array(before)[:, None] * [1.0, 10.0]
    assert np.array_equal(dataset.restore(outputs), LABELS[:, None] * [1.0, 10.0])


def test_predictions_of_keras_find_home():
    """The toy model counts a sequence's ids."""
    inputs = keras.Input((None,), dtype="int32")
    counts = keras.layers.Lambda(
        lambda ids: keras.ops.sum(keras.ops.cast(ids > 0, "float32"), axis=1),
        output_shape=(),
    )
    model = keras.Model(inputs, counts(inputs))
    dataset = make(shuffle=False, batch_size=256, multiple=256)
    assert np.array_equal(dataset.restore(model.predict(dataset, verbose=0)), LENGTHS)


def test_shuffled_predictions_are_not_restored():
    with pytest.raises(ValueError, match="shuffle=False"):
        make().restore(LABELS)
    with pytest.raises(ValueError, match="5 rows cannot be put back into the order of 1003"):
        make(shuffle=False).restore(LABELS[:5])


@pytest.mark.parametrize("count", [1003, 1003 - 1003 % 16])
def test_predictions_without_the_remainder_are_not_restored(count):
    with pytest.raises(ValueError, match=f"{count} rows cannot .* 1003 .* without drop_remainder"):
        make(shuffle=False, drop_remainder=True).restore(LABELS[:count])
    full = BucketedBatches(
        SEQUENCES[:32], LABELS[:32], batch_size=16, shuffle=False, drop_remainder=True
    )
    assert np.array_equal(full.restore(order(full)), LABELS[:32])


def test_the_remainder_is_dropped_by_chance_not_by_length():
    lengths = np.arange(1003)
    dropped = []
    for epoch in range(20):
        rows = length_buckets(lengths, batch_size=16, epoch=epoch, drop_remainder=True)
        assert {len(batch) for batch in rows} == {16}
        dropped.extend(set(lengths.tolist()) - set(np.concatenate(rows).tolist()))
    assert len(dropped) == 20 * (1003 % 16)
    assert 300 < np.mean(dropped) < 700


def test_pairs_are_sorted_by_both_lengths():
    pairs = RNG.integers(1, 60, size=(2000, 2))
    rows = length_buckets(pairs, batch_size=20, multiple=10)
    assert sorted(np.concatenate(rows).tolist()) == list(range(2000))
    alone = length_buckets(pairs[:, 0], batch_size=20, multiple=10)
    share = [padding_share(pairs[:, side], rows, multiple=10) for side in (0, 1)]
    share_alone = [padding_share(pairs[:, side], alone, multiple=10) for side in (0, 1)]
    assert share[0] == pytest.approx(share_alone[0], abs=0.01)
    assert share[1] < share_alone[1] / 2


def test_the_share_of_padding_is_the_share_of_zeros():
    dataset = make()
    batches = [padded for padded, _ in served(dataset)]
    zeros = sum((padded == 0).sum() for padded in batches) / sum(padded.size for padded in batches)
    assert dataset.padding_share == pytest.approx(zeros)
    in_random_order = length_buckets(np.zeros(1003, int), batch_size=16)
    assert dataset.padding_share < padding_share(LENGTHS, in_random_order) / 4
    assert padding_share(LENGTHS, iter(dataset.rows), multiple=8) == dataset.padding_share


def test_no_batches_have_no_share_of_padding():
    with pytest.raises(ValueError, match="there are no batches"):
        padding_share([1, 2], [])


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"batch_size": 0}, ValueError, "batch_size must be at least 1, not 0"),
        ({"batch_size": 2.5}, TypeError, r"batch_size must be an integer, not 2\.5"),
        ({"multiple": 0}, ValueError, "multiple must be at least 1, not 0"),
        ({"seed": -1}, ValueError, "seed must be at least 0, not -1"),
        ({"batch_size": 2000, "drop_remainder": True}, ValueError, "1003 .* a batch of 2000"),
    ],
)
def test_bad_settings_are_named(settings, error, message):
    with pytest.raises(error, match=message):
        make(**settings)


@pytest.mark.parametrize("index", [-1, 63])
def test_batches_are_counted_from_zero_to_the_end(index):
    with pytest.raises(IndexError, match=f"batch {index} of 63"):
        make()[index]


def test_sequences_and_labels_that_cannot_be_batched():
    with pytest.raises(ValueError, match="2 sequences cannot have 1 labels"):
        BucketedBatches([[1], [2]], [0], batch_size=2)
    with pytest.raises(ValueError, match="no sequences"):
        BucketedBatches([], [], batch_size=2)
    with pytest.raises(TypeError, match="lengths must be integers"):
        length_buckets([1.5, 2], batch_size=2)
    with pytest.raises(TypeError, match="from 0"):
        length_buckets([3, -1], batch_size=2)
