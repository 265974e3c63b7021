"""Seconds to the validation loss of the course's anchor, against the way it was reached there.

The anchor trains a GRU of 128 for ten epochs of every window and ends at 1.5477 nats. Its time is
extrapolated from steps measured in the same run; ours is measured whole, with everything that a
reader waits for: compiling, and evaluating until the loss is reached.
"""

import time

import keras
import numpy as np
import pytest

from nlp_helpers.backend import cpu_cores
from nlp_helpers.datasets import CharVocabulary, random_windows, shakespeare_splits
from nlp_helpers.models import CharRNNConfig, make_char_rnn
from nlp_helpers.training.char_rnn import WINDOW, compile_for_characters, window_nats
from nlp_helpers.training.loop import averaged_weights
from nlp_helpers.training.optimization import Optimization
from tests.benchmarks.test_windows import BATCH, pipeline

ANCHOR_NATS = 1.5477  # in windows of 100 from a zero state, after ten epochs
ANCHOR_EPOCHS = 10
MEASURED_STEPS = 30

# One pass over less than a tenth of the anchor's windows, by a wider model: neighbouring windows
# share 99 of their 100 characters, so nearly all of that pass would be repetition.
RECIPE = Optimization(
    steps=1_100,
    batch_size=64,
    peak_learning_rate=6e-3,
    warmup_steps=50,
    weight_decay=0.01,
    ema_momentum=0.98,
    evaluate_every=100,
)
UNITS, EMBEDDING_SIZE = 256, 32

pytestmark = pytest.mark.benchmark


def anchor_seconds_a_step(train: np.ndarray) -> float:
    """Time a training step as the anchor does it: tf.data, batches of 32, Nadam, no XLA."""
    model = make_char_rnn(CharRNNConfig(vocab_size=int(train.max()) + 1))
    compile_for_characters(model, keras.optimizers.Nadam())
    batches = iter(pipeline(train, shuffle=True))
    model.train_on_batch(*next(batches))  # compiles, and fills the pipeline's shuffle buffer
    start = time.perf_counter()
    for _ in range(MEASURED_STEPS):
        model.train_on_batch(*next(batches))
    return (time.perf_counter() - start) / MEASURED_STEPS


def train_to_the_anchor(train: np.ndarray, valid: np.ndarray) -> tuple[int, float]:
    """Train until the averaged weights are as good as the anchor; return the steps and the loss."""
    keras.utils.set_random_seed(RECIPE.seed)
    config = CharRNNConfig(int(train.max()) + 1, embedding_size=EMBEDDING_SIZE, units=UNITS)
    model = make_char_rnn(config)
    compile_for_characters(model, RECIPE.optimizer())
    batches = random_windows(
        train, WINDOW, batch_size=RECIPE.batch_size, steps=RECIPE.steps, seed=RECIPE.seed
    )
    for step in range(1, RECIPE.steps + 1):
        model.train_on_batch(*batches[step - 1])
        if step % RECIPE.evaluate_every == 0:
            with averaged_weights(model):
                nats = window_nats(model, valid)
            print(f"step {step:5,}: {nats:.4f} nats")
            if nats <= ANCHOR_NATS:
                break
    return step, nats


def test_seconds_to_the_anchors_loss():
    splits = shakespeare_splits()
    vocabulary = CharVocabulary.fit(splits.train)
    train, valid = vocabulary.encode(splits.train), vocabulary.encode(splits.valid)
    print(f"\n{len(vocabulary)} characters, {cpu_cores()} CPU cores")

    a_step = anchor_seconds_a_step(train)
    anchor_steps = ANCHOR_EPOCHS * -(-(len(train) - WINDOW) // BATCH)  # rounded up
    theirs = a_step * anchor_steps
    start = time.perf_counter()
    steps, nats = train_to_the_anchor(train, valid)
    ours = time.perf_counter() - start
    print(
        f"every window: {anchor_steps:,} steps of {1000 * a_step:.0f} ms, {theirs:,.0f} s "
        f"(extrapolated from {MEASURED_STEPS}); random windows: {steps:,} steps, {ours:.0f} s "
        f"with compiling and evaluating, to {nats:.4f} nats; {theirs / ours:.0f} times as fast"
    )
    assert nats <= ANCHOR_NATS
