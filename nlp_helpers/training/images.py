"""How classifiers of images are trained and scored.

Legend: B batch, N images, C channels, K classes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import keras
import numpy as np
from scipy import ndimage, special

from nlp_helpers.datasets.digits import Images
from nlp_helpers.training.epochs import shuffled_steps
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.recipe import Objective

BATCH_SIZE = 256  # of predictions


@dataclass(frozen=True)
class ImageLabels(Objective):
    """The cross-entropy of an image's label, on images that are moved about a little."""

    shift: int = 1  # pixels, at most, along each side
    turn: float = 12.0  # degrees, at most, to either side
    stretch: float = 0.1  # the share, at most, by which an image shrinks or grows
    label_smoothing: float = 0.0
    num_classes: int = 10

    task = "image classifier"
    curves: ClassVar = {"train": "nats per image, images moved about", "valid": "nats per image"}

    def loss(self) -> keras.losses.Loss:
        smoothing = self.label_smoothing
        return keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=smoothing)

    def examples(self, trained: Any, split: Images, *, training: bool) -> Images:
        return Images(trained.checked(split.pixels), split.labels)

    def batches(self, examples: Images, optimization: Optimization) -> Sequence:
        pixels, labels = examples
        targets = np.eye(self.num_classes, dtype="float32")[labels]  # (N, K)

        def collate(rows: np.ndarray, rng: np.random.Generator) -> tuple:
            how = {"shift": self.shift, "turn": self.turn, "stretch": self.stretch}
            return move_about(pixels[rows], rng, **how), targets[rows]

        return shuffled_steps(len(labels), optimization, collate)

    def evaluate(self, model: keras.Model, examples: Images) -> dict[str, float]:
        return label_scores(image_logits(model, examples.pixels), examples.labels)

    def scores(self, trained: Any, split: Images) -> dict:
        scores = trained.evaluate(split)
        return {"metrics": {key: round(scores[key], 4) for key in ("accuracy", "nats_per_image")}}


def move_about(
    images: np.ndarray, rng: np.random.Generator, *, shift: int, turn: float, stretch: float = 0.0
) -> np.ndarray:
    """Shift, turn and stretch each image a little, at random; at the edges paper comes in.

    Shifts are of whole pixels, and what lies between pixels is interpolated by cubic splines: a
    mean of neighbours would blur images of so few pixels. Introduced in chapter 15, Vision
    transformers.

    Args:
        images: (B, height, width, C).
        rng: the source of randomness.
        shift: pixels, at most, along each side.
        turn: degrees, at most, to either side.
        stretch: the share, at most, by which the image shrinks or grows.

    Returns:
        (B, height, width, C) in the dtype of the images.
    """
    angles = np.deg2rad(rng.uniform(-turn, turn, len(images)))
    factors = 1 + rng.uniform(-stretch, stretch, len(images))
    shifts = rng.integers(-shift, shift, (len(images), 2), endpoint=True)
    centre = (np.array(images.shape[1:3]) - 1) / 2
    moved = np.empty_like(images)
    for old, new, angle, factor, step in zip(images, moved, angles, factors, shifts, strict=True):
        turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        turned *= factor
        offset = centre - turned @ (centre + step)  # the middle of the image goes by `step`
        for channel in range(images.shape[-1]):
            image = old[..., channel]
            ndimage.affine_transform(image, turned, offset, output=new[..., channel])
    return moved.clip(0, 1)


def image_logits(model: keras.Model, pixels: np.ndarray) -> np.ndarray:
    """Judge images (N, height, width, C) in batches: logits (N, K)."""
    cuts = range(BATCH_SIZE, len(pixels), BATCH_SIZE)
    parts = [model.predict_on_batch(part) for part in np.split(pixels, cuts)]
    return np.concatenate([keras.ops.convert_to_numpy(part) for part in parts])


def label_scores(logits: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Score logits (N, K): "valid", the mean of -log p(label), and "accuracy"."""
    nats = -special.log_softmax(logits.astype("float64"), axis=-1)
    right = logits.argmax(-1) == labels
    return {
        "valid": float(nats[np.arange(len(labels)), labels].mean()),
        "accuracy": float(right.mean()),
    }
