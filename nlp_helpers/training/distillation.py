"""Distillation: a student that learns from a teacher's probabilities.

Legend: B batch.
"""

from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, ClassVar

import keras
import numpy as np
from keras import ops

from nlp_helpers.datasets import Reviews
from nlp_helpers.training.sentiment import ReviewLabels, bucketed_logits


@keras.saving.register_keras_serializable("nlp_helpers")
class DistillationLoss(keras.losses.Loss):
    """What a student is told by a teacher and by the labels (Hinton et al. 2015, section 2).

    a τ² BCE(sigmoid(t / τ), z / τ) + (1 - a) BCE(y, z), where t and z are the logits of teacher and
    student, y is the label and τ the temperature, which makes a sure teacher say how sure it is.
    Gradients of the soft part shrink as 1 / τ²; the factor keeps the two in proportion. Introduced
    in chapter 13, BERT.

    Args:
        temperature: τ.
        teaching: a, the teacher's share, in [0, 1].

    Call arguments:
        y_true: (B, 2): labels of 0 and 1, and the teacher's logits.
        y_pred: (B, 1) the student's logits.
    """

    def __init__(self, temperature: float, teaching: float, name: str = "distillation", **how: Any):
        super().__init__(name=name, **how)
        self.temperature, self.teaching = temperature, teaching

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the loss of each text, (B,)."""
        labels, taught, logits = y_true[:, 0], y_true[:, 1], y_pred[:, 0]
        nats = partial(ops.binary_crossentropy, from_logits=True)
        soft = nats(ops.sigmoid(taught / self.temperature), logits / self.temperature)
        hard = nats(labels, logits)
        return self.teaching * self.temperature**2 * soft + (1 - self.teaching) * hard

    def get_config(self) -> dict:
        """Return what `from_config` needs."""
        own = {"temperature": self.temperature, "teaching": self.teaching}
        return super().get_config() | own


@dataclass(frozen=True)
class TaughtLabels(ReviewLabels):
    """The cross-entropy of a teacher's probabilities and of the labels, on the same reviews."""

    teacher: str = "bert-mini"  # a checkpoint
    temperature: float = 2.0
    teaching: float = 0.9  # the teacher's share

    curves: ClassVar = {"train": "nats, of teacher and label", "valid": "nats per review"}

    def loss(self) -> keras.losses.Loss:
        return DistillationLoss(self.temperature, self.teaching)

    def examples(self, trained: Any, split: Reviews, *, training: bool) -> tuple[list, np.ndarray]:
        sequences, labels = super().examples(trained, split, training=training)
        if training:  # the teacher reads whole reviews, once; words are hidden from the student
            labels = np.stack([labels, self.told(sequences)], axis=1)
        return sequences, labels

    def told(self, sequences: list) -> np.ndarray:
        """Return what the teacher says of texts, logits (N,)."""
        return bucketed_logits(load_teacher(self.teacher), sequences, collate=self.pad)


def load_teacher(name: str) -> keras.Model:
    """Load a checkpoint's model once, so that it is compiled once."""
    # Imported here, since checkpoints are made by trainings.
    from nlp_helpers.checkpoints.beginning import begun_folder, weights_sha256

    return _load_model(begun_folder(name), weights_sha256(name))


@lru_cache(1)
def _load_model(folder: Path, sha256: str) -> keras.Model:  # anew when that changes
    from nlp_helpers.checkpoints.loading import load_checkpoint

    return load_checkpoint(folder).model
