"""Set prediction: which of a detector's predictions is to become which object.

Legend: B batch, Q predictions, M objects, K classes.
"""

import numpy as np
from scipy import optimize, special

BOX_WEIGHT = 5.0  # of the distance of boxes beside the probability of classes, as in the paper
NOTHING_WEIGHT = 0.1  # of a prediction that is to say "nothing": most have to


def matching_costs(
    logits: np.ndarray, boxes: np.ndarray, classes: np.ndarray, true_boxes: np.ndarray
) -> np.ndarray:
    """Say how badly each prediction fits each object (Carion et al. 2020, 3.1).

    -p(class) + 5 |box - true box|; the paper adds a share for how boxes overlap. Introduced in
    chapter 15, Vision transformers.

    Args:
        logits: (Q, K + 1).
        boxes: (Q, 4).
        classes: (M,) of the objects.
        true_boxes: (M, 4) of the objects.

    Returns:
        (Q, M).
    """
    probabilities = special.softmax(logits, axis=-1)[:, classes]
    return BOX_WEIGHT * abs(boxes[:, None] - true_boxes).sum(axis=-1) - probabilities


def matched(costs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pair predictions with objects at the least cost in all (the Hungarian algorithm).

    Introduced in chapter 15, Vision transformers.

    Args:
        costs: (Q, M).

    Returns:
        The predictions and their objects, two (min(Q, M),) of indices.
    """
    return optimize.linear_sum_assignment(costs)


def matched_targets(
    logits: np.ndarray, boxes: np.ndarray, classes: np.ndarray, true_boxes: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Order the objects of each scene as the predictions that they fit best.

    Introduced in chapter 15, Vision transformers.

    Args:
        logits: (B, Q, K + 1).
        boxes: (B, Q, 4).
        classes: (B, M), K where a scene has fewer objects.
        true_boxes: (B, M, 4).

    Returns:
        Classes (B, Q) int32 and boxes (B, Q, 4) to predict, and which predictions have an object,
        (B, Q) bool.

    Raises:
        ValueError: if there are more objects than predictions.
    """
    rows, queries = logits.shape[:2]
    nothing = logits.shape[-1] - 1
    if classes.shape[1] > queries:
        raise ValueError(f"{queries} predictions cannot be {classes.shape[1]} objects: add queries")
    targets = np.full((rows, queries), nothing, "int32")
    target_boxes = np.zeros((rows, queries, 4), "float32")
    for row in range(rows):
        real = classes[row] != nothing
        objects = classes[row, real], true_boxes[row, real]
        prediction, thing = matched(matching_costs(logits[row], boxes[row], *objects))
        targets[row, prediction] = objects[0][thing]
        target_boxes[row, prediction] = objects[1][thing]
    return targets, target_boxes, targets != nothing


def overlap(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return the intersection over the union of boxes (Q, 4) with others (M, 4): (Q, M)."""
    low, high = boxes[:, :2] - boxes[:, 2:] / 2, boxes[:, :2] + boxes[:, 2:] / 2
    other_low, other_high = others[:, :2] - others[:, 2:] / 2, others[:, :2] + others[:, 2:] / 2
    sides = np.minimum(high[:, None], other_high) - np.maximum(low[:, None], other_low)
    shared = sides.clip(0).prod(axis=-1)
    return shared / (boxes[:, 2:].prod(-1)[:, None] + others[:, 2:].prod(-1) - shared)
