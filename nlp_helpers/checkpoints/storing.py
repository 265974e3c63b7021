"""Weights and cards on the disk: eight bits a weight, no pickle, whole or not there."""

import hashlib
import json
from collections.abc import Collection, Mapping
from pathlib import Path

import keras
import numpy as np
import safetensors.numpy
from safetensors import SafetensorError

from nlp_helpers.checkpoints.eight_bits import pack, unpack
from nlp_helpers.errors import CheckpointError
from nlp_helpers.files import write_together

WEIGHTS = "model.safetensors"
CARD = "card.json"


def round_as_stored(model: keras.Model, half: Collection[str] = ()) -> None:
    """Replace the weights by what `store` keeps of them, so that scores are the stored model's."""
    weights = _weights(model)
    rounded = unpack(pack(weights, half))
    model.set_weights([rounded[path] for path in weights])


def store(
    folder: Path,
    model: keras.Model,
    card: dict,
    parts: Mapping[str, bytes] | None = None,
    half: Collection[str] = (),
) -> None:
    """Write a model's weights, what else belongs to it, and its card with their sha256.

    The card gets its name last, when all the rest is on the disk: a new folder with a card is
    complete, and a full disk leaves an old checkpoint as it was.

    Args:
        folder, model: where to write, and what; its weights are rounded as `eight_bits` says.
        card: what there is to say about it, as JSON can hold it.
        parts: files by name, such as a vocabulary.
        half: paths of matrices to keep in half precision; the card tells them.

    Raises:
        ValueError: a weight is not finite, or a path of `half` is none of the model.
    """
    weights = safetensors.numpy.save(pack(_weights(model), half))
    files = {WEIGHTS: weights, **(parts or {})}
    hashes = {name: _sha256(data) for name, data in files.items()}
    card = card | {"half": list(half), "files": hashes}
    write_together(folder, {**files, CARD: _as_json(card)})


def write_card(folder: Path, card: dict) -> None:
    """Write a checkpoint's card, whole or not at all."""
    write_together(folder, {CARD: _as_json(card)})


def read_card(folder: Path) -> dict:
    """Read a checkpoint's card.

    Raises:
        CheckpointError: if there is none, or it is no JSON object.
    """
    path = folder / CARD
    try:
        card = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise CheckpointError(f"no checkpoint in {folder}: it has no {CARD}") from None
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{path} is damaged ({error}): {_remedy(folder)}") from error
    if not isinstance(card, dict):
        raise CheckpointError(f"{path} is damaged (it is no JSON object): {_remedy(folder)}")
    return card


def read_part(folder: Path, name: str, card: dict) -> bytes:
    """Read a file that the card lists.

    Raises:
        CheckpointError: if it is missing, or is not the one that the card was written for.
    """
    path, files = folder / name, card.get("files")
    if not isinstance(files, dict) or name not in files:
        raise CheckpointError(f"{folder / CARD} does not list {name}: {_remedy(folder)}")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise CheckpointError(f"{path} is missing: {_remedy(folder)}") from None
    if _sha256(data) != files[name]:
        raise CheckpointError(
            f"{path} is damaged (its sha256 is not the card's): {_remedy(folder)}"
        )
    return data


def read_weights(folder: Path, card: dict) -> dict[str, np.ndarray]:
    """Read stored weights, in eight bits or in half precision: float32 by path.

    Raises:
        CheckpointError: if the file is missing, is not the one that the card was written for, or
            holds numbers that are not finite.
    """
    data = read_part(folder, WEIGHTS, card)
    try:
        return unpack(safetensors.numpy.load(data))
    except (SafetensorError, ValueError) as error:
        raise CheckpointError(
            f"{folder / WEIGHTS} is damaged ({error}): {_remedy(folder)}"
        ) from error


def load_weights(folder: Path, model: keras.Model, card: dict) -> None:
    """Put stored weights into a model built like theirs.

    Raises:
        CheckpointError: if they cannot be read, or belong to another model.
    """
    stored = read_weights(folder, card)
    try:
        if differing := sorted(stored.keys() ^ (paths := list(_weights(model)))):
            raise ValueError(f"only one of them has {differing[0]!r}")
        model.set_weights([stored[weight] for weight in paths])
    except ValueError as error:
        raise CheckpointError(f"{folder / WEIGHTS} belongs to another model ({error})") from error


def _as_json(card: dict) -> bytes:
    return (json.dumps(card, indent=1) + "\n").encode()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _weights(model: keras.Model) -> dict[str, np.ndarray]:
    values = zip(model.weights, model.get_weights(), strict=True)
    by_path = {variable.path: value for variable, value in values}
    if len(by_path) < len(model.weights):
        raise ValueError("two weights of the model share a path: name its layers differently")
    return by_path


def _remedy(folder: Path) -> str:
    return f"install nlp_helpers again, or train it anew with another folder than {folder}"
