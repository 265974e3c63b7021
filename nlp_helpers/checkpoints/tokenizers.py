"""Tokenizers as a checkpoint keeps them: a file each, or none where they come from elsewhere."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nlp_helpers.checkpoints.beginning import begun_folder
from nlp_helpers.checkpoints.storing import read_card, read_part
from nlp_helpers.datasets import CharVocabulary, WordVocabulary, load_minilm_tokenizer
from nlp_helpers.tokenization import CasedCharVocabulary, SubwordTokenizer, TextVectorizer
from nlp_helpers.tokenization.sentinels import SentinelTokenizer
from nlp_helpers.training.recipe import Tokenization

KINDS = {
    "characters": CharVocabulary,
    "cased characters": CasedCharVocabulary,
    "words": WordVocabulary,
    "frequent words": TextVectorizer,
    "subwords": SubwordTokenizer,
    "subwords and sentinels": SentinelTokenizer,
}
PRETRAINED = {"minilm": load_minilm_tokenizer}


def train_tokenizer(tokenization: Tokenization, texts: Iterable[str]) -> Any:
    """Learn a tokenizer from the training texts, or get the one that exists already."""
    if tokenization.checkpoint:
        folder = begun_folder(tokenization.checkpoint)
        return read_tokenizers(folder, read_card(folder))[0]
    if tokenization.kind in PRETRAINED:
        return PRETRAINED[tokenization.kind]()
    return KINDS[tokenization.kind].train(texts, vocab_size=tokenization.vocab_size)


def tokenizer_parts(kind: str, sides: Iterable[str], tokenizers: Iterable) -> dict[str, bytes]:
    """Return the files, by name, that hold the tokenizers of a checkpoint."""
    if kind in PRETRAINED:
        return {}
    suffix = ".json" if kind.startswith("subwords") else ".txt"
    return {side + suffix: each.to_bytes() for side, each in zip(sides, tokenizers, strict=True)}


def read_tokenizers(folder: Path, card: dict) -> tuple:
    """Read the tokenizers that a card lists.

    Raises:
        CheckpointError: if a file is missing or damaged.
        ValueError: if it is whole and nothing of the kind.
        KeyError: if the card does not list them, or the kind is unknown.
    """
    listed = card["tokenizer"]
    if listed["kind"] == "none":
        return ()
    if listed["kind"] in PRETRAINED:
        return (PRETRAINED[listed["kind"]](),)
    read = KINDS[listed["kind"]].from_bytes
    if "text" in listed:  # cards of format 0 hold their characters
        return (read(listed["text"].encode()),)
    return tuple(read(read_part(folder, name, card)) for name in listed["files"])
