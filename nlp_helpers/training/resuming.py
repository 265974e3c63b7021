"""Snapshots of a training: everything that the next step depends on, in one file."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np
from filelock import FileLock, Timeout

from nlp_helpers.errors import CheckpointError
from nlp_helpers.files import written_whole
from nlp_helpers.training.optimization import build_optimizer


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep other trainings and studies away from a folder or file, by a lock beside its name.

    Raises:
        CheckpointError: if another process is at work there.
        OSError: if nothing can be written there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(f"{path}.lock", timeout=0):
            yield
    except Timeout:
        raise CheckpointError(
            f"another process is at work on {path}: wait for it, or name another place"
        ) from None


def save_snapshot(path: Path, model: keras.Model, progress: dict) -> None:
    """Write the model's, the optimizer's and the random generators' state, whole or not at all.

    The file appears under its name only when it is complete, so a kill at any moment leaves the
    snapshot before. `progress` is what else the training needs to go on, as JSON can hold it.
    Introduced in chapter 01, Characters.
    """
    arrays = {f"v{i}": keras.ops.convert_to_numpy(v) for i, v in enumerate(_state(model))}
    with written_whole(path) as file:
        np.savez(file, progress=np.array(json.dumps(progress)), **arrays)


def load_snapshot(path: Path, model: keras.Model) -> dict | None:
    """Put a snapshot's state into a model that is built and compiled like the one that was saved.

    Returns:
        The progress that was saved, or None where there is no snapshot.

    Raises:
        CheckpointError: if the file is damaged or belongs to another model.
    """
    if not path.exists():
        return None
    build_optimizer(model)
    try:
        # Opened here, because numpy forgets to close what it cannot read.
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            progress = json.loads(str(file["progress"]))
            values = [file[f"v{i}"] for i in range(len(file.files) - 1)]
        if not all(np.isfinite(value).all() for value in values):
            raise ValueError("its numbers are not finite")
        if not isinstance(progress, dict):
            raise ValueError("it does not say how far the training was")
        for variable, value in zip(_state(model), values, strict=True):
            variable.assign(value)
    except Exception as error:
        raise CheckpointError(
            f"the snapshot {path} cannot be resumed ({error}): delete it to start afresh"
        ) from error
    return progress


def _state(model: keras.Model) -> list[keras.Variable]:
    # Both lists hold the random generators' states too, so dropout goes on where it was.
    return [*model.variables, *model.optimizer.variables]
