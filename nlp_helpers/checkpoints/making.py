"""From nothing to a checkpoint: train, round, score, store."""

import dataclasses
from importlib.metadata import version
from pathlib import Path
from typing import Any

import keras

from nlp_helpers.checkpoints.architectures import ARCHITECTURES
from nlp_helpers.checkpoints.card import commit, data_entry, model_entry, training_entry
from nlp_helpers.checkpoints.loading import TASKS
from nlp_helpers.checkpoints.storing import round_as_stored, store
from nlp_helpers.checkpoints.tokenizers import tokenizer_parts, train_tokenizer
from nlp_helpers.checkpoints.trained import TrainedModel
from nlp_helpers.errors import CheckpointError
from nlp_helpers.training.loop import Progress, train_steps
from nlp_helpers.training.recipe import Recipe, digest
from nlp_helpers.training.resuming import alone


def train(recipe: Recipe, folder: Path, *, from_changed_files: bool = False) -> TrainedModel:
    """Train a model by its recipe and write the checkpoint into a folder.

    A training that was stopped goes on from the folder's snapshot. Introduced in chapter 01,
    Characters.

    Args:
        recipe: all that makes the model what it is.
        folder: where snapshots and the checkpoint go.
        from_changed_files: allow a card whose commit does not hold all of the code.

    Returns:
        The model as it is stored.

    Raises:
        CheckpointError: if the folder's snapshot is damaged or of another training, another
            process works in the folder, or the package's files are in no commit.
    """
    made_from = commit()
    if made_from.endswith("-dirty") and not from_changed_files:
        raise CheckpointError(
            f"the files of nlp_helpers differ from commit {made_from.removesuffix('-dirty')}, so "
            "the card could not say how the model was made: commit them first, or pass "
            "--from-changed-files"
        )
    with alone(folder / "training"):
        splits = recipe.corpus.load()
        trained, progress = fit(recipe, folder, splits)
        round_as_stored(trained.stored, recipe.half)
        parts = _parts(recipe, trained)
        card = {
            **model_entry(recipe, trained, list(parts)),
            **data_entry(recipe, splits),
            **recipe.objective.scores(trained, getattr(splits, recipe.corpus.scored_on)),
            **training_entry(recipe, progress, made_from),
        }
        store(folder, trained.stored, card, parts, recipe.half)
    return trained


def fit(recipe: Recipe, folder: Path, splits: tuple) -> tuple[TrainedModel, Progress]:
    """Train a model, without storing it: what `train` does in the middle, and all of a study.

    Args:
        recipe: all that makes the model what it is.
        folder: where snapshots are kept.
        splits: of the recipe's corpus.

    Returns:
        The model with averaged weights, its card still bare, and how the training went.
    """
    objective, optimization = recipe.objective, recipe.optimization
    trained = begin(recipe, splits[0])
    objective.compile(trained.stored, optimization.optimizer())
    learned, held_out = (
        objective.examples(trained, split, training=split is splits[0]) for split in splits[:2]
    )
    progress = train_steps(
        trained.stored,
        objective.batches(learned, optimization),
        optimization,
        evaluate=lambda model: objective.evaluate(model, held_out),
        folder=folder,
        fingerprint=_fingerprint(recipe, trained, splits),
        train_step=objective.train_step,
    )
    return trained, progress


def begin(recipe: Recipe, train_split: Any) -> TrainedModel:
    """Train the tokenizers of a recipe and build its model, seeded and untrained."""
    task, architecture = TASKS[recipe.objective.task], ARCHITECTURES[recipe.architecture]
    texts = task.texts(train_split)
    tokenizers = tuple(train_tokenizer(recipe.tokenization, side) for side in texts)
    named = zip(task.sizes, tokenizers, strict=True)
    sizes = {name: len(each) for name, each in named if hasattr(recipe.config, name)}
    config = dataclasses.replace(recipe.config, **sizes)
    kept = ("kind", "limit", "head")
    tokenizer = {key: getattr(recipe.tokenization, key) for key in kept}
    card = {"architecture": recipe.architecture, "tokenizer": tokenizer}
    keras.utils.set_random_seed(recipe.optimization.seed)
    trained = task(architecture.make(config), config, tokenizers, card)
    if recipe.initialize:
        recipe.initialize(trained)
    return trained


def _fingerprint(recipe: Recipe, trained: TrainedModel, splits: tuple) -> dict:
    """All that changes what a training comes to, besides the optimization."""
    parts = _parts(recipe, trained)
    return recipe.described() | {
        "config": dataclasses.asdict(trained.config),
        "data": digest(splits),
        "learned_from": trained.card.get("learned_from"),
        "tokenizers": {name: digest(data) for name, data in parts.items()},
        "nlp_helpers": version("nlp_helpers"),
    }


def _parts(recipe: Recipe, trained: TrainedModel) -> dict[str, bytes]:
    return tokenizer_parts(recipe.tokenization.kind, trained.sides, trained.tokenizers)
