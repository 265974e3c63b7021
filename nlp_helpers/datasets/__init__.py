"""Corpora, vocabularies, and windows of text.

The windows are Keras datasets. They are imported when first asked for, so that a program that
only fetches a corpus or reads it does not wait for Keras.
"""

import importlib

from nlp_helpers.datasets.cache import cache_folder
from nlp_helpers.datasets.card import DatasetCard
from nlp_helpers.datasets.fetching import fetch
from nlp_helpers.datasets.glove import GLOVE, WordVectors, load_glove
from nlp_helpers.datasets.imdb import IMDB, ImdbSplits, Reviews, imdb_reviews
from nlp_helpers.datasets.minilm import (
    MINILM,
    MINILM_TOKENIZER,
    load_minilm_tokenizer,
    load_minilm_weights,
)
from nlp_helpers.datasets.shakespeare import (
    OTHER_PLAYS,
    SHAKESPEARE,
    Splits,
    load_other_plays,
    load_shakespeare,
    shakespeare_splits,
)
from nlp_helpers.datasets.vocabulary import CharVocabulary
from nlp_helpers.datasets.words import WordVocabulary, plain_text, split_words

# What the quick profile needs: `python -m nlp_helpers data` puts it all into the cache.
CARDS = (SHAKESPEARE, OTHER_PLAYS, IMDB, GLOVE, MINILM, MINILM_TOKENIZER)

_WINDOWS = ("WindowBatches", "all_windows", "random_windows", "stateful_batches")

__all__ = [
    "CARDS",
    "GLOVE",
    "IMDB",
    "MINILM",
    "MINILM_TOKENIZER",
    "OTHER_PLAYS",
    "SHAKESPEARE",
    "CharVocabulary",
    "DatasetCard",
    "ImdbSplits",
    "Reviews",
    "Splits",
    "WindowBatches",
    "WordVectors",
    "WordVocabulary",
    "all_windows",
    "cache_folder",
    "fetch",
    "imdb_reviews",
    "load_glove",
    "load_minilm_tokenizer",
    "load_minilm_weights",
    "load_other_plays",
    "load_shakespeare",
    "plain_text",
    "random_windows",
    "shakespeare_splits",
    "split_words",
    "stateful_batches",
]


def __getattr__(name: str):
    if name in _WINDOWS:
        return getattr(importlib.import_module("nlp_helpers.datasets.windows"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
