"""DINO: a network learns from a moving average of itself, without a label.

Legend: B images, K outputs.
"""

import keras
import numpy as np
from scipy import special

from nlp_helpers.arguments import at_least

STUDENT_TEMPERATURE = 0.1


class MovingTeacher:
    """A teacher that follows its student, centred and sharpened (Caron et al. 2021, 3.1).

    Introduced in chapter 15, Vision transformers.

    Args:
        model: as the student is built; its weights are replaced by the student's.
        student: the model that learns.
        momentum: the share of the teacher's weights that stays at each step.
        temperature: below the student's, so that its targets are sharper than what it is told.
        centre_momentum: the share of the centre that stays; 1 for none, it then stays 0.
    """

    def __init__(
        self,
        model: keras.Model,
        student: keras.Model,
        *,
        momentum: float = 0.99,
        temperature: float = 0.05,
        centre_momentum: float = 0.9,
    ):
        self.model, self.temperature = model, temperature
        self.momentum, self.centre_momentum = momentum, centre_momentum
        self.centre = np.zeros(student.output_shape[-1], "float32")
        model.set_weights(student.get_weights())

    def targets(self, images: np.ndarray) -> np.ndarray:
        """Return what the student is to say of images: probabilities (B, K); move the centre.

        softmax((logits - centre) / temperature). The centre, a moving average of the logits, keeps
        one output from winning everywhere; the low temperature keeps all from being equal.
        """
        logits = keras.ops.convert_to_numpy(self.model.predict_on_batch(images))
        targets = special.softmax((logits - self.centre) / self.temperature, axis=-1)
        kept = self.centre_momentum
        self.centre = kept * self.centre + (1 - kept) * logits.mean(axis=0)
        return targets

    def follow(self, student: keras.Model) -> None:
        """Move the weights a little towards the student's."""
        for own, its in zip(self.model.weights, student.weights, strict=True):
            own.assign(self.momentum * own + (1 - self.momentum) * its)


def compile_student(student: keras.Model, optimizer: keras.optimizers.Optimizer) -> None:
    """Compile with the cross-entropy between targets (B, K) and softened logits (B, K)."""

    def loss(targets, logits):
        told = keras.ops.log_softmax(logits / STUDENT_TEMPERATURE)
        return -keras.ops.sum(targets * told, axis=-1)

    student.compile(loss=loss, optimizer=optimizer)


def self_distil(student: keras.Model, teacher: MovingTeacher, views: list[np.ndarray]) -> float:
    """Let the student say of one view what the teacher says of the other (equation 2).

    Introduced in chapter 15, Vision transformers.

    Args:
        student: compiled by `compile_student`.
        teacher: follows it afterwards.
        views: two of the same images, each moved about in its own way.

    Returns:
        The loss.
    """
    targets = np.split(teacher.targets(np.concatenate(views)), 2)
    loss = student.train_on_batch(np.concatenate(views), np.concatenate(targets[::-1]))
    teacher.follow(student)
    return float(loss)


def nearest_labels(
    features: np.ndarray, labels: np.ndarray, queries: np.ndarray, *, k: int = 5
) -> np.ndarray:
    """Let the k nearest neighbours vote, by cosine.

    Introduced in chapter 15, Vision transformers.

    Args:
        features: (N, D) of labelled images.
        labels: (N,) int.
        queries: (M, D).
        k: how many vote, all N where there are fewer; of equally many votes, those with the nearest
            image count.

    Returns:
        (M,) labels.

    Raises:
        ValueError: if k is below 1.
    """
    k = min(at_least(1, k=k), len(features))
    features, queries = (x / np.linalg.norm(x, axis=-1, keepdims=True) for x in (features, queries))
    similar = queries @ features.T  # (M, N)
    nearest = np.argsort(-similar, axis=-1, kind="stable")[:, :k]
    votes = np.zeros((len(queries), labels.max() + 1))
    for place in range(k):
        # A share more for the nearer, which decides only where votes are equal.
        votes[np.arange(len(queries)), labels[nearest[:, place]]] += 1 + 0.4 * 0.5**place
    return votes.argmax(axis=-1)
