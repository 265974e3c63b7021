"""The training loop of the shipped models: counted in steps, evaluated and resumable."""

import contextlib
import json
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import keras
from tqdm import tqdm

from nlp_helpers.errors import CheckpointError, NlpHelpersError
from nlp_helpers.training.optimization import Optimization, build_optimizer
from nlp_helpers.training.resuming import load_snapshot, save_snapshot


@dataclass
class Progress:
    """How far a training has come, and what it has seen on the way."""

    fingerprint: dict  # all that changes the result: a snapshot of another training is refused
    step: int = 0
    seconds: float = 0.0  # of training and evaluating, over all its runs
    history: dict[str, list[float]] = field(default_factory=dict)  # step, seconds, train, scores


def train_on_batch(model: keras.Model, batch: tuple) -> float:
    """Train on a batch (inputs, targets) as Keras does, and return its loss."""
    return model.train_on_batch(*batch)


def train_steps(
    model: keras.Model,
    batches: Sequence,
    optimization: Optimization,
    *,
    evaluate: Callable[[keras.Model], Mapping[str, float]],
    folder: Path,
    fingerprint: Mapping[str, Any] | None = None,
    train_step: Callable[[keras.Model, Any], float] = train_on_batch,
) -> Progress:
    """Train for a number of steps, or for what a kill has left of them.

    Every `optimization.evaluate_every` steps the averaged weights are evaluated and a snapshot is
    written. At the end the model holds the averaged weights. A resumed training ends with the
    same weights as one that was never stopped. Introduced in chapter 01, Characters.

    Args:
        model: compiled with `optimization.optimizer()`.
        batches: `batches[i]` is the batch of step i.
        optimization: steps, intervals, seed.
        evaluate: model -> its scores on held-out data by name, which join the history.
        folder: where `snapshot.npz` is kept.
        fingerprint: what else changes the result, as JSON can hold it.
        train_step: trains on one batch and returns its loss; for trainings with a teacher, or with
            losses of their own. The history holds the mean over the batches between evaluations.

    Returns:
        The seconds it took over all runs, and the history of losses and scores.

    Raises:
        CheckpointError: if the folder's snapshot is damaged or of another training.
        NlpHelpersError: if the loss is no longer finite; the last snapshot is of before.
    """
    build_optimizer(model)
    snapshot = folder / "snapshot.npz"
    described = {"optimization": asdict(optimization), **(fingerprint or {})}
    progress = _resume(snapshot, model, json.loads(json.dumps(described)))
    begun, losses = time.monotonic() - progress.seconds, []
    how = {"unit": "step", "disable": None, "leave": False}
    with tqdm(total=optimization.steps, initial=progress.step, **how) as bar:
        while progress.step < optimization.steps:
            losses.append(float(train_step(model, batches[progress.step])))
            progress.step += 1
            bar.update()
            if progress.step % optimization.evaluate_every and progress.step < optimization.steps:
                continue
            loss, losses = sum(losses) / len(losses), []
            if not math.isfinite(loss):
                raise NlpHelpersError(
                    f"the loss is {loss} at step {progress.step}: the training "
                    "has diverged; lower the learning rate"
                )
            with averaged_weights(model):
                scores = evaluate(model)
            progress.seconds = time.monotonic() - begun
            _record(progress, {"train": loss, **scores})
            bar.set_postfix({"train": f"{loss:.4f}"} | {k: f"{v:.4f}" for k, v in scores.items()})
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
    """Lend the model the running average of its weights; give it back its own afterwards.

    Keras's `SwapEMAWeights` swaps by adding and subtracting on TensorFlow, so that the weights come
    back changed in their last bits, and a training would depend on how often it is evaluated.
    """
    own = [keras.ops.convert_to_numpy(variable) for variable in model.trainable_variables]
    take_average(model)
    try:
        yield
    finally:
        for variable, value in zip(model.trainable_variables, own, strict=True):
            variable.assign(value)


def _resume(snapshot: Path, model: keras.Model, fingerprint: dict) -> Progress:
    saved = load_snapshot(snapshot, model)
    if saved is None:
        return Progress(fingerprint)
    try:
        progress = Progress(**saved)
        differing = sorted(_differences(progress.fingerprint, fingerprint))
    except (TypeError, AttributeError):
        differing = ["the version of nlp_helpers"]
    if differing:
        raise CheckpointError(
            f"{snapshot} belongs to another training; these differ: {', '.join(differing)}. "
            "Delete it, or train in another folder"
        )
    return progress


def _differences(one: dict, other: dict, prefix: str = "") -> Iterator[str]:
    """The paths, such as "optimization.steps", at which two nested dicts differ."""
    for key in one.keys() | other.keys():
        a, b = one.get(key), other.get(key)
        if isinstance(a, dict) and isinstance(b, dict):
            yield from _differences(a, b, f"{prefix}{key}.")
        elif a != b:
            yield f"{prefix}{key}"


def _record(progress: Progress, scores: Mapping[str, float]) -> None:
    row = {"step": progress.step, "seconds": round(progress.seconds, 1)}
    for name, value in (row | {k: round(float(v), 4) for k, v in scores.items()}).items():
        progress.history.setdefault(name, []).append(value)
