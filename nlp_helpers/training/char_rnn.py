"""The shipped char-RNN: its recipe, and how it is trained and scored."""

from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np

from nlp_helpers.datasets import CharVocabulary, all_windows, random_windows, shakespeare_splits
from nlp_helpers.models import CharRNNConfig, make_char_rnn, with_explicit_state
from nlp_helpers.training.loop import Progress, train_steps
from nlp_helpers.training.metrics import stream_nats
from nlp_helpers.training.recipes import Recipe

WINDOW = 100  # characters, as in the course's reference

# One layer wide enough to overfit, held back from three sides: what it reads, what it remembers
# with, and what it says.
MODEL = CharRNNConfig(
    vocab_size=39,
    embedding_size=64,
    units=512,
    embedding_dropout=0.05,
    weight_dropout=0.2,
    output_dropout=0.35,
)
RECIPE = Recipe(
    steps=4_000,  # 25.6 million characters: every one of the text is seen 26 times
    batch_size=64,
    peak_learning_rate=3e-3,
    warmup_steps=100,
    weight_decay=0.05,
    ema_momentum=0.998,
    evaluate_every=200,
)


class TrainedCharRNN(NamedTuple):
    """What a training leaves."""

    model: keras.Model  # with averaged weights
    vocabulary: CharVocabulary
    progress: Progress
    valid: np.ndarray  # the validation split, (N,) ids


def train_char_rnn(
    folder: Path, *, config: CharRNNConfig = MODEL, recipe: Recipe = RECIPE, text: str | None = None
) -> TrainedCharRNN:
    """Train a char-RNN on the first part of a text, and watch it on the next.

    Introduced in chapter 01, Characters.

    Args:
        folder: where snapshots are kept; a killed training goes on from there.
        config: the model.
        recipe: the optimization.
        text: Tiny Shakespeare where not given.

    Returns:
        The model with its averaged weights, and what belongs to it.
    """
    splits = shakespeare_splits(text)
    vocabulary = CharVocabulary.fit(splits.train)
    train, valid = vocabulary.encode(splits.train), vocabulary.encode(splits.valid)
    keras.utils.set_random_seed(recipe.seed)
    model = make_char_rnn(config)
    compile_for_characters(model, recipe.optimizer())
    batches = random_windows(
        train, WINDOW, batch_size=recipe.batch_size, steps=recipe.steps, seed=recipe.seed
    )
    progress = train_steps(
        model, batches, recipe, folder=folder, evaluate=lambda model: window_nats(model, valid)
    )
    return TrainedCharRNN(model, vocabulary, progress, valid)


def compile_for_characters(model: keras.Model, optimizer: keras.optimizers.Optimizer) -> None:
    """Compile with the cross-entropy of logits, in nats per character."""
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    # TensorFlow's own loops train a wide GRU faster on a CPU than XLA; JAX has nothing but XLA.
    jit_compile = keras.backend.backend() == "jax"
    model.compile(loss=loss, optimizer=optimizer, jit_compile=jit_compile)


def window_nats(model: keras.Model, ids: np.ndarray) -> float:
    """Score a text in windows of 100 that do not overlap, each from a zero state."""
    windows = all_windows(ids, WINDOW, batch_size=100, shift=WINDOW)
    return float(model.evaluate(windows, verbose=0))


def validation_scores(model: keras.Model, ids: np.ndarray) -> dict[str, float]:
    """Score a text both ways, in nats per character: in windows, and read from end to end."""
    stream = stream_nats(with_explicit_state(model), ids)
    return {"windows_nats": window_nats(model, ids), "stream_nats": stream}
