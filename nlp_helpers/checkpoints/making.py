"""From nothing to a checkpoint: train, round, score, store."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

from nlp_helpers.checkpoints.card import data_entry, training_entry
from nlp_helpers.checkpoints.storing import round_to_half, store
from nlp_helpers.datasets import SHAKESPEARE
from nlp_helpers.training import char_rnn


def make_checkpoint(name: str, folder: Path) -> None:
    """Train the model of this name by its recipe and write the checkpoint into a folder.

    A training that was stopped goes on from the folder's snapshot.

    Raises:
        ValueError: if there is no recipe of this name.
        CheckpointError: if the folder's snapshot is damaged or of another training.
    """
    if name not in MAKERS:
        raise ValueError(f"no recipe {name!r}: there are {', '.join(MAKERS)}")
    MAKERS[name](folder)


def _make_char_rnn(folder: Path) -> None:
    trained = char_rnn.train_char_rnn(folder)
    round_to_half(trained.model)
    scores = char_rnn.validation_scores(trained.model, trained.valid)
    card = {
        "name": "char-rnn",
        "title": "A GRU that writes Shakespeare, character by character",
        "task": "character language model",
        "model": dataclasses.asdict(char_rnn.MODEL),
        "parameters": trained.model.count_params(),
        "vocabulary": trained.vocabulary.characters,
        "data": [data_entry(SHAKESPEARE)],
        "split": "the first 1,000,000 characters for training, the next 60,000 for validation",
        "metrics": {metric: round(value, 4) for metric, value in scores.items()},
        "training": training_entry(char_rnn.RECIPE, trained.progress),
        "history": trained.progress.history,
    }
    store(folder, trained.model, card)


MAKERS: dict[str, Callable[[Path], None]] = {"char-rnn": _make_char_rnn}
