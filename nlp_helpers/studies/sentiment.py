"""Every kind of sentiment classifier of chapters 04 and 05, on the same reviews.

Each is trained on the first so many training reviews, whose order is as good as shuffled, for one
epoch (for more where reviews are few), and scored on the same 2,500 validation reviews. The seconds
hold everything: vocabulary, training and scoring.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import keras
import numpy as np
from sklearn.linear_model import LogisticRegression

from nlp_helpers.checkpoints.making import begin
from nlp_helpers.checkpoints.trained import TrainedModel
from nlp_helpers.datasets import ImdbSplits, Reviews, imdb_reviews, load_glove, pad
from nlp_helpers.models import SentimentRNNConfig
from nlp_helpers.recipes import load_recipe
from nlp_helpers.studies.running import fit_once, run_study
from nlp_helpers.training.bigrams import make_bigram_classifier
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.recipe import Recipe
from nlp_helpers.training.sentiment import ReviewLabels, bucketed_outputs, pad_vectors

ALL = 22_500
FEW, MORE = (200, 1_000), 5_000

GRU, MINILM = load_recipe("sentiment-gru"), load_recipe("sentiment-minilm")

# An epoch is too short to learn the reviews by heart: what holds the shipped model back is eased.
PAIRS = replace(
    GRU.config, embedding_size=64, embedding_dropout=0.0, weight_dropout=0.0, output_dropout=0.2
)
OBJECTIVE = ReviewLabels(hidden_share=0.2)
MEAN = replace(PAIRS, pair_buckets=0)
LAST = replace(MEAN, bidirectional=False, pooling="last")
BOTH = replace(MEAN, bidirectional=True, pooling="last")
UNMASKED = replace(LAST, masked=False)
GLOVE = replace(MEAN, embedding_size=50)


@dataclass(frozen=True)
class ToTheLimit(ReviewLabels):
    """Reviews filled up to the greatest length, as by a pipeline without buckets or masks."""

    def pad(self, sequences: list) -> np.ndarray:
        return pad(sequences, GRU.tokenization.limit)


def tuned_glove(trained: TrainedModel, train: Reviews) -> None:
    """Fill in GloVe's vectors, to be trained on."""
    vectors, _ = load_glove().rows(trained.tokenizer.words)
    trained.model.get_layer("embedding").set_weights([vectors])


def frozen_glove(trained: TrainedModel, train: Reviews) -> None:
    """Fill in GloVe's vectors, which stay as they are."""
    tuned_glove(trained, train)
    trained.model.get_layer("embedding").trainable = False


def run_sentiment_study(path: Path) -> None:
    """Train and score all of them, and write the rows to a file."""
    unmasked = ToTheLimit(OBJECTIVE.hidden_share)
    curve, kinds = (*FEW, MORE, ALL), {}
    kinds["bag of bigrams"] = (_bigrams, curve)
    kinds["MiniLM, frozen"] = (_frozen_minilm, FEW)
    kinds["MiniLM, fine-tuned"] = (_tuned_minilm, FEW)
    kinds["GRU, mean of the states"] = (_gru(MEAN), curve)
    kinds["GRU, mean, with pairs"] = (_gru(PAIRS), (ALL,))
    kinds["GRU, counted vectors"] = (_gru(PAIRS, initialize=GRU.initialize), (ALL,))
    kinds["GloVe, frozen"] = (_gru(GLOVE, initialize=frozen_glove), curve)
    kinds["GloVe, tuned"] = (_gru(GLOVE, initialize=tuned_glove), curve)
    kinds["GRU, masked"] = (_gru(LAST), (ALL,))
    kinds["GRU, bidirectional"] = (_gru(BOTH), (ALL,))
    kinds["GRU, no mask"] = (_gru(UNMASKED, objective=unmasked), (ALL,))
    trials = [
        ({"model": name, "train_reviews": size}, functools.partial(trial, size))
        for name, (trial, sizes) in kinds.items()
        for size in sizes
    ]
    run_study(path, trials)


def _bigrams(size: int) -> dict:
    train, valid = _reviews(size)
    model = make_bigram_classifier().fit(*train)
    return {"accuracy": round(model.score(*valid), 4), "parameters": model[-1].coef_.size}


def _gru(config: SentimentRNNConfig, **changes) -> Callable[[int], dict]:
    usual = {"objective": OBJECTIVE, "initialize": None}
    recipe = replace(GRU, config=config, **usual | changes)
    return lambda size: _fitted(recipe, size, steps=_steps(size), hurry=4)


def _tuned_minilm(size: int) -> dict:
    return _fitted(MINILM, size, steps=60, hurry=2)


def _fitted(recipe: Recipe, size: int, *, steps: int, hurry: float) -> dict:
    recipe = replace(recipe, optimization=shortened(recipe.optimization, steps, hurry=hurry))
    trained, scores = fit_once(recipe, _reviews(size))
    kept = {key: scores[key] for key in ("accuracy", "seed")}
    return kept | {"parameters": trained.stored.count_params()}


def _frozen_minilm(size: int) -> dict:
    splits = _reviews(size)
    trained = begin(MINILM, splits.train)
    pooled = trained.stored.get_layer("dropout").input
    model = keras.Model(trained.stored.inputs, pooled)
    features, labels = [], []
    for split in splits:
        vectors, right = MINILM.objective.examples(trained, split, training=True)
        features.append(bucketed_outputs(model, vectors, collate=pad_vectors))
        labels.append(right)
    regression = LogisticRegression(C=10, max_iter=1_000).fit(features[0], labels[0])
    score = regression.score(features[1], labels[1])
    return {"accuracy": round(score, 4), "parameters": regression.coef_.size}


def _reviews(size: int) -> ImdbSplits:
    train, valid, *_ = imdb_reviews()
    return ImdbSplits(Reviews(train.texts[:size], train.labels[:size]), valid)


def _steps(size: int) -> int:
    """Return the steps of four epochs, but at least 150 and at most one epoch of all reviews."""
    batch = GRU.optimization.batch_size
    return min(max(4 * size // batch, 150), ALL // batch)


def shortened(optimization: Optimization, steps: int, *, hurry: float) -> Optimization:
    """Make an optimization of fewer steps, which have to be larger ones.

    The running average remembers a third of them at most: a longer one would still hold a good
    part of the weights that the training began with. The learning rate is `hurry` times as large.
    """
    return replace(
        optimization,
        steps=steps,
        warmup_steps=min(50, steps // 4),
        peak_learning_rate=hurry * optimization.peak_learning_rate,
        ema_momentum=min(optimization.ema_momentum, 1 - 3 / steps),
        evaluate_every=steps,
    )
