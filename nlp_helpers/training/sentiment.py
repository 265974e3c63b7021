"""What every sentiment classifier is trained and scored with.

Legend: B batch, T length, D width, N texts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import keras
import numpy as np

from nlp_helpers.datasets import Reviews, length_buckets, pad
from nlp_helpers.datasets.buckets import round_up
from nlp_helpers.datasets.pieces import encode_pieces
from nlp_helpers.training.epochs import BucketedSteps
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.recipe import Objective

UNKNOWN_ID = 1
MULTIPLE = 32  # lengths are padded up to multiples of this: few shapes to compile
BATCH_SIZE = 64  # of predictions


@dataclass(frozen=True)
class ReviewLabels(Objective):
    """The cross-entropy of a review's label, on reviews of similar length."""

    hidden_share: float = 0.0  # of a training batch's words, so that none is leaned on too much
    multiple: int = MULTIPLE  # lengths are padded up to multiples of this
    first_word: int = 1  # smaller ids are padding and marks, and never hidden

    task = "classifier"
    curves: ClassVar = {"train": "nats per review, with dropout", "valid": "nats per review"}

    def loss(self) -> keras.losses.Loss:
        return keras.losses.BinaryCrossentropy(from_logits=True)

    def examples(self, trained: Any, split: Reviews, *, training: bool) -> tuple[list, np.ndarray]:
        return trained.encode(split.texts), split.labels

    def batches(self, examples: tuple[list, np.ndarray], optimization: Optimization) -> Sequence:
        sequences, labels = examples

        def collate(rows: np.ndarray, rng: np.random.Generator) -> tuple:
            inputs = self.pad([sequences[i] for i in rows])
            if self.hidden_share:
                inputs = hide_words(inputs, self.hidden_share, rng, self.first_word)
            return inputs, labels[rows]

        return BucketedSteps(
            [len(ids) for ids in sequences],
            steps=optimization.steps,
            batch_size=optimization.batch_size,
            multiple=self.multiple,
            seed=optimization.seed,
            collate=collate,
        )

    def evaluate(self, model: keras.Model, examples: tuple[list, np.ndarray]) -> dict[str, float]:
        sequences, labels = examples
        logits = bucketed_logits(model, sequences, collate=self.pad)
        return {"valid": mean_nats(logits, labels), "accuracy": accuracy(logits, labels)}

    def scores(self, trained: Any, split: Reviews) -> dict:
        scores = self.evaluate(trained.model, self.examples(trained, split, training=False))
        return _metrics(scores["accuracy"], scores["valid"])

    def pad(self, sequences: list) -> Any:
        """Fill up the texts of a batch."""
        return pad_ids(sequences, self.multiple)


@dataclass(frozen=True)
class UpperBlocks(ReviewLabels):
    """The same for the upper blocks of a sentence encoder.

    The lower blocks stay as they are, so what they say of each review is computed once.
    """

    limit: int = 192  # word pieces of a review in training; afterwards it can read on
    head: int = 48

    def examples(self, trained: Any, split: Reviews, *, training: bool) -> tuple[list, np.ndarray]:
        how = {"limit": self.limit, "head": self.head}
        pieces = encode_pieces(trained.tokenizer, split.texts, **how)
        return lower_vectors(trained.model.get_layer("lower_blocks"), pieces), split.labels

    def scores(self, trained: Any, split: Reviews) -> dict:
        scores = trained.evaluate(split)  # longer texts than in training
        return _metrics(scores["accuracy"], scores["nats_per_review"])

    def pad(self, sequences: list) -> Any:
        return pad_vectors(sequences, self.multiple)


def pad_ids(sequences: Sequence[Sequence[int]], multiple: int = MULTIPLE) -> np.ndarray:
    """Fill texts up to one length that few batches differ in: ids (B, T) int32."""
    return pad(sequences, int(round_up(max(map(len, sequences)), multiple)))


