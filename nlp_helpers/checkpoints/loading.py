"""From a checkpoint's name to the object that uses it."""

import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nlp_helpers.checkpoints.architectures import ARCHITECTURES
from nlp_helpers.checkpoints.card import upgraded
from nlp_helpers.checkpoints.classification import Classifier
from nlp_helpers.checkpoints.images import ImageClassifier
from nlp_helpers.checkpoints.language_model import LanguageModel
from nlp_helpers.checkpoints.storing import CARD, WEIGHTS, load_weights, read_card, read_part
from nlp_helpers.checkpoints.tokenizers import read_tokenizers
from nlp_helpers.checkpoints.trained import TrainedModel
from nlp_helpers.checkpoints.translation import Translator
from nlp_helpers.errors import ArgumentError, CheckpointError, NlpHelpersError

SHIPPED = Path(__file__).parent
TASKS: dict[str, type[TrainedModel]] = {
    "classifier": Classifier,
    "image classifier": ImageClassifier,
    "language model": LanguageModel,
    "translator": Translator,
}


def checkpoint_names() -> list[str]:
    """Return the names of the checkpoints that ship with the package."""
    return sorted(path.parent.name for path in SHIPPED.glob(f"*/{CARD}"))


def shipped_cards() -> dict[str, dict]:
    """Return the cards of the checkpoints that ship with the package, by name."""
    return {name: read_card(SHIPPED / name) for name in checkpoint_names()}


def load_checkpoint(name: str | Path) -> LanguageModel | Classifier | ImageClassifier | Translator:
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
    folder = _folder(name)
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
    largest = len(read_part(folder, WEIGHTS, card))
    config = _checked(architecture.config, card["config"], largest)
    tokenizers = read_tokenizers(folder, card)
    for name, tokenizer in zip(task.sizes, tokenizers, strict=True):
        if hasattr(config, name) and getattr(config, name) != len(tokenizer):
            raise ValueError(f"{name} is {getattr(config, name)}, its tokenizer's {len(tokenizer)}")
    trained = task(architecture.make(config), config, tokenizers, card)
    load_weights(folder, trained.stored, card)
    return trained


def _checked(kind: type, values: Mapping[str, Any], largest: int) -> Any:
    """Make a configuration of what a card says, if every value is of its field's type.

    A size beyond `largest`, the bytes of all weights, would fill the memory before it fails.
    """
    hints = typing.get_type_hints(kind)
    for name, value in values.items():
        wanted = hints.get(name, object)
        fits = type(value) is wanted or (not isinstance(value, bool) and isinstance(value, wanted))
        if not fits or (wanted is int and name != "seed" and not 0 <= value <= largest):
            raise ValueError(f"{name} cannot be {value!r:.60}")
    return kind(**values)


def _folder(name: str | Path) -> Path:
    if str(name) in checkpoint_names():
        return SHIPPED / name
    folder = Path(name).expanduser()
    if str(name) and (folder / CARD).exists():
        return folder
    known = ", ".join(checkpoint_names())
    raise ArgumentError(f"no checkpoint {str(name)!r}: there are {known}, or give a folder")
