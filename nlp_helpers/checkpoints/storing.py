"""Weights and cards on the disk: half precision, no pickle, whole or not there."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import keras
import numpy as np
import safetensors.numpy
from safetensors import SafetensorError

from nlp_helpers.errors import CheckpointError
from nlp_helpers.files import written_whole

WEIGHTS = "model.safetensors"
CARD = "card.json"


def round_to_half(model: keras.Model) -> None:
    """Round the weights to what half precision can hold, so that scores are the stored model's."""
    model.set_weights([w.astype("float16").astype("float32") for w in model.get_weights()])


def store(
    folder: Path, model: keras.Model, card: dict, parts: Mapping[str, bytes] | None = None
) -> None:
    """Write a model's weights, what else belongs to it, and its card with their sha256.

    The card is written last, so a folder with a card is complete.

    Args:
        folder: where to write.
        model: its weights are rounded to half precision.
        card: what there is to say about it, as JSON can hold it.
        parts: files by name, such as a vocabulary that is too long for a card.
    """
    weights = {path: value.astype("float16") for path, value in _weights(model).items()}
    files = {WEIGHTS: safetensors.numpy.save(weights), **(parts or {})}
    for name, data in files.items():
        with written_whole(folder / name) as file:
            file.write(data)
    card = card | {"files": {name: _sha256(data) for name, data in files.items()}}
    with written_whole(folder / CARD) as file:
        file.write((json.dumps(card, indent=1) + "\n").encode())


def read_card(folder: Path) -> dict:
    """Read a checkpoint's card.

    Raises:
        CheckpointError: if there is none, or it is not JSON.
    """
    try:
        return json.loads((folder / CARD).read_text())
    except FileNotFoundError:
        raise CheckpointError(f"no checkpoint in {folder}: it has no {CARD}") from None
    except ValueError as error:
        raise CheckpointError(f"{folder / CARD} is damaged ({error}): {_remedy(folder)}") from error


def read_part(folder: Path, name: str, card: dict) -> bytes:
    """Read a file that the card lists.

    Raises:
        CheckpointError: if it is missing, or is not the one that the card was written for.
    """
    path = folder / name
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise CheckpointError(f"{path} is missing: {_remedy(folder)}") from None
    if _sha256(data) != card["files"][name]:
        raise CheckpointError(
            f"{path} is damaged (its sha256 is not the card's): {_remedy(folder)}"
        )
    return data


def load_weights(folder: Path, model: keras.Model, card: dict) -> None:
    """Put stored weights into a model that was built like theirs.

    Raises:
        CheckpointError: if the file is missing, is not the one that the card was written for, or
            belongs to another model.
    """
    data = read_part(folder, WEIGHTS, card)
    try:
        stored = safetensors.numpy.load(data)
        model.set_weights([stored[path].astype("float32") for path in _weights(model)])
    except (SafetensorError, KeyError, ValueError) as error:
        raise CheckpointError(f"{folder / WEIGHTS} belongs to another model ({error})") from error


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _weights(model: keras.Model) -> dict[str, np.ndarray]:
    values = zip(model.weights, model.get_weights(), strict=True)
    by_path = {variable.path: value for variable, value in values}
    if len(by_path) < len(model.weights):
        raise ValueError(
            "two weights of the model share a path: give its layers names of their own"
        )
    return by_path


def _remedy(folder: Path) -> str:
    return f"install nlp_helpers again, or train it anew with another folder than {folder}"
