"""Corpora, vocabularies, and windows of text.

The windows are Keras datasets. They are imported when first asked for, so that a program that
only fetches a corpus or reads it does not wait for Keras.
"""

import importlib

from nlp_helpers.datasets.cache import cache_folder
from nlp_helpers.datasets.card import DatasetCard
from nlp_helpers.datasets.fetching import fetch
from nlp_helpers.datasets.imdb import IMDB, ImdbSplits, Reviews, imdb_reviews
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

CARDS = (SHAKESPEARE, OTHER_PLAYS, IMDB)  # every corpus of the course

_WINDOWS = ("WindowBatches", "all_windows", "random_windows", "stateful_batches")

__all__ = [
    "CARDS",
    "IMDB",
    "OTHER_PLAYS",
    "SHAKESPEARE",
    "CharVocabulary",
    "DatasetCard",
    "ImdbSplits",
    "Reviews",
    "Splits",
    "WindowBatches",
    "WordVocabulary",
    "all_windows",
    "cache_folder",
    "fetch",
    "imdb_reviews",
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
