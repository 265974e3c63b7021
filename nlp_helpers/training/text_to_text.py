"""Training one model on several tasks, each of which turns a text into a text.

Legend: B batch, S source length, T target length, V vocabulary.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import keras
import numpy as np

from nlp_helpers.datasets import Pairs
from nlp_helpers.datasets.text_to_text import TASKS, of_task
from nlp_helpers.errors import ArgumentError
from nlp_helpers.training.epochs import shuffled_steps
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.recipe import Objective
from nlp_helpers.training.translation import (
    BATCH_SIZE,
    Examples,
    collate,
    example_nats,
    score_examples,
    subword_examples,
)

MULTIPLE = 24  # lengths are padded up to multiples of this: a shape or two to compile


@dataclass(frozen=True)
class Mixture(Objective):
    """The cross-entropy of each next piece of an answer; every task has its share of each batch.

    Raffel et al. 2020, section 3.5.2 ("equal mixing"). A word more or less of an answer does not
    count: every example does the same, or a label would be heard less than a sentence.
    """

    tasks: tuple[str, ...] = TASKS

    task = "text to text"
    curves: ClassVar = {
        "train": "nats per token of an example's answer, with dropout, the mean of the batches",
        "valid": "nats per token, the mean of the tasks",
        **{task: f"nats per token of the task {task}" for task in TASKS},
    }

    def loss(self) -> Callable:
        return example_nats

    def examples(self, trained: Any, split: Pairs, *, training: bool) -> dict[str, Examples]:
        """Return the examples of each task that fit into a batch; held-out ones in whole batches.

        So there are two shapes to compile for them. The card's figures are of all.
        """

        def of(task: str) -> Examples:
            found = subword_examples(trained.source, trained.target, of_task(split, task))
            kept = _fitting(found, trained.limit)
            whole = len(kept.sources) // BATCH_SIZE * BATCH_SIZE
            return kept if training or not whole else Examples(*(side[:whole] for side in kept))

        return {task: of(task) for task in self.tasks}

    def batches(self, examples: Mapping[str, Examples], optimization: Optimization) -> "Mixed":
        return Mixed(examples, optimization)

    def evaluate(self, model: keras.Model, examples: Mapping[str, Examples]) -> dict[str, float]:
        nats = {
            task: score_examples(model, each, multiple=MULTIPLE)["nats_per_token"]
            for task, each in examples.items()
        }
        return {"valid": float(np.mean(list(nats.values()))), **nats}

    def scores(self, trained: Any, split: Pairs) -> dict:
        pairs = Pairs.of(pair for task in self.tasks for pair in of_task(split, task))
        scores = trained.evaluate(pairs)
        return {"metrics": {name: round(value, 4) for name, value in scores.items()}}


class Mixed(Sequence):
    """Batches with as many examples of one task as of another, those of a task side by side.

    Step i depends on the seed and i only. Introduced in chapter 14, Text to text.

    Args:
        examples: of each task.
        optimization: steps, seed, and the batch size, which the tasks share.

    Raises:
        ValueError: if the tasks cannot share the batch size, or one has too few examples.
    """

    def __init__(self, examples: Mapping[str, Examples], optimization: Optimization):
        share, left = divmod(optimization.batch_size, len(examples))
        if left:
            raise ValueError(f"{len(examples)} tasks cannot share {optimization.batch_size} rows")
        sides = zip(*examples.values(), strict=True)
        self._examples = Examples(*(list(itertools.chain(*tasks)) for tasks in sides))
        sizes = [len(each.sources) for each in examples.values()]
        firsts = np.cumsum([0, *sizes[:-1]])
        self._steps, its = optimization.steps, replace(optimization, batch_size=share)
        self._rows = [
            shuffled_steps(size, its, lambda rows, _, first=first: first + rows)
            for first, size in zip(firsts, sizes, strict=True)
        ]

    def __len__(self) -> int:
        return self._steps

    def __getitem__(self, step: int) -> tuple[list[np.ndarray], np.ndarray]:
        rows = np.concatenate([rows[step] for rows in self._rows])
        return collate(self._examples, rows, multiple=MULTIPLE)


def _fitting(examples: Examples, limit: int) -> Examples:
    """Leave out the few that would need a larger shape: sources to the limit, answers to half."""
    rows = zip(*examples, strict=True)
    kept = [row for row in rows if len(row[0]) <= limit and len(row[2]) <= limit // 2]
    if not kept:
        raise ArgumentError(f"no example of a task has at most {limit} ids: give shorter ones")
    return Examples(*map(list, zip(*kept, strict=True)))
