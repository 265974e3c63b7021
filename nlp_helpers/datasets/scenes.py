"""Scenes made up of a few shapes, to detect objects in.

Legend: N scenes, M objects at most in each.
"""

from typing import NamedTuple

import numpy as np

from nlp_helpers.arguments import at_least

SHAPES = ("square", "disc", "cross")
NOTHING = len(SHAPES)  # the class of a place that no object fills
SIZE = 24  # pixels a side


class Scenes(NamedTuple):
    """Pictures, and the objects in each, in no particular order."""

    pixels: np.ndarray  # (N, 24, 24, 1) float32, 0 for paper, 1 for ink
    classes: np.ndarray  # (N, M) int32, NOTHING where a scene has fewer than M objects
    boxes: np.ndarray  # (N, M, 4) float32: centre x, y, width and height, as shares of the side


def make_scenes(count: int, *, seed: int, most: int = 4) -> Scenes:
    """Draw scenes of 1 to `most` shapes that do not touch. Introduced in chapter 15.

    Args:
        count: N.
        seed: of all that is random.
        most: M.

    Raises:
        ValueError: `count` is below 0, or `most` below 1.
    """
    count, most = at_least(0, count=count), at_least(1, most=most)
    rng = np.random.default_rng(seed)
    pixels = np.zeros((count, SIZE, SIZE, 1), "float32")
    classes = np.full((count, most), NOTHING, "int32")
    boxes = np.zeros((count, most, 4), "float32")
    for scene in range(count):
        placed: list[np.ndarray] = []  # x, y and half the side, in pixels
        for place in range(rng.integers(1, most + 1)):
            found = _free_place(rng, placed)
            if found is None:
                break
            placed.append(found)
            x, y, half = found
            classes[scene, place] = kind = rng.integers(len(SHAPES))
            boxes[scene, place] = np.array([x, y, 2 * half, 2 * half]) / SIZE
            pixels[scene, _ink(SHAPES[kind], x, y, half)] = 1
    return Scenes(pixels, classes, boxes)


def _free_place(rng: np.random.Generator, placed: list[np.ndarray]) -> np.ndarray | None:
    """Draw a place that touches no other; None where fifty attempts find no room."""
    for _ in range(50):
        half = rng.uniform(2.5, 4.5)
        x, y = rng.uniform(half, SIZE - half, 2)
        if all(max(abs(x - a), abs(y - b)) > half + other + 1 for a, b, other in placed):
            return np.array([x, y, half])
    return None


def _ink(shape: str, x: float, y: float, half: float) -> np.ndarray:
    """Return which pixels (24, 24) a shape covers."""
    centres = np.arange(SIZE) + 0.5
    across, down = np.abs(centres - x)[None], np.abs(centres - y)[:, None]
    inside = np.maximum(across, down) <= half
    if shape == "disc":
        return across**2 + down**2 <= half**2
    return inside & (np.minimum(across, down) <= half / 3) if shape == "cross" else inside
