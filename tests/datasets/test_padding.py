"""One length for all, and long texts made short."""

import numpy as np
import pytest

from nlp_helpers.datasets import head_and_tail, pad


def test_padding_stands_at_the_end_and_nothing_is_lost():
    sequences = [np.arange(1, n + 1) for n in (3, 0, 5, 1)]
    padded = pad(sequences, 8)
    assert padded.shape == (4, 8)
    assert padded.dtype == np.int32
    for row, sequence in zip(padded, sequences, strict=True):
        assert row.tolist() == [*sequence, *[0] * (8 - len(sequence))]


def test_the_longest_decides_where_no_length_is_given():
    assert pad([[1], [1, 2, 3]]).shape == (2, 3)
    assert pad([[]]).shape == (1, 0)
    assert pad([]).shape == (0, 0)


def test_a_sequence_that_does_not_fit_is_an_error():
    with pytest.raises(ValueError, match=r"3 ids does not fit into 2: .*head_and_tail"):
        pad([[1], [1, 2, 3]], 2)


@pytest.mark.parametrize("ids", [[1.5], [1.0], ["1"], [None], [2**70], np.array([0.5])])
def test_what_is_no_id_is_not_padded(ids):
    with pytest.raises(TypeError, match="ids must be integers, not"):
        pad([[1, 2], ids])


@pytest.mark.parametrize("big", [2**31, -(2**31) - 1, 2**40, np.uint64(2**63)])
def test_an_id_that_does_not_fit_is_not_wrapped(big):
    with pytest.raises(ValueError, match="32 bits"):
        pad([[1, 2], np.array([big])])


@pytest.mark.parametrize("length", [0, 1, 9, 10, 11, 100])
@pytest.mark.parametrize("head", [0, 1, 4, 10])
def test_both_ends_are_kept(length, head):
    ids = np.arange(length)
    kept = head_and_tail(ids, 10, head)
    assert len(kept) == min(length, 10)
    assert kept.tolist() == head_and_tail(ids.tolist(), 10, head)
    gone = sorted(set(ids.tolist()) - set(kept.tolist()))
    assert gone == list(range(head, head + len(gone)))  # one piece, after the head


@pytest.mark.parametrize(
    ("limit", "head", "message"),
    [
        (0, 0, "limit must be at least 1, not 0"),
        (4, -1, "head must be at least 0, not -1"),
        (4, 5, "head must be at most the limit 4, not 5"),
    ],
)
def test_limits_that_cannot_be(limit, head, message):
    with pytest.raises(ValueError, match=message):
        head_and_tail([1, 2, 3], limit, head)
