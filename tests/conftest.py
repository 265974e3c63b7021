"""What several rooms' tests share."""

import contextlib
import dataclasses
import sys

import pytest

with contextlib.suppress(ImportError):
    # It comes with PyTorch for GPUs and has an LLVM of its own, as TensorFlow has: imported
    # after TensorFlow, which transformers does, it crashes.
    import triton  # noqa: F401

from .real_data import require

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


@pytest.fixture
def folder(tmp_path):
    """The folder of a checkpoint as the package stores it, of a tiny untrained char-RNN."""
    import keras  # here, because most tests do without and need not wait for it

    from nlp_helpers.checkpoints.storing import round_as_stored, store
    from nlp_helpers.models import CharRNNConfig, make_char_rnn

    keras.utils.set_random_seed(0)
    config = CharRNNConfig(vocab_size=len(CHARACTERS), embedding_size=4, units=8)
    model = make_char_rnn(config)
    # Weights that make some characters much likelier than others.
    model.set_weights([3 * weights for weights in model.get_weights()])
    round_as_stored(model)
    card = toy_card("language model", "char-rnn", config, "characters", ["vocabulary.txt"])
    card |= {"parameters": model.count_params(), "metrics": {"stream_nats": 2.0}}
    store(tmp_path / "toy", model, card, {"vocabulary.txt": CHARACTERS.encode()})
    return tmp_path / "toy"


@pytest.fixture
def gpt_folder(tmp_path):
    """The folder of a checkpoint of a tiny untrained GPT that sees eight characters."""
    import keras

    from nlp_helpers.checkpoints.storing import round_as_stored, store
    from nlp_helpers.models import GPTConfig, make_gpt

    keras.utils.set_random_seed(0)
    characters = "".join(sorted(CHARACTERS + "AB"))
    config = GPTConfig(
        len(characters), context_length=8, width=8, num_blocks=1, num_heads=2, hidden_size=8
    )
    model = make_gpt(config)
    model.set_weights([3 * weights for weights in model.get_weights()])
    round_as_stored(model)
    card = toy_card("language model", "gpt", config, "cased characters", ["vocabulary.txt"])
    card |= {"parameters": model.count_params(), "metrics": {"stream_nats": 2.0}}
    store(tmp_path / "scribe", model, card, {"vocabulary.txt": characters.encode()})
    return tmp_path / "scribe"


@pytest.fixture
def sentiment_folder(tmp_path):
    """The folder of a checkpoint of an untrained classifier with a vocabulary of seven."""

    from nlp_helpers.checkpoints.storing import store
    from nlp_helpers.datasets import WordVocabulary
    from nlp_helpers.models import SentimentRNNConfig, make_sentiment_rnn

    words = WordVocabulary.fit(["good good bad film , !"], size=7)
    config = SentimentRNNConfig(vocab_size=len(words), embedding_size=4, units=4, pooling="mean")
    card = toy_card("classifier", "sentiment-rnn", config, "words", ["vocabulary.txt"])
    card["tokenizer"] |= {"limit": 400, "head": 100}
    parts = {"vocabulary.txt": words.to_bytes()}
    store(tmp_path / "critic", make_sentiment_rnn(config), card, parts)
    return tmp_path / "critic"


@pytest.fixture(params=[None, "general"], ids=["without attention", "with attention"])
def translator_folder(tmp_path, request):
    """The folder of a checkpoint of an untrained translator that knows three sentences."""
    return make_translator(tmp_path, request.param)


def make_translator(folder, attention: str | None):
    import keras

    from nlp_helpers.checkpoints.storing import round_as_stored, store
    from nlp_helpers.models import Seq2SeqConfig, make_seq2seq
    from nlp_helpers.tokenization import SubwordTokenizer

    sides = ("Go!", "I see a cat.", "No."), ("¡Ve!", "Veo un gato.", "No.")
    source, target = (SubwordTokenizer.train(side, vocab_size=270) for side in sides)
    keras.utils.set_random_seed(0)
    config = Seq2SeqConfig(len(source), len(target), embedding_size=8, units=8, attention=attention)
    model = make_seq2seq(config)
    # Weights that make some pieces much likelier than others.
    model.set_weights([5 * weights for weights in model.get_weights()])
    round_as_stored(model)
    files = {"source.json": source.to_bytes(), "target.json": target.to_bytes()}
    card = toy_card("translator", "seq2seq-rnn", config, "subwords", list(files))
    card["tokenizer"] |= {"limit": 48}
    store(folder / "interpreter", model, card, files)
    return folder / "interpreter"
