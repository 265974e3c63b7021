"""Corpora, vocabularies, and windows of text.

The windows are Keras datasets. They are imported when first asked for, so that a program that
only reads or fetches a corpus does not wait for Keras.
"""

import importlib

from nlp_helpers.datasets.vocabulary import CharVocabulary

_WINDOWS = ("all_windows", "random_windows", "stateful_batches")

__all__ = [
    "CharVocabulary",
    "all_windows",
    "random_windows",
    "stateful_batches",
]


def __getattr__(name: str):
    if name in _WINDOWS:
        return getattr(importlib.import_module("nlp_helpers.datasets.windows"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
