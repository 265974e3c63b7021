"""A training of seconds, in a process that can be killed: `python -m tests.training.toy FOLDER 7`.

The model has every kind of dropout, so that a resumed training has random generators to get right.
"""

import os
import signal
import sys
from pathlib import Path

import keras
import numpy as np

from nlp_helpers.datasets import random_windows
from nlp_helpers.models import CharRNNConfig, make_char_rnn
from nlp_helpers.training.char_rnn import compile_for_characters
from nlp_helpers.training.loop import Progress, train_steps
from nlp_helpers.training.optimization import Optimization

CONFIG = CharRNNConfig(
    vocab_size=5,
    embedding_size=4,
    units=8,
    embedding_dropout=0.1,
    weight_dropout=0.2,
    output_dropout=0.2,
)
RECIPE = Optimization(
    steps=10, batch_size=4, peak_learning_rate=0.05, warmup_steps=2, evaluate_every=4
)
IDS = np.tile(np.arange(5), 40)  # a text that says the same five letters again and again


class KilledAt:
    """Batches in the midst of which the process dies, as by `kill -9`."""

    def __init__(self, batches, step: int):
        self._batches, self._step = batches, step

    def __getitem__(self, index: int):
        if index == self._step:
            os.kill(os.getpid(), signal.SIGKILL)
        return self._batches[index]


def make_batches(recipe: Optimization = RECIPE):
    return random_windows(IDS, 10, batch_size=recipe.batch_size, steps=recipe.steps, seed=0)


def make_model(config: CharRNNConfig = CONFIG, recipe: Optimization = RECIPE) -> keras.Model:
    keras.utils.set_random_seed(recipe.seed)
    model = make_char_rnn(config)
    compile_for_characters(model, recipe.optimizer())
    return model


def evaluate(model: keras.Model) -> dict[str, float]:
    return {"valid": float(model.evaluate(IDS[None, :-1], IDS[None, 1:], verbose=0))}


def train(
    folder: Path,
    *,
    model: keras.Model | None = None,
    batches=None,
    recipe: Optimization = RECIPE,
    **how,
) -> tuple[keras.Model, Progress]:
    model = model or make_model(recipe=recipe)
    batches = batches or make_batches(recipe)
    return model, train_steps(model, batches, recipe, evaluate=evaluate, folder=folder, **how)


if __name__ == "__main__":
    train(Path(sys.argv[1]), batches=KilledAt(make_batches(), int(sys.argv[2])))
