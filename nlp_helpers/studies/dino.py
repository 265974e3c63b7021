"""How near images of one digit lie in what encoders make of them, with labels and without.

Every encoder is the same ViT from the same beginning. 5 nearest neighbours vote, among 100 labelled
training images (10 a digit), on each of the 360 validation images.
"""

import functools
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np

from nlp_helpers.datasets import Images, load_digits
from nlp_helpers.models import make_vit
from nlp_helpers.recipes import load_recipe
from nlp_helpers.studies.running import fitted, run_study
from nlp_helpers.training.epochs import shuffled_steps
from nlp_helpers.training.images import ImageLabels, image_logits, move_about
from nlp_helpers.training.self_distillation import (
    MovingTeacher,
    compile_student,
    nearest_labels,
    self_distil,
)

VIT = load_recipe("vit-mini")
SEEDS, STEPS, OUTPUTS = (0, 1), 500, 64
VIEWS = {"shift": 1, "turn": 15.0, "stretch": 0.15}
OPTIMIZATION = replace(
    VIT.optimization, steps=STEPS, peak_learning_rate=1e-3, warmup_steps=50, batch_size=64
)

WITHOUT = {  # what keeps the teacher from saying the same of everything
    "DINO, not centred": {"centre_momentum": 1.0},
    "DINO, not sharpened": {"temperature": 1.0},
}


def run_dino_study(path: Path) -> None:
    """Train and score all of them, and write the rows to a file."""
    kinds = {"pixels": _pixels, "random": _random, "DINO": _dino, "supervised": _supervised}
    trials = [
        ({"encoder": name, "seed": seed}, functools.partial(trial, seed))
        for seed in SEEDS
        for name, trial in kinds.items()
    ]
    for name, how in WITHOUT.items():
        trials.append(({"encoder": name, "seed": 0}, functools.partial(_dino, 0, **how)))
    run_study(path, trials)


def _pixels(seed: int) -> dict:
    return _neighbours(lambda pixels: pixels.reshape(len(pixels), -1), seed)


def _random(seed: int) -> dict:
    keras.utils.set_random_seed(seed)
    return _neighbours(features_of(make_vit(_config(10, seed))), seed)


def _supervised(seed: int) -> dict:
    """Train with all 1,078 labels: more than the others may know."""
    objective = ImageLabels(**VIEWS)
    optimization = replace(OPTIMIZATION, seed=seed)
    pixels, labels = load_digits().train
    images = Images(pixels[..., None], labels)
    model = fitted(lambda: make_vit(_config(10, seed)), objective, images, optimization)
    return _neighbours(features_of(model), seed)


def _dino(seed: int, **how: float) -> dict:
    pixels, optimization = load_digits().train.pixels[..., None], replace(OPTIMIZATION, seed=seed)
    keras.utils.set_random_seed(seed)
    student, model = (make_vit(_config(OUTPUTS, seed)) for _ in range(2))
    compile_student(student, optimization.optimizer())
    teacher = MovingTeacher(model, student, **how)

    def collate(rows: np.ndarray, rng: np.random.Generator) -> list[np.ndarray]:
        return [move_about(pixels[rows], rng, **VIEWS) for _ in range(2)]

    batches = shuffled_steps(len(pixels), optimization, collate)
    for step in range(STEPS):
        self_distil(student, teacher, batches[step])
    told = teacher.targets(pixels).mean(axis=0)  # how often each output is chosen
    used = float(np.exp(-(told * np.log(told + 1e-12)).sum()))
    return _neighbours(features_of(model), seed) | {"outputs_used": round(used, 1)}


def _config(outputs: int, seed: int):
    return replace(VIT.config, num_classes=outputs, dropout=0.0, seed=seed)


def features_of(model: keras.Model):
    """Return a function from images to what the class token holds before the last layer."""
    encoder = keras.Model(model.input, model.get_layer("norm").output[:, 0])
    return functools.partial(image_logits, encoder)


def _neighbours(features, seed: int) -> dict:
    train, valid, _ = load_digits()
    shuffled = np.random.default_rng(seed).permutation(len(train.labels))
    known = np.concatenate([shuffled[train.labels[shuffled] == digit][:10] for digit in range(10)])
    labelled, asked = (features(x[..., None]) for x in (train.pixels[known], valid.pixels))
    labels = nearest_labels(labelled, train.labels[known], asked)
    return {"accuracy": round(float((labels == valid.labels).mean()), 4)}
