"""Bucketed steps: epoch after epoch, each step by itself reproducible."""

import numpy as np
import pytest

from nlp_helpers.training.epochs import BucketedSteps

LENGTHS = np.random.default_rng(0).integers(1, 40, size=23)


def steps(count: int = 12, *, seed: int = 0) -> BucketedSteps:
    def collate(rows, rng):
        return rows, rng.random()

    return BucketedSteps(LENGTHS, steps=count, batch_size=4, multiple=8, seed=seed, collate=collate)


def test_an_epoch_serves_every_example_once_but_for_a_remainder():
    batches = [rows for rows, _ in steps(10)]  # two epochs of 5 full batches
    for epoch in (batches[:5], batches[5:]):
        served = np.concatenate(epoch)
        assert len(set(served)) == len(served) == 20
    assert not np.array_equal(batches[0], batches[5])


def test_a_step_depends_on_the_seed_and_its_number_only():
    in_order = list(steps())
    assert len(in_order) == len(steps()) == 12
    for number in (11, 0, 7):  # asked for in any order, as after a resumed training
        rows, drawn = steps(50)[number]
        np.testing.assert_array_equal(rows, in_order[number][0])
        assert drawn == in_order[number][1]
    assert not np.array_equal(steps(seed=1)[0][0], in_order[0][0])
    assert len({drawn for _, drawn in in_order}) == 12


@pytest.mark.parametrize("number", [-1, 12])
def test_a_step_beyond_the_last_is_an_index_error(number):
    with pytest.raises(IndexError, match=f"{number} of 12"):
        steps()[number]


def test_fewer_texts_than_a_batch_are_refused():
    with pytest.raises(ValueError, match="2 examples do not fill a batch of 4"):
        BucketedSteps([3, 5], steps=1, batch_size=4, multiple=8, seed=0, collate=None)
