"""Trained classifiers of images, with their cards and the verbs that fit them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import keras
import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from nlp_helpers.checkpoints.trained import TrainedModel
from nlp_helpers.datasets.digits import Images, read_images
from nlp_helpers.errors import ArgumentError
from nlp_helpers.models.vit import with_patch_attention
from nlp_helpers.training.images import image_logits, label_scores


class ImageLabel(NamedTuple):
    """What a classifier makes of an image. Introduced in chapter 15, Vision transformers."""

    label: int
    probability: float  # of that label


@dataclass(frozen=True)
class ImageClassifier(TrainedModel):
    """What `load_checkpoint("vit-mini")` returns. Introduced in chapter 15, Vision transformers.

    Its model turns images (B, height, width, channels) into logits (B, classes). There is no
    tokenizer: patches are numbers already.
    """

    sides = ()
    sizes = ()

    @staticmethod
    def texts(split: Images) -> tuple:
        """Return nothing: there is no tokenizer to train."""
        return ()

    read = staticmethod(read_images)

    def classify(self, images: ArrayLike) -> list[ImageLabel]:
        """Say what is in each image, and how sure that is.

        Args:
            images: (N, height, width) or (N, height, width, channels), from 0 for paper to 1 for
                ink.

        Raises:
            ValueError: if they are something else.
        """
        probabilities = special.softmax(self._logits(images), axis=-1)
        labels = probabilities.argmax(axis=-1)
        return [
            ImageLabel(int(label), float(row[label]))
            for label, row in zip(labels, probabilities, strict=True)
        ]

    def evaluate(self, data: Images, *, progress: Callable = iter) -> dict[str, float]:
        """Score labelled images.

        Args:
            data: N > 0 images, as for `classify`, and their labels (N,).
            progress: not needed; it is over before a bar is drawn.

        Returns:
            accuracy, nats_per_image and n.

        Raises:
            ValueError: if there are no images, or labels are missing or not among the classes.
        """
        labels, classes = np.asarray(data.labels), self.config.num_classes
        if labels.shape != (len(data.pixels),) or not len(labels):
            raise ArgumentError(
                f"{len(data.pixels)} images with labels of the shape {labels.shape} cannot be "
                "scored: give one label an image"
            )
        if not np.isin(labels, range(classes)).all():
            raise ArgumentError(f"labels must be whole numbers from 0 to {classes - 1}")
        scores = label_scores(self._logits(data.pixels), labels.astype("int32"))
        return {
            "accuracy": float(scores["accuracy"]),
            "nats_per_image": scores["valid"],
            "n": len(labels),
        }

    def checked(self, images: ArrayLike) -> np.ndarray:
        """Return images as the model takes them, (N, height, width, channels) float32.

        Raises:
            ValueError: if they are something else.
        """
        size, channels = self.config.image_size, self.config.channels
        given = np.asarray(images)
        images = given[..., None] if given.ndim == 3 and channels == 1 else given
        if images.dtype.kind not in "fiub" or images.shape[1:] != (size, size, channels):
            raise ArgumentError(
                f"images must be numbers of the shape (N, {size}, {size}) with {channels} channel "
                f"each, not {given.dtype} {given.shape}"
            )
        if not ((images >= 0) & (images <= 1)).all():
            raise ArgumentError(
                f"pixels must lie between 0 for paper and 1 for ink, not {images.min():g} and "
                f"{images.max():g}: divide them by their greatest possible value"
            )
        return images.astype("float32")

    @cached_property
    def attending(self) -> keras.Model:
        """The same weights as a model that tells where its patches look, made once."""
        return with_patch_attention(self.model)

    def _logits(self, images: ArrayLike) -> np.ndarray:
        pixels = self.checked(images)
        return image_logits(self.model, pixels) if len(pixels) else np.empty((0, 1))
