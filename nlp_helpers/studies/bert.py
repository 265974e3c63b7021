"""What pretraining is worth at four sizes of the training set, and what a teacher is worth.

The same encoder begins with the pretrained weights or with random ones, reads the same first
reviews in as many steps, and is scored on the same 2,500 validation reviews. Both are tried at the
same two learning rates. The student learns from bert-mini and the labels, or from the labels alone,
by the recipe of distil-mini. All read 128 pieces of a review, half of what the models that ship do,
so that there is one shape to compile.
"""

import functools
import itertools
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

STEPS = {200: 60, 1_000: 120, 5_000: 250, 22_500: 500}  # by the number of training reviews
SEEDS = (0, 1, 2)
LIMIT, HEAD = 128, 32  # pieces of a review, and how many of them are from its beginning
RATES = (6e-4, 1.2e-3)  # at their peak

_IDS: dict[str, Sequence[int]] = {}  # of all reviews
_TOLD: dict[int, np.ndarray] = {}  # what the teacher says of the first so many training reviews


class Labels(ReviewLabels):
    """Labels alone; the trainings all read the same reviews, by the same tokenizer."""

    def examples(self, trained: Any, split: Reviews, *, training: bool) -> tuple[list, np.ndarray]:
        new = [text for text in split.texts if text not in _IDS]
        _IDS.update(zip(new, trained.encode(new), strict=True))
        return [_IDS[text] for text in split.texts], split.labels


class Taught(TaughtLabels, Labels):
    """A teacher and labels; the teacher reads the reviews once for all students."""

    def told(self, sequences: list) -> np.ndarray:
        if len(sequences) not in _TOLD:
            _TOLD[len(sequences)] = super().told(sequences)
        return _TOLD[len(sequences)]


def _short(recipe: Recipe, objective: ReviewLabels) -> Recipe:
    """Return a recipe for shorter reviews, whose objective reads each of them once."""
    tokenization = replace(recipe.tokenization, limit=LIMIT, head=HEAD)
    return replace(recipe, tokenization=tokenization, objective=objective)


def _labels(objective: ReviewLabels) -> Labels:
    return Labels(**{each.name: getattr(objective, each.name) for each in fields(Labels)})


BERT, STUDENT = load_recipe("bert-mini"), load_recipe("distil-mini")
SHORT = _short(BERT, _labels(BERT.objective))
STUDENTS = {
    "taught": _short(STUDENT, Taught(**asdict(STUDENT.objective))),
    "by labels": replace(_short(STUDENT, _labels(STUDENT.objective)), initialize=None),
}
BEGINNINGS = {"pretrained": BERT.initialize, "from nothing": None}


def run_bert_study(path: Path) -> None:
    """Train and score all of them, and write the rows to a file."""
    kinds = list(itertools.product(BEGINNINGS.items(), RATES))
    trials = []
    for seed in SEEDS:
        for (model, initialize), rate in kinds:
            key = {"model": model, "peak_learning_rate": rate, "seed": seed}
            for size in STEPS:
                trial = functools.partial(_classifier, initialize, rate, size, seed)
                trials.append((key | {"train_reviews": size}, trial))
        for model, recipe in STUDENTS.items():
            key = {"model": f"student, {model}", "train_reviews": max(STEPS), "seed": seed}
            trials.append((key, functools.partial(_student, recipe, seed)))
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


def _student(recipe: Recipe, seed: int) -> dict:
    steps = recipe.optimization.steps
    optimization = replace(recipe.optimization, evaluate_every=steps, seed=seed)
    return _fitted(replace(recipe, optimization=optimization), max(STEPS), seed)


def _fitted(recipe: Recipe, size: int, seed: int) -> dict:
    recipe = replace(recipe, config=replace(recipe.config, seed=seed))
    trained, scores = fit_once(recipe, _reviews(size))
    kept = {"accuracy": scores["accuracy"], "nats_per_review": scores["valid"], "seed": seed}
    return kept | {"parameters": trained.stored.count_params()}


def _reviews(size: int) -> ImdbSplits:
    train, valid = imdb_reviews()
    return ImdbSplits(Reviews(train.texts[:size], train.labels[:size]), valid)
