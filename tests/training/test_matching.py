"""The matching is the best of all there are, and the targets follow it."""

import itertools

import numpy as np
import pytest

from nlp_helpers.datasets.scenes import NOTHING, make_scenes
from nlp_helpers.training.matching import matched, matched_targets, matching_costs, overlap


@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (5, 3), (6, 4), (4, 0)])
@pytest.mark.parametrize("seed", range(5))
def test_no_other_matching_costs_less(shape, seed):
    costs = np.random.default_rng(seed).normal(size=shape)
    predictions, objects = matched(costs)
    queries, things = shape
    cheapest = min(
        sum(costs[query, thing] for thing, query in enumerate(order))
        for order in itertools.permutations(range(queries), things)
    )
    assert costs[predictions, objects].sum() == pytest.approx(cheapest)
    assert sorted(objects) == list(range(things))
    assert len(set(predictions)) == things


def test_costs_by_hand():
    logits = np.log([[0.7, 0.2, 0.1], [0.25, 0.25, 0.5]])
    boxes = np.array([[0.5, 0.5, 0.2, 0.2], [0.1, 0.1, 0.2, 0.2]])
    costs = matching_costs(logits, boxes, np.array([1]), np.array([[0.5, 0.4, 0.2, 0.2]]))
    np.testing.assert_allclose(costs, [[5 * 0.1 - 0.2], [5 * 0.7 - 0.25]])


def test_targets_follow_whatever_order_the_objects_come_in():
    rng = np.random.default_rng(0)
    scenes = make_scenes(6, seed=0)
    logits, boxes = rng.normal(size=(6, 5, NOTHING + 1)), rng.uniform(size=(6, 5, 4))
    order = rng.permutation(4)
    one = matched_targets(logits, boxes, scenes.classes, scenes.boxes)
    other = matched_targets(logits, boxes, scenes.classes[:, order], scenes.boxes[:, order])
    for ours, theirs in zip(one, other, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    classes, target_boxes, real = one
    for row in range(6):
        kept = scenes.classes[row] != NOTHING
        assert sorted(classes[row, real[row]]) == sorted(scenes.classes[row, kept])
        assert sorted(target_boxes[row, real[row]].tolist()) == sorted(
            scenes.boxes[row, kept].tolist()
        )


def test_a_perfect_prediction_is_its_own_target():
    scenes = make_scenes(3, seed=1)
    logits = 50.0 * np.eye(NOTHING + 1)[scenes.classes]
    classes, boxes, _ = matched_targets(logits, scenes.boxes, scenes.classes, scenes.boxes)
    np.testing.assert_array_equal(classes, scenes.classes)
    np.testing.assert_allclose(boxes, scenes.boxes)


def test_more_objects_than_predictions_are_refused():
    with pytest.raises(ValueError, match="1 predictions cannot be 2 objects"):
        matched_targets(
            np.zeros((1, 1, 4)), np.zeros((1, 1, 4)), np.zeros((1, 2), int), np.zeros((1, 2, 4))
        )


def test_overlap_of_boxes():
    box = np.array([[0.5, 0.5, 0.4, 0.4]])
    others = np.array([[0.5, 0.5, 0.4, 0.4], [0.7, 0.5, 0.4, 0.4], [0.1, 0.1, 0.1, 0.1]])
    np.testing.assert_allclose(overlap(box, others), [[1, 1 / 3, 0]], atol=1e-6)
