"""From a checkpoint's name to the object that uses it."""

from pathlib import Path

from nlp_helpers.checkpoints.char_language_model import CharLanguageModel
from nlp_helpers.checkpoints.sentiment import (
    EncoderSentiment,
    RecurrentSentiment,
    SentimentModel,
)
from nlp_helpers.checkpoints.storing import CARD, read_card
from nlp_helpers.checkpoints.translation import Translator
from nlp_helpers.errors import CheckpointError

SHIPPED = Path(__file__).parent
TASKS = {  # card["task"] -> class
    "character language model": CharLanguageModel,
    "sentiment, recurrent": RecurrentSentiment,
    "sentiment, sentence encoder": EncoderSentiment,
    "translation, recurrent": Translator,
}


def checkpoint_names() -> list[str]:
    """Return the names of the checkpoints that ship with the package."""
    return sorted(path.parent.name for path in SHIPPED.glob(f"*/{CARD}"))


def shipped_cards() -> dict[str, dict]:
    """Return the cards of the checkpoints that ship with the package, by name."""
    return {name: read_card(SHIPPED / name) for name in checkpoint_names()}


def load_checkpoint(name: str | Path) -> CharLanguageModel | SentimentModel | Translator:
    """Load a trained model with everything it needs. Introduced in chapter 01, Characters.

    Args:
        name: of a checkpoint that ships with the package, or the folder of one of your own.

    Returns:
        The model with its vocabulary, its card and its verbs.

    Raises:
        ValueError: if there is no such checkpoint.
        CheckpointError: if its files are damaged.

    Example:
        >>> load_checkpoint("char-rnn").generate("To be", length=20)
    """
    folder = _folder(name)
    card = read_card(folder)
    try:
        kind = TASKS[card["task"]]
    except KeyError:
        raise CheckpointError(
            f"{folder / CARD} is for the task {card.get('task')!r}, which this version of "
            f"nlp_helpers does not know: install a newer one"
        ) from None
    return kind.load(folder, card)


def _folder(name: str | Path) -> Path:
    if name in checkpoint_names():
        return SHIPPED / name
    if (Path(name) / CARD).exists():
        return Path(name)
    known = ", ".join(checkpoint_names())
    raise ValueError(f"no checkpoint {str(name)!r}: there are {known}, or give a folder")
