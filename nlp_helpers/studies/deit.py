"""What a Vision Transformer learns from a small convolutional network, on few digits.

Each of the three networks sees the same training images for the same steps, moved about alike; all
are scored on the 360 validation images.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import layers
from scipy import special

from nlp_helpers.datasets import Images, load_digits
from nlp_helpers.models import make_vit
from nlp_helpers.recipes import load_recipe
from nlp_helpers.studies.running import fitted, run_study
from nlp_helpers.training.images import ImageLabels, image_logits

VIT = load_recipe("vit-mini")
SIZES, SEEDS, STEPS = (100,), (0, 1, 2), 400
OBJECTIVE = ImageLabels()


@dataclass(frozen=True)
class Taught(ImageLabels):
    """One head learns the label, the other what a teacher says of the same moved image."""

    teacher: Any = None

    def compile(self, model: keras.Model, optimizer: keras.optimizers.Optimizer) -> None:
        losses = [keras.losses.CategoricalCrossentropy(from_logits=True) for _ in range(2)]
        model.compile(loss=losses, loss_weights=[0.5, 0.5], optimizer=optimizer)

    def train_step(self, model: keras.Model, batch: tuple) -> float:
        pixels, targets = batch
        logits = keras.ops.convert_to_numpy(self.teacher.predict_on_batch(pixels))
        says = np.eye(logits.shape[-1], dtype="float32")[logits.argmax(-1)]
        return model.train_on_batch(pixels, [targets, says])[0]


def run_deit_study(path: Path) -> None:
    """Train and score all of them, and write the rows to a file."""
    load = functools.lru_cache(1)(_teacher)  # the trials of a teacher follow one another
    kinds = {"convnet": _convnet, "ViT": _plain, "distilled ViT": _distilled}
    trials = [
        (
            {"model": name, "train_images": size, "seed": seed},
            functools.partial(trial, load, size, seed),
        )
        for seed in SEEDS
        for size in SIZES
        for name, trial in kinds.items()
    ]
    run_study(path, trials)


def make_convnet() -> keras.Model:
    """Build three convolutions, and a Dense on all places: about as many weights as the ViT."""
    images = keras.Input((8, 8, 1))
    x = layers.Conv2D(32, 3, padding="same", activation="relu")(images)
    x = layers.Conv2D(64, 3, padding="same", activation="relu")(x)
    x = layers.Conv2D(128, 3, padding="same", activation="relu")(layers.MaxPooling2D()(x))
    x = layers.Dropout(0.3)(layers.Flatten()(layers.MaxPooling2D()(x)))
    return keras.Model(images, layers.Dense(10)(x), name="convnet")


def _convnet(load: Any, size: int, seed: int) -> dict:
    return _scores(load(size, seed))


def _plain(load: Any, size: int, seed: int) -> dict:
    config = replace(VIT.config, seed=seed)
    return _scores(_fitted(lambda: make_vit(config), OBJECTIVE, size, seed))


def _distilled(load: Any, size: int, seed: int) -> dict:
    config = replace(VIT.config, distilled=True, seed=seed)
    objective = Taught(teacher=load(size, seed))
    return _scores(_fitted(lambda: make_vit(config), objective, size, seed), judge=_both_heads)


def _teacher(size: int, seed: int) -> keras.Model:
    return _fitted(make_convnet, OBJECTIVE, size, seed)


def _fitted(make: Any, objective: ImageLabels, size: int, seed: int) -> keras.Model:
    """Train a model on the first so many training images of a shuffled order."""
    train = load_digits().train
    rows = np.random.default_rng(seed).permutation(len(train.labels))[:size]
    images = Images(train.pixels[rows][..., None], train.labels[rows])
    optimization = replace(
        VIT.optimization, steps=STEPS, batch_size=min(64, size), warmup_steps=STEPS // 6, seed=seed
    )
    return fitted(make, objective, images, optimization)


def _both_heads(model: keras.Model, pixels: np.ndarray) -> np.ndarray:
    """The mean of the probabilities by label head and teacher head."""
    logits = [keras.ops.convert_to_numpy(head) for head in model.predict_on_batch(pixels)]
    return special.softmax(logits, axis=-1).mean(axis=0)


def _scores(model: keras.Model, judge: Callable = image_logits) -> dict:
    pixels, labels = load_digits().valid
    right = float((judge(model, pixels[..., None]).argmax(-1) == labels).mean())
    return {"accuracy": round(right, 4), "parameters": model.count_params()}
