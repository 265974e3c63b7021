"""What several rooms' tests share."""

import dataclasses
import sys
from pathlib import Path
from typing import Any

import pytest

from nlp_helpers.backend import make_room_for_torch

from .real_data import require

make_room_for_torch()  # before any test imports TensorFlow

CHARACTERS = "\n abcdefgh"


def pytest_collection_finish():
    """On a GPU, compare products that are computed in full, as in the chapters."""
    if "keras" in sys.modules:  # not where only tests were chosen that do without
        from nlp_helpers.backend import multiply_in_full

        multiply_in_full()


def pytest_runtest_setup(item):
    for marker in item.iter_markers("needs"):
        require(*marker.args)


@pytest.fixture
def held_pairs():
    """A function of n: the first n pairs of the real test split, which no translator has seen.

    The split is in the order of a hash, so any beginning of it is a fair sample.
    """
    from nlp_helpers.datasets import SPA_ENG, load_spa_eng

    require(SPA_ENG)
    return lambda n: load_spa_eng().test[:n]


@pytest.fixture
def held_reviews():
    """A function of n: the first n real reviews of the validation split, in a hash's order."""
    from nlp_helpers.datasets import IMDB, Reviews, imdb_reviews

    require(IMDB)
    valid = imdb_reviews().valid
    return lambda n: Reviews(valid.texts[:n], valid.labels[:n])


def toy_card(task: str, architecture: str, config, kind: str, files: list[str]) -> dict:
    """What a checkpoint is loaded by."""
    return {
        "format": 1,
        "name": "toy",
        "title": "a toy",
        "task": task,
        "architecture": architecture,
        "config": dataclasses.asdict(config),
        "tokenizer": {"kind": kind, "files": files},
    }


def store_toy(
    folder: Path,
    task: str,
    architecture: str,
    config: Any,
    tokenizer: dict,
    parts: dict,
    loud: float = 1,
    **card,
) -> Path:
    """Store a tiny untrained model as the package stores checkpoints; return its folder.

    Args:
        folder: where to write.
        task, architecture, config: what kind of checkpoint.
        tokenizer: its kind and limits.
        parts: the tokenizers' files by name.
        loud: what the weights are multiplied by; more makes some tokens much likelier than others.
        **card: what else the card says.
    """
    import keras  # here, because most tests do without and need not wait for it

    from nlp_helpers.checkpoints.architectures import ARCHITECTURES
    from nlp_helpers.checkpoints.storing import round_as_stored, store

    keras.utils.set_random_seed(0)
    model = ARCHITECTURES[architecture].make(config)
    model.set_weights([loud * weights for weights in model.get_weights()])
    round_as_stored(model)
    described = toy_card(task, architecture, config, tokenizer["kind"], list(parts))
    described["tokenizer"] |= tokenizer
    store(folder, model, described | {"parameters": model.count_params(), **card}, parts)
    return folder


@pytest.fixture
def folder(tmp_path):
    """The folder of a checkpoint as the package stores it, of a tiny untrained char-RNN."""
    from nlp_helpers.models import CharRNNConfig

    config = CharRNNConfig(vocab_size=len(CHARACTERS), embedding_size=4, units=8)
    kind = ("language model", "char-rnn", config, {"kind": "characters"})
    parts = {"vocabulary.txt": CHARACTERS.encode()}
    return store_toy(tmp_path / "toy", *kind, parts, loud=3, metrics={"stream_nats": 2.0})


@pytest.fixture
def gpt_folder(tmp_path):
    """The folder of a checkpoint of a tiny untrained GPT that sees eight characters."""
    from nlp_helpers.models import GPTConfig

    characters = "".join(sorted(CHARACTERS + "AB"))
    config = GPTConfig(
        len(characters), context_length=8, width=8, num_blocks=1, num_heads=2, hidden_size=8
    )
    kind = ("language model", "gpt", config, {"kind": "cased characters"})
    parts = {"vocabulary.txt": characters.encode()}
    return store_toy(tmp_path / "scribe", *kind, parts, loud=3, metrics={"stream_nats": 2.0})


@pytest.fixture
def sentiment_folder(tmp_path):
    """The folder of a checkpoint of an untrained classifier with a vocabulary of seven."""
    from nlp_helpers.datasets import WordVocabulary
    from nlp_helpers.models import SentimentRNNConfig

    words = WordVocabulary.fit(["good good bad film , !"], size=7)
    config = SentimentRNNConfig(vocab_size=len(words), embedding_size=4, units=4, pooling="mean")
    tokenizer = {"kind": "words", "limit": 400, "head": 100}
    parts = {"vocabulary.txt": words.to_bytes()}
    return store_toy(tmp_path / "critic", "classifier", "sentiment-rnn", config, tokenizer, parts)


@pytest.fixture(params=[None, "general"], ids=["without attention", "with attention"])
def translator_folder(tmp_path, request):
    """The folder of a checkpoint of an untrained translator that knows three sentences."""
    return make_translator(tmp_path, request.param)


def make_translator(folder: Path, attention: str | None) -> Path:
    """Store an untrained translator in a folder."""
    from nlp_helpers.models import Seq2SeqConfig
    from nlp_helpers.tokenization import SubwordTokenizer

    sides = ("Go!", "I see a cat.", "No."), ("¡Ve!", "Veo un gato.", "No.")
    source, target = (SubwordTokenizer.train(side, vocab_size=270) for side in sides)
    config = Seq2SeqConfig(len(source), len(target), embedding_size=8, units=8, attention=attention)
    tokenizer = {"kind": "subwords", "limit": 48}
    parts = {"source.json": source.to_bytes(), "target.json": target.to_bytes()}
    kind = ("translator", "seq2seq-rnn", config, tokenizer)
    return store_toy(folder / "interpreter", *kind, parts, loud=5)
