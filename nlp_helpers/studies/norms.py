"""Post-norm and pre-norm, each with and without warm-up, where order is everything.

A small Transformer learns to write lists of numbers backwards. With the same seed all four begin
with the same numbers drawn for their weights, and see the same lists in the same order.
"""

import functools
from pathlib import Path

import keras
import numpy as np

from nlp_helpers.decoders import generate
from nlp_helpers.models import TransformerConfig, TransformerStep, make_transformer
from nlp_helpers.studies.running import run_study
from nlp_helpers.tokenization import END_ID, START_ID
from nlp_helpers.training.translation import masked_nats

FIRST_ID, NUMBERS = END_ID + 1, 10  # the id of 0, and how many numbers there are
SHORTEST, LONGEST = 3, 8  # of the lists
STEPS, BATCH, PEAK = 200, 64, 0.01
NORMS, WARMUPS, SEEDS = ("post", "pre"), (0, 60), (1, 2, 3, 4, 5)
PART = 10  # steps whose losses are averaged
HELD_OUT, HELD_OUT_SEED = 500, 99  # of a hundred million lists of 8 these are new to all


def draw_lists(
    random: np.random.Generator, count: int = BATCH, shortest: int = SHORTEST
) -> tuple[list[np.ndarray], np.ndarray]:
    """Draw lists and their reversals: ([sources (B, 8), shifted targets (B, 9)], targets (B, 9)).

    Introduced in chapter 11, The Transformer.
    """
    lengths = random.integers(shortest, LONGEST + 1, count)
    sources = np.zeros((count, LONGEST), "int32")  # 0 is padding
    inputs, targets = np.zeros((2, count, LONGEST + 1), "int32")
    inputs[:, 0] = START_ID
    for row, length in enumerate(lengths):
        numbers = random.integers(FIRST_ID, FIRST_ID + NUMBERS, length)
        sources[row, :length] = numbers
        inputs[row, 1 : length + 1] = targets[row, :length] = numbers[::-1]
        targets[row, length] = END_ID
    return [sources, inputs], targets


def learning_rate(warmup: int, peak: float) -> keras.optimizers.schedules.LearningRateSchedule:
    """Rise in a line for `warmup` steps, then fall along a cosine to a tenth of the peak."""
    begins = 0.0 if warmup else peak
    rises = {"warmup_target": peak, "warmup_steps": warmup} if warmup else {}
    return keras.optimizers.schedules.CosineDecay(begins, STEPS - warmup, alpha=0.1, **rises)


def make_learner(norm: str, warmup: int, peak: float = PEAK) -> keras.Model:
    """Return a Transformer of two and two blocks, compiled for `STEPS` steps of training.

    Introduced in chapter 11, The Transformer.
    """
    size = FIRST_ID + NUMBERS
    small = {"width": 32, "num_heads": 2, "hidden_size": 64}
    blocks = {"encoder_blocks": 2, "decoder_blocks": 2}
    learner = make_transformer(TransformerConfig(size, size, norm=norm, **small, **blocks))
    adam = keras.optimizers.Adam(learning_rate(warmup, peak), beta_2=0.98)
    adam.build(learner.trainable_variables)  # or the first step is traced twice
    learner.compile(loss=masked_nats, optimizer=adam, jit_compile=False)
    return learner


def train_learner(learner: keras.Model, seed: int) -> list[float]:
    """Train it, and return the loss of every step, in nats a number."""
    random = np.random.default_rng(seed)
    return [float(learner.train_on_batch(*draw_lists(random))) for _ in range(STEPS)]


def write_backwards(learner: keras.Model, sources: np.ndarray) -> np.ndarray:
    """Write lists of 8 numbers (B, 8) backwards, by greedy decoding: (B, 8)."""
    step, start = TransformerStep(learner), np.full((len(sources), 1), START_ID)
    rows = generate(step, start, step.initial_state(sources), max_new_tokens=LONGEST)
    return np.stack(rows)


def run_norms_study(path: Path) -> None:
    """Train and score all of them with every seed, and write the rows to a file."""
    trials = [
        (
            {"norm": norm, "warmup": warmup, "seed": seed},
            functools.partial(_trial, norm, warmup, seed),
        )
        for seed in SEEDS
        for norm in NORMS
        for warmup in WARMUPS
    ]
    run_study(path, trials)


def _trial(norm: str, warmup: int, seed: int) -> dict:
    keras.utils.set_random_seed(seed)
    learner = make_learner(norm, warmup)
    losses = np.reshape(train_learner(learner, seed), (-1, PART)).mean(axis=1)
    (sources, _), _ = draw_lists(np.random.default_rng(HELD_OUT_SEED), HELD_OUT, LONGEST)
    right = (write_backwards(learner, sources) == sources[:, ::-1]).all(axis=1)
    return {"losses": losses.round(4).tolist(), "accuracy": round(float(right.mean()), 4)}
