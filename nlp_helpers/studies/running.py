"""Running a study row by row, so that a killed one goes on where it was."""

import json
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import keras
from tqdm import tqdm

from nlp_helpers.checkpoints.card import commit, where
from nlp_helpers.checkpoints.making import fit
from nlp_helpers.checkpoints.trained import TrainedModel
from nlp_helpers.files import written_whole
from nlp_helpers.studies import read_rows
from nlp_helpers.training.loop import take_average
from nlp_helpers.training.optimization import Optimization, build_optimizer
from nlp_helpers.training.recipe import Objective, Recipe
from nlp_helpers.training.resuming import alone


def run_study(path: Path, trials: list[tuple[dict, Callable[[], Mapping]]]) -> None:
    """Run the trials that a study's file lacks, and add each to the file when it is done.

    A row's seconds are of processor time, over all cores: what else the machine does meanwhile
    hardly changes them. A trial that returns seconds has measured them itself. Each row says where
    it was computed, since a study may go on elsewhere.

    Args:
        path: of the study's JSON file.
        trials: pairs of what identifies a row, such as {"model": ..., "train_reviews": ...}, and
            a function that trains and scores it and returns the rest of the row.

    Raises:
        ValueError: if the file holds something else.
        CheckpointError: if another process is at work beside it.
    """
    with alone(path):
        rows = read_rows(path)
        for key, trial in tqdm(trials, desc=path.stem, disable=None):
            if any(key.items() <= row.items() for row in rows):
                continue
            begun, made_from = time.process_time(), commit()
            scores = trial()
            seconds = round(time.process_time() - begun, 1)
            rows.append({**key, "seconds": seconds, **scores, **where(made_from)})
            with written_whole(path) as file:
                file.write((json.dumps({"rows": rows}, indent=1) + "\n").encode())


def fit_once(recipe: Recipe, splits: tuple) -> tuple[TrainedModel, dict]:
    """Train a model and keep nothing; return it with its last scores and its seed."""
    with tempfile.TemporaryDirectory() as folder:
        trained, progress = fit(recipe, Path(folder), splits)
    scores = {name: values[-1] for name, values in progress.history.items()}
    return trained, scores | {"seed": recipe.optimization.seed}


def fitted(make: Callable, objective: Objective, examples: Any, optimization: Optimization) -> Any:
    """Build and train a model, without a record; it ends with its averaged weights."""
    keras.utils.set_random_seed(optimization.seed)
    model = make()
    objective.compile(model, optimization.optimizer())
    build_optimizer(model)
    batches = objective.batches(examples, optimization)
    for step in range(optimization.steps):
        objective.train_step(model, batches[step])
    take_average(model)
    return model
