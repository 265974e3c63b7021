"""Texts to ids and back: characters, words, subwords, and byte-pair encoding by hand."""

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
from nlp_helpers.tokenization.characters import CasedCharVocabulary, CharVocabulary
from nlp_helpers.tokenization.encoder import BytePairEncoder
from nlp_helpers.tokenization.normalizing import normalize
from nlp_helpers.tokenization.protocol import Tokenizer
from nlp_helpers.tokenization.subwords import (
    END_ID,
    PADDING_ID,
    SPECIAL_IDS,
    START_ID,
    UNKNOWN_ID,
    SubwordTokenizer,
    WordPieces,
)
from nlp_helpers.tokenization.vectorizer import END_WORD, START_WORD, TextVectorizer
from nlp_helpers.tokenization.words import WordVocabulary, plain_text, split_words
