"""What pretraining is worth at four sizes of the training set, and what a teacher is worth.

The same encoder begins with the pretrained weights or with random ones, reads the same first
reviews in as many steps, and is scored on the same 2,500 validation reviews. Random weights get two
learning rates, the pretrained ones' and a larger one. Reviews are cut to 256 pieces, shorter than
for the models that ship, so that there is one shape to compile. The student learns from bert-mini
and the labels, or from the labels alone, by the recipe of distil-mini.
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from nlp_helpers.datasets import ImdbSplits, Reviews, imdb_reviews
from nlp_helpers.recipes import load_recipe
from nlp_helpers.studies.running import fit_once, run_study
from nlp_helpers.training.distillation import TaughtLabels
from nlp_helpers.training.recipe import Recipe
from nlp_helpers.training.sentiment import ReviewLabels

STEPS = {200: 100, 1_000: 200, 5_000: 600, 22_500: 1_400}  # by the number of training reviews
SEEDS = (0, 1, 2)
LIMIT = 256
HURRY = 4  # how many times larger the learning rate of random weights is, in their second try

_IDS: dict[tuple[int, str], Sequence[int]] = {}  # of all texts, by the limit of their length
_TOLD: dict[int, np.ndarray] = {}  # what the teacher says of the first so many training reviews


class Labels(ReviewLabels):
    """Labels alone; the trainings all read the same reviews, by the same tokenizer."""

    def examples(self, trained: Any, split: Reviews, *, training: bool) -> tuple[list, np.ndarray]:
        new = [text for text in split.texts if (trained.limit, text) not in _IDS]
        keys = ((trained.limit, text) for text in new)
        _IDS.update(zip(keys, trained.encode(new), strict=True))
        return [_IDS[trained.limit, text] for text in split.texts], split.labels


class Taught(TaughtLabels, Labels):
    """A teacher and labels; the teacher reads the reviews once for all students."""

    def told(self, sequences: list) -> np.ndarray:
        if len(sequences) not in _TOLD:
            _TOLD[len(sequences)] = super().told(sequences)
        return _TOLD[len(sequences)]


BERT, STUDENT = load_recipe("bert-mini"), load_recipe("distil-mini")
SHORT = replace(
    BERT,
    tokenization=replace(BERT.tokenization, limit=LIMIT, head=64),
    objective=Labels(**asdict(BERT.objective) | {"multiple": LIMIT}),
)
STUDENTS = {
    "taught": Taught(**asdict(STUDENT.objective)),
    "by labels": Labels(*(getattr(STUDENT.objective, each.name) for each in fields(Labels))),
}
RATE = BERT.optimization.peak_learning_rate


def run_bert_study(path: Path) -> None:
    """Train and score all of them, and write the rows to a file."""
    kinds = {
        ("pretrained", RATE): BERT.initialize,
        ("from nothing", RATE): None,
        ("from nothing", HURRY * RATE): None,
    }
    trials = []
    for seed in SEEDS:
        for (model, rate), initialize in kinds.items():
            key = {"model": model, "peak_learning_rate": rate, "seed": seed}
            for size in STEPS:
                trial = functools.partial(_classifier, initialize, rate, size, seed)
                trials.append((key | {"train_reviews": size}, trial))
        for model, objective in STUDENTS.items():
            key = {"model": f"student, {model}", "train_reviews": max(STEPS), "seed": seed}
            trials.append((key, functools.partial(_student, objective, seed)))
    run_study(path, trials)


def _classifier(initialize: Callable | None, rate: float, size: int, seed: int) -> dict:
    steps = STEPS[size]
    optimization = replace(
        BERT.optimization,
        steps=steps,
        warmup_steps=steps // 10,
        peak_learning_rate=rate,
        ema_momentum=1 - 5 / steps,  # remembers the last fifth
        evaluate_every=steps,
        seed=seed,
    )
    return _fitted(replace(SHORT, initialize=initialize, optimization=optimization), size, seed)


def _student(objective: ReviewLabels, seed: int) -> dict:
    steps = STUDENT.optimization.steps
    optimization = replace(STUDENT.optimization, evaluate_every=steps, seed=seed)
    return _fitted(replace(STUDENT, objective=objective, optimization=optimization), None, seed)


def _fitted(recipe: Recipe, size: int | None, seed: int) -> dict:
    recipe = replace(recipe, config=replace(recipe.config, seed=seed))
    trained, scores = fit_once(recipe, _reviews(size))
    kept = {"accuracy": scores["accuracy"], "nats_per_review": scores["valid"], "seed": seed}
    return kept | {"parameters": trained.stored.count_params()}


def _reviews(size: int | None) -> ImdbSplits:
    train, valid = imdb_reviews()
    return ImdbSplits(Reviews(train.texts[:size], train.labels[:size]), valid)
