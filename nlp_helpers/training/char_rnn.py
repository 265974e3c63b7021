"""How language models of characters are trained and scored: on windows of a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import keras
import numpy as np

from nlp_helpers.datasets import all_windows, random_windows
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.recipe import Objective

WINDOW = 100  # characters, as in the course's reference
BATCH = 100  # windows, where they are scored


@dataclass(frozen=True)
class NextCharacter(Objective):
    """The cross-entropy of the next character, on random windows of a text."""

    window: int = WINDOW
    random_windows: int = 0  # how many the finished model is scored on besides; nanoGPT's way

    task = "language model"
    curves: ClassVar = {"train": "nats per character, with dropout", "valid": "nats per character"}

    def loss(self) -> keras.losses.Loss:
        return character_loss()

    def compile(self, model: keras.Model, optimizer: keras.optimizers.Optimizer) -> None:
        compile_for_characters(model, optimizer)

    def examples(self, trained: Any, split: str, *, training: bool) -> np.ndarray:
        return trained.vocabulary.encode(split)

    def batches(self, examples: np.ndarray, optimization: Optimization) -> Sequence:
        how = {"steps": optimization.steps, "seed": optimization.seed}
        return random_windows(examples, self.window, batch_size=optimization.batch_size, **how)

    def evaluate(self, model: keras.Model, examples: np.ndarray) -> dict[str, float]:
        return {"valid": window_nats(model, examples, self.window)}

    def scores(self, trained: Any, split: str) -> dict:
        model, ids = trained.model, trained.vocabulary.encode(split)
        nats = {
            "windows_nats": window_nats(model, ids, self.window),
            "stream_nats": trained.evaluate(split)["nats_per_char"],
        }
        if self.random_windows:
            how = {"batch_size": BATCH, "steps": self.random_windows // BATCH, "seed": 0}
            windows = random_windows(ids, self.window, **how)
            nats["random_windows_nats"] = float(model.evaluate(windows, verbose=0))
        return {"metrics": {name: round(value, 4) for name, value in nats.items()}}


def character_loss() -> keras.losses.Loss:
    """Return the cross-entropy of logits, in nats per character."""
    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def compile_for_characters(model: keras.Model, optimizer: keras.optimizers.Optimizer) -> None:
    """Compile with `character_loss`."""
    # TensorFlow's own loops train a wide GRU faster on a CPU than XLA; JAX has nothing but XLA.
    jit_compile = keras.backend.backend() == "jax"
    model.compile(loss=character_loss(), optimizer=optimizer, jit_compile=jit_compile)


def window_nats(model: keras.Model, ids: np.ndarray, window: int = WINDOW) -> float:
    """Score a text in windows that do not overlap, each as if nothing were before it."""
    windows = all_windows(ids, window, batch_size=BATCH, shift=window)
    return float(model.evaluate(windows, verbose=0))
