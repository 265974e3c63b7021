"""Every kind of sentiment classifier of chapters 04 and 05, on the same reviews.

Each is trained on the first so many training reviews, whose order is as good as shuffled, for one
epoch (for more where reviews are few), and scored on the same 2,500 validation reviews. The seconds
hold everything: vocabulary, training and scoring. The MiniLM rows of one run share what the
encoder's lower half says, which the first of them computes.
"""

import dataclasses
import functools
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
from sklearn.linear_model import LogisticRegression

from nlp_helpers.datasets import (
    Reviews,
    WordVocabulary,
    imdb_reviews,
    load_glove,
    load_minilm_tokenizer,
    load_minilm_weights,
    pad,
)
from nlp_helpers.datasets.pieces import encode_pieces
from nlp_helpers.models import (
    SentimentRNNConfig,
    load_bert_weights,
    lower_blocks,
    make_sentence_encoder,
    make_sentiment_rnn,
    make_upper_classifier,
)
from nlp_helpers.studies.running import run_study
from nlp_helpers.training import sentiment_gru as gru
from nlp_helpers.training import sentiment_minilm as minilm
from nlp_helpers.training.bigrams import make_bigram_classifier
from nlp_helpers.training.epochs import BucketedSteps
from nlp_helpers.training.loop import take_average
from nlp_helpers.training.recipes import Recipe
from nlp_helpers.training.sentiment import (
    MULTIPLE,
    accuracy,
    bucketed_logits,
    bucketed_outputs,
    compile_for_sentiment,
    pad_ids,
    pad_vectors,
)

ALL = 22_500
FEW, MORE = (200, 1_000), 5_000

# An epoch is too short to learn the reviews by heart: what holds the shipped model back is eased.
PAIRS = dataclasses.replace(
    gru.MODEL, embedding_dropout=0.0, weight_dropout=0.0, output_dropout=0.2
)
MEAN = dataclasses.replace(PAIRS, pair_buckets=0)
LAST = dataclasses.replace(MEAN, bidirectional=False, pooling="last")
BOTH = dataclasses.replace(MEAN, bidirectional=True, pooling="last")
UNMASKED = dataclasses.replace(LAST, masked=False)
GLOVE = dataclasses.replace(MEAN, embedding_size=50)


def run_sentiment_study(path: Path) -> None:
    """Train and score all of them, and write the rows to a file."""
    curve, kinds = (*FEW, MORE, ALL), {}
    kinds["bag of bigrams"] = (_bigrams, curve)
    kinds["MiniLM, frozen"] = (_minilm_frozen, FEW)
    kinds["MiniLM, fine-tuned"] = (_minilm_tuned, FEW)
    kinds["GRU, mean of the states"] = (functools.partial(_rnn, MEAN), curve)
    kinds["GRU, mean, with pairs"] = (functools.partial(_rnn, PAIRS), (ALL,))
    kinds["GloVe, frozen"] = (functools.partial(_rnn, GLOVE, glove="frozen"), curve)
    kinds["GloVe, tuned"] = (functools.partial(_rnn, GLOVE, glove="tuned"), curve)
    kinds["GRU, masked"] = (functools.partial(_rnn, LAST), (ALL,))
    kinds["GRU, bidirectional"] = (functools.partial(_rnn, BOTH), (ALL,))
    kinds["GRU, no mask"] = (functools.partial(_rnn, UNMASKED, fill=_to_the_limit), (ALL,))
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


def _rnn(
    config: SentimentRNNConfig, size: int, *, glove: str | None = None, fill: Callable = pad_ids
) -> dict:
    train, valid = _reviews(size)
    vocabulary = WordVocabulary.fit(train.texts, size=config.vocab_size)
    config = dataclasses.replace(config, vocab_size=len(vocabulary))
    model = make_sentiment_rnn(config)
    if glove:
        embedding = model.get_layer("embedding")
        embedding.set_weights([load_glove().rows(vocabulary.words)[0]])
        embedding.trainable = glove == "tuned"
    recipe = shortened(gru.RECIPE, _steps(size), hurry=4)
    sequences = gru.encode_words(vocabulary, train.texts)
    _fit(model, gru.training_steps(sequences, train.labels, recipe, fill=fill), recipe)
    logits = bucketed_logits(model, gru.encode_words(vocabulary, valid.texts), collate=fill)
    return _row(model, logits, valid.labels)


