"""The shipped sentence encoder for sentiment: which of its layers are trained, and how.

Legend: B batch, T length, D width.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np
from tokenizers import Tokenizer

from nlp_helpers.datasets import (
    imdb_reviews,
    load_minilm_tokenizer,
    load_minilm_weights,
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
from nlp_helpers.training.sentiment import (
    MULTIPLE,
    bucketed_logits,
    bucketed_rows,
    compile_for_sentiment,
    mean_nats,
    pad_ids,
    pad_vectors,
)

LIMIT, HEAD = 192, 48  # word pieces of a review in training; at its end most writers judge
READ_LIMIT, READ_HEAD = 512, 128  # and afterwards: reading on costs little and knows more
LOWER = 3  # blocks that stay as they came

RECIPE = Recipe(
    steps=800,  # a little more than one epoch
    batch_size=32,
    peak_learning_rate=1e-4,
    warmup_steps=100,
    weight_decay=0.01,
    ema_momentum=0.99,
    evaluate_every=100,
)


class TrainedEncoder(NamedTuple):
    """What a training leaves."""

    encoder: keras.Model  # ids (B, T) -> vectors (B, T, D); its upper blocks are `upper`'s
    upper: keras.Model  # vectors and mask -> logits (B, 1), with averaged weights
    tokenizer: Tokenizer
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
        collate=lambda rows, _: (pad_vectors([train[i] for i in rows]), splits.train.labels[rows]),
    )
    progress = train_steps(
        upper,
        steps,
        recipe,
        folder=folder,
        evaluate=lambda model: mean_nats(
            bucketed_logits(model, valid, collate=pad_vectors), splits.valid.labels
        ),
    )
    return TrainedEncoder(encoder, upper, tokenizer, progress)


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
    for rows in progress(bucketed_rows(sequences)):
        ids = pad_ids([sequences[i] for i in rows])  # (B, T)
        batch = keras.ops.convert_to_numpy(lower.predict_on_batch(ids)).astype("float16")
        for i, row in zip(rows, batch, strict=True):
            vectors[i] = row[: len(sequences[i])]
    return vectors
