"""Trainings that begin from another checkpoint, or learn from one."""

from pathlib import Path

from nlp_helpers.checkpoints.storing import CARD, WEIGHTS, read_card, read_weights
from nlp_helpers.checkpoints.trained import TrainedModel
from nlp_helpers.errors import CheckpointError


def begun_folder(name: str) -> Path:
    """Return where a checkpoint to begin from lies: your own in runs/NAME, or the shipped one.

    Raises:
        CheckpointError: there is neither.
    """
    for folder in (Path("runs") / name, Path(__file__).parent / name):
        if (folder / CARD).exists():
            return folder
    raise CheckpointError(
        f"no checkpoint in runs/{name}, and none ships: make it first, nlp-helpers train {name}"
    )


def begin_from(trained: TrainedModel, name: str) -> None:
    """Give every weight of a model the value that another checkpoint has at the same path.

    What the checkpoint does not have, such as a new head, stays as it is. The card will tell the
    checkpoint's sha256. Introduced in chapter 13, BERT.

    Args:
        trained: the model.
        name: of a checkpoint that was trained in runs/NAME, or ships with the package.

    Raises:
        CheckpointError: there is no such checkpoint, it is damaged, or it is of another model.
        ValueError: a weight has another shape there.
    """
    folder = begun_folder(name)
    values = read_weights(folder, read_card(folder))
    known = [weight for weight in trained.stored.weights if weight.path in values]
    if not known:
        raise CheckpointError(f"{folder} has none of the model's weights: begin from another one")
    for weight in known:
        weight.assign(values[weight.path])
    remember(trained, name)


def remember(trained: TrainedModel, name: str) -> None:
    """Note on a model's card which checkpoint it has learned from."""
    trained.card.setdefault("learned_from", {})[name] = weights_sha256(name)


def weights_sha256(name: str) -> str:
    """Return the sha256 of a checkpoint's weights, as its card has it."""
    return read_card(begun_folder(name))["files"][WEIGHTS]
