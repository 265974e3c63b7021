"""One model of one task each, to compare with t5-mini, which has learned four at once.

The same network, tokenizer, steps and learning rates; in every step it sees as many examples of its
task as t5-mini does, and the same ones. So t5-mini has seen no more of a task than they, but three
tasks besides. It has a row too, where it is only scored; each row says of every answer whether it
is right, so that two models can be compared text by text.
"""

import functools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from nlp_helpers.checkpoints import TextToText, answer_scores, load_checkpoint, right_answers
from nlp_helpers.checkpoints.storing import round_as_stored
from nlp_helpers.datasets import Pairs
from nlp_helpers.datasets.text_to_text import TASKS, of_task
from nlp_helpers.recipes import load_recipe
from nlp_helpers.studies.running import fit_once, run_study
from nlp_helpers.training.recipe import Recipe

ALL = "all"  # what t5-mini has learned


def run_tasks_study(path: Path) -> None:
    """Score t5-mini, train and score a model of each task, and write the rows to a file."""
    load = functools.lru_cache(1)(load_recipe("t5-mini").corpus.load)
    trials = [({"task": ALL}, functools.partial(_shipped, load))]
    trials += [({"task": task}, functools.partial(_alone, load, task)) for task in TASKS]
    run_study(path, trials)


def one_task(task: str) -> Recipe:
    """Return the recipe of t5-mini for one task alone."""
    shipped = load_recipe("t5-mini")
    rows = shipped.optimization.batch_size // len(TASKS)
    return replace(
        shipped,
        objective=replace(shipped.objective, tasks=(task,)),
        optimization=replace(shipped.optimization, batch_size=rows),
    )


def _shipped(load: Callable) -> dict:
    return _scored(load_checkpoint("t5-mini"), load().test)


def _alone(load: Callable, task: str) -> dict:
    splits = load()
    trained, scores = fit_once(one_task(task), splits)
    round_as_stored(trained.stored)  # as t5-mini was, before it was scored
    row = _scored(trained, of_task(splits.test, task))
    return row | {"nats": scores[task], "seed": scores["seed"]}


def _scored(trained: TextToText, data: Pairs) -> dict:
    """Answer the texts once; "right" holds a 1 or a 0 for each answer, or for each hidden span."""
    answers = trained.answer(data.source)
    right = right_answers(data, answers)
    return {
        "metrics": {name: round(score, 4) for name, score in answer_scores(data, answers).items()},
        "right": {task: "".join("01"[is_right] for is_right in right[task]) for task in right},
    }
