"""Texts to ids and back: byte-pair encoding by hand, and the tokenizers of the translations."""

from nlp_helpers.tokenization.byte_level import (
    BYTE_CHARACTERS,
    split_text,
    to_bytes,
    to_characters,
    to_text,
)
from nlp_helpers.tokenization.byte_pairs import (
    Merge,
    apply_merges,
    learn_merges,
    merge_pair,
    merge_steps,
)
from nlp_helpers.tokenization.encoder import BytePairEncoder
from nlp_helpers.tokenization.subwords import (
    END_ID,
    PADDING_ID,
    SPECIAL_IDS,
    START_ID,
    UNKNOWN_ID,
    SubwordTokenizer,
)
from nlp_helpers.tokenization.vectorizer import END_WORD, START_WORD, TextVectorizer

__all__ = [
    "BYTE_CHARACTERS",
    "END_ID",
    "END_WORD",
    "PADDING_ID",
    "SPECIAL_IDS",
    "START_ID",
    "START_WORD",
    "UNKNOWN_ID",
    "BytePairEncoder",
    "Merge",
    "SubwordTokenizer",
    "TextVectorizer",
    "apply_merges",
    "learn_merges",
    "merge_pair",
    "merge_steps",
    "split_text",
    "to_bytes",
    "to_characters",
    "to_text",
]
