"""What a checkpoint's card says: what the model is, and how it was made."""

import subprocess
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import keras

from nlp_helpers.backend import device_name
from nlp_helpers.checkpoints.trained import TrainedModel
from nlp_helpers.errors import CheckpointError

if TYPE_CHECKING:
    from nlp_helpers.training.loop import Progress
    from nlp_helpers.training.recipe import Recipe

FORMAT = 1

# What cards of before, which name no format, call a task; and its task, architecture and tokenizer.
BEFORE = {
    "character language model": ("language model", "char-rnn", {"kind": "characters"}),
    "sentiment, recurrent": (
        "classifier",
        "sentiment-rnn",
        {"kind": "words", "files": ["vocabulary.txt"], "limit": 400, "head": 100},
    ),
    "sentiment, sentence encoder": ("classifier", "minilm-classifier", {"kind": "minilm"}),
    "translation, recurrent": (
        "translator",
        "seq2seq-rnn",
        {"kind": "subwords", "files": ["source.json", "target.json"], "limit": 48},
    ),
}


def upgraded(card: dict, path: Path) -> dict:
    """Return a card of any format, read from a path, as one of today's.

    Raises:
        CheckpointError: it is of a newer version of the package.
        KeyError: something is missing.
    """
    if card.get("format") == FORMAT:
        return card
    if "format" in card or card["task"] not in BEFORE:
        raise CheckpointError(
            f"{path} has the format {card.get('format')!r} and the task {card['task']!r}, which "
            "this version of nlp_helpers does not know: install a newer one"
        )
    task, architecture, tokenizer = BEFORE[card["task"]]
    config = dict(card["model"])
    tokenizer = tokenizer | {key: config.pop(key) for key in ("limit", "head") if key in config}
    if "vocabulary" in card:
        tokenizer["text"] = card["vocabulary"]
    kept = {key: value for key, value in card.items() if key not in ("model", "vocabulary")}
    named = {"format": FORMAT, "task": task, "architecture": architecture}
    return kept | named | {"config": config, "tokenizer": tokenizer}


def model_entry(recipe: "Recipe", trained: TrainedModel, parts: list[str]) -> dict:
    """Return what a checkpoint is loaded by, and how large it is."""
    return {
        "format": FORMAT,
        "name": recipe.name,
        "title": recipe.title,
        "task": recipe.objective.task,
        "architecture": recipe.architecture,
        "config": asdict(trained.config),
        "tokenizer": trained.card["tokenizer"] | {"files": parts},
        "parameters": trained.model.count_params(),
        "trained_parameters": trained.stored.count_params(),
        "learned_from": trained.card.get("learned_from", {}),  # checkpoints, by their sha256
    }


def data_entry(recipe: "Recipe", splits: tuple) -> dict:
    """Return what a model was trained and scored on."""
    sizes = {name: len(split) for name, split in splits._asdict().items()}
    keys = ("name", "title", "sha256", "licence", "citation")
    return {
        "data": [{key: getattr(card, key) for key in keys} for card in recipe.corpus.cards],
        "split": recipe.corpus.split.format(**sizes),
    }


def training_entry(recipe: "Recipe", progress: "Progress", made_from: str) -> dict:
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


def where(made_from: str) -> dict[str, str]:
    """Return on what machine, with which backend and from which code something is computed."""
    return {"machine": device_name(), "backend": keras.backend.backend(), "commit": made_from}


def commit() -> str:
    """Return the commit that the package's files are of, with "-dirty" where they were changed.

    "unknown" where they are not in a repository, though a folder above them may be in one.
    """

    def git(*arguments: str) -> str:
        command = ["git", *arguments]
        return subprocess.check_output(
            command, cwd=Path(__file__).parents[1], text=True, stderr=subprocess.DEVNULL
        ).strip()

    try:
        git("ls-files", "--error-unmatch", "__init__.py")
        changed = git("status", "--porcelain", "--", ".")
        return git("rev-parse", "--short=12", "HEAD") + ("-dirty" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
