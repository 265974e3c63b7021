"""Masks say who may look where."""

import keras
import numpy as np

from nlp_helpers.layers import and_masks, causal_mask, padding_mask


def run(mask) -> list:
    return keras.ops.convert_to_numpy(mask).tolist()


def test_nobody_looks_at_padding():
    real = keras.ops.convert_to_tensor([[True, True, False], [True, False, False]])
    assert run(padding_mask(real)) == [[[True, True, False]], [[True, False, False]]]


def test_nobody_looks_ahead():
    np.testing.assert_array_equal(run(causal_mask(4, 4)), np.tri(4, dtype=bool))


def test_a_position_shifts_what_is_behind():
    np.testing.assert_array_equal(run(causal_mask(2, 5, position=2)), np.tri(5, dtype=bool)[2:4])
    rows = run(causal_mask(2, 5, position=keras.ops.convert_to_tensor([0, 3])))
    whole = np.tri(5, dtype=bool)
    np.testing.assert_array_equal(rows, [whole[:2], whole[3:]])


def test_one_looks_where_all_masks_let_one_look():
    real = keras.ops.convert_to_tensor([[True, True, False]])
    both = run(and_masks(padding_mask(real), None, causal_mask(3, 3)))
    assert both == [[[True, False, False], [True, True, False], [True, True, False]]]
    assert and_masks(None, None) is None
