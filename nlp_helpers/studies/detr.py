"""A small detector of shapes: its targets matched to its predictions, or in a fixed order.

All are trained on the same 20,000 scenes, and scored on 500 others. A prediction is right where
its class is that of an object that it overlaps by half or more, and which no other has.
"""

import functools
from pathlib import Path

import keras
import numpy as np
from scipy import optimize

from nlp_helpers.datasets.scenes import NOTHING, SHAPES, SIZE, Scenes, make_scenes
from nlp_helpers.models.detr import DETRConfig, make_detr
from nlp_helpers.studies.running import run_study
from nlp_helpers.training.loop import take_average
from nlp_helpers.training.matching import BOX_WEIGHT, NOTHING_WEIGHT, matched_targets, overlap
from nlp_helpers.training.optimization import Optimization, build_optimizer

SEEDS, DRAWN = (0, 1), 4
CONFIG = DETRConfig(image_size=SIZE, patch_size=4, num_classes=NOTHING, queries=6)
OPTIMIZATION = Optimization(
    steps=3_000,
    batch_size=128,
    peak_learning_rate=1e-3,
    warmup_steps=200,
    weight_decay=0.01,
    ema_momentum=0.995,
)
TRAIN, HELD_OUT = 20_000, 500  # scenes
TRAIN_SEED, HELD_OUT_SEED = 1, 2


def run_detr_study(path: Path) -> None:
    """Train and score all of them, and write the rows to a file."""
    scenes = functools.lru_cache(1)(lambda: make_scenes(TRAIN, seed=TRAIN_SEED))
    trials = [
        ({"targets": name, "seed": seed}, functools.partial(_trial, scenes, order, seed))
        for seed in SEEDS
        for name, order in (("matched", matched_targets), ("in the order given", given_targets))
    ]
    run_study(path, trials)


def given_targets(logits: np.ndarray, boxes: np.ndarray, classes, true_boxes) -> tuple:
    """Let prediction i become object i, whatever it looks like; as `matched_targets`."""
    rows, queries = logits.shape[:2]
    targets = np.full((rows, queries), NOTHING, "int32")
    target_boxes = np.zeros((rows, queries, 4), "float32")
    targets[:, : classes.shape[1]] = classes
    target_boxes[:, : classes.shape[1]] = true_boxes
    return targets, target_boxes, targets != NOTHING


def compile_detector(model: keras.Model, optimizer: keras.optimizers.Optimizer) -> None:
    """Compile with the cross-entropy of classes and the distance of boxes."""
    losses = [
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        keras.losses.MeanAbsoluteError(),
    ]
    model.compile(loss=losses, loss_weights=[1.0, 4 * BOX_WEIGHT], optimizer=optimizer)


def train_on_scenes(model: keras.Model, scenes: Scenes, order=matched_targets) -> float:
    """Match, then train on what was matched."""
    found = map(keras.ops.convert_to_numpy, model.predict_on_batch(scenes.pixels))
    classes, boxes, real = order(*found, scenes.classes, scenes.boxes)
    weights = [np.where(real, 1.0, NOTHING_WEIGHT).astype("float32"), real.astype("float32")]
    return float(model.train_on_batch(scenes.pixels, [classes, boxes], sample_weight=weights)[0])


def _trial(load, order, seed: int) -> dict:
    scenes, rng = load(), np.random.default_rng(seed)
    keras.utils.set_random_seed(seed)
    model = make_detr(CONFIG)
    compile_detector(model, OPTIMIZATION.optimizer())
    build_optimizer(model)
    for _ in range(OPTIMIZATION.steps):
        rows = rng.integers(len(scenes.pixels), size=OPTIMIZATION.batch_size)
        train_on_scenes(model, Scenes(*(each[rows] for each in scenes)), order)
    take_average(model)
    held_out = make_scenes(HELD_OUT, seed=HELD_OUT_SEED)
    logits, boxes = map(keras.ops.convert_to_numpy, model.predict(held_out.pixels, verbose=0))
    drawn = [detections(*each) for each in zip(logits[:DRAWN], boxes[:DRAWN], strict=True)]
    scores = set_scores(logits, boxes, held_out)
    return scores | {"parameters": model.count_params(), "drawn": drawn}


def detections(logits: np.ndarray, boxes: np.ndarray) -> list[dict]:
    """Return what is found in a scene, besides nothing, as JSON can hold it."""
    return [
        {"shape": SHAPES[kind], "box": [round(float(x), 3) for x in box]}
        for kind, box in zip(logits.argmax(-1), boxes, strict=True)
        if kind != NOTHING
    ]


def set_scores(logits: np.ndarray, boxes: np.ndarray, scenes: Scenes) -> dict:
    """Score predictions for N scenes: precision, recall, and the share of scenes without fault."""
    right, said, there, faultless = 0, 0, 0, 0
    for kinds, found, classes, true in zip(
        logits.argmax(-1), boxes, scenes.classes, scenes.boxes, strict=True
    ):
        told, real = kinds != NOTHING, classes != NOTHING
        same = kinds[told][:, None] == classes[real]
        fits = same & (overlap(found[told], true[real]) >= 0.5)
        pairs = fits[optimize.linear_sum_assignment(~fits)].sum()
        right, said, there = right + pairs, said + told.sum(), there + real.sum()
        faultless += pairs == told.sum() == real.sum()
    shares = {"precision": right / max(said, 1), "recall": right / there}
    shares["faultless"] = faultless / len(boxes)
    return {name: round(float(share), 4) for name, share in shares.items()}
