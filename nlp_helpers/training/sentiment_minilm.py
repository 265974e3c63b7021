"""The shipped sentence encoder for sentiment: which of its layers are trained, and how.

Legend: B batch, T length, D width.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np

from nlp_helpers.datasets import (
    imdb_reviews,
    length_buckets,
    load_minilm_tokenizer,
    load_minilm_weights,
    pad,
)
from nlp_helpers.datasets.imdb import ImdbSplits
from nlp_helpers.datasets.pieces import encode_pieces
from nlp_helpers.models.sentence_encoder import (
    load_bert_weights,
    lower_blocks,
    make_sentence_encoder,
    make_upper_classifier,
)
from nlp_helpers.training.epochs import BucketedSteps
from nlp_helpers.training.loop import Progress, train_steps
from nlp_helpers.training.recipes import Recipe

LIMIT, HEAD = 192, 48  # word pieces of a review; the end is where most writers judge
MULTIPLE = 32  # lengths are padded up to multiples of this: few shapes to compile
LOWER = 3  # blocks that stay as they came

RECIPE = Recipe(
    steps=1_400,  # two epochs
    batch_size=32,
    peak_learning_rate=1e-4,
    warmup_steps=100,
    weight_decay=0.01,
    ema_momentum=0.99,
    evaluate_every=200,
)


class TrainedEncoder(NamedTuple):
    """What a training leaves."""

    lower: keras.Model  # ids (B, T) -> vectors (B, T, D), as pretrained
    upper: keras.Model  # vectors and mask -> logits (B, 1), with averaged weights
    progress: Progress


def train_sentiment_minilm(
    folder: Path, *, recipe: Recipe = RECIPE, splits: ImdbSplits | None = None
) -> TrainedEncoder:
    """Fine-tune the upper blocks of MiniLM on reviews.

    The lower blocks stay as they are, so what they say of each review is computed once.
    Introduced in chapter 05, Pretrained embeddings.

    Args:
        folder: where snapshots are kept; a killed training goes on from there.
        recipe: the optimization.
        splits: IMDB where not given.
    """
    splits = imdb_reviews() if splits is None else splits
    keras.utils.set_random_seed(recipe.seed)
    encoder = make_sentence_encoder()
    load_bert_weights(encoder, load_minilm_weights())
    lower = lower_blocks(encoder, LOWER)
    upper = make_upper_classifier(encoder, LOWER, dropout=0.1, seed=recipe.seed)
    tokenizer = load_minilm_tokenizer()
    train, valid = (
        lower_vectors(lower, encode_pieces(tokenizer, split.texts, limit=LIMIT, head=HEAD))
        for split in splits
    )
    compile_for_sentiment(upper, recipe.optimizer())
    steps = BucketedSteps(
        [len(vectors) for vectors in train],
        steps=recipe.steps,
        batch_size=recipe.batch_size,
        multiple=MULTIPLE,
        seed=recipe.seed,
        collate=lambda rows: (pad_vectors([train[i] for i in rows]), splits.train.labels[rows]),
    )
    progress = train_steps(
        upper,
        steps,
        recipe,
        folder=folder,
        evaluate=lambda model: mean_nats(upper_logits(model, valid), splits.valid.labels),
    )
    return TrainedEncoder(lower, upper, progress)


def compile_for_sentiment(model: keras.Model, optimizer: keras.optimizers.Optimizer) -> None:
    """Compile with the cross-entropy of one logit, in nats per review."""
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(loss=loss, optimizer=optimizer, jit_compile=keras.backend.backend() != "torch")


def lower_vectors(
    lower: keras.Model, sequences: Sequence[Sequence[int]], *, progress: Callable = iter
) -> list[np.ndarray]:
    """Read texts with the blocks that stay as they are.

    Args:
        lower: ids (B, T) -> vectors (B, T, D).
        sequences: N lists of ids.
        progress: wraps the iteration over batches, such as `tqdm`.

    Returns:
        N arrays (T, D) of float16, which halves the memory and costs nothing measurable.
    """
    vectors: list[np.ndarray] = [np.empty(0)] * len(sequences)
    for rows in progress(_buckets(sequences)):
        ids = pad([sequences[i] for i in rows], _padded(max(len(sequences[i]) for i in rows)))
        batch = keras.ops.convert_to_numpy(lower.predict_on_batch(ids)).astype("float16")
        for i, row in zip(rows, batch, strict=True):
            vectors[i] = row[: len(sequences[i])]
    return vectors


def upper_logits(
    upper: keras.Model, vectors: Sequence[np.ndarray], *, progress: Callable = iter
) -> np.ndarray:
    """Judge texts that the lower blocks have read.

    Returns:
        The logits (N,) float32.
    """
    logits = np.empty(len(vectors), "float32")
    for rows in progress(_buckets(vectors)):
        batch = upper.predict_on_batch(pad_vectors([vectors[i] for i in rows]))
        logits[rows] = keras.ops.convert_to_numpy(batch)[:, 0]
    return logits


def pad_vectors(vectors: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Fill texts up to one length: vectors (B, T, D) float32 and mask (B, T) bool."""
    lengths = np.array([len(v) for v in vectors])
    padded = np.zeros((len(vectors), _padded(lengths.max()), vectors[0].shape[-1]), "float32")
    for row, v in zip(padded, vectors, strict=True):
        row[: len(v)] = v
    return [padded, np.arange(padded.shape[1]) < lengths[:, None]]


def mean_nats(logits: np.ndarray, labels: np.ndarray) -> float:
    """Return the mean of -log p(label) by the logits (N,) of label 1."""
    signs = 2 * np.asarray(labels) - 1
    return float(np.logaddexp(0, -signs * np.asarray(logits, "float64")).mean())


def _buckets(sequences: Sequence) -> Iterable[np.ndarray]:
    lengths = [len(sequence) for sequence in sequences]
    return length_buckets(lengths, batch_size=32, multiple=MULTIPLE, shuffle=False)


def _padded(length: int) -> int:
    return -(-length // MULTIPLE) * MULTIPLE
