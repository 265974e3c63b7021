"""The shipped recurrent classifier of reviews: its recipe, and how it is trained."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np

from nlp_helpers.datasets import WordVocabulary, head_and_tail, imdb_reviews
from nlp_helpers.datasets.imdb import ImdbSplits
from nlp_helpers.models import SentimentRNNConfig, make_sentiment_rnn
from nlp_helpers.training.epochs import BucketedSteps
from nlp_helpers.training.loop import Progress, train_steps
from nlp_helpers.training.recipes import Recipe
from nlp_helpers.training.sentiment import (
    MULTIPLE,
    bucketed_logits,
    compile_for_sentiment,
    mean_nats,
    pad_ids,
)

LIMIT, HEAD = 400, 100  # words of a review; the end is where most writers judge
UNKNOWN_SHARE = 0.2  # of the words a training batch hides, so that none is leaned on too much

MODEL = SentimentRNNConfig(
    vocab_size=20_000,
    embedding_size=64,
    units=64,
    bidirectional=True,
    pooling="mean",
    pair_buckets=100_000,
    embedding_dropout=0.3,
    weight_dropout=0.3,
    output_dropout=0.5,
)
RECIPE = Recipe(
    steps=700,  # two epochs: later it learns the reviews by heart
    batch_size=64,
    peak_learning_rate=1.5e-3,
    warmup_steps=50,
    weight_decay=0.05,
    ema_momentum=0.99,
    evaluate_every=100,
)


class TrainedSentimentRNN(NamedTuple):
    """What a training leaves."""

    model: keras.Model  # ids (B, T) -> logits (B, 1), with averaged weights
    vocabulary: WordVocabulary
    progress: Progress


def train_sentiment_gru(
    folder: Path,
    *,
    config: SentimentRNNConfig = MODEL,
    recipe: Recipe = RECIPE,
    splits: ImdbSplits | None = None,
) -> TrainedSentimentRNN:
    """Train a recurrent classifier on reviews; the vocabulary is fitted on the training split.

    Introduced in chapter 04, Sentiment.

    Args:
        folder: where snapshots are kept; a killed training goes on from there.
        config: the model.
        recipe: the optimization.
        splits: IMDB where not given.
    """
    splits = imdb_reviews() if splits is None else splits
    vocabulary = WordVocabulary.fit(splits.train.texts, size=config.vocab_size)
    train, valid = (encode_words(vocabulary, split.texts) for split in splits[:2])
    keras.utils.set_random_seed(recipe.seed)
    model = make_sentiment_rnn(config)
    compile_for_sentiment(model, recipe.optimizer())
    steps = training_steps(train, splits.train.labels, recipe)
    progress = train_steps(
        model,
        steps,
        recipe,
        folder=folder,
        evaluate=lambda model: mean_nats(bucketed_logits(model, valid), splits.valid.labels),
    )
    return TrainedSentimentRNN(model, vocabulary, progress)


def training_steps(
    sequences: list[np.ndarray],
    labels: np.ndarray,
    recipe: Recipe,
    *,
    fill: Callable[[list[np.ndarray]], np.ndarray] = pad_ids,
) -> BucketedSteps:
    """Return the training's batches: texts of similar length, some of their words hidden.

    Args:
        sequences: N texts of ids.
        labels: (N,).
        recipe: steps, batch size and seed.
        fill: brings the texts of a batch to one length.
    """

    def collate(rows: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        return hide_words(fill([sequences[i] for i in rows]), UNKNOWN_SHARE, rng), labels[rows]

    return BucketedSteps(
        [len(ids) for ids in sequences],
        steps=recipe.steps,
        batch_size=recipe.batch_size,
        multiple=MULTIPLE,
        seed=recipe.seed,
        collate=collate,
    )


def hide_words(ids: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """Turn a random share of the words of a batch (B, T) into [UNK]; padding stays padding."""
    return np.where((rng.random(ids.shape) < share) & (ids > 0), 1, ids)


def encode_words(vocabulary: WordVocabulary, texts: tuple[str, ...]) -> list[np.ndarray]:
    """Turn texts into ids (T,), long ones shortened to their beginning and end."""
    return [head_and_tail(vocabulary.encode(text), LIMIT, HEAD) for text in texts]
