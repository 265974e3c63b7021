"""What every sentiment classifier is trained and scored with.

Legend: B batch, T length, D width, N texts.
"""

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np

from nlp_helpers.datasets import length_buckets, pad
from nlp_helpers.datasets.buckets import round_up

MULTIPLE = 32  # lengths are padded up to multiples of this: few shapes to compile
BATCH_SIZE = 64  # of predictions


def compile_for_sentiment(model: keras.Model, optimizer: keras.optimizers.Optimizer) -> None:
    """Compile with the cross-entropy of one logit, in nats per review."""
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(loss=loss, optimizer=optimizer, jit_compile=keras.backend.backend() != "torch")


def pad_ids(sequences: Sequence[Sequence[int]]) -> np.ndarray:
    """Fill texts up to one length that few batches differ in: ids (B, T) int32."""
    return pad(sequences, _padded(map(len, sequences)))


def pad_vectors(sequences: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Fill encoded texts (T, D) up likewise: vectors (B, T, D) float32 and mask (B, T) bool."""
    lengths = np.array([len(vectors) for vectors in sequences])
    padded = np.zeros((len(sequences), _padded(lengths), sequences[0].shape[-1]), "float32")
    for row, vectors in zip(padded, sequences, strict=True):
        row[: len(vectors)] = vectors
    return [padded, np.arange(padded.shape[1]) < lengths[:, None]]


def bucketed_logits(model: keras.Model, sequences: Sequence, **how: Any) -> np.ndarray:
    """Judge texts in batches of similar length. Introduced in chapter 04, Sentiment.

    Args:
        model: a batch -> logits (B, 1).
        sequences: N texts of ids, or of vectors.
        **how: as for `bucketed_outputs`.

    Returns:
        (N,) float32 in the order of the sequences.
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


def _padded(lengths: Any) -> int:
    return int(round_up(max(lengths), MULTIPLE))
