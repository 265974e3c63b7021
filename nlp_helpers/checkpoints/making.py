"""From nothing to a checkpoint: train, round, score, store."""

import dataclasses
from importlib.metadata import version
from pathlib import Path
from typing import Any

import keras

from nlp_helpers.checkpoints.architectures import ARCHITECTURES
from nlp_helpers.checkpoints.card import FORMAT, commit, where
from nlp_helpers.checkpoints.loading import TASKS, find_checkpoint, load_checkpoint
from nlp_helpers.checkpoints.storing import round_as_stored, store, write_card
from nlp_helpers.checkpoints.tokenizers import tokenizer_parts, train_tokenizer
from nlp_helpers.checkpoints.trained import TrainedModel
from nlp_helpers.errors import CheckpointError
from nlp_helpers.recipes import load_recipe
from nlp_helpers.training.loop import Progress, train_steps
from nlp_helpers.training.recipe import Recipe, digest
from nlp_helpers.training.resuming import alone


def train(recipe: Recipe, folder: Path, *, from_changed_files: bool = False) -> TrainedModel:
    """Train a model by its recipe and write the checkpoint into a folder.

    A training that was stopped goes on from the folder's snapshot. Introduced in chapter 01,
    Characters.

    Args:
        recipe, folder: what to train, and where snapshots and the checkpoint go.
        from_changed_files: allow a card whose commit does not hold all of the code.

    Returns:
        The model as it is stored.

    Raises:
        CheckpointError: if the folder's snapshot is damaged or of another training, another
            process works in the folder, or the package's files are in no commit.
    """
    made_from = _committed(from_changed_files)
    with alone(folder / "training"):
        splits = recipe.corpus.load()
        data = _data_entry(recipe, splits)  # what is wrong with it is told before the training
        trained, progress = fit(recipe, folder, splits)
        round_as_stored(trained.stored, recipe.half)
        parts = _parts(recipe, trained)
        card = {
            **_model_entry(recipe, trained, list(parts)),
            **data,
            **_scores_entry(recipe, trained, splits, made_from),
            **_training_entry(recipe, progress, made_from),
        }
        store(folder, trained.stored, card, parts, recipe.half)
    return trained


def score(name: str | Path, *, from_changed_files: bool = False) -> dict:
    """Score a checkpoint as it is stored, by its recipe; return the figures, now on its card.

    Args:
        name: of a shipped checkpoint, or the folder of one of your own.
        from_changed_files: as for `train`.

    Raises:
        ValueError: if there is no such checkpoint, or no recipe of its name.
        CheckpointError: if it is damaged, or the package's files are in no commit.
    """
    made_from, folder = _committed(from_changed_files), find_checkpoint(name)
    trained = load_checkpoint(folder)
    recipe = load_recipe(trained.card.get("name", folder.name))
    recipe.objective.compile(trained.stored, recipe.optimization.optimizer())
    scores = _scores_entry(recipe, trained, recipe.corpus.load(), made_from)
    write_card(folder, trained.card | scores)
    return scores["metrics"]


def fit(recipe: Recipe, folder: Path, splits: tuple) -> tuple[TrainedModel, Progress]:
    """Train a model, without storing it: what `train` does in the middle, and all of a study.

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
    config = dataclasses.replace(recipe.config, **task.lengths(recipe.config, tokenizers))
    kept = ("kind", "limit", "head")
    tokenizer = {key: getattr(recipe.tokenization, key) for key in kept}
    card = {"architecture": recipe.architecture, "tokenizer": tokenizer}
    keras.utils.set_random_seed(recipe.optimization.seed)
    trained = task(architecture.make(config), config, tokenizers, card)
    if recipe.initialize:
        recipe.initialize(trained, train_split)
    return trained


def _committed(from_changed_files: bool) -> str:
    """Return the commit of the package's files, which a card names."""
    made_from = commit()
    if made_from.endswith("-dirty") and not from_changed_files:
        raise CheckpointError(
            f"the files of nlp_helpers differ from commit {made_from.removesuffix('-dirty')}, so "
            "the card could not say how the model was made: commit them first, or pass "
            "--from-changed-files"
        )
    return made_from


def _model_entry(recipe: Recipe, trained: TrainedModel, parts: list[str]) -> dict:
    """Return what a checkpoint is loaded by, and how large it is."""
    return {
        "format": FORMAT,
        "name": recipe.name,
        "title": recipe.title,
        "task": recipe.objective.task,
        "architecture": recipe.architecture,
        "config": dataclasses.asdict(trained.config),
        "tokenizer": trained.card["tokenizer"] | {"files": parts},
        "parameters": trained.model.count_params(),
        "trained_parameters": trained.stored.count_params(),
        "learned_from": trained.card.get("learned_from", {}),  # checkpoints, by their sha256
    }


def _data_entry(recipe: Recipe, splits: tuple) -> dict:
    """Return what a model was trained and scored on."""
    sizes = {name: len(split) for name, split in splits._asdict().items()}
    if (scored := recipe.corpus.scored_on) not in sizes:
        raise ValueError(f"scored_on is {scored!r}, but the splits are {', '.join(sizes)}")
    keys = ("name", "title", "sha256", "licence", "citation")
    return {
        "data": [{key: getattr(card, key) for key in keys} for card in recipe.corpus.cards],
        "split": recipe.corpus.split.format(**sizes),
    }


def _training_entry(recipe: Recipe, progress: Progress, made_from: str) -> dict:
    """Return how a training went: its recipe, its time and the machine."""
    described = recipe.described()
    kept = {key: described[key] for key in ("tokenization", "objective", "initialize")}
    training = {
        "recipe": described["optimization"] | kept,
        "steps": progress.step,
        "seconds": round(progress.seconds),
        "keras": keras.__version__,
        "nlp_helpers": version("nlp_helpers"),
        **where(made_from),
    }
    curves = dict(recipe.objective.curves)
    return {"training": training, "curves": curves, "history": progress.history}


def _scores_entry(recipe: Recipe, trained: TrainedModel, splits: tuple, made_from: str) -> dict:
    """Return a model's figures, and where they were computed."""
    split = getattr(splits, recipe.corpus.scored_on)
    return recipe.objective.scores(trained, split) | {"scored": where(made_from)}


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
