"""From a checkpoint's name to the object that uses it."""

import typing
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import keras
import numpy as np

from nlp_helpers.checkpoints.architectures import ARCHITECTURES, Architecture
from nlp_helpers.checkpoints.card import upgraded
from nlp_helpers.checkpoints.classification import Classifier
from nlp_helpers.checkpoints.images import ImageClassifier
from nlp_helpers.checkpoints.language_model import LanguageModel
from nlp_helpers.checkpoints.masked_model import MaskedLanguageModel
from nlp_helpers.checkpoints.storing import CARD, WEIGHTS, load_weights, read_card, read_weights
from nlp_helpers.checkpoints.text_to_text import TextToText
from nlp_helpers.checkpoints.tokenizers import read_tokenizers
from nlp_helpers.checkpoints.trained import TrainedModel
from nlp_helpers.checkpoints.translation import Translator
from nlp_helpers.errors import ArgumentError, CheckpointError, NlpHelpersError
from nlp_helpers.files import at_home
from nlp_helpers.recipes import recipe_names

SHIPPED = Path(__file__).parent
HARMLESS = 2**10  # sizes up to this fill no memory, however many of them there are
TASKS: dict[str, type[TrainedModel]] = {
    "classifier": Classifier,
    "image classifier": ImageClassifier,
    "language model": LanguageModel,
    "masked language model": MaskedLanguageModel,
    "text to text": TextToText,
    "translator": Translator,
}


def checkpoint_names() -> list[str]:
    """Return the names of the checkpoints that ship. Introduced in chapter 01, Characters."""
    return sorted(path.parent.name for path in SHIPPED.glob(f"*/{CARD}"))


def shipped_cards() -> dict[str, dict]:
    """Return the cards of the checkpoints that ship, by name. Chapter 08, Bidirectional RNNs."""
    return {name: read_card(SHIPPED / name) for name in checkpoint_names()}


def load_checkpoint(name: str | Path) -> TrainedModel:
    """Load a trained model with everything it needs. Introduced in chapter 01, Characters.

    Args:
        name: of a checkpoint that ships with the package, or the folder of one of your own.

    Returns:
        The model with its vocabulary, its card and its verbs.

    Raises:
        ValueError: if there is no such checkpoint.
        CheckpointError: if its files are damaged, or do not belong together.

    Example:
        >>> load_checkpoint("char-rnn").generate("To be", length=20)
    """
    folder = find_checkpoint(name)
    card = read_card(folder)
    try:
        return _load(folder, upgraded(card, folder / CARD))
    except (NlpHelpersError, OSError):
        raise
    except Exception as error:  # a wrong card can fail in every way that Keras knows
        problem = f"{type(error).__name__}: {error}".split("\n")[0]
        raise CheckpointError(
            f"{folder / CARD} does not describe what is stored beside it ({problem}): install "
            "nlp_helpers again, or train it anew"
        ) from error


def _load(folder: Path, card: dict) -> TrainedModel:
    for key, known in (("task", TASKS), ("architecture", ARCHITECTURES)):
        if card[key] not in known:
            raise CheckpointError(
                f"{folder / CARD} is of the {key} {card[key]!r}, which this version of nlp_helpers "
                "does not know: install a newer one"
            )
    task, architecture = TASKS[card["task"]], ARCHITECTURES[card["architecture"]]
    config = _checked(architecture, card["config"], read_weights(folder, card))
    tokenizers = read_tokenizers(folder, card)
    for name, length in task.lengths(config, tokenizers).items():
        if getattr(config, name) != length:
            raise ValueError(f"{name} is {getattr(config, name)}, its tokenizer's {length}")
    trained = task(architecture.make(config), config, tokenizers, card)
    load_weights(folder, trained.stored, card)
    return trained


def _checked(
    architecture: Architecture, values: Mapping[str, Any], stored: Mapping[str, np.ndarray]
) -> Any:
    """Make a configuration of what a card says, where it is one of a model as large as is stored.

    A larger one would fill the memory before it fails.
    """
    hints = typing.get_type_hints(architecture.config)
    total = sum(each.size for each in stored.values())
    largest = 0
    for name, value in values.items():
        wanted = hints.get(name, object)
        kinds = int | float if wanted is float else wanted  # a dropout may be written 0
        fits = type(value) is wanted or (not isinstance(value, bool) and isinstance(value, kinds))
        if fits and wanted is int and name != "seed":
            fits = 0 <= value <= (len(stored) if "blocks" in name else total)
            largest = max(largest, value)
        if not fits:
            raise ValueError(f"{name} cannot be {value!r:.60}")
    config = architecture.config(**values)
    if largest > HARMLESS and (count := _count_weights(architecture, config)) > total:
        raise ValueError(f"config is of {count:,} weights, but {WEIGHTS} holds {total:,}")
    return config


def _count_weights(architecture: Architecture, config: Any) -> int:
    """Build a model without its weights, and count what they would be.

    This is done in a thread, because Keras notes for each thread what is left to be initialized.
    """

    def count() -> int:
        with keras.StatelessScope(initialize_variables=False):
            return architecture.stored(architecture.make(config)).count_params()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(count).result()


def find_checkpoint(name: str | Path) -> Path:
    """Return the folder of a shipped checkpoint, by its name, or of one of your own.

    Raises:
        ValueError: if there is none.
    """
    if str(name) in checkpoint_names():
        return SHIPPED / name
    folder = at_home(name=name)
    if str(name) and (folder / CARD).exists():
        return folder
    known = ", ".join(checkpoint_names())
    make = f", or make it: nlp-helpers train {name}" if str(name) in recipe_names() else ""
    raise ArgumentError(f"no checkpoint {str(name)!r}: there are {known}, or give a folder{make}")
