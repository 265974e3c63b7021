"""A recipe's numbers reach the optimizer."""

import dataclasses

import pytest

from nlp_helpers.training.char_rnn import RECIPE
from nlp_helpers.training.recipes import Recipe

SMALL = Recipe(
    steps=20,
    batch_size=2,
    peak_learning_rate=0.1,
    warmup_steps=10,
    weight_decay=0.05,
    clip_norm=0.7,
    ema_momentum=0.9,
)


def test_numbers_reach_the_optimizer():
    optimizer = SMALL.optimizer()
    assert (optimizer.weight_decay, optimizer.global_clipnorm) == (0.05, 0.7)
    assert (optimizer.use_ema, optimizer.ema_momentum) == (True, 0.9)
    assert optimizer.ema_overwrite_frequency is None


def test_every_optimizer_starts_afresh():
    first, second = SMALL.optimizer(), SMALL.optimizer()
    assert first is not second
    assert int(second.iterations.numpy()) == 0


def test_a_recipe_cannot_change_while_it_is_followed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        SMALL.steps = 30


def test_the_shipped_recipe_evaluates_at_its_last_step():
    """So that its last snapshot, and its last figure, are those of the whole training."""
    assert RECIPE.steps % RECIPE.evaluate_every == 0
    assert RECIPE.warmup_steps < RECIPE.steps
