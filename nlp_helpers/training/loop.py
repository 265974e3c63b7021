"""The training loop of the shipped models: counted in steps, evaluated and resumable."""

import contextlib
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import keras
from tqdm import tqdm

from nlp_helpers.errors import CheckpointError
from nlp_helpers.training.recipes import Recipe
from nlp_helpers.training.resuming import load_snapshot, save_snapshot


@dataclass
class Progress:
    """How far a training has come, and what it has seen on the way."""

    fingerprint: str  # the recipe and the model: a snapshot of another training is refused
    step: int = 0
    seconds: float = 0.0  # of training and evaluating, over all its runs
    history: dict[str, list[float]] = field(
        default_factory=lambda: {"step": [], "seconds": [], "train": [], "valid": []}
    )


def train_steps(
    model: keras.Model,
    batches: Sequence,
    recipe: Recipe,
    *,
    evaluate: Callable[[keras.Model], float],
    folder: Path,
) -> Progress:
    """Train for the recipe's number of steps, or for what a kill has left of them.

    Every `recipe.evaluate_every` steps the averaged weights are evaluated and a snapshot is
    written. At the end the model holds the averaged weights. A resumed training ends with the
    same weights as one that was never stopped. Introduced in chapter 01, Characters.

    Args:
        model: compiled with `recipe.optimizer()`.
        batches: `batches[i]` is the pair (inputs, targets) of step i.
        recipe: steps, intervals and the fingerprint of the training.
        evaluate: model -> validation loss in nats.
        folder: where `snapshot.npz` is kept.

    Returns:
        The seconds it took over all runs, and the history of the losses.

    Raises:
        CheckpointError: if the folder's snapshot is damaged or of another training.
    """
    snapshot = folder / "snapshot.npz"
    progress = _resume(snapshot, model, recipe)
    begun = time.monotonic() - progress.seconds
    bar = tqdm(
        total=recipe.steps, initial=progress.step, unit="step", disable=None, dynamic_ncols=True
    )
    with bar:
        while progress.step < recipe.steps:
            loss = model.train_on_batch(*batches[progress.step])  # mean since the last reset
            progress.step += 1
            bar.update()
            if progress.step % recipe.evaluate_every and progress.step < recipe.steps:
                continue
            with averaged_weights(model):
                valid = evaluate(model)
            model.reset_metrics()
            progress.seconds = time.monotonic() - begun
            _record(progress, float(loss), valid)
            bar.set_postfix(train=f"{loss:.4f}", valid=f"{valid:.4f}")
            save_snapshot(snapshot, model, asdict(progress))
    take_average(model)
    return progress


def take_average(model: keras.Model) -> None:
    """Replace the model's weights by their running average, which the optimizer has kept."""
    model.optimizer.finalize_variable_values(model.trainable_variables)
    for variable in model.trainable_variables:
        # A copy: JAX would go on to share one buffer, and give it away at the next call.
        variable.assign(keras.ops.convert_to_numpy(variable))


@contextlib.contextmanager
def averaged_weights(model: keras.Model) -> Iterator[None]:
    """Lend the model the running average of its weights; give it back its own afterwards."""
    own = [keras.ops.convert_to_numpy(variable) for variable in model.trainable_variables]
    take_average(model)
    try:
        yield
    finally:
        for variable, value in zip(model.trainable_variables, own, strict=True):
            variable.assign(value)


def _resume(snapshot: Path, model: keras.Model, recipe: Recipe) -> Progress:
    described = json.dumps([asdict(recipe), model.get_config()], sort_keys=True, default=str)
    # Keras counts the operations of a process: "not_equal_7" would be another one in the next.
    fingerprint = re.sub(r"_\d+\b", "", described)
    saved = load_snapshot(snapshot, model)
    if saved is None:
        return Progress(fingerprint)
    if saved["fingerprint"] != fingerprint:
        raise CheckpointError(
            f"{snapshot} belongs to another recipe: delete it, or train in another folder"
        )
    return Progress(**saved)


def _record(progress: Progress, train: float, valid: float) -> None:
    row = {"step": progress.step, "seconds": round(progress.seconds, 1)}
    row |= {"train": round(train, 4), "valid": round(valid, 4)}
    for name, value in row.items():
        progress.history[name].append(value)