def pad_vectors(sequences: Sequence[np.ndarray], multiple: int = MULTIPLE) -> list[np.ndarray]:
    """Fill encoded texts (T, D) up likewise: vectors (B, T, D) float32 and mask (B, T) bool."""
    lengths = np.array([len(vectors) for vectors in sequences])
    longest = int(round_up(lengths.max(), multiple))
    padded = np.zeros((len(sequences), longest, sequences[0].shape[-1]), "float32")
    for row, vectors in zip(padded, sequences, strict=True):
        row[: len(vectors)] = vectors
    return [padded, np.arange(padded.shape[1]) < lengths[:, None]]


def hide_words(
    ids: np.ndarray, share: float, rng: np.random.Generator, first_word: int = 1
) -> np.ndarray:
    """Turn a random share of a batch's words (B, T) into [UNK]; ids below the first word stay."""
    return np.where((rng.random(ids.shape) < share) & (ids >= first_word), UNKNOWN_ID, ids)


def lower_vectors(lower: keras.Model, sequences: Sequence[Sequence[int]]) -> list[np.ndarray]:
    """Read texts with the blocks that stay as they are, ids (B, T) -> vectors (B, T, D).

    Returns:
        N arrays (T, D) of float16, which halves the memory and costs nothing measurable.
    """
    vectors: list[np.ndarray] = [np.empty(0)] * len(sequences)
    for rows in bucketed_rows(sequences):
        ids = pad_ids([sequences[i] for i in rows])  # (B, T)
        batch = keras.ops.convert_to_numpy(lower.predict_on_batch(ids)).astype("float16")
        for i, row in zip(rows, batch, strict=True):
            vectors[i] = row[: len(sequences[i])]
    return vectors


def bucketed_logits(model: keras.Model, sequences: Sequence, **how: Any) -> np.ndarray:
    """Judge texts by a model of one logit: (N,). See `bucketed_outputs`.

    Introduced in chapter 04, Sentiment.
    """
    return bucketed_outputs(model, sequences, **how)[:, 0]


def bucketed_outputs(
    model: keras.Model,
    sequences: Sequence,
    *,
    collate: Callable[[list], Any] = pad_ids,
    progress: Callable = iter,
) -> np.ndarray:
    """Compute a vector a text, in batches of similar length.

    Args:
        model: what `collate` makes -> (B, K).
        sequences: N texts of ids, or of vectors.
        collate: makes a batch of some of them.
        progress: wraps the iteration over batches, such as `tqdm`.

    Returns:
        (N, K) float32 in the order of the sequences.
    """
    outputs = np.empty((len(sequences), model.output_shape[-1]), "float32")
    for rows in progress(bucketed_rows(sequences)):
        batch = model.predict_on_batch(collate([sequences[i] for i in rows]))
        outputs[rows] = keras.ops.convert_to_numpy(batch)
    return outputs


def bucketed_rows(sequences: Sequence) -> list[np.ndarray]:
    """Return the indices of each batch of a prediction: similar lengths, the shortest first."""
    lengths = [len(sequence) for sequence in sequences]
    return length_buckets(lengths, batch_size=BATCH_SIZE, multiple=MULTIPLE, shuffle=False)


def mean_nats(logits: np.ndarray, labels: np.ndarray) -> float:
    """Return the mean of -log p(label), given the logits (N,) of label 1."""
    signs = 2 * np.asarray(labels) - 1
    return float(np.logaddexp(0, -signs * np.asarray(logits, "float64")).mean())


def accuracy(logits: np.ndarray, labels: np.ndarray) -> float:
    """Return the share of texts whose likelier label, given the logits (N,), is the right one."""
    return float(((np.asarray(logits) > 0) == np.asarray(labels)).mean())


def _metrics(accuracy: float, nats: float) -> dict:
    return {"metrics": {"accuracy": round(accuracy, 4), "nats_per_review": round(nats, 4)}}
