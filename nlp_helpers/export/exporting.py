"""From a checkpoint to a folder of the `transformers` library."""

import importlib
from pathlib import Path
from types import ModuleType

from nlp_helpers.checkpoints import load_checkpoint, shipped_cards
from nlp_helpers.checkpoints.card import upgraded
from nlp_helpers.errors import ArgumentError, NlpHelpersError
from nlp_helpers.export.model_card import model_card
from nlp_helpers.files import at_home, new_folder

CONVERTERS = {  # architecture -> the module here that knows its counterpart
    "gpt": "gpt",
    "vit": "vit",
    "bert": "bert_pretrained",
    "bert-classifier": "bert_classifier",
    "minilm-classifier": "bert_classifier",
}


def exportable_names() -> list[str]:
    """Return the names of the shipped checkpoints that have a counterpart in `transformers`."""
    cards = shipped_cards().items()
    architectures = {name: upgraded(card, Path(name))["architecture"] for name, card in cards}
    return [name for name, architecture in architectures.items() if architecture in CONVERTERS]


def export_model(name: str | Path, folder: str | Path) -> str:
    """Write a trained model as a folder that `from_pretrained` and `pipeline` load.

    It holds the weights in float32, the configuration, the tokenizer or the image processor, and a
    model card. Introduced in chapter 16, Hugging Face.

    Args:
        name: of a checkpoint that ships with the package, or the folder of one of your own.
        folder: where to write; it must not exist yet, and appears when it is whole.

    Returns:
        The call of `pipeline` that loads it.

    Raises:
        ValueError: there is no such checkpoint, or nothing in `transformers` computes the same.
        FileExistsError: the folder exists already.
        NlpHelpersError: `transformers` or PyTorch is missing, or the checkpoint is damaged.

    Example:
        >>> export_model("gpt-letters", "gpt-letters-hf")
        'pipeline("text-generation", model="gpt-letters-hf")'
    """
    folder = at_home(folder=folder)
    with new_folder(folder) as partial:
        trained = load_checkpoint(name)
        converted = _converter(trained.card["architecture"], name).convert(trained)
        converted.model.save_pretrained(partial)
        converted.reader.save_pretrained(partial)
        text = model_card(trained.card, converted, folder.name)
        (partial / "README.md").write_text(text, "utf-8")
    return converted.usage(str(folder))


def _converter(architecture: str, name: str | Path) -> ModuleType:
    """Import what converts a checkpoint, once it is clear that there is something to convert."""
    if architecture not in CONVERTERS:
        raise ArgumentError(
            f"{str(name)!r} is a {architecture}, which has no counterpart in transformers: of the "
            f"models that ship, {', '.join(exportable_names())} can be exported"
        )
    try:
        return importlib.import_module(f"nlp_helpers.export.{CONVERTERS[architecture]}")
    except ModuleNotFoundError as error:
        if error.name not in ("torch", "transformers"):
            raise
        raise NlpHelpersError(
            f"{error.name} is not installed: pip install torch 'transformers>=5'"
        ) from error
