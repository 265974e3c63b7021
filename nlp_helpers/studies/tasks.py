"""One model of one task each, to compare with t5-mini, which has learned four at once.

The same network, tokenizer, steps and learning rates; in every step it sees as many examples of its
task as t5-mini does, and the same ones. So t5-mini has seen no more of a task than they, but three
tasks besides.
"""

import functools
from dataclasses import replace
from pathlib import Path

from nlp_helpers.checkpoints.storing import round_as_stored
from nlp_helpers.datasets.text_to_text import TASKS
from nlp_helpers.recipes import load_recipe
from nlp_helpers.studies.running import fit_once, run_study
from nlp_helpers.training.recipe import Recipe


def run_tasks_study(path: Path) -> None:
    """Train and score a model of each task, and write the rows to a file."""
    load = functools.lru_cache(1)(load_recipe("t5-mini").corpus.load)
    run_study(path, [({"task": task}, functools.partial(_trial, load, task)) for task in TASKS])


def one_task(task: str) -> Recipe:
    """Return the recipe of t5-mini for one task alone."""
    shipped = load_recipe("t5-mini")
    rows = shipped.optimization.batch_size // len(TASKS)
    return replace(
        shipped,
        objective=replace(shipped.objective, tasks=(task,)),
        optimization=replace(shipped.optimization, batch_size=rows),
    )


def _trial(load, task: str) -> dict:
    splits = load()
    trained, scores = fit_once(one_task(task), splits)
    round_as_stored(trained.stored)  # as t5-mini was, before it was scored
    metrics = one_task(task).objective.scores(trained, splits.test)["metrics"]
    return {"metrics": metrics, "nats": scores[task], "seed": scores["seed"]}
