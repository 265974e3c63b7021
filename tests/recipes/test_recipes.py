"""Every recipe names what is there, and makes the models that ship."""

import dataclasses
import json
import typing

import pytest

from nlp_helpers.checkpoints import shipped_cards
from nlp_helpers.checkpoints.architectures import ARCHITECTURES
from nlp_helpers.checkpoints.loading import TASKS, _count_weights
from nlp_helpers.checkpoints.tokenizers import KINDS, PRETRAINED
from nlp_helpers.datasets import MINILM
from nlp_helpers.recipes import load_recipe, recipe_names

from ..real_data import require

ROWS = {"train": 10, "valid": 2, "test": 2}


@pytest.fixture(params=recipe_names())
def recipe(request):
    """Each recipe in turn."""
    recipe = load_recipe(request.param)
    assert recipe.name == request.param
    return recipe


def test_it_is_described_whole_as_json(recipe):
    described = recipe.described()
    assert json.loads(json.dumps(described, allow_nan=False)) == described
    for part in ("tokenization", "config", "objective", "optimization"):
        fields = {field.name for field in dataclasses.fields(getattr(recipe, part))}
        assert fields <= described[part].keys()


def test_architecture_task_and_tokenizer_are_there_and_fit(recipe):
    config, tokenization = recipe.config, recipe.tokenization
    assert isinstance(config, ARCHITECTURES[recipe.architecture].config)
    task = TASKS[recipe.objective.task]
    assert tokenization.kind in ({*KINDS, *PRETRAINED} if task.sides else {"none"})
    if tokenization.checkpoint:  # the tokenizer is that of another recipe's model
        other = load_recipe(tokenization.checkpoint).tokenization
        assert (other.checkpoint, other.kind) == (None, tokenization.kind)
        tokenization = other
    if tokenization.kind in KINDS:
        assert {getattr(config, size) for size in task.sizes} == {tokenization.vocab_size}


def test_its_splits_are_there_and_told_in_words(recipe):
    hint = typing.get_type_hints(recipe.corpus.load)["return"]
    splits = (typing.get_origin(hint) or hint)._fields
    assert splits[:2] == ("train", "valid")
    assert recipe.corpus.scored_on in splits[1:]
    assert recipe.corpus.cards
    told = recipe.corpus.split.format(**{name: ROWS[name] for name in splits})
    assert "{" not in told


def test_its_rate_falls_after_it_has_risen_and_it_is_watched(recipe):
    optimization = recipe.optimization
    assert 0 <= optimization.warmup_steps < optimization.steps
    assert 0 < optimization.evaluate_every <= optimization.steps
    assert recipe.objective.curves.keys() >= {"train", "valid"}


@pytest.mark.parametrize("name", shipped_cards())
def test_a_shipped_model_is_as_large_as_its_recipe_makes_it(name):
    """To the weight, counted from the recipe."""
    card, recipe = shipped_cards()[name], load_recipe(name)
    if recipe.tokenization.kind in PRETRAINED:
        require(MINILM)
    architecture = ARCHITECTURES[recipe.architecture]
    assert architecture.config(**card["config"]) == recipe.config
    assert _count_weights(architecture, recipe.config) == card["trained_parameters"]