def _minilm_frozen(size: int) -> dict:
    (texts, labels), (held_out, right) = _encoded(size)
    upper = make_upper_classifier(_encoder(), minilm.LOWER)
    pooled = keras.Model(upper.inputs, upper.get_layer("dropout").input)
    features = functools.partial(bucketed_outputs, pooled, collate=pad_vectors)
    model = LogisticRegression(C=10, max_iter=1_000).fit(features(texts), labels)
    score = model.score(features(held_out), right)
    return {"accuracy": round(score, 4), "parameters": model.coef_.size}


def _minilm_tuned(size: int) -> dict:
    (texts, labels), (held_out, right) = _encoded(size)
    model = make_upper_classifier(_encoder(), minilm.LOWER, dropout=0.1)
    recipe = shortened(minilm.RECIPE, 60, hurry=2)
    batches = BucketedSteps(
        [len(vectors) for vectors in texts],
        steps=recipe.steps,
        batch_size=recipe.batch_size,
        multiple=MULTIPLE,
        seed=recipe.seed,
        collate=lambda rows, _: (pad_vectors([texts[i] for i in rows]), labels[rows]),
    )
    _fit(model, batches, recipe)
    return _row(model, bucketed_logits(model, held_out, collate=pad_vectors), right)


def _reviews(size: int) -> tuple[Reviews, Reviews]:
    train, valid, *_ = imdb_reviews()
    return Reviews(train.texts[:size], train.labels[:size]), valid


def _steps(size: int) -> int:
    """Return the steps of four epochs, but at least 150 and at most one epoch of all reviews."""
    batch = gru.RECIPE.batch_size
    return min(max(4 * size // batch, 150), ALL // batch)


def shortened(recipe: Recipe, steps: int, *, hurry: float) -> Recipe:
    """Make a recipe of fewer steps, which have to be larger ones.

    The running average remembers a third of them at most: a longer one would still hold a good
    part of the weights that the training began with.

    Args:
        recipe: the whole one.
        steps: how many there are to be.
        hurry: how many times larger the learning rate is.
    """
    return dataclasses.replace(
        recipe,
        steps=steps,
        warmup_steps=min(50, steps // 4),
        peak_learning_rate=hurry * recipe.peak_learning_rate,
        ema_momentum=min(recipe.ema_momentum, 1 - 3 / steps),
    )


def _fit(model: keras.Model, batches: BucketedSteps, recipe: Recipe) -> None:
    keras.utils.set_random_seed(recipe.seed)
    compile_for_sentiment(model, recipe.optimizer())
    for inputs, targets in batches:
        model.train_on_batch(inputs, targets)
    take_average(model)


def _row(model: keras.Model, logits: np.ndarray, labels: np.ndarray) -> dict:
    return {"accuracy": round(accuracy(logits, labels), 4), "parameters": model.count_params()}


def _to_the_limit(sequences: list[np.ndarray]) -> np.ndarray:
    """Pad every text to the greatest length, as a pipeline without buckets or masks would."""
    return pad(sequences, gru.LIMIT)


def _encoder() -> keras.Model:
    encoder = make_sentence_encoder()
    load_bert_weights(encoder, load_minilm_weights())
    return encoder


def _encoded(size: int) -> tuple[tuple[list, np.ndarray], tuple[list, np.ndarray]]:
    """Return what the lower half says of the reviews, and their labels, for both splits."""
    train, valid = _lower_vectors()
    labels = [split.labels for split in _reviews(size)]
    return (train[:size], labels[0]), (valid, labels[1])


@functools.cache
def _lower_vectors() -> tuple[list[np.ndarray], list[np.ndarray]]:
    lower, tokenizer = lower_blocks(_encoder(), minilm.LOWER), load_minilm_tokenizer()
    limits = {"limit": minilm.LIMIT, "head": minilm.HEAD}
    return tuple(
        minilm.lower_vectors(lower, encode_pieces(tokenizer, split.texts, **limits))
        for split in _reviews(max(FEW))
    )
