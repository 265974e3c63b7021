"""Bucketed batches counted in steps, which is how the training loop asks for them."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nlp_helpers.datasets import length_buckets
from nlp_helpers.training.optimization import Optimization


class BucketedSteps(Sequence):
    """The batches of epoch after epoch as one long sequence.

    Step i depends on `(seed, i)` only, so a resumed training goes on with the batches that it
    would have seen. Introduced in chapter 04, Sentiment.

    Args:
        lengths: (N,) of the examples; those of a batch are nearly as long as one another.
        steps: how many batches there are in all.
        batch_size, multiple, seed: as for `length_buckets`.
        collate: makes a batch (inputs, targets) of the indices (B,) of its examples, and of a
            random generator that belongs to the step.

    Raises:
        ValueError: there are fewer examples than a batch has.
    """

    def __init__(
        self,
        lengths: ArrayLike,
        *,
        steps: int,
        batch_size: int,
        multiple: int,
        seed: int,
        collate: Callable[[np.ndarray, np.random.Generator], tuple[Any, Any]],
    ):
        self._steps, self._seed, self._collate = steps, seed, collate
        self._per_epoch = len(lengths) // batch_size
        if not self._per_epoch:
            raise ValueError(f"{len(lengths)} examples do not fill a batch of {batch_size}")
        buckets = functools.partial(
            length_buckets, lengths, batch_size=batch_size, multiple=multiple, seed=seed
        )
        # One epoch's batches are kept; each epoch leaves out another few examples.
        self._epoch = functools.lru_cache(1)(lambda i: buckets(epoch=i, drop_remainder=True))

    def __len__(self) -> int:
        return self._steps

    def __getitem__(self, step: int) -> tuple[Any, Any]:
        if not 0 <= step < self._steps:
            raise IndexError(f"step {step} of {self._steps}: steps count from 0")
        epoch, batch = divmod(step, self._per_epoch)
        return self._collate(self._epoch(epoch)[batch], np.random.default_rng((self._seed, step)))


def shuffled_steps(count: int, optimization: Optimization, collate: Callable) -> BucketedSteps:
    """Return `BucketedSteps` of so many examples in any order, as if all were equally long.

    Introduced in chapter 15, Vision transformers.
    """
    return BucketedSteps(
        np.ones(count, "int64"),
        steps=optimization.steps,
        batch_size=optimization.batch_size,
        multiple=1,
        seed=optimization.seed,
        collate=collate,
    )
